"""The file that ``zipfile`` reads a directory from: bounded, and with what would cost the whole archive mended.

One entry with a name that is not UTF-8 although it says so (old Java runtimes write such), with a damaged extra field or
with a version from the future makes ``zipfile`` refuse all the others too.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from loganalyzer.bundle.members import LimitError

_MARK = b"PK\x01\x02"
_FIXED = 46  # bytes of an entry before its name
_OLD_VERSION = 20
_UTF8_HIGH = 0x08  # bit 11 of the flags, in their second byte
_DIRECTORY_BYTES = 128 << 20
_ENTRIES = 200_000
_MAX32 = b"\xff\xff\xff\xff"


class DirectoryView(io.BufferedReader):
    """A zip on disk, for reading its directory."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        """Read; the directory is the one read of a stated size that starts with an entry."""
        if size is not None and size > _DIRECTORY_BYTES:
            raise LimitError(f"its directory of {size:,} bytes is larger than the {_DIRECTORY_BYTES:,} allowed")
        data = super().read(size)
        if size is None or size < 0 or not data.startswith(_MARK):
            return data
        if data.count(_MARK) > _ENTRIES:
            raise LimitError(f"has more than {_ENTRIES:,} entries")
        return _mended(data)


def _mended(directory: bytes) -> bytes:
    table, at = bytearray(directory), 0
    while table.startswith(_MARK, at) and at + _FIXED <= len(table):
        names, extras, comments = struct.unpack_from("<3H", table, at + 28)
        name, extra = at + _FIXED, at + _FIXED + names
        if not _is_utf8(table[name:extra]):
            table[at + 9] &= ~_UTF8_HIGH
        table[at + 6] = min(table[at + 6], _OLD_VERSION)
        wide = [field for field in (24, 20, 42) if table.startswith(_MAX32, at + field)]
        kept = _zip64(bytes(table[extra : extra + extras]), 8 * len(wide))
        table[extra : extra + extras] = kept.ljust(extras, b"\0")[:extras]
        at = extra + extras + comments
    return bytes(table[: len(directory)])


def _is_utf8(name: bytearray) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _zip64(extra: bytes, needed: int) -> bytes:
    """Find the one extra field that matters here, if it holds the 64-bit values that the entry needs."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        field = extra[at : at + 4 + length]
        if tag == 1:
            return field if len(field) == 4 + length and length >= needed else b""
        at += 4 + length
    return b""
