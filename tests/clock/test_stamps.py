"""The stamp of every JVM locale is understood, and read back to the moment it was printed for."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.clock import Reading, StampStyle, instants_ms, layout_of, pack, patterns_for, to_datetime
from loganalyzer.clock.packing import StampFields
from loganalyzer.clock.patterns import all_patterns
from tests.clock.jvm import Pattern, patterns, printed

PATTERNS = patterns()
MOMENTS = (
    datetime(2018, 3, 1, 8, 30, 5, 7000, tzinfo=UTC),
    datetime(2018, 11, 23, 21, 5, 59, 999000, tzinfo=UTC),
)
NOT_READ = {
    ":SSS zd.M.yy HH:mm:": "mk_MK, Java 8: the JVM's algorithm tears the milliseconds from the seconds, which are missing",
    ":SSS zdd/MM/yy   HH:mm": "zh_SG, Java 8: no seconds, milliseconds in front",
    "Gy.MM.dd H:mm:ss:SSS z": "Japanese imperial year, which the test does not print",
    "y-MM-dd HH 'H' mm 'min' ss 's:SSS z'": "fr_CA, Java 9+: prints the letters s:SSS z, so neither milliseconds nor zone",
}


def read(text: str, order: str) -> datetime | None:
    layout = layout_of(text)
    assert layout is not None, text
    numbers = [int(text[start:stop]) for start, stop in layout.fields]
    packed = pack(StampFields(*(np.array([number]) for number in numbers)))
    return to_datetime(int(instants_ms(packed, Reading(order, 0))[0]))


def name_of(pattern: Pattern) -> str:
    return f"{pattern.locale}-java{pattern.java}"


def test_the_table_of_patterns_is_the_domains() -> None:
    ours = {(pattern.java, pattern.pattern, pattern.order) for pattern in all_patterns()}
    assert ours == {(pattern.java, pattern.text, pattern.order) for pattern in PATTERNS}
    assert len(PATTERNS) == 142


@pytest.mark.parametrize("moment", MOMENTS, ids=["one-digit-fields", "two-digit-fields"])
@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p.text not in NOT_READ], ids=name_of)
def test_a_stamp_of_every_locale_is_read_back(pattern: Pattern, moment: datetime) -> None:
    text = printed(pattern.text, moment, "CET")
    assert read(text, pattern.order) == moment
    layout = layout_of(text)
    assert layout is not None
    assert text[slice(*layout.zone)].split()[0].strip(".") == "CET"


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p.text in NOT_READ], ids=name_of)
@pytest.mark.xfail(strict=True, reason="see NOT_READ")
def test_stamps_without_seconds_milliseconds_or_a_plain_year_are_not_read(pattern: Pattern) -> None:
    example = pattern.example if pattern.text.startswith("G") else printed(pattern.text, MOMENTS[0], "CET")
    assert read(example, pattern.order) == MOMENTS[0]


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p.text not in NOT_READ], ids=name_of)
def test_the_style_of_a_stamp_leads_back_to_the_locale(pattern: Pattern) -> None:
    layout = layout_of(printed(pattern.text, MOMENTS[0], "CET"))
    assert layout is not None
    found = [candidate.pattern for candidate in patterns_for(layout.style.skeleton, widths_seen(layout.fields))]
    assert pattern.text in found


def widths_seen(fields: tuple[tuple[int, int], ...]) -> dict[str, frozenset[int]]:
    """Of 2018-03-01 08:30 month, day and hour are below ten; a two-digit year is not."""
    widths = {name: stop - start for name, (start, stop) in zip("123h", fields, strict=False)}
    return {name: frozenset({width}) for name, width in widths.items()}


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("01/03/18 08:30:05:007 CET", "dmy"),  # fr_FR, en_GB, pt_BR
        ("01.03.18 08:30:05:007 MEZ", "dmy"),
        ("01/03/18 8.30.05:007 CET", "dmy"),  # it_IT
        ("18-3-1 8:30:05:007 CST", "ymd"),  # zh_CN
        ("18. 3. 1   8:30:05:007 KST", "ymd"),
        ("18/03/01 8:30:05:007 JST", "ymd"),
        ("2018-03-01 08:30:05:007 CET", "ymd"),  # sv_SE
        ("3/1/18, 8:30:05:007 EST", "mdy"),  # Java 9+
        ("2018-03-01T08:30:05.007-0500", "ymd"),
        ("1/3/2561, 8:30:05:007 ICT", "dmy"),  # th_TH counts from the Buddha
        ("1/3/61 08:30:05:007 GMT+07:00", "dmy"),  # th_TH, Java 9+
    ],
)
def test_the_same_moment_in_many_locales(text: str, order: str) -> None:
    assert read(text, order) == MOMENTS[0]


@pytest.mark.parametrize(
    ("text", "zone", "iso"),
    [
        ("10/12/16 10:37:31:278 BST", "BST", False),
        ("08:30:05:007 GMT+01:00, 01/03/2018", "GMT+01:00", False),  # vi_VN: time first
        ("1/03/18 08:30:05:007 UTC\u221205:00", "UTC\u221205:00", False),  # French Java 9+: a real minus sign
        ("2018-03-01T08:30:05.007-0500", "-0500", True),
        ("10/12/16 10:37:31:278", "", False),
    ],
)
def test_the_zone_is_taken_as_printed(text: str, zone: str, iso: bool) -> None:
    layout = layout_of(text)
    assert layout is not None
    assert (layout.style.zone, layout.style.iso) == (zone, iso)


def test_one_style_for_one_and_two_digits() -> None:
    layouts = [layout_of(text) for text in ("3/1/18 8:30:05:007 EST", "11/23/18 21:05:59:999 EST")]
    assert [layout.style for layout in layouts if layout] == [StampStyle("0/0/0 0:0:0:0", "EST")] * 2


@pytest.mark.parametrize(
    "text",
    [
        "2018-03-01 08:30:05,007",  # log4j
        "01/Mar/2018:08:30:05 +0100",  # access log
        "08:30:05:007 CET",
        "3/1/18 8:30 EST",
        "123/1/18 8:30:05:007 EST",
        "WebContainer : 4",
        "",
    ],
)
def test_what_is_no_websphere_stamp(text: str) -> None:
    assert layout_of(text) is None


@given(st.text(max_size=60) | st.text(alphabet="0123456789/:.- ,TZGM+", max_size=40))
def test_any_text_gives_a_layout_inside_itself_or_none(text: str) -> None:
    layout = layout_of(text)
    if layout is not None:
        assert len(layout.fields) == 7
        assert all(text[start:stop].isdigit() for start, stop in layout.fields)
        assert text[slice(*layout.zone)] == layout.style.zone
