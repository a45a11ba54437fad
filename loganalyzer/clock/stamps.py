"""One stamp's text -> where its numbers stand.

Which numbers a stamp holds is settled by shape alone: the time is ``H:mm:ss:SSS`` (``.`` instead of ``:`` in some
locales), the zone follows the milliseconds, and the three remaining numbers are the date, before or after the time.
Source: log-formats 3.1 (the DateFormat algorithm of the JVM) and its pattern tables.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{1,2})[:.](\d{1,2})[:.](\d{3})(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)[.:](\d{3})(Z|[+-]\d\d:?\d\d)?")
_NUMBER = re.compile(r"\d+")
_ZONE_AFTER_TIME = re.compile(r"\s*([^,\s].*?)?\s*$")
_ZONE_THEN_DATE = re.compile(r"\s*(\S+?(?: GMT)?),?\s+(?=\d)")
_DIGITS = re.compile(r"\d+")

_REIGNS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}

Span = tuple[int, int]


class StampStyle(Struct, frozen=True):
    """How a process writes its stamps, digits and their widths left out.

    ``skeleton`` is the date and time part with every run of digits as ``0`` (``0/0/0 0:0:0:0``), ``zone`` the zone text
    as printed, ``iso`` whether it is the ISO 8601 form (year first, offset always present).
    """

    skeleton: str
    zone: str
    iso: bool = False


class StampLayout(Struct, frozen=True):
    """Where the seven numbers of a stamp stand (character offsets inside the brackets) and its style."""

    style: StampStyle
    fields: tuple[Span, ...]
    zone: Span


def layout_of(text: str) -> StampLayout | None:
    """Read the text between the brackets; ``None`` if it is no WebSphere stamp (no milliseconds, not three date numbers)."""
    iso = _ISO.fullmatch(text)
    if iso:
        spans = tuple(iso.span(group) for group in range(1, 8))
        return StampLayout(StampStyle("0-0-0T0:0:0.0", iso.group(8) or "", iso=True), spans, (iso.end(7), iso.end()))
    time = _TIME.search(text)
    if time is None:
        return None
    before = [match.span() for match in _NUMBER.finditer(text, 0, time.start())]
    if len(before) == 3:
        date, zone = before, _zone_at_end(text, time.end())
    else:
        found = _date_after(text, time.end()) if not before else None
        if found is None:
            return None
        date, zone = found
    if not _plausible_date(date):
        return None
    spans = (*date, *(time.span(group) for group in range(1, 5)))
    return StampLayout(StampStyle(_skeleton(text, zone), text[zone[0] : zone[1]]), spans, zone)


def _zone_at_end(text: str, start: int) -> Span:
    match = _ZONE_AFTER_TIME.match(text, start)
    if match is None or match.group(1) is None:
        return (len(text), len(text))
    return match.span(1)


def _date_after(text: str, start: int) -> tuple[list[Span], Span] | None:
    """Hebrew, Vietnamese and Galician JVMs print the time first: ``08:30:05:007 CET 01/03/18``."""
    match = _ZONE_THEN_DATE.match(text, start)
    if match is None:
        return None
    date = [number.span() for number in _NUMBER.finditer(text, match.end())]
    return (date, match.span(1)) if len(date) == 3 else None


def _plausible_date(spans: list[Span]) -> bool:
    widths = sorted(end - start for start, end in spans)
    return widths[-1] in {1, 2, 4} and widths[-2] <= 2


def year_base_of(skeleton: str) -> int:
    """What to add to the year of a Japanese imperial stamp (``H30.03.01``); 0 for all others."""
    return _REIGNS.get(skeleton[:1], 0) if skeleton[1:2] == "0" else 0


@lru_cache(maxsize=1024)
def _skeleton(text: str, zone: Span) -> str:
    return _DIGITS.sub("0", (text[: zone[0]] + text[zone[1] :]).strip())
