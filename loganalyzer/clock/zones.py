"""Zone tokens as JVMs print them -> the offsets they can mean, and when they can occur at all.

Source: log-formats 3.2; ``zones.tsv`` lists the tokens of 34 zones in ten locales. Tokens outside it are looked up in the
zone database. An unknown token yields no reading: it never becomes UTC quietly.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+\-\u2212])(\d{1,2})[:.]?(\d{2})?$")
_ALWAYS_UTC = {"UTC", "GMT", "Z", "UCT"}
_YEARS = range(2006, 2026)


class ZoneReading(Struct, frozen=True):
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
        return self.offset in (_offset_at(self.name, day, 0), _offset_at(self.name, day, 24))


def zone_readings(token: str) -> tuple[ZoneReading, ...]:
    """All meanings of a zone token, the most widely used first; empty if nobody knows the token."""
    token = token.strip().strip("\u200e\u200f.").replace("\u200e", "")
    # Ewe and Marathi JVMs write "+01:00 GMT" and "[GMT]+01:00" for what all others write as "GMT+01:00".
    token = token.removesuffix(" GMT").replace("[GMT]", "GMT") if any(map(str.isdigit, token)) else token
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
    never: dict[str, list[ZoneReading]] = {}
    for line in (Path(__file__).parent / "zones.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        token, zone, half = line.split("\t")
        if token in _ALWAYS_UTC:
            continue
        offsets = _offsets_of(zone, half)
        readings.setdefault(token, []).extend(ZoneReading(zone, offset, half) for offset in offsets)
        if not offsets:
            never.setdefault(token, []).append(ZoneReading(zone, _offsets_of(zone, "standard")[0], half))
    return {token: tuple(found or never[token]) for token, found in readings.items()}


def _offsets_of(zone: str, half: str) -> tuple[int, ...]:
    """The offsets of one half of the year since WebSphere 6.1; none for the daylight half of a zone that had no such time.

    Moscow's MSK was +03:00, then +04:00, then +03:00 again; Istanbul's TRT is +03:00 since 2016: each is a reading.
    """
    pairs = [(_offset_at(zone, date(year, 1, 15), 12), _offset_at(zone, date(year, 7, 15), 12)) for year in _YEARS]
    if half == "daylight":
        return tuple(dict.fromkeys(max(pair) for pair in pairs if pair[0] != pair[1]))
    return tuple(dict.fromkeys(min(pair) for pair in pairs))


@lru_cache(maxsize=4096)
def _offset_at(zone: str, day: date, hour: int) -> int:
    """The offset ``hour`` hours after local midnight."""
    from zoneinfo import ZoneInfo

    moment = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(hours=hour)
    offset = moment.utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


@lru_cache(maxsize=256)
def _from_database(token: str) -> tuple[ZoneReading, ...]:
    from zoneinfo import ZoneInfo, available_timezones

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
