"""The forms in which the same words can hide in a file: packed, encoded, escaped, in another alphabet of bytes."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote

from loganalyzer.redact.pictures import PNG, words_of_picture

_DEPTH: Final = 4
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
_ESCAPED: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_DATA_URI: Final = re.compile(rb"(?<=data:image/png;base64,)iVBORw0KGgo[A-Za-z0-9+/]+=*")
_PACKED: Final = (b"\x1f\x8b", b"PK")
_PRINTABLE: Final = bytes(range(32, 127))
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_MOST: Final = 512 << 20


def forms_of(data: bytes, depth: int = 0) -> Iterator[tuple[str, str]]:
    """(how it is packed or escaped, text) of everything a reader of these bytes could find; the plain text first."""
    if data.startswith(PNG):
        yield "", words_of_picture(data)
        return
    pictures = _DATA_URI.findall(data)
    data = _DATA_URI.sub(b"", data)
    for picture in pictures:
        yield "picture", words_of_picture(base64.b64decode(picture + b"=="))
    text = data.decode("utf-8", "replace")
    yield "", text
    yield from _wide(data)
    yield from escaped_forms(text)
    if depth < _DEPTH:
        for how, inner in (*_unpacked(data), *_base64(data)):
            yield from ((f"{how}, {deeper}" if deeper else how, found) for deeper, found in forms_of(inner, depth + 1))


def is_packed(data: bytes) -> bool:
    """Can more stand in these bytes than their plain text, its escapes and its base64 words say?"""
    return (
        data.startswith((PNG, *_PACKED, b"\x78"))
        or data.count(0) > len(data) // 8
        or _DATA_URI.search(data) is not None
    )


def _wide(data: bytes) -> Iterator[tuple[str, str]]:
    if data.count(0) > len(data) // 8:
        for name in ("utf-16-le", "utf-16-be"):
            yield "UTF-16", data.decode(name, "replace")
            yield "UTF-16", data[1:].decode(name, "replace")


def plain_of(text: str) -> str:
    """A text with all escapes undone that can stand in it."""
    for _ in range(2):
        text = _plain_letters(html.unescape(unquote(text)))
    return text


def escaped_forms(text: str) -> Iterator[tuple[str, str]]:
    """One escape undone, and then the others within what came out."""
    undo = (("percent-encoded", unquote), ("XML escapes", html.unescape), ("JSON escapes", _plain_letters))
    seen = {text}
    waiting = [("", text)]
    for _ in range(2):
        found = []
        for how, one in waiting:
            for name, decode in undo:
                plain = decode(one)
                if plain not in seen:
                    seen.add(plain)
                    found.append((f"{how}, {name}" if how else name, plain))
        yield from found
        waiting = found


def _plain_letters(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else m[3], text)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(b"\x1f\x8b"):
        yield from _opened("gzip", lambda: gzip.GzipFile(fileobj=io.BytesIO(data)).read(_MOST))
    if data[:1] == b"\x78":
        yield from _opened("zlib", lambda: zlib.decompressobj().decompress(data, _MOST))
    if data.startswith(b"PK"):
        yield from _zipped(data)


def _opened(how: str, read: Callable[[], bytes]) -> Iterator[tuple[str, bytes]]:
    try:
        yield how, read()
    except (OSError, EOFError, zlib.error):
        return


def _zipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return
    for entry in archive.infolist():
        yield "zip, file name", entry.filename.encode("utf-8", "replace")
        yield from _opened("zip", lambda entry=entry: archive.open(entry).read(_MOST))  # type: ignore[misc]


def _base64(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What the base64 words say; the decoded text of all of them together, and each that is packed."""
    texts: list[bytes] = []
    for match in _BASE64.finditer(data):
        for word in {match[0], *match[0].split(b"/")}:
            for plain in meanings_of(word):
                if plain.startswith(_PACKED):
                    yield "base64", plain
                else:
                    texts.append(plain)
    if texts:
        yield "base64", b"\n".join(texts)


def meanings_of(word: bytes) -> Iterator[bytes]:
    """What a word says if it is base64: readable or packed bytes only; it may begin in the middle of a group."""
    for plain in _decoded(word):
        if plain.startswith(_PACKED) or len(plain.translate(None, _PRINTABLE)) * 4 < len(plain):
            yield plain


def _decoded(word: bytes) -> Iterator[bytes]:
    word = word.rstrip(b"=").translate(_STANDARD)
    for skip in range(4):
        body = word[skip:]
        body = body[: len(body) - (len(body) % 4 == 1)]
        if len(body) < 6:
            return
        try:
            yield binascii.a2b_base64(body + b"=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            continue
