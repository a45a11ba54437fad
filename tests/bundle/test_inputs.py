"""Everything an administrator may send, in its friendly form."""

from __future__ import annotations

import lzma
import os
import pickle
import subprocess
import sys

import pytest
from msgspec.structs import replace

from loganalyzer.bundle import Limits, open_bundle
from loganalyzer.errors import LogAnalyzerError, UsageError

from .conftest import LOG, TREE, contents, folder, reasons, tar_of, zip_of


def test_a_folder_is_walked_in_order_and_its_files_are_local(tmp_path, opened):
    bundle = opened(folder(tmp_path, TREE))
    assert contents(bundle) == TREE
    assert [member.path for member in bundle.members] == sorted(TREE)
    assert all(member.local is not None and member.local.is_file() for member in bundle.members)
    assert bundle.skipped == ()


def test_a_single_file_goes_by_its_own_name(tmp_path, opened):
    folder(tmp_path, {"SystemOut.log": LOG})
    assert contents(opened(tmp_path / "SystemOut.log")) == {"SystemOut.log": LOG}


def test_several_inputs_are_told_apart(tmp_path, opened):
    for top in "ab":
        folder(tmp_path / top / "logs", {"x.log": top.encode()})
    bundle = opened(tmp_path / "a/logs", tmp_path / "b/logs", tmp_path / "a/logs/x.log")
    assert contents(bundle) == {"logs/x.log": b"a", "logs (2)/x.log": b"b", "x.log": b"a"}


def test_standard_input_as_text_and_as_archive(opened):
    bundle = opened("-", stdin=LOG)
    assert contents(bundle) == {"(standard input)": LOG}
    assert contents(opened("-", stdin=zip_of({"a.log": b"a"}))) == {"(standard input)!/a.log": b"a"}
    assert contents(opened("-", stdin=tar_of({"a.log": b"a"}, "w:gz"))) == {"(standard input)!/a.log": b"a"}
    assert reasons(opened("-", stdin=b"")) == {"(standard input)": "empty"}


def test_lines_can_be_read_from_any_member(tmp_path, opened):
    (tmp_path / "a.zip").write_bytes(zip_of({"a.log": LOG}))
    with opened(tmp_path / "a.zip").members[0].open() as stream:
        assert list(stream) == LOG.splitlines(keepends=True)


def _read(member) -> bytes:
    with member.open() as stream:
        return stream.read()


def test_openers_work_in_another_process(tmp_path, opened):
    files = {"a.log": LOG, "b.log.xz": lzma.compress(LOG), "c.tgz": tar_of({"c.log": LOG}, "w:gz")}
    folder(tmp_path, {"all.zip": zip_of(files), "plain.log": LOG, "t.tar": tar_of({"t.log": LOG})})
    members = opened(tmp_path).members
    assert [_read(pickle.loads(pickle.dumps(member))) for member in members] == [LOG] * 5
    (tmp_path / "members").write_bytes(pickle.dumps(members))
    code = (
        f"import pickle; print([len(m.open().read()) for m in pickle.load(open({str(tmp_path / 'members')!r}, 'rb'))])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert output == f"{[len(LOG)] * 5}\n"


def test_the_same_input_gives_the_same_bundle(tmp_path, opened):
    folder(tmp_path, TREE | {"x.zip": zip_of(TREE), "y.tgz": tar_of(TREE, "w:gz"), "bad.zip": b"PK\x03\x04zz"})
    first, second = opened(tmp_path), opened(tmp_path)
    told = [
        [replace(m, opener=None) for m in bundle.members] for bundle in (first, second)
    ]  # an opener is equal to no other
    assert told[0] == told[1]
    assert first.skipped == second.skipped


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
    heavy = {"zipfile", "tarfile", "lzma", "bz2", "shutil", "py7zr", "inflate64", "backports.zstd"}
    code = f"import sys, loganalyzer.bundle; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"


def test_limits_have_room_for_real_bundles():
    assert Limits().members >= 100_000
    assert Limits().depth >= 3
