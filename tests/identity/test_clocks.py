"""Date orders and zones: each rule decides where it can, and its reason is told; where none can, both readings stand."""

from __future__ import annotations

from datetime import date

import pytest

from loganalyzer.clock import StampStyle
from loganalyzer.errors import UsageError
from loganalyzer.identity import Clock, ClockOverrides, decide_clocks
from loganalyzer.identity.rotation import rotation_date
from tests.identity.scans import process, scan

NAME = r"stCell\stpNode\nodeagent"
LOG = "stpNode/logs/nodeagent/SystemOut.log"


def clock(
    *stamps: str, path: str = LOG, orders: dict[str, str] | None = None, zones: dict[str, str] | None = None
) -> Clock:
    return decide_clocks([process(scan(path, stamps))], ClockOverrides(orders or {}, zones or {}))[NAME]


@pytest.mark.parametrize(
    ("stamps", "path", "order", "reason"),
    [
        (["11/21/19 18:02:05:182 JST"], LOG, "mdy", "no date as"),  # 21 is no month; JST does not mean year first
        (["22/2/18 15:19:34:512 CST"], LOG, "dmy", "no date as"),
        (["10/12/16 10:37:31:278 BST"], LOG, "mdy", "BST excludes 10 December"),
        (["08/10/15 15:19:45:430 BST"], LOG, "dmy", "es_PA"),  # only es_PA pads the month first
        (["12/10/16 10:00:00:000 GMT"], "logs/dmgr/SystemOut_16.12.10_10.00.01.log", "mdy", "2016-12-10"),
        (["10/12/16 10:00:00:000 GMT"], "logs/dmgr/SystemOut_16.12.10_10.00.01.log", "dmy", "2016-12-10"),
        (["3/1/18 8:30:05:007 EST", "3/2/18 8:30:05:007 EST", "3/3/18 8:30:05:007 EST"], LOG, "mdy", "3 days|2 days"),
        (["01.03.18 08:30:05:007 MEZ"], LOG, "dmy", "written as|padding"),
        (["2018-03-01 08:30:05:007 CET"], LOG, "ymd", "written as"),
        (["18. 3. 1   8:30:05:007 KST"], LOG, "ymd", "written as"),
        (["18年3月1日  08:30:05:007 HKT"], LOG, "ymd", "written as"),
        (["2018-03-01T08:30:05.007-0500"], LOG, "ymd", "ISO 8601"),
        (["1/3/2561, 8:30:05:007 ICT"], LOG, "dmy", ""),
        (["21/03/18 08:30:05:007 GMT"], LOG, "dmy", "padding"),  # en_GB
        (["21/03/18 18:30:05:007 GMT"], LOG, "dmy", "ja_JP"),  # a Japanese JVM would print JST
        (["16/11/16 9:50:43:763 JST", "16/11/17 9:50:43:763 JST"], LOG, "ymd", "runs forward"),
    ],
)
def test_a_rule_decides_and_says_so(stamps: list[str], path: str, order: str, reason: str) -> None:
    decided = clock(*stamps, path=path)
    assert decided.order == order
    assert decided.alternative is None
    assert any(word in text for word in reason.split("|") for text in decided.evidence) or not reason


def test_a_single_day_that_both_orders_allow_states_both() -> None:
    undecided = clock("12/10/16 10:37:31:278 GMT")
    assert undecided.confidence <= 0.5
    assert undecided.alternative is not None
    told = undecided.evidence[-1]
    assert "undecided" in told
    assert "month/day/year" in told
    assert "--date-order" in told


def test_en_us_and_en_in_write_alike() -> None:
    undecided = clock("3/1/18 8:30:05:007 GMT+00:00")
    assert {undecided.order, undecided.alternative} == {"mdy", "dmy"}
    assert undecided.confidence <= 0.5


def test_a_neighbour_of_the_node_decides() -> None:
    agent = process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]))
    server = process(
        scan("stpNode/logs/STProxy/SystemOut.log", ["22/10/16 10:37:31:278 GMT"]), name=r"stCell\stpNode\STProxy"
    )
    decided = decide_clocks([agent, server], ClockOverrides())[NAME]
    assert decided.order == "dmy"
    assert any("STProxy of the same node" in text for text in decided.evidence)


def test_a_process_of_another_node_decides_nothing() -> None:
    agent = process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]))
    other = process(scan("meetNode/logs/x/SystemOut.log", ["22/10/16 10:37:31:278 GMT"]), name=r"stCell\meetNode\x")
    assert decide_clocks([agent, other], ClockOverrides())[NAME].alternative is not None


def test_the_transition_day_of_sydney_excludes_nothing() -> None:
    """en_AU, early on the Sunday the clocks change: 7 October 2018."""
    assert "dmy" in {(got := clock("7/10/18 0:30:05:007 AEST")).order, got.alternative}


@pytest.mark.parametrize("word", ["stpNode/nodeagent", "stCell/stpNode/nodeagent", "stpNode/*", "*"])
def test_an_override_names_processes_by_glob(word: str) -> None:
    forced = clock("12/10/16 10:37:31:278 GMT", orders={word: "dmy"}, zones={word: "Europe/Berlin"})
    assert (forced.order, forced.zone, forced.confidence, forced.alternative) == ("dmy", "Europe/Berlin", 1.0, None)
    assert [reading.zone for reading in forced.readings.values()] == ["Europe/Berlin"]


def test_an_offset_as_a_forced_zone() -> None:
    forced = clock("22/10/16 10:37:31:278 XYZ", zones={"*": "+02:00"})
    assert [(reading.offset, reading.zone) for reading in forced.readings.values()] == [(120, None)]


@pytest.mark.parametrize(
    ("orders", "zones", "message"),
    [
        ({"noNode/nodeagent": "dmy"}, {}, "no such process"),
        ({}, {"noNode/*": "UTC"}, "no such process"),
        ({"*": "myd"}, {}, "expected mdy, dmy or ymd"),
        ({}, {"*": "Europe/Atlantis"}, "not a zone name or offset"),
        ({}, {"*": "../../etc/passwd"}, "not a zone name or offset"),
    ],
)
def test_a_wrong_override_is_bad_usage(orders: dict[str, str], zones: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        clock("12/10/16 10:37:31:278 GMT", orders=orders, zones=zones)


def test_an_ambiguous_zone_is_told() -> None:
    decided = clock("2/13/16 0:46:50:945 CST")
    assert decided.zone == "America/Chicago"
    assert any("could also be Asia/Shanghai" in text for text in decided.evidence)
    assert decided.confidence < 0.9


def test_a_chinese_stamp_makes_cst_chinas() -> None:
    decided = clock("18-3-1 8:30:05:007 CST", "18-3-2 8:30:05:007 CST")
    assert [reading.offset for reading in decided.readings.values()] == [480]


@pytest.mark.parametrize(
    ("stamp", "offset", "sure"),
    [
        ("11/23/18 21:05:59:999 EST", -300, True),
        ("7/23/18 21:05:59:999 CDT", -300, True),  # China has no summer time, so only Chicago and Mexico are left
        ("7/23/18 21:05:59:999 IDT", 180, True),
        ("7/23/18 21:05:59:999 IST", 330, False),
        ("23.07.18 21:05:59:999 MESZ", 120, True),
        ("23/07/18 21:05:59:999 UTC\u221205:00", -300, True),
        ("23/07/18 21:05:59:999 TRT", 180, True),
        ("23/07/12 21:05:59:999 MSK", 240, True),
        ("11/23/18 21:05:59:999 XYZ", 0, False),
    ],
)
def test_the_offset_of_a_process(stamp: str, offset: int, sure: bool) -> None:
    decided = clock(stamp)
    assert [reading.offset for reading in decided.readings.values()] == [offset]
    assert (decided.confidence >= 0.85) is sure


def test_an_unknown_zone_is_told() -> None:
    assert any("'XYZ' is unknown" in text for text in clock("11/23/18 21:05:59:999 XYZ").evidence)


def test_two_zones_in_one_process() -> None:
    """The night the clocks go back in London: BST before, GMT after; one log."""
    decided = clock("30/10/16 01:59:59:000 BST", "30/10/16 01:00:00:000 GMT", "31/10/16 09:00:00:000 GMT")
    offsets = {style.zone: reading.offset for style, reading in decided.readings.items()}
    assert offsets == {"BST": 60, "GMT": 0}
    assert all(isinstance(style, StampStyle) for style in decided.readings)
    assert (decided.order, decided.zone) == ("dmy", "Europe/London / UTC")


def test_a_process_without_a_stamp_has_no_clock() -> None:
    empty = clock()
    assert (empty.order, empty.zone, empty.readings) == (None, None, {})


def test_impossible_dates_do_not_break_a_decision() -> None:
    assert clock("99-9-99 13:03:04:354 CST", "18-3-25 13:03:04:354 CST").order == "ymd"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("logs/dmgr/SystemOut_18.05.21_10.50.09.log", date(2018, 5, 21)),
        ("OPERPAR1_SystemOut_15.03.30_.log.gz", date(2015, 3, 30)),
        ("SystemOut_05.06.07_10.28.48.log", date(2005, 6, 7)),
        ("SystemOut_18.13.41_10.28.48.log", None),
        ("SystemOut.log", None),
    ],
)
def test_the_date_in_the_name_of_a_rolled_file(path: str, day: date | None) -> None:
    assert rotation_date(path) == day


def test_the_name_of_an_ffdc_file_decides() -> None:
    """First failure data is named by year, month and day in every locale (log-formats 3.8)."""
    first_failure = scan(
        "stpNode/logs/ffdc/nodeagent_bac390c7_16.10.12_10.37.31.1135999813550397244176.txt",
        ["12/10/16 10:37:31:278 GMT"],
    )
    decided = decide_clocks([process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]), first_failure)], ClockOverrides())[NAME]
    assert (decided.order, decided.alternative) == ("dmy", None)
    assert any("2016-10-12" in text for text in decided.evidence)


def test_a_file_of_the_process_with_iso_dates_decides() -> None:
    """Verbose garbage collection writes 2016-10-12T10:37:31.278, so a log of 12/10/16 beside it is of October."""
    collection = scan(
        "stpNode/logs/nodeagent/native_stderr.log", ["2016-10-12T10:37:31.278", "2016-10-13T02:00:00.000"]
    )
    decided = decide_clocks([process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]), collection)], ClockOverrides())[NAME]
    assert (decided.order, decided.alternative) == ("dmy", None)
    assert any("native_stderr.log has ISO 8601 dates, 2016-10-12 to 2016-10-13" in text for text in decided.evidence)


def test_iso_dates_of_another_time_decide_nothing() -> None:
    collection = scan("stpNode/logs/nodeagent/native_stderr.log", ["2017-05-01T10:37:31.278"])
    decided = decide_clocks([process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]), collection)], ClockOverrides())[NAME]
    assert decided.alternative is not None


def test_a_neighbour_that_writes_otherwise_decides_by_its_time() -> None:
    """A Swedish process on the node logged on 12 October, so the British one did not log in December."""
    agent = process(scan(LOG, ["12/10/16 10:37:31:278 GMT"]))
    server = process(
        scan("stpNode/logs/STProxy/SystemOut.log", ["2016-10-12 10:37:31:278 GMT"]), name=r"stCell\stpNode\STProxy"
    )
    decided = decide_clocks([agent, server], ClockOverrides())[NAME]
    assert (decided.order, decided.confidence) == ("dmy", 0.8)
    assert any("meet the time of stCell\\stpNode\\STProxy" in text for text in decided.evidence)


def test_winter_and_summer_tokens_of_one_log_are_of_one_zone() -> None:
    """China has no summer time: CST beside CDT is American."""
    decided = clock("2/13/16 0:46:50:945 CST", "7/13/16 0:46:50:945 CDT")
    assert {style.zone: reading.offset for style, reading in decided.readings.items()} == {"CST": -360, "CDT": -300}
    assert decided.confidence >= 0.85
    assert any("CST read as America/Chicago: its other zone tokens say so" in text for text in decided.evidence)


def test_the_zone_of_the_node_settles_an_ambiguous_token() -> None:
    agent = process(scan(LOG, ["2/13/16 0:46:50:945 CST"]))
    server = process(
        scan("stpNode/logs/STProxy/SystemOut.log", ["7/13/16 0:46:50:945 CDT"]), name=r"stCell\stpNode\STProxy"
    )
    decided = decide_clocks([agent, server], ClockOverrides())[NAME]
    assert (decided.zone, decided.confidence) == ("America/Chicago", 0.9)
    assert any("the node's other processes say so" in text for text in decided.evidence)


def test_a_jvm_that_restarts_in_another_zone() -> None:
    """The zone is that of the JVM's start: each token is read by itself (log-formats 3.1)."""
    decided = clock("22/10/16 10:00:00:000 BST", "22/10/16 11:30:00:000 MESZ")
    assert {style.zone: reading.offset for style, reading in decided.readings.items()} == {"BST": 60, "MESZ": 120}
