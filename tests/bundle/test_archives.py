"""Every kind of archive an administrator may send, in its friendly form."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile
import zlib

import pytest
from backports import zstd

from .conftest import LOG, TREE, contents, folder, raw_zip, tar_of, zip_of
from .corpus_packed import seven_zip
from .corpus_zip import deflate64


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_in_every_method_of_the_standard_library(tmp_path, opened, method):
    (tmp_path / "logs.zip").write_bytes(zip_of(TREE, method))
    bundle = opened(tmp_path / "logs.zip")
    assert contents(bundle) == {f"logs.zip!/{name}": data for name, data in TREE.items()}
    assert {member.path: member.size for member in bundle.members} == {k: len(v) for k, v in contents(bundle).items()}
    assert all(member.local is None for member in bundle.members)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_in_every_form_and_compression(tmp_path, opened, mode, form):
    long = "profiles/" + "very-long-name/" * 12 + "SystemOut.log"
    files = TREE | {long: b"deep\n"} | ({} if form == tarfile.USTAR_FORMAT else {"nœud/" + "x" * 300: b"wide\n"})
    (tmp_path / "logs.any").write_bytes(tar_of(files, mode, form))
    assert contents(opened(tmp_path / "logs.any")) == {f"logs.any!/{name}": data for name, data in files.items()}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_single_file_keeps_its_path_and_may_hold_several_streams(tmp_path, opened, pack):
    (tmp_path / "SystemOut.log.gz").write_bytes(pack(LOG) + pack(LOG) + b"\0" * 8)
    bundle = opened(tmp_path / "SystemOut.log.gz")
    assert contents(bundle) == {"SystemOut.log.gz": LOG + LOG}
    assert not bundle.members[0].size_known


def test_archives_inside_archives(tmp_path, opened):
    inner = zip_of({"c.log": b"c"})
    middle = tar_of({"in.jar": inner, "old.log.gz": gzip.compress(b"old")}, "w:gz")
    folder(tmp_path, {"case/outer.zip": zip_of({"mid.tgz": middle, "b.log": b"b"}), "z.zip.gz": gzip.compress(inner)})
    assert contents(opened(tmp_path)) == {
        "case/outer.zip!/b.log": b"b",
        "case/outer.zip!/mid.tgz!/in.jar!/c.log": b"c",
        "case/outer.zip!/mid.tgz!/old.log.gz": b"old",
        "z.zip.gz!/c.log": b"c",
    }


def test_zip_written_to_a_pipe_with_sizes_behind_the_data(tmp_path, opened):
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("a.log", LOG)
        archive.writestr("b.log", LOG)
    whole = bytes(pipe.data)
    (tmp_path / "whole.zip").write_bytes(whole)
    assert contents(opened(tmp_path / "whole.zip")) == {"whole.zip!/a.log": LOG, "whole.zip!/b.log": LOG}


def test_zip64_and_a_program_in_front(tmp_path, opened):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.log", "w", force_zip64=True) as member:
        member.write(LOG)
    (tmp_path / "a.jar").write_bytes(b"#!/bin/sh\nexec java -jar $0\n\0" + buffer.getvalue())
    assert contents(opened(tmp_path / "a.jar")) == {"a.jar!/a.log": LOG}


def test_names_in_utf8_without_the_flag_and_in_a_code_page(tmp_path, opened):
    data = raw_zip([{"name": "nœud/é.log".encode()}, {"name": b"caf\x82.log"}, {"name": b"dmgr\\SystemOut.log"}])
    (tmp_path / "n.zip").write_bytes(data)
    assert list(contents(opened(tmp_path / "n.zip"))) == [
        "n.zip!/café.log",
        "n.zip!/dmgr/SystemOut.log",
        "n.zip!/nœud/é.log",
    ]


def test_the_jar_of_the_was_collector(tmp_path, opened):
    logs = "root/opt/IBM/WebSphere/AppServer/profiles/Dmgr01/logs/dmgr/SystemOut.log"
    files = {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", logs: LOG, "root/collector.log": b"c"}
    (tmp_path / "host-Cell01-Dmgr01-WASenv.jar").write_bytes(zip_of(files))
    assert contents(opened(tmp_path)) == {
        f"host-Cell01-Dmgr01-WASenv.jar!/{name}": data for name, data in files.items()
    }


def test_must_gather_and_ecurep_names(tmp_path, opened):
    tar = tar_of({"/opt/IBM/WebSphere/AppServer/profiles/n1/logs/server1/SystemOut.log": LOG}, "w:gz")
    folder(
        tmp_path, {"12345.678.000_2024-11-23_mustgather.tar.gz": tar, "TS001234567.linperf_RESULTS.zip": zip_of(TREE)}
    )
    found = contents(opened(tmp_path))
    inside = "opt/IBM/WebSphere/AppServer/profiles/n1/logs/server1/SystemOut.log"
    assert found[f"12345.678.000_2024-11-23_mustgather.tar.gz!/{inside}"] == LOG
    assert found["TS001234567.linperf_RESULTS.zip!/dmgr/SystemOut.log"] == LOG


@pytest.mark.parametrize(("method", "pack"), [(9, deflate64), (93, zstd.compress), (95, lzma.compress)])
def test_zip_in_the_methods_of_other_tools(tmp_path, opened, method, pack):
    data = {name: pack(LOG * 50 + name.encode()) for name in "ab"}
    entries = [
        {"name": name.encode(), "method": method, "data": packed, "size": len(LOG) * 50 + 1}
        | {"crc": zlib.crc32(LOG * 50 + name.encode())}
        for name, packed in data.items()
    ]
    (tmp_path / "x.zip").write_bytes(raw_zip(entries))
    assert contents(opened(tmp_path)) == {f"x.zip!/{name}": LOG * 50 + name.encode() for name in "ab"}


def test_7z_members_are_plain_files_and_zst_is_a_stream(tmp_path, opened):
    folder(tmp_path, {"a.7z": seven_zip(list(TREE.items())), "b.log.zst": zstd.compress(LOG)})
    bundle = opened(tmp_path)
    assert contents(bundle) == {f"a.7z!/{name}": data for name, data in TREE.items()} | {"b.log.zst": LOG}
    assert [member.local is None for member in bundle.members] == [False, False, False, True]


def test_a_zip_of_many_files_is_listed_once(tmp_path, opened):
    (tmp_path / "x.zip").write_bytes(zip_of({f"{number}.log": b"x" for number in range(5000)}, zipfile.ZIP_STORED))
    start = time.process_time()
    assert len(contents(opened(tmp_path))) == 5000
    assert time.process_time() - start < 10  # reading the directory at each open takes minutes


def test_a_gz_that_a_browser_has_unpacked_is_read_as_text(tmp_path, opened):
    folder(tmp_path, {"SystemOut.log.gz": LOG})
    assert contents(opened(tmp_path)) == {"SystemOut.log.gz": LOG}
