"""Zone tokens as JVMs print them -> the offsets they can mean, and when they can occur at all.

Source: log-formats 3.2; ``zones.tsv`` lists the tokens of 34 zones in ten locales. Tokens outside it are looked up in the
zone database. An unknown token yields no reading: it never becomes UTC quietly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+\-\u2212])(\d{1,2})[:.]?(\d{2})?$")
_ALWAYS_UTC = {"UTC", "GMT", "Z", "UCT"}


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """One meaning of a token: ``offset`` minutes east of UTC; ``name`` an IANA zone or the offset itself.

    ``half`` tells which half of the year the token names in that zone: ``standard``, ``daylight`` or ``both``.
    """

    name: str
    offset: int
    half: str = "both"

    def occurs_on(self, day: date) -> bool:
        """Whether a JVM in this zone can print the token at some time of ``day``."""
        if self.half == "both":
            return True
        return any(_offset_at(self.name, day, hour) == self.offset for hour in (0, 24))


def zone_readings(token: str) -> tuple[ZoneReading, ...]:
    """All meanings of a zone token, the most widely used first; empty if nobody knows the token."""
    token = token.strip().strip("\u200e\u200f.").replace("\u200e", "")
    if token in _ALWAYS_UTC:
        return (ZoneReading("UTC", 0),)
    match = _OFFSET.fullmatch(token)
    if match:
        minutes = int(match.group(2)) * 60 + int(match.group(3) or 0)
        offset = minutes if match.group(1) == "+" else -minutes
        return (ZoneReading(offset_name(offset), offset),)
    return _table().get(token) or _from_database(token)


def offset_name(minutes: int) -> str:
    """``+02:00`` for 120."""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@cache
def _table() -> dict[str, tuple[ZoneReading, ...]]:
    readings: dict[str, list[ZoneReading]] = {}
    for line in (Path(__file__).parent / "zones.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        token, zone, half = line.split("\t")
        if token not in _ALWAYS_UTC:
            readings.setdefault(token, []).append(ZoneReading(zone, _table_offset(zone, half), half))
    return {token: tuple(found) for token, found in readings.items()}


def _table_offset(zone: str, half: str) -> int:
    # The table is about the years WebSphere logs come from; a zone without daylight saving today (Sao Paulo) had it then.
    offsets = sorted({_offset_at(zone, date(year, month, 15), 12) for year in (2012, 2016) for month in (1, 7)})
    return offsets[-1] if half == "daylight" else offsets[0]


@lru_cache(maxsize=4096)
def _offset_at(zone: str, day: date, hour: int) -> int:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


@lru_cache(maxsize=256)
def _from_database(token: str) -> tuple[ZoneReading, ...]:
    if not re.fullmatch(r"[A-Z]{3,5}", token):
        return ()
    found: dict[int, ZoneReading] = {}
    for zone in sorted(available_timezones()):
        for month in (1, 7):
            moment = datetime(2016, month, 15, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))
            if moment.tzname() == token:
                offset = moment.utcoffset() or timedelta()
                minutes = int(offset.total_seconds() // 60)
                half = "both" if not moment.dst() and month == 7 else "daylight" if moment.dst() else "standard"
                found.setdefault(minutes, ZoneReading(zone, minutes, half))
    return tuple(found.values())
