"""The certificates of a JKS or JCEKS store. They stand in plain; the password guards the keys and a digest at the end.

Layout (sun.security.provider.JavaKeyStore): magic, version, number of entries; per entry tag, alias, date and content,
strings and blocks with their length in front; at the end SHA-1 over password, a fixed phrase and all that came before.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import Final

from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import Entry, StoreError

_MAGIC: Final = {0xFEEDFEED: "JKS", 0xCECECECE: "JCEKS"}
_KEY, _TRUSTED, _SECRET = 1, 2, 3
_DIGEST: Final = 20
_MOST: Final = 10_000


def is_jks(data: bytes) -> bool:
    """True for a store of either kind, by its first four bytes."""
    return len(data) >= 4 and struct.unpack(">I", data[:4])[0] in _MAGIC


def read_jks(data: bytes) -> tuple[tuple[Entry, ...], str | None]:
    """(certificates, a remark on what was skipped). Raises StoreError for a damaged store."""
    reader = _Reader(data)
    _, version, count = reader.number(), reader.number(), reader.number()
    if version not in {1, 2} or count > _MOST:
        raise StoreError("damaged: not a version of the JKS format that exists")
    entries: list[Entry] = []
    for number in range(count):
        tag = reader.number()
        if tag == _SECRET:
            return tuple(entries), f"secret keys are not read: {count - number} of {count} entries skipped"
        if tag not in {_KEY, _TRUSTED}:
            raise StoreError(f"damaged: entry {number + 1} is of no kind that exists")
        entries.append(_entry(reader, tag == _KEY, version))
    return tuple(entries), None


def _entry(reader: _Reader, has_key: bool, version: int) -> Entry:
    alias = reader.text()
    reader.take(8)
    if has_key:
        reader.block()
    chain = tuple(_certificates(reader, reader.number() if has_key else 1, version))
    return Entry(alias, has_key, chain[0] if chain else b"", chain[1:])


def _certificates(reader: _Reader, count: int, version: int) -> Iterator[bytes]:
    if count > _MOST:
        raise StoreError("damaged: a chain longer than any store holds")
    for _ in range(count):
        if version == 2:
            reader.text()
        yield reader.block()


def digest_fits(data: bytes, secret: Secret) -> bool:
    """Whether the password is the store's, and the store is unchanged since it was written."""
    phrase = secret.reveal().encode("utf-16-be") + b"Mighty Aphrodite"
    return hashlib.sha1(phrase + data[:-_DIGEST], usedforsecurity=False).digest() == data[-_DIGEST:]


class _Reader:
    """Length-prefixed reading that never goes past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        part = self._data[self._at : self._at + size]
        if len(part) < size:
            raise StoreError("truncated")
        self._at += size
        return part

    def number(self) -> int:
        return int.from_bytes(self.take(4))

    def block(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        return self.take(int.from_bytes(self.take(2))).decode("utf-8", "replace")
