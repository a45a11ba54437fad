"""Hostile and broken gzip, bzip2, xz and Zstandard files, 7z archives, and archives of several kinds in each other."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import zlib
from collections.abc import Callable

import py7zr
from backports import zstd

from .conftest import LOG, tar_of, zip_of
from .corpus import Case

WHOLE = {"": LOG}
READ = {"!/good.log": LOG}
RATIO, SIZE = "its compression ratio exceeds the limit of 100", "--limit member-bytes"
NOISE = os.urandom(9000)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


def changed(data: bytes, at: int) -> bytes:
    copy = bytearray(data)
    copy[at] ^= 0x55
    return bytes(copy)


def repeated(pack: Callable[[bytes], bytes], times: int) -> bytes:
    data = LOG
    for _ in range(times):
        data = pack(data)
    return data


def big_dictionary() -> bytes:
    """An xz file that asks for 4 GiB of dictionary."""
    data = bytearray(lzma.compress(LOG))
    end = 12 + 4 * data[12]  # of the block header, before its checksum
    data[data.index(b"\x21\x01", 12) + 2] = 40
    struct.pack_into("<L", data, end, zlib.crc32(data[12:end]))
    return bytes(data)


def big_window() -> bytes:
    """A Zstandard frame that asks for 2 GiB of window."""
    return b"\x28\xb5\x2f\xfd\x00" + bytes([21 << 3]) + struct.pack("<L", 1)[:3] + bytes(20)


def seven_zip(files: list[tuple[str, bytes]], rename: tuple[str, str] = ("", ""), **options: object) -> bytes:
    """A 7z; names that py7zr would not write are put in afterwards, and the checksums mended."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **options) as archive:  # type: ignore[arg-type]
        if rename[0]:
            archive.set_encoded_header_mode(False)
        for name, data in files:
            archive.writestr(data, name)
    data = bytearray(buffer.getvalue())
    if rename[0]:
        old, new = (text.encode("utf-16-le") for text in rename)
        assert len(old) == len(new)
        data = data.replace(old, new)
        start = 32 + struct.unpack_from("<Q", data, 12)[0]
        struct.pack_into("<L", data, 28, zlib.crc32(data[start:]))
        struct.pack_into("<L", data, 8, zlib.crc32(data[12:32]))
    return bytes(data)


def two(rename: tuple[str, str] = ("", ""), **options: object) -> bytes:
    return seven_zip([("bad-name.log", b"x"), ("good.log", LOG)], rename, **options)


SINGLE = [
    *(Case(f"bomb.{name}", lambda pack=pack: pack(bytes(8 << 20)), "", {}) for name, pack in PACKERS.items()),
    *(Case(f"cut.log.{name}", lambda pack=pack: pack(NOISE)[:-300], "cut off", {}) for name, pack in PACKERS.items()),
    *(
        Case(f"changed.log.{name}", lambda pack=pack: changed(pack(NOISE), 4000), "", {})
        for name, pack in PACKERS.items()
    ),
    *(
        Case(f"twice.log.{name}", lambda pack=pack: pack(LOG[:99]) + pack(LOG[99:]), "", WHOLE)
        for name, pack in PACKERS.items()
    ),
    *(
        Case(f"junk.log.{name}", lambda pack=pack: pack(LOG) + b"junk" * 9, "damaged compressed data", {})
        for name, pack in PACKERS.items()
    ),
    *(
        Case(f"depth.log.{name}", lambda pack=pack: repeated(pack, 12), "--limit depth", {})
        for name, pack in PACKERS.items()
    ),
    Case("zeros-after.log.gz", lambda: gzip.compress(LOG) + bytes(999), "", WHOLE),
    Case("bad-crc.log.gz", lambda: changed(gzip.compress(LOG), -8), "incorrect data check", {}),
    Case("bad-length.log.gz", lambda: changed(gzip.compress(LOG), -4), "incorrect length check", {}),
    Case("endless-name.log.gz", lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 300_000, "cut off", {}),
    Case("header-only.log.gz", lambda: gzip.compress(LOG)[:10], "cut off", {}),
    Case("dictionary.log.xz", big_dictionary, "emory", {}),
    Case("window.log.zst", big_window, "damaged compressed data", {}),
    Case("text.log.gz", lambda: LOG, "", WHOLE),
    Case("binary.log.gz", lambda: b"\0" * 600, "named like a gzip file, but not one", {}, by_name=True),
    Case("old.log.Z", lambda: b"\x1f\x9d\x90abc", "compress (.Z) are not read yet", {}),
    Case("a.rar", lambda: b"Rar!\x1a\x07\x01\x00", "rar archives are not read yet", {}),
]
SEVEN = [
    Case("good.7z", two, "", READ | {"!/bad-name.log": b"x"}),
    Case("traversal.7z", lambda: two(("bad-name.log", "../../na.log")), "path leaves the archive"),
    Case("absolute.7z", lambda: two(("bad-name.log", "/opt/IBM.log")), "", READ | {"!/opt/IBM.log": b"x"}),
    Case("drive.7z", lambda: two(("bad-name.log", "C:\\bad-x.log")), "", READ | {"!/C/bad-x.log": b"x"}),
    Case("nul.7z", lambda: two(("bad-name.log", "bad\0name.log")), "", {}),
    Case("twins.7z", lambda: seven_zip([("good.log", LOG), ("good.log", b"x")]), "", READ | {"!/good.log (2)": b"x"}),
    Case("encrypted.7z", lambda: two(password="x"), "encrypted: no password was given", {}),
    Case("encrypted-header.7z", lambda: two(password="x", header_encryption=True), "encrypted: no password", {}),
    Case("bomb.7z", lambda: seven_zip([("good.log", LOG), ("z", bytes(4 << 20))]), RATIO),
    Case("large.7z", lambda: seven_zip([("good.log", LOG), ("z", bytes(5 << 20))]), SIZE),
    Case("cut.7z", lambda: two()[:-20], "damaged 7z", {}),
    Case("changed.7z", lambda: changed(two(), 40), "damaged 7z", {}),
    Case("header-changed.7z", lambda: changed(two(), -4), "damaged 7z", {}),
    Case("head-only.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), "", {}),
]
MIXED = [
    Case(
        "matryoshka.zip",
        lambda: zip_of({"a.gz": gzip.compress(tar_of({"b.zip": zip_of({"good.log": LOG})}))}),
        "",
        {"!/a.gz!/b.zip!/good.log": LOG},
    ),
    Case("a.tar.zst", lambda: zstd.compress(tar_of({"good.log": LOG}))),
    Case(
        "b.tar.bz2",
        lambda: bz2.compress(tar_of({"good.log": LOG, "x.7z": two()})),
        "",
        READ | {"!/x.7z!/good.log": LOG},
    ),
    Case("c.zip.zst.xz", lambda: lzma.compress(zstd.compress(zip_of({"good.log": LOG})))),
    Case("d.zip", lambda: zip_of({"good.log": LOG, "x.tar": b"\0" * 700, "y.zip": b"PK\x03\x04"}), "damaged zip"),
    Case("app.ear", lambda: zip_of({"a.war": b"x"}), "enterprise application archive: not opened", {}, by_name=True),
]
CASES = [*SINGLE, *SEVEN, *MIXED]
