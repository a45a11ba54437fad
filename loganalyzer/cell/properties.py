"""Java ``.properties`` syntax: text in, entries with their line out.

Follows java.util.Properties.load: ``#`` and ``!`` comments, ``=``, ``:`` or white space after the key, continuation by
an odd number of trailing backslashes, ``\\uXXXX`` and single-letter escapes. Where Java would throw (a broken
``\\u``) the letters are kept, because half a support file is better than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BLANKS: Final = " \t\f"
_KEY: Final = re.compile(r"(?:[^\\=: \t\f]|\\.)*", re.DOTALL)
_SEPARATOR: Final = re.compile(r"[ \t\f]*[=:]?[ \t\f]*")
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_LETTERS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


class Entry(Struct, frozen=True):
    """One key with its value and the line its key starts on."""

    key: str
    value: str
    line: int


def parse_properties(text: str) -> Iterator[Entry]:
    """All entries in file order; a key may occur more than once, and Java keeps the last."""
    for line, logical in _logical_lines(text):
        key = _KEY.match(logical)
        end = key.end() if key else 0
        separator = _SEPARATOR.match(logical, end)
        value = logical[separator.end() if separator else end :]
        yield Entry(_unescape(logical[:end]), _unescape(value), line)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """(number of the first line, joined text) of each entry; comments and blank lines are left out."""
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(_LINE_END.split(text), 1):
        line = raw.lstrip(_BLANKS)
        if not parts and (not line or line[0] in "#!"):
            continue
        start = start if parts else number
        goes_on = _continues(line)
        parts.append(line[:-1] if goes_on else line)
        if not goes_on:
            yield start, "".join(parts)
            parts = []
    if parts:
        yield start, "".join(parts)


def _continues(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _LETTERS.get(code, code)
