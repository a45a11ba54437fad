"""The value that describes one hostile archive, and the helpers the three collections of them share."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field

from loganalyzer.bundle import Limits

from .conftest import LOG, tar_entry

TIGHT = Limits(member_bytes=1 << 22, ratio_floor=1 << 16, ratio=100, spool_bytes=1 << 24, members=3000)


@dataclass(frozen=True)
class Case:
    """One archive: how it is called, its bytes, and what must come of it.

    ``holds`` are members (path below the archive) that must be read right; ``says`` stands in a reason for skipping or
    in a ``MemberError``. ``by_name``: its name decides how it is read, so that standard input gives something else.
    """

    name: str
    make: Callable[[], bytes]
    says: str = ""
    holds: dict[str, bytes] = field(default_factory=lambda: {"!/good.log": LOG})
    limits: Limits = TIGHT
    by_name: bool = False


def sized(size: bytes, kind: bytes = b"0", name: str = "liar") -> bytes:
    """A tar header whose size field is anything."""
    return patched(tar_entry(name, kind), 124, size)


def patched(block: bytes, at: int, value: bytes) -> bytes:
    """A tar header with other bytes somewhere, and a checksum that holds."""
    header = bytearray(block)
    header[at : at + len(value)] = value
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def metadata(data: bytes, kind: bytes = b"x", name: str = "meta") -> bytes:
    """An extended tar header."""
    return tar_entry(name, kind, size=len(data)) + data + bytes(-len(data) % tarfile.BLOCKSIZE)


def pax(**fields: str) -> bytes:
    """A well-formed pax header; ``__`` in a keyword stands for a dot."""
    text = b""
    for key, value in fields.items():
        rest = f" {key.replace('__', '.')}={value}\n".encode()
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length += 1
        text += str(length).encode() + rest
    return metadata(text)
