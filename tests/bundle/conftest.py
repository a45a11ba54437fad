"""Builders of archives, friendly and hostile, shared by the tests of the bundle room."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loganalyzer.bundle import Bundle, Limits, MemberError, open_bundle

DEFAULTS = Limits()
LOG = b"".join(
    b"[11/23/24 10:00:%02d:000 CET] 00000001 WsServerImpl  A   WSVR0001I: Server dmgr open for e-business\n" % second
    for second in range(60)
)

TREE = {"dmgr/SystemOut.log": LOG, "node1/server1/SystemErr.log": b"boom\n", "node1/empty.log": b""}


@pytest.fixture
def opened() -> Iterator[Callable[..., Bundle]]:
    """``open_bundle``, closed when the test is over."""
    bundles: list[Bundle] = []

    def opener(*paths: Path | str, limits: Limits = DEFAULTS, stdin: bytes | None = None) -> Bundle:
        stream = None if stdin is None else io.BytesIO(stdin)
        bundles.append(open_bundle(paths, limits=limits, stdin=stream))
        return bundles[-1]

    yield opener
    for bundle in bundles:
        bundle.close()


def folder(place: Path, files: dict[str, bytes]) -> Path:
    """Write files."""
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


def contents(bundle: Bundle) -> dict[str, bytes]:
    """Every member, read to its end."""
    found = {}
    for member in bundle.members:
        with member.open() as stream:
            found[member.path] = stream.read()
            assert stream.read(1) == b""
    return found


def reasons(bundle: Bundle) -> dict[str, str]:
    """Why what was skipped."""
    return {skip.path: skip.reason for skip in bundle.skipped}


def read_all(bundle: Bundle) -> dict[str, str]:
    """Read every member in small pieces and give the message of those that fail; nothing else may be raised."""
    failures = {}
    for member in bundle.members:
        try:
            with member.open() as stream:
                while stream.read(7001):
                    pass
        except MemberError as error:
            failures[member.path] = str(error)
    return failures


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ordinary zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def tar_of(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    """An ordinary tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def tar_entry(name: str, kind: bytes, link: str = "", size: int = 0) -> bytes:
    """One raw tar header of any type."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info.tobuf(tarfile.GNU_FORMAT)


def raw_zip(entries: list[dict[str, object]], tail: bytes = b"") -> bytes:
    """A zip whose headers say whatever the test wants.

    Keys: name, local_name, data, method, flags, crc, size, packed, mode, offset, version, extra, volume, local_sizes.
    """
    body, directory = b"", b""
    for entry in entries:
        name, data, extra = entry.get("name", b"a.log"), entry.get("data", b""), entry.get("extra", b"")
        assert isinstance(name, bytes)
        assert isinstance(data, bytes)
        assert isinstance(extra, bytes)
        local_name = entry.get("local_name", name)
        assert isinstance(local_name, bytes)
        crc, size = entry.get("crc", zlib.crc32(data)), entry.get("size", len(data))
        packed, flags, method = entry.get("packed", len(data)), entry.get("flags", 0), entry.get("method", 0)
        offset, version = entry.get("offset", len(body)), entry.get("version", 20)
        sizes = (crc, packed, size)
        local_sizes = sizes if entry.get("local_sizes", True) else (0, 0, 0)
        body += b"PK\x03\x04" + struct.pack("<HHHHH", 20, flags, method, 0, 0)
        body += struct.pack("<LLLHH", *local_sizes, len(local_name), 0) + local_name + data
        mode = int(str(entry.get("mode", 0))) << 16
        directory += b"PK\x01\x02" + struct.pack("<BBHHHHH", 20, 3, version, flags, method, 0, 0)
        directory += struct.pack(
            "<LLLHHHHHLL", *sizes, len(name), len(extra), 0, entry.get("volume", 0), 0, mode, offset
        )
        directory += name + extra
    return body + directory + end_record(len(entries), len(directory), len(body)) + tail


def end_record(count: int, size: int, offset: int, disk: int = 0, comment: int = 0) -> bytes:
    """The record at the end of a zip."""
    return struct.pack("<4s4H2LH", b"PK\x05\x06", disk, 0, min(count, 65535), min(count, 65535), size, offset, comment)


def deflated(data: bytes) -> bytes:
    """Raw deflate, as zip stores it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
