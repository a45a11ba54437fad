"""Archives made to escape, exhaust or crash: each is listed with its reason, and costs no other member."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import socket
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from loganalyzer.bundle import Limits, MemberError, open_bundle
from loganalyzer.bundle.names import inner_path, printable

from .conftest import LOG, contents, raw_zip, read_all, reasons, tar_entry, tar_of, zip_of

GOOD = {"name": b"good.log", "data": LOG}
SMALL = Limits(member_bytes=1 << 20, ratio_floor=1 << 16, spool_bytes=1 << 22)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


ZEROS = _deflated(bytes(900_000))
BAD_ZIP_ENTRIES = {
    "traversal": ({"name": b"../../etc/passwd"}, "path leaves the archive: ../../etc/passwd"),
    "traversal inside": ({"name": b"a/../../b"}, "path leaves the archive"),
    "absolute": ({"name": b"/etc/cron.d/x"}, "path leaves the archive: /etc/cron.d/x"),
    "drive": ({"name": b"C:\\Windows\\x.dll"}, "path leaves the archive"),
    "drive, no folder": ({"name": b"c:x.dll"}, "path leaves the archive"),
    "backslashes": ({"name": b"..\\..\\x.log"}, "path leaves the archive"),
    "network share": ({"name": b"\\\\host\\share\\x"}, "path leaves the archive"),
    "no name": ({"name": b""}, "has no name"),
    "only dots": ({"name": b"././."}, "has no name"),
    "symbolic link": ({"mode": stat.S_IFLNK | 0o777, "data": b"/etc/passwd"}, "symbolic link"),
    "named pipe": ({"mode": stat.S_IFIFO | 0o600}, "device, pipe or socket"),
    "encrypted": ({"flags": 1, "data": b"x" * 30}, "encrypted: no password was given"),
    "AES": ({"flags": 1, "method": 99, "data": b"x" * 30}, "encrypted: no password was given"),
    "Deflate64": ({"method": 9}, "compression method 9 (Deflate64) is not supported"),
    "unknown method": ({"method": 77}, "compression method 77 (unknown) is not supported"),
    "huge": ({"size": 3 << 20}, "exceeds the limit of 1,048,576 (raise it with --limit-member-bytes)"),
    "bomb": (
        {"method": 8, "data": ZEROS, "size": 900_000},
        "exceeds the limit of 100 (raise it with --limit-ratio)",
    ),
}


@pytest.mark.parametrize("case", BAD_ZIP_ENTRIES)
def test_a_bad_zip_entry_is_listed_and_costs_no_other(tmp_path, opened, case):
    entry, reason = BAD_ZIP_ENTRIES[case]
    (tmp_path / "x.zip").write_bytes(raw_zip([entry, GOOD]))
    limits = Limits(member_bytes=1 << 20, ratio_floor=1 << 16, ratio=100 if case == "bomb" else 1000)
    bundle = opened(tmp_path / "x.zip", limits=limits)
    assert contents(bundle) == {"x.zip!/good.log": LOG}
    assert len(bundle.skipped) == 1
    assert reason in bundle.skipped[0].reason


@pytest.mark.parametrize("properties", range(225))
def test_every_lzma_property_byte_is_read_or_refused(tmp_path, opened, properties):
    data = b"\x09\x14\x05\x00" + bytes([properties]) + struct.pack("<L", 1 << 16) + bytes(30)
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 14, "data": data, "size": 40}, GOOD]))
    bundle = opened(tmp_path / "x.zip")
    read_all(bundle)
    assert "x.zip!/good.log" in [member.path for member in bundle.members]


LYING_ZIP_ENTRIES = {
    "checksum": ({"data": LOG, "crc": 1}, "checksum"),
    "larger than stated": ({"method": 8, "data": ZEROS, "size": 1000}, "larger than the 1,000 bytes"),
    "shorter than stated": ({"method": 8, "data": _deflated(LOG), "size": len(LOG) + 5}, "cut off"),
    "cut data": ({"method": 8, "data": _deflated(os.urandom(5000))[:-500], "size": 5000}, "cut off"),
    "damaged data": ({"method": 8, "data": _deflated(os.urandom(900)) + b"\xff", "size": 1 << 19}, "cut off"),
}


@pytest.mark.parametrize("case", LYING_ZIP_ENTRIES)
def test_a_zip_entry_that_lies_is_found_out_while_reading(tmp_path, opened, case):
    entry, reason = LYING_ZIP_ENTRIES[case]
    (tmp_path / "x.zip").write_bytes(raw_zip([entry, GOOD]))
    bundle = opened(tmp_path / "x.zip", limits=SMALL)
    failures = read_all(bundle)
    assert list(failures) == ["x.zip!/a.log"]
    assert reason in failures["x.zip!/a.log"]


def test_what_stands_before_the_damage_is_given_first_and_never_more_than_stated(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 8, "data": ZEROS, "size": 1000}]))
    with opened(tmp_path / "x.zip").members[0].open() as stream:
        assert stream.read() == bytes(1000)
        for _ in range(2):
            with pytest.raises(MemberError):
                stream.read()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_bz2_and_lzma_bombs_are_unpacked_in_small_steps(tmp_path, opened, method):
    data = bytearray(zip_of({"a.log": bytes(60 << 20)}, method))
    for at in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<L", 5000)
    (tmp_path / "x.zip").write_bytes(data)
    assert "larger than the 5,000" in read_all(opened(tmp_path / "x.zip"))["x.zip!/a.log"]


def test_lzma_that_asks_for_gigabytes_of_dictionary(tmp_path, opened):
    header = b"\x09\x14\x05\x00\x5d" + struct.pack("<L", 0xFFFFFFF0)
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 14, "data": header + b"x" * 50, "size": 70}, GOOD]))
    bundle = opened(tmp_path / "x.zip")
    assert list(contents(bundle)) == ["x.zip!/good.log"]
    assert "bytes of memory to unpack" in reasons(bundle)["x.zip!/a.log"]


def test_overlapping_entries(tmp_path, opened):
    again = [{"name": name, "data": LOG, "offset": 0} for name in (b"a.log", b"b.log", b"c.log")]
    (tmp_path / "x.zip").write_bytes(raw_zip(again))
    bundle = opened(tmp_path / "x.zip")
    assert list(contents(bundle)) == ["x.zip!/a.log"]
    assert {skip.reason[:24] for skip in bundle.skipped} == {"overlaps another member "}


def test_duplicate_names_are_numbered(tmp_path, opened):
    entries = [{"name": name, "data": name + b"%d" % n} for n, name in enumerate([b"a", b"a (2)", b"a", b"./a", b"A"])]
    (tmp_path / "x.zip").write_bytes(raw_zip(entries))
    assert contents(opened(tmp_path / "x.zip")) == {
        "x.zip!/a": b"a0",
        "x.zip!/a (2)": b"a (2)1",
        "x.zip!/a (3)": b"a2",
        "x.zip!/a (4)": b"./a3",
        "x.zip!/A": b"A4",
    }


def test_names_cannot_move_the_cursor_or_turn_the_line(tmp_path, opened):
    names = [b"\x1b[2Jx.log", "a\u202egol.exe".encode(), b"line\nbreak", b"nul\0.log"]
    (tmp_path / "x.zip").write_bytes(raw_zip([{"name": name} for name in names]))
    paths = [member.path for member in opened(tmp_path / "x.zip").members]
    assert len(paths) == 4
    assert all(path.isprintable() for path in paths)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stores any bytes as a name")
def test_a_name_that_is_not_unicode_on_disk(tmp_path, opened):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.log")).write_bytes(LOG)
    assert contents(opened(tmp_path)) == {"caf\\udce9.log": LOG}


def test_an_invalid_utf8_name_costs_only_its_beauty(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"name": b"\xff\xfe.log", "flags": 0x800}, GOOD]))
    assert len(contents(opened(tmp_path / "x.zip"))) == 2


def test_a_cut_zip_keeps_what_is_there(tmp_path, opened):
    data = zip_of({"a.log": LOG, "b.log": LOG, "c.log": os.urandom(5000)})
    (tmp_path / "x.zip").write_bytes(data[:-3000])
    bundle = opened(tmp_path / "x.zip")
    assert [member.path for member in bundle.members] == ["x.zip!/a.log", "x.zip!/b.log", "x.zip!/c.log"]
    assert "no directory at its end" in reasons(bundle)["x.zip"]
    assert list(read_all(bundle)) == ["x.zip!/c.log"]


def test_a_damaged_zip_directory_falls_back_on_the_members(tmp_path, opened):
    data = bytearray(raw_zip([GOOD, {"name": b"b.log", "data": LOG}]))
    data[data.rindex(b"PK\x01\x02")] = 0
    (tmp_path / "x.zip").write_bytes(data)
    bundle = opened(tmp_path / "x.zip")
    assert contents(bundle) == {"x.zip!/good.log": LOG, "x.zip!/b.log": LOG}
    assert "damaged after 1 of 2 entries" in reasons(bundle)["x.zip"]


def test_a_zip_inside_itself_stops_at_the_depth(tmp_path, opened):
    data = zip_of({"end.log": b"end"})
    for _ in range(8):
        data = zip_of({"r.zip": data, "side.log": b"s"})
    (tmp_path / "r.zip").write_bytes(data)
    bundle = opened(tmp_path / "r.zip")
    assert len(bundle.members) == 5
    assert [skip.reason for skip in bundle.skipped] == [
        "its nesting of 6 archives exceeds the limit of 5 (raise it with --limit-depth)"
    ]


def test_gz_in_gz_in_gz_stops_too(tmp_path, opened):
    data = LOG
    for _ in range(12):
        data = gzip.compress(data)
    (tmp_path / "a.gz").write_bytes(data)
    assert "--limit-depth" in reasons(opened(tmp_path / "a.gz"))["a.gz"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_bombs_end_at_the_limit(tmp_path, opened, pack):
    (tmp_path / "a.log.gz").write_bytes(pack(bytes(40 << 20)))
    failures = read_all(opened(tmp_path / "a.log.gz", limits=Limits(member_bytes=1 << 30, ratio=20, ratio_floor=1000)))
    assert "compression ratio exceeds the limit of 20" in failures["a.log.gz"]
    bundle = opened(tmp_path / "a.log.gz", limits=Limits(member_bytes=1 << 22))
    assert "--limit-member-bytes" in read_all(bundle)["a.log.gz"]


def test_a_tar_bomb_leaves_nothing_in_the_temporary_folder(tmp_path, opened, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    (tmp_path / "a.tgz").write_bytes(tar_of({"a": bytes(20 << 20)}, "w:gz"))
    bundle = opened(tmp_path / "a.tgz", limits=Limits(spool_bytes=1 << 22))
    assert "--limit-spool-bytes" in reasons(bundle)["a.tgz"]
    assert [path for path in scratch.rglob("*") if path.is_file()] == []
    assert (
        "--limit-spool-bytes"
        in reasons(opened("-", stdin=bytes(1 << 23), limits=Limits(spool_bytes=1 << 22)))["(standard input)"]
    )


def test_total_bytes_and_number_of_members(tmp_path, opened):
    files = {f"{number:02}.log": LOG for number in range(20)}
    (tmp_path / "x.zip").write_bytes(zip_of(files))
    bundle = opened(tmp_path / "x.zip", limits=Limits(total_bytes=3 * len(LOG)))
    assert (len(bundle.members), len(bundle.skipped)) == (3, 17)
    assert "--limit-total-bytes" in bundle.skipped[0].reason
    (tmp_path / "after.log").write_bytes(LOG)
    bundle = opened(tmp_path / "x.zip", tmp_path / "after.log", limits=Limits(members=7))
    assert len(bundle.members) == 7
    assert set(reasons(bundle)) == {"x.zip", "after.log"}
    assert "the limit of 7 (raise it with --limit-members); the rest was not read" in reasons(bundle)["x.zip"]


def test_tar_links_devices_and_escapes(tmp_path, opened):
    parts = [
        tar_entry("../../etc/passwd", b"0"),
        tar_entry("/etc/shadow", b"0"),
        tar_entry("sym", b"2", "/etc/passwd"),
        tar_entry("hard", b"1", "sym"),
        tar_entry("tty", b"3"),
        tar_entry("disk", b"4"),
        tar_entry("pipe", b"6"),
        tar_entry("odd", b"?"),
        tar_of({"good.log": LOG}),
    ]
    (tmp_path / "x.tar").write_bytes(b"".join(parts))
    bundle = opened(tmp_path / "x.tar")
    assert contents(bundle) == {"x.tar!/good.log": LOG}
    assert reasons(bundle) == {
        "x.tar!/../../etc/passwd": "path leaves the archive: ../../etc/passwd",
        "x.tar!//etc/shadow": "path leaves the archive: /etc/shadow",
        "x.tar!/sym": "symbolic link to /etc/passwd: not followed",
        "x.tar!/hard": "hard link to sym: not followed",
        "x.tar!/tty": "device: not read",
        "x.tar!/disk": "device: not read",
        "x.tar!/pipe": "named pipe: not read",
        "x.tar!/odd": "tar entry of unknown type ?: not read",
    }


BAD_TARS = {
    "no end": (lambda tar: tar[:2048], "no end mark"),
    "cut in a member": (lambda tar: tar[:1500], "cut off"),
    "cut in a header": (lambda tar: tar[: len(tar) - 10240 + 200] if len(tar) > 20480 else tar[:6144] + b"x" * 99, ""),
    "junk after": (lambda tar: tar.rstrip(b"\0") + bytes(-len(tar.rstrip(b"\0")) % 512) + b"junk" * 128, "damaged at"),
    "negative size": (lambda tar: tar[:512] + _sized(b"\xff" * 12) + tar[512:], "a number is not one"),
    "astronomic size": (lambda tar: _sized(b"\x80" + b"\x7f" * 11) + tar, "cut off"),
    "endless pax header": (lambda tar: _sized(b"77777777777\0", b"x") + tar, "tar header of"),
    "pax record of no length": (lambda tar: _pax(b"0 path=a\n") + tar, "damaged extended header"),
    "pax record of no digits": (lambda tar: _pax(b"x path=a\n") + tar, "damaged extended header"),
    "pax size that is none": (lambda tar: _pax(b"12 size=-99\n") + tar, "damaged size"),
    "many long-name headers": (lambda tar: _long(b"n\0") * 5000 + tar, ""),
}


def _sized(field: bytes, kind: bytes = b"0") -> bytes:
    header = bytearray(tar_entry("liar", kind))
    header[124:136] = field
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _pax(data: bytes) -> bytes:
    return tar_entry("pax", b"x", size=len(data)) + data + bytes(-len(data) % 512)


def _long(data: bytes) -> bytes:
    return tar_entry("././@LongLink", b"L", size=len(data)) + data + bytes(-len(data) % 512)


@pytest.mark.parametrize("case", BAD_TARS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_broken_tar_is_listed_and_never_hangs(tmp_path, opened, case, pack):
    breaks, reason = BAD_TARS[case]
    (tmp_path / "x.tar").write_bytes(pack(breaks(tar_of({"a.log": LOG[:1400], "b.log": LOG}, form=tarfile.GNU_FORMAT))))
    bundle = opened(tmp_path / "x.tar")
    read_all(bundle)
    if case in ("no end", "cut in a member", "junk after"):
        assert bundle.members[0].path == "x.tar!/a.log"
    assert bundle.members
    assert reason in " ".join(skip.reason for skip in bundle.skipped)


def test_sparse_tar_members_are_refused_and_the_next_is_found(tmp_path, opened):
    header = bytearray(tar_entry("core", b"S", size=512))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (tmp_path / "x.tar").write_bytes(bytes(header) + bytes(512) + b"x" * 512 + tar_of({"good.log": LOG}))
    bundle = opened(tmp_path / "x.tar")
    assert contents(bundle) == {"x.tar!/good.log": LOG}
    assert "sparse file" in reasons(bundle)["x.tar!/core"]


def test_a_cut_gz_gives_what_is_there(tmp_path, opened):
    data = os.urandom(200_000)
    (tmp_path / "a.log.gz").write_bytes(gzip.compress(data)[:100_000])
    (tmp_path / "b.tgz").write_bytes(tar_of({"b.log": LOG, "c.log": data}, "w:gz")[:100_000])
    (tmp_path / "c.log.gz").write_bytes(gzip.compress(b"")[:15])
    bundle = opened(tmp_path)
    assert [member.path for member in bundle.members] == ["a.log.gz", "b.tgz!/b.log", "b.tgz!/c.log"]
    with bundle.members[0].open() as stream:
        assert data.startswith(stream.read(90_000))
        assert stream.read()
        with pytest.raises(MemberError, match="cut off"):
            stream.read(50_000)
    assert "only what stands before" in " ".join(skip.reason for skip in bundle.skipped)
    assert "cut off" in reasons(bundle)["c.log.gz"]


NOT_READ = {
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "7z archives are not read yet"),
    "a.rar": (b"Rar!\x1a\x07\x01\x00", "rar archives are not read yet"),
    "a.log.zst": (b"\x28\xb5\x2f\xfd" + bytes(40), "Zstandard (zst) files are not read yet"),
    "a.log.Z": (b"\x1f\x9d\x90abc", "files packed with compress (.Z) are not read yet"),
    "app.ear": (zip_of({"a.war": b"x"}), "enterprise application archive: not opened"),
    "app.war": (zip_of({"a.jsp": b"x"}), "web application archive: not opened"),
    "A.class": (b"\xca\xfe\xba\xbe\0\0\0\x34", "compiled Java class: not opened"),
    "zeros.zip": (bytes(4000), "the zip has no directory at its end"),
    "zeros.tar": (bytes(4000), "named like a tar file, but not one"),
    "none.zip": (b"", "named like a zip file, but empty"),
    "head.zip": (b"PK\x03\x04", "the zip has no directory at its end"),
    "split.zip": (
        b"PK\x03\x04" + struct.pack("<4s4H2LH", b"PK\x05\x06", 3, 0, 1, 1, 0, 0, 0),
        "one part of a split zip",
    ),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_read_says_so(tmp_path, opened, name):
    data, reason = NOT_READ[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.log").write_bytes(LOG)
    bundle = opened(tmp_path)
    assert contents(bundle) == {"good.log": LOG}
    assert reason in reasons(bundle)[name]


def test_key_stores_are_left_alone(tmp_path, opened):
    (tmp_path / "key.p12").write_bytes(b"\x30\x82\x0b\x00" + bytes(600))
    assert list(contents(opened(tmp_path))) == ["key.p12"]


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes, links need a privilege")
def test_links_pipes_and_sockets_in_a_folder(tmp_path, opened, monkeypatch):
    top = tmp_path / "top"
    (top / "logs").mkdir(parents=True)
    (top / "logs/a.log").write_bytes(LOG)
    (tmp_path / "secret").write_bytes(b"secret")
    for name, goal in {
        "out": "../secret",
        "absolute": "/etc/passwd",
        "here": ".",
        "logs/up": "..",
        "self": "self",
        "gone": "nowhere",
        "folder": "logs",
        "inside": "logs/a.log",
    }.items():
        (top / name).symlink_to(goal)
    os.mkfifo(top / "pipe")
    monkeypatch.chdir(top)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")
        bundle = opened(top)
    assert contents(bundle) == {"inside": LOG, "logs/a.log": LOG}
    found = reasons(bundle)
    assert "leaves the folder" in found["out"]
    assert "leaves the folder" in found["absolute"]
    assert all("loop" in found[name] for name in ("here", "logs/up", "self"))
    assert "leads nowhere" in found["gone"]
    assert "read at its own place" in found["folder"]
    assert (found["pipe"], found["sock"]) == ("named pipe: not read", "socket: not read")


def test_a_file_that_may_not_be_read_is_skipped(tmp_path, opened, monkeypatch):
    (tmp_path / "a.log").write_bytes(LOG)
    (tmp_path / "b.log").write_bytes(LOG)
    real = Path.open

    def refusing(self: Path, *args, **options):
        if self.name == "a.log":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **options)

    monkeypatch.setattr(Path, "open", refusing)
    bundle = opened(tmp_path)
    assert list(contents(bundle)) == ["b.log"]
    assert reasons(bundle) == {"a.log": "cannot be read: Permission denied"}


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_never_raise_anything_but_a_member_error(tmp_path, opened, seed):
    chance = random.Random(seed)
    inner = tar_of({"in.log": LOG, "n" * 150: b"long"}, chance.choice(["w", "w:gz", "w:xz", "w:bz2"]))
    outer = (zip_of({"a.log": LOG, "in.tar": inner}), tar_of({"a.log": LOG, "in.tar": inner}), inner)[seed % 3]
    data = bytearray(outer)
    for _ in range(chance.choice([1, 5, 40])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "x.bin").write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
    bundle = opened(tmp_path / "x.bin", limits=SMALL)
    read_all(bundle)
    assert bundle.members or bundle.skipped


def test_inner_paths():
    assert inner_path("./a//b/.") == "a/b"
    assert inner_path("a\\b") == "a/b"
    assert [inner_path(name) for name in ("..", "a/..", "/a", "\\a", "Z:", "z:\\a")] == [None] * 6
    assert printable("a\x1b\u2066\ud800é") == "a\\x1b\\u2066\\ud800é"


def test_a_standard_input_that_breaks_off(opened):
    class Broken(io.BytesIO):
        def read(self, size=-1, /):
            raise OSError(5, "Input/output error")

    with open_bundle(["-"], stdin=Broken()) as bundle:
        assert "Input/output error" in reasons(bundle)["(standard input)"]


def test_a_zip_of_nothing_but_folders_is_bounded_and_says_so(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"name": b"%d/" % number} for number in range(50)] + [GOOD]))
    bundle = opened(tmp_path / "x.zip", limits=Limits(members=20))
    assert "--limit-members" in reasons(bundle)["x.zip"]
    assert contents(opened(tmp_path / "x.zip")) == {"x.zip!/good.log": LOG}


def test_an_empty_entry_that_names_a_method(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 8}]))
    assert contents(opened(tmp_path / "x.zip")) == {"x.zip!/a.log": b""}


def test_one_damaged_tar_header_costs_one_member(tmp_path, opened):
    data = bytearray(tar_of(dict.fromkeys(("a.log", "b.log", "c.log"), LOG)))
    data[data.index(b"b.log") + 130] ^= 1
    (tmp_path / "x.tar").write_bytes(data)
    bundle = opened(tmp_path / "x.tar")
    assert contents(bundle) == {"x.tar!/a.log": LOG, "x.tar!/c.log": LOG}
    assert "reading goes on at byte" in reasons(bundle)["x.tar"]


@pytest.mark.parametrize("stated", [0, 1])
def test_an_end_record_that_hides_entries(tmp_path, opened, stated):
    data = bytearray(raw_zip([GOOD, {"name": b"b.log", "data": LOG}]))
    data[-14:-10] = struct.pack("<HH", stated, stated)
    (tmp_path / "x.zip").write_bytes(data)
    bundle = opened(tmp_path / "x.zip")
    assert contents(bundle) == {"x.zip!/good.log": LOG, "x.zip!/b.log": LOG}
    assert f"more than the {stated} entries it states" in reasons(bundle)["x.zip"]
