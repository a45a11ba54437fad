"""Zone tokens against the zone database: what each can mean, and when it can be printed at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from loganalyzer.clock import zone_readings

_JAVA_ZONES = {"GMT+2": "Etc/GMT-2"}


def offset_at(zone: str, moment: datetime) -> int:
    offset = moment.astimezone(ZoneInfo(_JAVA_ZONES.get(zone, zone))).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def printed_tokens() -> list[tuple[str, str, date, int]]:
    """(token, zone, day, offset) of what a JVM prints in January and July; the lower offset is the standard half."""
    table = (Path(__file__).parent / "data" / "zones.tsv").read_text(encoding="utf-8")
    found = []
    for line in table.splitlines()[1:]:
        zone, standard, daylight = line.split("\t")
        year = {standard: 2024, "MSD": 2010}.get(
            daylight, 2018
        )  # one token: no summer time any more; Moscow's ended in 2010
        moments = [datetime(year, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
        low = min(offset_at(zone, moment) for moment in moments)
        for moment in moments:
            offset = offset_at(zone, moment)
            found.append((standard if offset == low else daylight, zone, moment.date(), offset))
    return sorted(set(found))


@pytest.mark.parametrize(("token", "zone", "day", "offset"), printed_tokens())
def test_a_printed_token_is_read_to_the_offset_of_that_day(token: str, zone: str, day: date, offset: int) -> None:
    possible = {reading.offset for reading in zone_readings(token) if reading.occurs_on(day)}
    assert offset in possible


@pytest.mark.parametrize(
    ("token", "names"),
    [
        ("CST", {"America/Chicago", "America/Mexico_City", "Asia/Shanghai"}),
        ("IST", {"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"}),
        ("PST", {"America/Los_Angeles", "Asia/Manila"}),
    ],
)
def test_ambiguous_tokens_keep_all_their_meanings(token: str, names: set[str]) -> None:
    assert {reading.name for reading in zone_readings(token)} == names


@pytest.mark.parametrize(("token", "offset"), [("CDT", -300), ("IDT", 180), ("PDT", -420)])
def test_a_zone_without_summer_time_gives_no_summer_meaning(token: str, offset: int) -> None:
    """China, India and the Philippines have had none since WebSphere exists; Chicago, Jerusalem and Los Angeles do."""
    assert {reading.offset for reading in zone_readings(token)} == {offset}


@pytest.mark.parametrize(
    ("token", "day", "possible"),
    [
        ("BST", date(2016, 10, 12), True),
        ("BST", date(2016, 12, 10), False),
        ("CEST", date(2016, 3, 27), True),  # the day the clocks change
        ("CET", date(2016, 3, 27), True),
        ("CET", date(2016, 7, 1), False),
        ("AEST", date(2018, 10, 7), True),  # Sydney's change, at two in the morning of a day that is yesterday in UTC
        ("NZDT", date(2018, 4, 1), True),
        ("JST", date(2016, 7, 1), True),
        ("UTC", date(2016, 7, 1), True),
    ],
)
def test_when_a_token_can_be_printed(token: str, day: date, possible: bool) -> None:
    assert any(reading.occurs_on(day) for reading in zone_readings(token)) is possible


@pytest.mark.parametrize(
    ("token", "day", "offset"),
    [
        ("TRT", date(2018, 1, 15), 180),  # Turkey stays on summer time since 2016
        ("MSK", date(2012, 1, 15), 240),  # Russia did from 2011 to 2014
        ("MSK", date(2018, 1, 15), 180),
    ],
)
def test_zones_that_changed_their_offset(token: str, day: date, offset: int) -> None:
    assert {reading.offset for reading in zone_readings(token) if reading.occurs_on(day)} == {offset}


@pytest.mark.parametrize(
    ("token", "offset"),
    [
        ("UTC\u221205:00", -300),
        ("UTC-05:00", -300),
        ("GMT+05:45", 345),
        ("GMT+01.00", 60),  # sl_SI
        ("GMT\u200e+01:00\u200e", 60),  # he_IL prints marks of direction
        ("-0500", -300),
        ("Z", 0),
        ("MEZ", 60),
        ("HAE", -240),
        ("AKDT", -480),  # not in the table, known to the zone database
    ],
)
def test_the_offset_of_a_token(token: str, offset: int) -> None:
    assert zone_readings(token)[0].offset == offset


@pytest.mark.parametrize("token", ["", "XYZ", "LOL", "cet", "GMT+", "25:00", "CET CEST"])
def test_an_unknown_token_never_becomes_utc(token: str) -> None:
    assert zone_readings(token) == ()
