"""What is left out of a bundle on purpose, and said: links, special files, foreign formats, what exceeds a limit."""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path

import pytest
from backports import zstd

from loganalyzer.bundle import Limits
from loganalyzer.bundle.names import inner_path, printable

from .conftest import LOG, contents, raw_zip, reasons, zip_of
from .corpus_zip import deflate64


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stores any bytes as a name")
def test_a_name_that_is_not_unicode_on_disk(tmp_path, opened):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.log")).write_bytes(LOG)
    assert contents(opened(tmp_path)) == {"caf\\udce9.log": LOG}


def test_total_bytes_and_number_of_members(tmp_path, opened):
    files = {f"{number:02}.log": LOG for number in range(20)}
    (tmp_path / "x.zip").write_bytes(zip_of(files))
    bundle = opened(tmp_path / "x.zip", limits=Limits(total_bytes=3 * len(LOG)))
    assert (len(bundle.members), len(bundle.skipped)) == (3, 17)
    assert "--limit total-bytes" in bundle.skipped[0].reason
    (tmp_path / "after.log").write_bytes(LOG)
    bundle = opened(tmp_path / "x.zip", tmp_path / "after.log", limits=Limits(members=7))
    assert len(bundle.members) == 7
    assert set(reasons(bundle)) == {"x.zip", "after.log"}
    assert "the limit of 7 (raise it with --limit members=N); the rest was not read" in reasons(bundle)["x.zip"]


NOT_READ = {
    "a.rar": (b"Rar!\x1a\x07\x01\x00", "rar archives are not read yet"),
    "a.log.Z": (b"\x1f\x9d\x90abc", "files packed with compress (.Z) are not read yet"),
    "app.ear": (zip_of({"a.war": b"x"}), "enterprise application archive: not opened"),
    "app.war": (zip_of({"a.jsp": b"x"}), "web application archive: not opened"),
    "A.class": (b"\xca\xfe\xba\xbe\0\0\0\x34", "compiled Java class: not opened"),
    "zeros.zip": (bytes(4000), "damaged zip: File is not a zip file"),
    "zeros.tar": (bytes(4000), "named like a tar file, but not one"),
    "none.zip": (b"", "named like a zip file, but empty"),
    "head.zip": (b"PK\x03\x04", "damaged zip: File is not a zip file"),
    "split.zip": (
        b"PK\x03\x04" + struct.pack("<4s4H2LH", b"PK\x05\x06", 3, 0, 1, 1, 0, 0, 0),
        "or one part of a split zip",
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


def test_inner_paths():
    assert inner_path("./a//b/.") == "a/b"
    assert inner_path("a\\b") == "a/b"
    assert [inner_path(name) for name in ("..", "a/..", "/..", "c:..", "\\\\..\\a")] == [None] * 5
    assert [inner_path(name) for name in ("/a", "\\a", "Z:", "z:\\a", "C:/a", "/")] == ["a", "a", "Z", "z/a", "C/a", ""]
    assert printable("a\x1b\u2066\ud800é") == "a\\x1b\\u2066\\ud800é"


def test_a_7z_without_its_reader_names_the_extra(tmp_path, opened, monkeypatch):
    monkeypatch.setitem(sys.modules, "loganalyzer.bundle.sevenzip", None)
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    (tmp_path / "good.log").write_bytes(LOG)
    bundle = opened(tmp_path)
    assert contents(bundle) == {"good.log": LOG}
    assert "pip install 'websphere-loganalyzer[archives]'" in reasons(bundle)["a.7z"]


@pytest.mark.parametrize(("module", "name"), [("backports", "a.log.zst"), ("inflate64", "a.zip")])
@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Zstandard is in the standard library")
def test_a_decompressor_that_is_not_installed(tmp_path, opened, monkeypatch, module, name):
    packed = {
        "a.log.zst": zstd.compress(LOG),
        "a.zip": raw_zip([{"method": 9, "data": deflate64(LOG), "size": len(LOG)}]),
    }
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_bytes(packed[name])
    bundle = opened(tmp_path)
    assert bundle.members == ()
    assert "a Python package is missing" in bundle.skipped[0].reason
