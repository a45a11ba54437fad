"""What a PNG says in words; its pixels are random bytes to a search, and would raise false alarms."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
_PIXELS: Final = frozenset({b"IDAT", b"IHDR", b"PLTE", b"IEND"})
_MOST: Final = 16 << 20


def words_of_picture(data: bytes) -> str:
    """Everything in a PNG that is not pixels, unpacked; what stands behind its end as well."""
    return "\n".join(part.decode("utf-8", "replace") for part in _parts(data))


def _parts(data: bytes) -> Iterator[bytes]:
    at = len(PNG)
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if name not in _PIXELS:
            yield body
            yield from _unpacked(body)
        at += size + 12
        if name == b"IEND":
            break
    yield data[at:]


def _unpacked(body: bytes) -> Iterator[bytes]:
    """The texts of ``zTXt`` and ``iTXt`` are packed behind one or more NULs."""
    for start in (index + 1 for index, byte in enumerate(body[:256]) if byte == 0):
        if body[start : start + 1] == b"\x78" or body[start + 1 : start + 2] == b"\x78":
            for skip in (0, 1):
                try:
                    yield zlib.decompressobj().decompress(body[start + skip :], _MOST)
                except zlib.error:
                    continue
