"""Names that stand in a log in disguise: in an escaped address, an XML or JSON escape."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from loganalyzer.redact.forms import plain_of
from loganalyzer.redact.originals import Original
from loganalyzer.redact.scanner import Scanner
from loganalyzer.redact.sieve import Sieve

_ESCAPE: Final = r"(?:%[0-9A-Fa-f]{2}|&#?\w{1,8};|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})"
_HINT: Final = re.compile(_ESCAPE)
_WORD: Final = re.compile(r"[^\s\"'<>]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

ESCAPES: Final = Sieve([_ESCAPE])
"""Points at the lines in which :func:`undisguised` can find something."""


def undisguised(text: str, scanner: Scanner, replacement: Callable[[Original], str]) -> str:
    """The text without disguised originals: the word around one is shown in plain, with the pseudonym."""
    return _WORD.sub(lambda match: _plain(match[0], scanner, replacement), text)


def _plain(word: str, scanner: Scanner, replacement: Callable[[Original], str]) -> str:
    if not _HINT.search(word):
        return word
    plain = _CONTROL.sub(" ", plain_of(word)).encode("utf-8", "surrogatepass")
    if scanner.first(plain) is None:
        return word
    return scanner.sub(plain, replacement).decode("utf-8", "surrogatepass")
