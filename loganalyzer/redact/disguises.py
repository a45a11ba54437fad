"""Names that stand in a log in disguise: in an escaped address, an XML or JSON escape, a base64 word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from loganalyzer.redact.forms import forms_of, meanings_of, plain_of
from loganalyzer.redact.masks import MASK
from loganalyzer.redact.originals import Original
from loganalyzer.redact.scanner import Scanner

_ESCAPE: Final = r"(?:%[0-9A-Fa-f]{2}|&#?\w{1,8};|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})"
_HINT: Final = re.compile(_ESCAPE)
_ESCAPED: Final = re.compile(rf"[^\s\"'<>]{{0,400}}?{_ESCAPE}[^\s\"'<>]*")
_WORD: Final = re.compile(r"(?<![\w+/-])[A-Za-z0-9+/_-]{8,}={0,2}")
_DEEP: Final = 2


def undisguised(text: str, scanner: Scanner, replacement: Callable[[Original], str]) -> str:
    """The text without disguised originals: an escaped one becomes its pseudonym in plain, an encoded word is blanked."""
    if _HINT.search(text):
        text = _ESCAPED.sub(lambda match: _plain(match[0], scanner, replacement), text)
    return _WORD.sub(lambda match: _blank(match[0], scanner), text)


def _plain(word: str, scanner: Scanner, replacement: Callable[[Original], str]) -> str:
    plain = plain_of(word)
    return scanner.sub(plain, replacement) if scanner.first(plain) else word


def _blank(word: str, scanner: Scanner) -> str:
    parts = (part for form in {word, *word.split("/")} for part in meanings_of(form.encode()))
    hidden = any(scanner.first(text) for part in parts for _, text in forms_of(part, _DEEP))
    return MASK if hidden else word
