"""The stamp patterns of every JVM locale, and which of them could have printed what was seen.

Source: log-formats 3.1; ``patterns.tsv`` holds the 142 patterns of the Java 8 (COMPAT) and Java 9+ (CLDR) locale data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*|(.)", re.DOTALL)


class LocalePattern(Struct, frozen=True):
    """One pattern: ``order`` is mdy, dmy, ymd or ydm; ``padded`` tells for day, month and hour whether ``dd``, ``MM``, ``HH``."""

    pattern: str
    order: str
    java: int
    locales: tuple[str, ...]
    skeleton: str
    padded: dict[str, bool]
    four_digit_year: bool


@cache
def all_patterns() -> tuple[LocalePattern, ...]:
    """Every pattern of the table, in its order."""
    table = (Path(__file__).parent / "patterns.tsv").read_text(encoding="utf-8")
    return tuple(_parse(line) for line in table.splitlines() if not line.startswith("#"))


def patterns_for(skeleton: str, widths: dict[str, frozenset[int]]) -> Iterable[LocalePattern]:
    """Patterns that print ``skeleton`` with only the digit widths seen.

    Args:
        skeleton: as in :class:`~loganalyzer.clock.stamps.StampStyle`.
        widths: ``"1"``, ``"2"``, ``"3"`` (date fields as written) and ``"h"`` -> the digit widths seen for values below 10
            (1 = bare, 2 = zero-padded) and 4 for a four-digit number; a missing key means nothing below ten was seen.
    """
    return tuple(pattern for pattern in all_patterns() if pattern.skeleton == skeleton and _fits(pattern, widths))


def _fits(pattern: LocalePattern, widths: dict[str, frozenset[int]]) -> bool:
    for position, letter in zip("123h", [*pattern.order, "h"], strict=True):
        seen = widths.get(position, frozenset())
        if letter == "y":
            if (4 in seen) != pattern.four_digit_year:
                return False
        elif (pattern.padded[letter] and 1 in seen) or (not pattern.padded[letter] and 2 in seen) or 4 in seen:
            return False
    return True


def _parse(line: str) -> LocalePattern:
    text, order, java, locales = line.split("\t")
    skeleton: list[str] = []
    lengths: dict[str, int] = {}
    zone_at = None
    for quoted, letter, other in _TOKEN.findall(text):
        if letter == "z":
            zone_at = len(skeleton)
        elif letter:
            lengths.setdefault(letter, 0)
            skeleton.append("0")
            zone_at = None
        else:
            skeleton.append(quoted or other)
    for match in _TOKEN.finditer(text):
        if match.group(2):
            lengths[match.group(2)] = len(match.group(0))
    padded = {"d": lengths.get("d") == 2, "m": lengths.get("M") == 2, "h": lengths.get("H") == 2}
    four = lengths.get("y", 2) != 2
    # What an Albanian or Bulgarian JVM prints behind the zone is taken for part of the zone's text.
    shape = "".join(skeleton[:zone_at]).strip()
    return LocalePattern(text, order, int(java), tuple(locales.split(",")), shape, padded, four)
