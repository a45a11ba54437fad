"""The patterns of names and secrets together: which of them can match where, and what they find.

``NAMES`` are learned, and then replaced wherever they stand; ``SECRETS`` are blanked in place, and learned as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loganalyzer.redact import addresses
from loganalyzer.redact.name_patterns import NAMES
from loganalyzer.redact.pattern import Pattern, of
from loganalyzer.redact.secret_patterns import SECRETS
from loganalyzer.redact.sieve import Sieve

_RDN = r"(?:CN|OU|O|L|ST|S|STREET|DC|UID|EMAILADDRESS|E|C|SERIALNUMBER|T)"
_DN: Final = of(
    "dn", rf"(?<!\w)(?P<v>{_RDN}=[^,=\"'<>\r\n]+(?:,\s*{_RDN}=[^,=\"'<>;)\]\r\n]+)+)", re.I,
    opening=rf"{_RDN}=[^,=\"'<>\r\n]+,\s*{_RDN}=",
)  # fmt: skip
_PAIR: Final = re.compile(rf"({_RDN})=([^,]+)", re.I)
_DN_KINDS: Final = {
    "CN": "subject", "SERIALNUMBER": "subject", "T": "subject", "OU": "unit", "O": "org", "L": "place", "ST": "place",
    "S": "place", "STREET": "place", "DC": "domain", "UID": "user", "E": "mail", "EMAILADDRESS": "mail",
}  # fmt: skip


SECRET_SIEVE: Final = Sieve([one.opening for one in SECRETS])
NAME_SIEVE: Final = Sieve([one.opening for one in (*NAMES, _DN)])
"""Finds the numbers of patterns: those of ``NAMES``, then that of distinguished names."""

ALL_SECRETS: Final = frozenset(range(len(SECRETS)))
ALL_NAMES: Final = frozenset(range(len(NAMES) + 1))
WIDE: Final = frozenset(number for number, one in enumerate(NAMES) if "[^>]" in one.regex.pattern)
"""Patterns of elements that go over several lines."""

WORDS: Final = frozenset(number for number, one in enumerate(NAMES) if one.word)
BEFORE: Final = 24
"""How far before a value its judge looks."""


def names_in(text: str, numbers: frozenset[int] = ALL_NAMES) -> Iterator[tuple[str, str]]:
    """(kind, value) of everything that looks like a name; says nothing about whether it is worth replacing."""
    for number in sorted(numbers):
        if number < len(NAMES):
            yield from _values(NAMES[number], text)
    if len(NAMES) in numbers:
        for dn in _DN.regex.finditer(text):
            yield from names_of_subject(dn[0])


def names_in_word(number: int, text: str, start: int) -> Iterator[tuple[str, str]]:
    """The same for one pattern of ``WORDS`` and the word that begins at ``start``; what is before tells what it is."""
    return _values(NAMES[number], text, start)


def matches(pattern: Pattern, text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """The matches of a pattern that its judge lets pass."""
    for match in pattern.regex.finditer(text, start):
        if pattern.judge is None or pattern.judge(text, *match.span("v")):
            yield match


def _values(pattern: Pattern, text: str, start: int = 0) -> Iterator[tuple[str, str]]:
    return ((pattern.kind, match["v"].rstrip(".")) for match in matches(pattern, text, start))


def names_of_subject(subject: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of the parts of a certificate's subject or issuer, ``CN=client one,O=Example`` among them."""
    for name, value in _PAIR.findall(subject):
        kind = _DN_KINDS.get(name.upper())
        if kind is not None:
            yield ("host" if kind == "subject" and addresses.is_host_name(value) else kind), value.strip()
