"""Packed stamps and a reading -> instants; Python's own calendar is the second source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.clock import ORDERS, Reading, instants_ms, pack, to_datetime, unpack
from loganalyzer.clock.packing import StampFields

FIELDS = st.tuples(
    *(st.integers(0, top) for top in (4095, 4095, 4095, 31, 59, 59, 999)),
)
MOMENTS = st.integers(0, 43 * 365 * 86_400_000).map(
    lambda millis: (datetime(1998, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)).replace(tzinfo=None)
)


def packed(*rows: tuple[int, ...]) -> np.ndarray:
    return pack(StampFields(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))))


def instant(numbers: tuple[int, ...], order: str = "ymd", offset: int = 0, zone: str | None = None) -> datetime | None:
    return to_datetime(int(instants_ms(packed(numbers), Reading(order, offset, zone))[0]))


def written(moment: datetime, order: str, year: int) -> tuple[int, ...]:
    date = {"y": year, "m": moment.month, "d": moment.day}
    time = (moment.hour, moment.minute, moment.second, moment.microsecond // 1000)
    return (*(date[letter] for letter in order), *time)


@given(st.lists(FIELDS, min_size=1, max_size=20))
def test_packing_keeps_every_number(rows: list[tuple[int, ...]]) -> None:
    columns = unpack(packed(*rows))
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == rows


@given(MOMENTS, st.sampled_from(ORDERS), st.integers(-12 * 60, 14 * 60), st.booleans())
def test_an_instant_is_what_the_calendar_says(moment: datetime, order: str, offset: int, short: bool) -> None:
    year = moment.year % 100 if short else moment.year
    expected = moment.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC)
    assert instant(written(moment, order, year), order, offset) == expected


@given(MOMENTS, st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney"]))
def test_an_instant_in_a_forced_zone(moment: datetime, zone: str) -> None:
    expected = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    got = instant(written(moment, "ymd", moment.year), zone=zone)
    assert got is not None
    # An hour that the clocks skip does not exist; either neighbour is a fair reading of it.
    exists = expected.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment
    assert got == expected if exists else abs(got - expected) <= timedelta(hours=1)


@pytest.mark.parametrize(
    "numbers",
    [
        (99, 9, 99, 13, 3, 4, 354),  # [99-9-99 13:03:04:354 CST], anonymised by a customer
        (2018, 2, 29, 0, 0, 0, 0),
        (2018, 13, 1, 0, 0, 0, 0),
        (2018, 0, 1, 0, 0, 0, 0),
        (2018, 1, 0, 0, 0, 0, 0),
        (2018, 1, 1, 24, 0, 0, 0),
        (2018, 1, 1, 99, 99, 99, 999),
        (2018, 1, 1, 0, 60, 0, 0),
        (2018, 1, 1, 0, 0, 60, 0),
        (9999, 12, 31, 0, 0, 0, 0),
        (123, 1, 1, 0, 0, 0, 0),
    ],
)
def test_impossible_times_have_no_instant(numbers: tuple[int, ...]) -> None:
    assert instant(numbers) is None


def test_an_impossible_row_leaves_its_neighbours_alone() -> None:
    rows = packed((18, 3, 1, 8, 30, 5, 7), (99, 9, 99, 13, 3, 4, 354), (18, 3, 1, 8, 30, 6, 0))
    found = [to_datetime(int(value)) for value in instants_ms(rows, Reading("ymd", 0))]
    assert [moment and moment.second for moment in found] == [5, None, 6]


@pytest.mark.parametrize(
    ("year", "expected"), [(2561, 2018), (61, 2018), (2018, 2018), (18, 2018), (99, 1999), (0, 2000), (42, 2042)]
)
def test_years_as_jvms_print_them(year: int, expected: int) -> None:
    """th_TH prints 2561 (Java 8) or 61 (Java 9+) for 2018."""
    moment = instant((1, 3, year, 8, 30, 5, 7), "dmy")
    assert moment is not None
    assert moment.year == expected


def test_leap_day() -> None:
    assert instant((29, 2, 16, 12, 0, 0, 0), "dmy") == datetime(2016, 2, 29, 12, tzinfo=UTC)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([17, 18]), st.integers(2, 3), st.integers(27, 31), st.integers(0, 2), st.just(59), FIELDS
        )
    )
)
def test_many_stamps_are_read_as_each_alone(rows: list[tuple[int, int, int, int, int, tuple[int, ...]]]) -> None:
    stamps = [(*row[:5], *row[5][5:]) for row in rows]
    if stamps:
        for zone in (None, "Europe/Rome"):
            found = instants_ms(packed(*stamps), Reading("ymd", 60, zone)).tolist()
            assert [to_datetime(one) for one in found] == [instant(stamp, "ymd", 60, zone) for stamp in stamps]
