"""Archives made to escape, exhaust or crash: each is listed with its reason, and costs no other member."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import struct

import pytest
from backports import zstd

from loganalyzer.bundle import Limits, MemberError, open_bundle

from .conftest import LOG, contents, deflated, raw_zip, read_all, reasons, tar_of, zip_of
from .corpus_packed import seven_zip
from .corpus_zip import deflate64

GOOD = {"name": b"good.log", "data": LOG}
SMALL = Limits(member_bytes=1 << 20, ratio_floor=1 << 16, spool_bytes=1 << 22)


@pytest.mark.parametrize("properties", range(225))
def test_every_lzma_property_byte_is_read_or_refused(tmp_path, opened, properties):
    data = b"\x09\x14\x05\x00" + bytes([properties]) + struct.pack("<L", 1 << 16) + bytes(30)
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 14, "data": data, "size": 40}, GOOD]))
    bundle = opened(tmp_path / "x.zip")
    read_all(bundle)
    assert "x.zip!/good.log" in [member.path for member in bundle.members]


def test_what_stands_before_the_damage_is_given_first_and_never_more_than_stated(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"method": 8, "data": deflated(bytes(900_000)), "size": 1000}]))
    with opened(tmp_path / "x.zip").members[0].open() as stream:
        assert stream.read() == bytes(1000)
        for _ in range(2):
            with pytest.raises(MemberError):
                stream.read()


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


def test_a_zip_inside_itself_stops_at_the_depth(tmp_path, opened):
    data = zip_of({"end.log": b"end"})
    for _ in range(8):
        data = zip_of({"r.zip": data, "side.log": b"s"})
    (tmp_path / "r.zip").write_bytes(data)
    bundle = opened(tmp_path / "r.zip")
    assert len(bundle.members) == 5
    assert [skip.reason for skip in bundle.skipped] == [
        "its nesting of 6 archives exceeds the limit of 5 (raise it with --limit depth=N)"
    ]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_bombs_end_at_the_limit(tmp_path, opened, pack):
    (tmp_path / "a.log.gz").write_bytes(pack(bytes(40 << 20)))
    failures = read_all(opened(tmp_path / "a.log.gz", limits=Limits(member_bytes=1 << 30, ratio=20, ratio_floor=1000)))
    assert "compression ratio exceeds the limit of 20" in failures["a.log.gz"]
    bundle = opened(tmp_path / "a.log.gz", limits=Limits(member_bytes=1 << 22))
    assert "--limit member-bytes" in read_all(bundle)["a.log.gz"]


def test_a_tar_bomb_leaves_nothing_in_the_temporary_folder(tmp_path, opened, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    (tmp_path / "a.tgz").write_bytes(tar_of({"a": bytes(20 << 20)}, "w:gz"))
    bundle = opened(tmp_path / "a.tgz", limits=Limits(spool_bytes=1 << 22))
    assert "--limit spool-bytes" in reasons(bundle)["a.tgz"]
    assert [path for path in scratch.rglob("*") if path.is_file()] == []
    assert (
        "--limit spool-bytes"
        in reasons(opened("-", stdin=bytes(1 << 23), limits=Limits(spool_bytes=1 << 22)))["(standard input)"]
    )


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


@pytest.mark.parametrize("seed", range(120))
def test_flipped_bytes_never_raise_anything_but_a_member_error(tmp_path, opened, seed):
    chance = random.Random(seed)
    inner = tar_of({"in.log": LOG, "n" * 150: b"long"}, chance.choice(["w", "w:gz", "w:xz", "w:bz2"]))
    outer = (
        zip_of({"a.log": LOG, "in.tar": inner}),
        tar_of({"a.log": LOG, "in.tar": inner}),
        inner,
        zstd.compress(inner),
        seven_zip([("a.log", LOG), ("in.tar", inner)]),
        raw_zip([{"method": 9, "data": deflate64(LOG), "size": len(LOG)}, GOOD]),
    )[seed % 6]
    data = bytearray(outer)
    for _ in range(chance.choice([1, 5, 40])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    (tmp_path / "x.bin").write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
    bundle = opened(tmp_path / "x.bin", limits=SMALL)
    read_all(bundle)
    assert bundle.members or bundle.skipped


def test_a_standard_input_that_breaks_off(opened):
    class Broken(io.BytesIO):
        def read(self, size=-1, /):
            raise OSError(5, "Input/output error")

    with open_bundle(["-"], stdin=Broken()) as bundle:
        assert "Input/output error" in reasons(bundle)["(standard input)"]


def test_a_zip_of_nothing_but_folders_is_bounded_and_says_so(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(raw_zip([{"name": b"%d/" % number} for number in range(50)] + [GOOD]))
    bundle = opened(tmp_path / "x.zip", limits=Limits(members=20))
    assert "--limit members" in reasons(bundle)["x.zip"]
    assert contents(opened(tmp_path / "x.zip")) == {"x.zip!/good.log": LOG}


def test_one_damaged_tar_header_costs_one_member(tmp_path, opened):
    data = bytearray(tar_of(dict.fromkeys(("a.log", "b.log", "c.log"), LOG)))
    data[data.index(b"b.log") + 130] ^= 1
    (tmp_path / "x.tar").write_bytes(data)
    bundle = opened(tmp_path / "x.tar")
    assert contents(bundle) == {"x.tar!/a.log": LOG, "x.tar!/c.log": LOG}
    assert "reading goes on at byte" in reasons(bundle)["x.tar"]
