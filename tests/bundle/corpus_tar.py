"""Hostile and broken tars, plain or packed."""

from __future__ import annotations

import gzip
import tarfile
from functools import partial

from .conftest import LOG, tar_entry, tar_of
from .corpus import Case, metadata, patched, pax, sized

GOOD = tar_of({"good.log": LOG}, form=tarfile.GNU_FORMAT)
THREE = tar_of(dict.fromkeys(("a.log", "good.log", "c.log"), LOG), form=tarfile.GNU_FORMAT)
DATA = 1 + -(-len(LOG) // 512)  # blocks of one member
READ = {"!/good.log": LOG}
SPARSE_BLOCK = b"00000000000\0" * 42 + b"\1".ljust(8, b"\0")
HEADERS = "too many tar headers for one member"


def before(name: str, bad: bytes, says: str = "", holds: dict[str, bytes] | None = None) -> Case:
    """Something bad before a good tar."""
    return Case(f"{name}.tar", lambda: bad + GOOD, says, READ | (holds or {}))


def file(name: bytes, data: bytes = b"x") -> bytes:
    """A member whose name is any bytes."""
    return patched(tar_entry("n", b"0", size=len(data)), 0, name.ljust(100, b"\0")) + data + bytes(-len(data) % 512)


def nested(depth: int) -> bytes:
    data = GOOD
    for _ in range(depth):
        data = tar_of({"r.tar": data, "good.log": LOG})
    return data


ESCAPES = [
    before("traversal", tar_entry("../../etc/passwd", b"0"), "path leaves the archive: ../../etc/passwd"),
    before("absolute", file(b"/opt/IBM/x.log"), holds={"!/opt/IBM/x.log": b"x"}),
    before("drive", file(b"C:\\IBM\\x.log"), holds={"!/C/IBM/x.log": b"x"}),
    before("symlink", tar_entry("s", b"2", "/etc/passwd"), "symbolic link to /etc/passwd: not followed"),
    before("hardlink", tar_entry("h", b"1", "../x"), "hard link to ../x: not followed"),
    before("device", tar_entry("tty", b"3"), "device: not read"),
    before("block-device", tar_entry("sda", b"4"), "device: not read"),
    before("pipe", tar_entry("p", b"6"), "named pipe: not read"),
    before("unknown-type", tar_entry("odd", b"?"), "tar entry of unknown type ?: not read"),
    before("pax-traversal", pax(path="../x") + tar_entry("x", b"0"), "path leaves the archive: ../x"),
    before("long-traversal", metadata(b"../x\0", b"L") + tar_entry("x", b"0"), "path leaves the archive: ../x"),
]
NAMES = [
    before("no-name", file(b""), "has no name"),
    before("same-name", file(b"good.log"), holds={"!/good.log": b"x", "!/good.log (2)": LOG}),
    before("latin-1", file(b"caf\xe9.log"), holds={"!/café.log": b"x"}),
    before("nul-in-pax-name", pax(path="a\0b") + file(b"n"), holds={"!/a": b"x"}),
    before("terminal-codes", file(b"\x1b[2Jx"), holds={"!/\\x1b[2Jx": b"x"}),
    before("long-name", pax(path="n" * 5000) + file(b"n"), holds={f"!/{'n' * 5000}": b"x"}),
    before("charset", pax(hdrcharset="KLINGON", path="a.log") + file(b"n"), holds={"!/a.log": b"x"}),
]
BOMBS = [
    before("pax-endless", sized(b"77777777777\0", b"x"), "a tar header of"),
    before("pax-two-megabytes", metadata(b"9" * (2 << 20)), "a tar header of 2,097,152 bytes"),
    before("long-name-two-megabytes", metadata(b"n" * (2 << 20), b"L"), "a tar header of 2,097,152 bytes"),
    before("long-links-many", metadata(b"n\0", b"K") * 5000, HEADERS),
    Case("long-names-many.tar", lambda: metadata(b"n\0", b"L") * 5000 + GOOD, HEADERS, {"!/n": LOG}),
    before("globals-many", metadata(b"9 a=b\nxx", b"g") * 5000, HEADERS),
    before("sparse-endless", patched(tar_entry("s", b"S"), 482, b"\1") + SPARSE_BLOCK * 5000, HEADERS),
    before(
        "sparse-map-endless",
        pax(GNU__sparse__major="1", GNU__sparse__minor="0") + tar_entry("s", b"0") + b"9" * 512 * 2000,
    ),
    Case("folders-many.tar", lambda: tar_entry("d/", b"5") * 4000 + GOOD, "--limit members", {}),
    Case("astronomic.tar", lambda: sized(b"\x80" + b"\x7f" * 11) + GOOD, "cut off: the tar goes on to byte", {}),
    Case("depth.tar", partial(nested, 8), "its nesting of 6 archives exceeds the limit of 5"),
    Case("bomb.tar.gz", lambda: gzip.compress(tar_of({"a": bytes(20 << 20)})), "compression ratio exceeds", {}),
]
BROKEN = [
    before("negative-size", sized(b"\xff" * 12), "its size is negative"),
    before("size-no-number", sized(b"hello\0"), "damaged at byte 0"),
    before("pax-negative-size", pax(size="-99999") + tar_entry("a", b"0"), "its size is negative"),
    before("pax-size-no-number", pax(size="many") + tar_entry("a", b"0"), holds={"!/a": b""}),
    before("pax-zero-length", metadata(b"0 path=a\n")),
    before("pax-no-length", metadata(b"x path=a\n")),
    Case("pax-giant-length.tar", lambda: metadata(b"99999999999 path=a\n") + GOOD, "", {"!/a\\n": LOG}),
    before("pax-alone", pax(path="a") + b"no header" + bytes(503), "damaged at byte 0"),
    before("long-name-alone", metadata(b"n\0", b"L") + b"no header" + bytes(503), "damaged at byte 0"),
    before("sparse", sized(b"%011o\0" % 512, b"S", "core") + b"x" * 512, "sparse file: not read yet"),
    before("sparse-negative", pax(GNU__sparse__map="-1,5", GNU__sparse__size="-9") + tar_entry("s", b"0")),
    before("sparse-no-number", pax(GNU__sparse__map="a,b") + tar_entry("s", b"0")),
    Case("no-end.tar", lambda: GOOD[: DATA * 512], "no end mark"),
    Case("cut-in-member.tar", lambda: THREE[: 2 * DATA * 512 + 900], "cut off: the tar goes on to byte"),
    Case("cut-in-header.tar", lambda: THREE[: 2 * DATA * 512 + 200], "inside a tar header"),
    Case("cut-in-first.tar", lambda: THREE[:700], "cut off", {}),
    Case("junk-after.tar", lambda: GOOD[: DATA * 512] + b"junk" * 128, "no tar header there; the rest was not read"),
    Case("trailing.tar", lambda: GOOD + b"junk" * 1000),
    Case("two.tar", lambda: tar_of({"a.log": b"a"}) + GOOD, "", READ | {"!/a.log": b"a"}),
    Case(
        "bad-checksum.tar",
        lambda: THREE.replace(b"a.log", b"x.log"),
        "damaged at byte 0: bad checksum; reading goes on at",
    ),
    Case("bad-middle.tar", lambda: THREE.replace(b"c.log", b"x.log"), "no tar header there"),
    Case("v7.tar", lambda: patched(GOOD[:512], 257, bytes(8)) + GOOD[512:]),
    Case(
        "cut.tar.gz", lambda: gzip.compress(THREE, 0)[: 2 * DATA * 512 + 999], "only what stands before that was read"
    ),
]
CASES = [*ESCAPES, *NAMES, *BOMBS, *BROKEN]
