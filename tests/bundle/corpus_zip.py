"""Hostile and broken zips."""

from __future__ import annotations

import bz2
import lzma
import os
import stat
import struct
import zipfile
from functools import partial

from backports import zstd
from inflate64 import Deflater

from .conftest import LOG, deflated, end_record, raw_zip, zip_of
from .corpus import TIGHT, Case

GOOD: dict[str, object] = {"name": b"good.log", "data": LOG}
ZEROS = bytes(900_000)
RATIO = "exceeds the limit of 100 (raise it with --limit ratio=N)"
LEAVES = "path leaves the archive"
READ = {"!/good.log": LOG}


def entry(case: str, says: str = "", holds: dict[str, bytes] | None = None, **fields: object) -> Case:
    """One bad entry before a good one."""
    return Case(f"{case}.zip", partial(raw_zip, [fields, GOOD]), says, READ | (holds or {}))


def deflate64(data: bytes) -> bytes:
    packer = Deflater()
    return bytes(packer.deflate(data) + packer.flush())


def zip_lzma(data: bytes, dictionary: int = 1 << 16) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}]
    return (
        b"\x09\x14\x05\x00\x5d" + struct.pack("<L", dictionary) + lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
    )


def with_64(size: int) -> bytes:
    return struct.pack("<HHQ", 1, 8, size)


def nested(depth: int) -> bytes:
    data = zip_of({"good.log": LOG})
    for _ in range(depth):
        data = zip_of({"r.zip": data, "good.log": LOG})
    return data


def many(count: int, name: bytes = b"%06d") -> bytes:
    item = b"PK\x01\x02" + bytes(24) + struct.pack("<H", len(name % 0)) + bytes(16)
    directory = b"".join(item + name % number for number in range(count))
    return b"PK\x03\x04" + bytes(26) + directory + end_record(count, len(directory), 30)


def edited(offset_from_end: int, value: bytes) -> bytes:
    data = bytearray(raw_zip([GOOD, {"name": b"b.log", "data": LOG}]))
    at = len(data) - offset_from_end
    data[at : at + len(value)] = value
    return bytes(data)


def lying(method: int) -> bytes:
    """Eight megabytes that state to be 5,000 bytes."""
    data = bytearray(zip_of({"a.log": bytes(8 << 20), "good.log": LOG}, method))
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<L", 5000)
    return bytes(data)


TWO = zip_of({"good.log": LOG, "b.log": os.urandom(5000)})

ESCAPES = [
    entry("traversal", f"{LEAVES}: ../../etc/passwd", name=b"../../etc/passwd"),
    entry("traversal-inside", LEAVES, name=b"a/../../b"),
    entry("traversal-backslash", LEAVES, name=b"..\\..\\x.log"),
    entry("traversal-mixed", LEAVES, name=b"a/..\\../x.log"),
    entry("traversal-drive", LEAVES, name=b"C:..\\x.log"),
    entry("absolute", holds={"!/opt/IBM/x.log": b"x"}, name=b"/opt/IBM/x.log", data=b"x"),
    entry("drive", holds={"!/C/IBM/x.log": b"x"}, name=b"C:\\IBM\\x.log", data=b"x"),
    entry("drive-relative", holds={"!/c/x.dll": b"x"}, name=b"c:x.dll", data=b"x"),
    entry("network-share", holds={"!/host/share/x": b"x"}, name=b"\\\\host\\share\\x", data=b"x"),
    entry("no-name", "has no name", name=b""),
    entry("only-dots", "has no name", name=b"././."),
    entry("symlink", "symbolic link", mode=stat.S_IFLNK | 0o777, data=b"/etc/passwd"),
    entry("pipe", "device, pipe or socket", mode=stat.S_IFIFO | 0o600),
    entry("block-device", "device, pipe or socket", mode=stat.S_IFBLK | 0o600),
]
NAMES = [
    entry("nul-in-name", holds={"!/nul\\x00.log": b"x"}, name=b"nul\0.log", data=b"x"),
    entry("terminal-codes", holds={"!/\\x1b[2Jx.log": b"x"}, name=b"\x1b[2Jx.log", data=b"x"),
    entry("right-to-left", holds={"!/a\\u202egol.exe": b"x"}, name="a\u202egol.exe".encode(), data=b"x"),
    entry("line-break", holds={"!/a\\nb": b"x"}, name=b"a\nb", data=b"x"),
    entry("false-utf8-flag", holds={"!/\\xa0\u25a0.log": b"x"}, name=b"\xff\xfe.log", flags=0x800, data=b"x"),
    entry("cp932", name="ログ.log".encode("cp932"), data=b"x"),
    entry("gbk", name="日志.log".encode("gbk"), data=b"x"),
    entry("cp437", holds={"!/café.log": b"x"}, name=b"caf\x82.log", data=b"x"),
    entry("utf8-without-flag", holds={"!/nœud.log": b"x"}, name="nœud.log".encode(), data=b"x"),
    entry("endless-name", holds={f"!/{'n' * 60_000}": b"x"}, name=b"n" * 60_000, data=b"x"),
    entry("windows-path-limit", holds={f"!/{'d/' * 200}x": b"x"}, name=b"d/" * 200 + b"x", data=b"x"),
    entry("same-name", holds={"!/good.log (2)": LOG}, name=b"good.log", data=LOG),
    entry("two-names", holds={"!/a.log": b"x"}, name=b"a.log", local_name=b"another-one.log", data=b"x"),
]
BOMBS = [
    entry("bomb-deflate", RATIO, method=8, data=deflated(ZEROS), size=len(ZEROS)),
    entry("bomb-deflate64", RATIO, method=9, data=deflate64(ZEROS), size=len(ZEROS)),
    entry("bomb-bzip2", RATIO, method=12, data=bz2.compress(ZEROS), size=len(ZEROS)),
    entry("bomb-lzma", RATIO, method=14, data=zip_lzma(ZEROS), size=len(ZEROS)),
    entry("bomb-zstd", RATIO, method=93, data=zstd.compress(ZEROS), size=len(ZEROS)),
    entry("bomb-xz", RATIO, method=95, data=lzma.compress(ZEROS), size=len(ZEROS)),
    entry("lying-deflate64", "larger than the 9 bytes", method=9, data=deflate64(ZEROS), size=9),
    entry("lying-zstd", "larger than the 9 bytes", method=93, data=zstd.compress(ZEROS), size=9),
    entry("lying-xz", "larger than the 9 bytes", method=95, data=lzma.compress(ZEROS), size=9),
    Case("lying-deflate.zip", partial(lying, zipfile.ZIP_DEFLATED), "larger than the 5,000"),
    Case("lying-bzip2.zip", partial(lying, zipfile.ZIP_BZIP2), "larger than the 5,000"),
    Case("lying-lzma.zip", partial(lying, zipfile.ZIP_LZMA), "larger than the 5,000"),
    entry("lzma-dictionary", "bytes of memory to unpack", method=14, data=zip_lzma(LOG, 0xFFFFFFF0), size=len(LOG)),
    entry("stated-huge", "--limit member-bytes", size=3 << 30),
    Case("overlap.zip", lambda: raw_zip([GOOD, GOOD | {"name": b"b", "offset": 0}]), "overlaps another member"),
    Case("depth.zip", partial(nested, 8), "its nesting of 6 archives exceeds the limit of 5"),
    Case("entries.zip", partial(many, 200_001, b"%06d"), "more than 200,000 entries", {}),
    Case("folders.zip", partial(many, 5000, b"%06d/"), "--limit members", {}),
]
BROKEN = [
    entry("zip-crypto", "encrypted: no password", flags=1, data=b"x" * 30),
    entry("aes", "encrypted: no password", flags=1, method=99, data=b"x" * 30),
    entry("strong-encryption", "encrypted: no password", flags=0x41, data=b"x" * 30),
    entry("patch", "patch data", flags=0x20),
    entry("method-77", "compression method 77 (unknown) is not supported", method=77),
    entry("implode", "compression method 6 (Implode) is not supported", method=6),
    entry("checksum", "checksum", data=LOG, crc=1),
    entry("shorter", "cut off", method=8, data=deflated(LOG), size=len(LOG) + 5),
    entry("cut-data", "cut off", method=8, data=deflated(os.urandom(5000))[:-500], size=5000),
    entry("not-deflate", "damaged compressed data", method=8, data=b"\xff" * 99, size=500),
    entry("not-deflate64", "damaged compressed data", method=9, data=b"\xff" * 99, size=500),
    entry("not-zstd", "damaged compressed data", method=93, data=b"\xff" * 99, size=500),
    entry("no-data-for-its-method", holds={"!/a.log": b""}, method=8),
    entry("future-version", holds={"!/a.log": b"x"}, version=99, data=b"x"),
    entry("bad-extra", holds={"!/a.log": b"x"}, extra=b"\x99\x99\xff\xffzz", data=b"x"),
    entry("bad-unicode-extra", holds={"!/a.log": b"x"}, extra=b"\x75\x70\x01\x00\xff", data=b"x"),
    entry("zip64-field", holds={"!/a.log": b"x"}, extra=with_64(1), data=b"x", size=0xFFFFFFFF),
    entry("zip64-field-missing", "--limit member-bytes", data=b"x", size=0xFFFFFFFF),
    entry("zip64-field-cut", "--limit member-bytes", data=b"x", size=0xFFFFFFFF, extra=with_64(1)[:8]),
    entry("zip64-field-astronomic", "--limit member-bytes", data=b"x", size=0xFFFFFFFF, extra=with_64(1 << 60)),
    entry("offset-beyond", "no member starts at byte", offset=0x7FFFFFFF),
    Case("offset-inside.zip", lambda: raw_zip([GOOD, {"offset": 70}]), "overlaps another member"),
    entry("other-volume", "split zip", volume=4),
    entry("sizes-behind-data", holds={"!/a.log": b"x"}, flags=8, local_sizes=False, data=b"x"),
    Case("prepended.jar", lambda: b"#!/bin/sh\nexec java -jar $0\n" * 90 + TWO),
    Case("program.jar", lambda: b"MZ\0\0" + os.urandom(5000) + TWO),
    Case("trailing.zip", lambda: TWO + b"junk" * 500),
    Case("trailing-much.zip", lambda: TWO + b"junk" * 30_000, "damaged zip", {}),
    Case("comment.zip", lambda: TWO[:-2] + b"\x16\x00" + end_record(0, 0, 0), "damaged zip", {}),
    Case("count-0.zip", partial(edited, 14, bytes(4)), "", READ | {"!/b.log": LOG}),
    Case("count-1.zip", partial(edited, 14, b"\1\0\1\0"), "", READ | {"!/b.log": LOG}),
    Case("directory-size.zip", partial(edited, 10, b"\xf0\xff\xff\x7f"), "damaged zip", {}),
    Case("directory-offset.zip", partial(edited, 6, b"\xf0\xff\xff\x7f"), "", {}),
    Case("directory-mark.zip", lambda: TWO.replace(b"PK\x01\x02", b"PK\x01\0"), "damaged zip", {}),
    Case("cut-directory.zip", lambda: TWO[:-60], "cut off, or one part of a split zip", {}),
    Case("cut-member.zip", lambda: TWO[:3000], "cut off, or one part of a split zip", {}),
    Case("head-only.zip", lambda: b"PK\x03\x04", "damaged zip", {}),
    Case("first-part.zip", lambda: b"PK\x07\x08" + TWO[:2000], "one part of a split zip", {}),
    Case("last-part.zip", lambda: b"PK\x03\x04" + end_record(1, 0, 0, disk=3), "split zip", {}),
    Case("zeros.zip", lambda: bytes(4000), "damaged zip", {}, by_name=True),
    Case("empty.zip", lambda: b"", "empty", {}, by_name=True),
    Case("really.log", lambda: TWO),
]
CASES = [*ESCAPES, *NAMES, *BOMBS, *BROKEN]
assert TIGHT.members < 5000
