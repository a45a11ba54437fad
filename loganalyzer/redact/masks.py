"""Secrets blanked in place, whatever they are: the value of every password, header, cookie and key block."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from typing import Final

from loganalyzer.redact.patterns import ALL_SECRETS, matches
from loganalyzer.redact.secret_patterns import SECRETS

MASK: Final = "***"
_LINE: Final = re.compile(r"[^\r\n]+")
_RELATED: Final = frozenset({"session", "token"})
_XOR: Final = re.compile(r"\{xor\}([A-Za-z0-9+/=]+)", re.IGNORECASE)


def masked(text: str, numbers: frozenset[int] = ALL_SECRETS) -> str:
    """The text without its secrets; line ends stay, so that line numbers do.

    Args:
        text: any text.
        numbers: of the patterns that can match, as the sieve gives them.
    """
    for number, pattern in enumerate(SECRETS):
        if number in numbers and pattern.kind not in _RELATED:
            text = pattern.regex.sub(_blanked, text)
    return text


def secrets_in(text: str, numbers: frozenset[int] = ALL_SECRETS) -> Iterator[tuple[str, str]]:
    """(kind, value) of every secret, in the spellings it may have elsewhere."""
    for number, pattern in enumerate(SECRETS):
        if number not in numbers:
            continue
        for match in matches(pattern, text):
            for value in _spellings(match["v"]):
                if value != MASK:
                    yield pattern.kind, value


def _blanked(match: re.Match[str]) -> str:
    start, (first, last) = match.start(), match.span("v")
    return match[0][: first - start] + _LINE.sub(MASK, match["v"]) + match[0][last - start :]


def _spellings(value: str) -> Iterator[str]:
    """As it stands, without escapes of XML and properties, decoded, and each line of a block or part of a header."""
    plain = html.unescape(re.sub(r"\\(.)", r"\1", value)).strip()
    yield from dict.fromkeys((value.strip(), plain))
    for encoded in _XOR.findall(plain):
        yield from _decoded(encoded)
    if re.match(r"(?:Basic|Bearer)\s", plain, re.IGNORECASE):
        yield plain.split(None, 1)[1]
    if "\n" in plain:
        yield from (line.strip() for line in plain.splitlines() if len(line.strip()) >= 8)
    if ";" in plain:
        yield from (
            part.partition("=")[2].strip() for part in plain.split(";") if len(part.partition("=")[2].strip()) >= 8
        )


def _decoded(encoded: str) -> Iterator[str]:
    """What ``{xor}`` hides: base64 of the letters, each combined with an underscore."""
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    word = bytes(byte ^ 0x5F for byte in raw).decode("utf-8", "replace")
    if word.isprintable():
        yield word
