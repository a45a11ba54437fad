"""Everything an administrator may send, in its friendly form."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import pickle
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from loganalyzer.bundle import Limits, open_bundle
from loganalyzer.errors import LogAnalyzerError, UsageError

from .conftest import LOG, contents, raw_zip, reasons, tar_of, zip_of

TREE = {"dmgr/SystemOut.log": LOG, "node1/server1/SystemErr.log": b"boom\n", "node1/empty.log": b""}


def _folder(place: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def test_a_folder_is_walked_in_order_and_its_files_are_local(tmp_path, opened):
    bundle = opened(_folder(tmp_path, TREE))
    assert contents(bundle) == TREE
    assert [member.path for member in bundle.members] == sorted(TREE)
    assert all(member.local is not None and member.local.is_file() for member in bundle.members)
    assert bundle.skipped == ()


def test_a_single_file_goes_by_its_own_name(tmp_path, opened):
    _folder(tmp_path, {"SystemOut.log": LOG})
    assert contents(opened(tmp_path / "SystemOut.log")) == {"SystemOut.log": LOG}


def test_several_inputs_are_told_apart(tmp_path, opened):
    for top in "ab":
        _folder(tmp_path / top / "logs", {"x.log": top.encode()})
    bundle = opened(tmp_path / "a/logs", tmp_path / "b/logs", tmp_path / "a/logs/x.log")
    assert contents(bundle) == {"logs/x.log": b"a", "logs (2)/x.log": b"b", "x.log": b"a"}


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
    _folder(tmp_path, {"case/outer.zip": zip_of({"mid.tgz": middle, "b.log": b"b"}), "z.zip.gz": gzip.compress(inner)})
    assert contents(opened(tmp_path)) == {
        "case/outer.zip!/b.log": b"b",
        "case/outer.zip!/mid.tgz!/in.jar!/c.log": b"c",
        "case/outer.zip!/mid.tgz!/old.log.gz": b"old",
        "z.zip.gz!/c.log": b"c",
    }


def test_standard_input_as_text_and_as_archive(opened):
    bundle = opened("-", stdin=LOG)
    assert contents(bundle) == {"(standard input)": LOG}
    assert contents(opened("-", stdin=zip_of({"a.log": b"a"}))) == {"(standard input)!/a.log": b"a"}
    assert contents(opened("-", stdin=tar_of({"a.log": b"a"}, "w:gz"))) == {"(standard input)!/a.log": b"a"}
    assert reasons(opened("-", stdin=b"")) == {"(standard input)": "empty"}


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
    (tmp_path / "cut.zip").write_bytes(whole[: whole.index(b"PK\x01\x02") + 9])
    bundle = opened(tmp_path / "cut.zip")
    assert contents(bundle) == {"cut.zip!/a.log": LOG, "cut.zip!/b.log": LOG}
    assert "2 entries were found without it" in reasons(bundle)["cut.zip"]


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


def test_a_gz_that_a_browser_has_unpacked_is_read_as_text(tmp_path, opened):
    _folder(tmp_path, {"SystemOut.log.gz": LOG})
    assert contents(opened(tmp_path)) == {"SystemOut.log.gz": LOG}


def test_lines_can_be_read_from_any_member(tmp_path, opened):
    (tmp_path / "a.zip").write_bytes(zip_of({"a.log": LOG}))
    with opened(tmp_path / "a.zip").members[0].open() as stream:
        assert list(stream) == LOG.splitlines(keepends=True)


def _read(member) -> bytes:
    with member.open() as stream:
        return stream.read()


def test_openers_work_in_another_process(tmp_path, opened):
    files = {"a.log": LOG, "b.log.xz": lzma.compress(LOG), "c.tgz": tar_of({"c.log": LOG}, "w:gz")}
    _folder(tmp_path, {"all.zip": zip_of(files), "plain.log": LOG, "t.tar": tar_of({"t.log": LOG})})
    members = opened(tmp_path).members
    assert [_read(pickle.loads(pickle.dumps(member))) for member in members] == [LOG] * 5
    (tmp_path / "members").write_bytes(pickle.dumps(members))
    code = (
        f"import pickle; print([len(m.open().read()) for m in pickle.load(open({str(tmp_path / 'members')!r}, 'rb'))])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert output == f"{[len(LOG)] * 5}\n"


def test_the_same_input_gives_the_same_bundle(tmp_path, opened):
    _folder(tmp_path, TREE | {"x.zip": zip_of(TREE), "y.tgz": tar_of(TREE, "w:gz"), "bad.zip": b"PK\x03\x04zz"})
    first, second = opened(tmp_path), opened(tmp_path)
    assert first.members == tuple(second.members)
    assert first.skipped == second.skipped
    assert [(m.path, m.size) for m in first.members] == [(m.path, m.size) for m in second.members]


def test_temporary_files_are_gone_afterwards(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    (tmp_path / "a.tgz").write_bytes(tar_of(TREE, "w:gz"))
    with open_bundle([tmp_path / "a.tgz"]) as bundle:
        assert len(list(scratch.iterdir())) == 1
        members = bundle.members
    assert list(scratch.iterdir()) == []
    with pytest.raises(LogAnalyzerError, match="cannot be read"):
        members[0].open()
    bundle.close()


@pytest.mark.parametrize("path", ["/x/y", "", "a\0b"])
def test_a_path_that_is_not_there_is_a_usage_error(path):
    with pytest.raises(UsageError) as caught:
        open_bundle([path or "/nowhere/at/all"])
    assert "\n" not in str(caught.value)
    assert "no such file or folder: /" in str(caught.value) or "not a path" in str(caught.value)


def test_other_usage_errors(tmp_path):
    with pytest.raises(UsageError, match="only once"):
        open_bundle(["-", "-"])
    with pytest.raises(UsageError, match="nothing was given"):
        open_bundle([])
    if sys.platform == "win32":
        return
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        open_bundle([tmp_path / "pipe"])


def test_an_empty_folder_has_no_members(tmp_path, opened):
    assert opened(tmp_path).members == ()


def test_importing_stays_light():
    heavy = {"zipfile", "tarfile", "lzma", "bz2", "shutil"}
    code = f"import sys, loganalyzer.bundle; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"


def test_limits_have_room_for_real_bundles():
    assert Limits().members >= 100_000
    assert Limits().depth >= 3
