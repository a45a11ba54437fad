"""Packed stamps + a reading (date order, offset) -> instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.arrays import run_starts
from loganalyzer.clock.packing import MINUTE_SHIFT, Int64, StampFields, unpack

ORDERS = ("mdy", "dmy", "ymd", "ydm")
NO_INSTANT = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUDDHIST_SHIFT = 543
_BUDDHIST_FROM = 2400


class Reading(Struct, frozen=True):
    """How the stamps of a process are read: a date order and minutes east of UTC, or an IANA zone the user forced.

    ``year_base`` is added to the year where it counts from an emperor's accession (log-formats 3.1: H30 is 2018).
    """

    order: str
    offset: int
    zone: str | None = None
    year_base: int = 0


def instants_ms(packed: Int64, reading: Reading) -> Int64:
    """Milliseconds since 1970 UTC for each packed stamp; ``NO_INSTANT`` where the date does not exist (log-formats: 99-9-99)."""
    # Neighbours nearly always share their minute, and the calendar costs more than all the rest.
    key = packed >> MINUTE_SHIFT
    begins = run_starts(key)
    run = np.repeat(np.arange(begins.size), np.diff(begins, append=key.size))
    minutes, possible = (column[run] for column in _minutes(packed[begins], reading))
    fields = unpack(packed)
    result = (minutes * 60 + fields.second_of_minute) * 1000 + fields.millisecond
    return np.where(possible & (fields.second_of_minute < 60), result, NO_INSTANT)


def _minutes(packed: Int64, reading: Reading) -> tuple[Int64, npt.NDArray[np.bool_]]:
    """Minutes since 1970 UTC, and whether there are such a date and time of day."""
    fields = unpack(packed)
    year, month, day = _by_order(fields, reading)
    possible = possible_dates(year, month, day) & (fields.hour < 24) & (fields.minute < 60)
    months = (np.where(possible, year, 1970) - 1970) * 12 + np.where(possible, month, 1) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + np.where(possible, day, 1) - 1
    minutes = (days * 24 + fields.hour) * 60 + fields.minute
    minutes -= _zone_offsets(minutes, reading.zone) if reading.zone else reading.offset
    return minutes, possible


def _zone_offsets(local_minutes: Int64, zone: str) -> Int64:
    """Offsets of local times in an IANA zone; in the repeated hour of autumn the first reading."""
    from zoneinfo import ZoneInfo

    hours, inverse = np.unique(local_minutes // 60, return_inverse=True)
    info = ZoneInfo(zone)
    offsets = []
    for hour in hours.tolist():
        moment = (_EPOCH + timedelta(hours=hour)).replace(tzinfo=info)
        offsets.append(int((moment.utcoffset() or timedelta()).total_seconds() // 60))
    return np.array(offsets, dtype=np.int64)[inverse]


def possible_dates(year: Int64, month: Int64, day: Int64) -> npt.NDArray[np.bool_]:
    """Which (year, month, day) triples exist in the calendar, in years a log can be of."""
    safe = np.where((month >= 1) & (month <= 12), month, 1)
    months = ((year - 1970) * 12 + safe - 1).astype("datetime64[M]")
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    result: npt.NDArray[np.bool_] = (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    return result & (year >= 1970) & (year < _BUDDHIST_FROM)


def _by_order(fields: StampFields, reading: Reading) -> tuple[Int64, Int64, Int64]:
    columns = dict(zip(reading.order, fields[:3], strict=True))
    if reading.year_base:
        return columns["y"] + reading.year_base, columns["m"], columns["d"]
    return full_year(columns["y"]), columns["m"], columns["d"]


def full_year(year: Int64) -> Int64:
    """Two digits are 1970..2042; a Thai JVM counts from the Buddha: 2561, or 61, for 2018 (log-formats 3.1)."""
    century = np.where(year < _BUDDHIST_SHIFT % 100, 2000, np.where(year < 70, 2500, 1900))
    full = np.where(year < 100, year + century, year)
    return np.where(full >= _BUDDHIST_FROM, full - _BUDDHIST_SHIFT, full)


@lru_cache(maxsize=1 << 16)
def minute_of(milliseconds: int) -> datetime:
    """The UTC minute in which a time lies; one value for all who count by minutes, as making them costs more than counting."""
    return _EPOCH + timedelta(minutes=milliseconds // 60_000)


def to_datetime(milliseconds: int) -> datetime | None:
    """A UTC datetime, or ``None`` for ``NO_INSTANT``."""
    if milliseconds == NO_INSTANT:
        return None
    return _EPOCH + timedelta(milliseconds=int(milliseconds))
