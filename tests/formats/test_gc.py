"""Garbage collection logs of three generations, whole, broken off, mixed with other output, and mutated."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.facts import Fact
from loganalyzer.formats.gc import SAMPLES, GcFormat
from loganalyzer.formats.registry import FACT_FORMATS
from tests.formats.fact_checking import check_samples, facts_of, mutations

REAL = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
FORMAT = GcFormat()


def j9(
    pause: str = "12.9", free: int = 600, total: int = 1000, area: str = "tenure", second: int = 0, end: str = ""
) -> str:
    stamp = f'timestamp="2018-03-01T08:30:{second:02}.000"'
    return (
        f'<exclusive-start id="1" {stamp} intervalms="5000.1">\n'
        f'<af-start id="2" {stamp} intervalms="5000.2" type="{area}" />\n'
        f'<gc-end id="3" type="global" durationms="{pause}" {stamp}>\n'
        f'  <mem-info id="4" free="{free << 20}" total="{total << 20}" percent="1">\n'
        f"{end}"
        f'<exclusive-end id="5" {stamp} durationms="{pause}" />\n'
    )


def kinds(text: str) -> list[str]:
    return remarks(facts_of(FORMAT, text)[0])


def remarks(facts: list[Fact]) -> list[str]:
    """The kinds of facts but those that say how far the log reaches."""
    return [fact.kind for fact in facts if fact.kind != "gc-extent"]


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


@pytest.mark.parametrize(("pause", "long"), [("4999.999", False), ("5000.000", True), ("65000", True), ("-9", False)])
def test_a_pause_is_long_from_five_seconds(pause: str, long: bool) -> None:
    assert ("gc-long-pause" in kinds(j9(pause))) is long


def test_three_full_collections_in_a_row_are_reported_once() -> None:
    assert kinds(j9(free=50) * 2) == ["gc-summary"]
    assert kinds(j9(free=50) * 9) == ["gc-heap-exhausted", "gc-summary"]
    assert kinds((j9(free=50) * 3 + j9(free=51)) * 2) == ["gc-heap-exhausted"] * 2 + ["gc-summary"]


def test_a_heap_that_grows_is_not_exhausted() -> None:
    assert kinds("".join(j9(free=1, total=total) for total in (100, 200, 300, 400))) == ["gc-summary"]


@pytest.mark.parametrize(
    ("area", "end", "failed"),
    [
        ("tenure", '<af-end id="9" success="false" from="tenure"/>\n', True),
        ("tenure", '<af-end id="9" success="true" from="tenure"/>\n', False),
        ("nursery", '<allocation-unsatisfied id="9" bytesRequested="99" />\n', False),
        ("tenure", '<warning details="excessive gc activity detected, will fail on allocate" />\n', True),
        ("tenure", '<warning details="excessive gc activity detected, will attempt aggressive gc" />\n', False),
    ],
)
def test_an_allocation_that_fails(area: str, end: str, failed: bool) -> None:
    assert ("gc-heap-exhausted" in kinds(j9(area=area, end=end))) is failed


def test_the_summary_weighs_pauses_against_the_time_between_first_and_last() -> None:
    facts, _ = facts_of(FORMAT, "".join(j9("500.0", second=second) for second in (0, 10, 20)))
    assert facts[-1].fields["paused_percent"] == "7.5"
    assert facts[-1].fields["collections"] == "3"


def test_the_stamp_is_the_beginning_of_the_stop() -> None:
    facts, _ = facts_of(FORMAT, SAMPLES[0][1])
    assert (facts[0].line, facts[0].stamp) == (3, "2018-03-01T08:30:00.000")
    assert "exclusive-end" in facts[0].text


def test_a_log_broken_off_inside_a_stop() -> None:
    cut = SAMPLES[0][1].split("<af-end")[0]
    facts, counts = facts_of(FORMAT, cut)
    assert remarks(facts) == ["gc-long-pause", "gc-summary"]
    assert facts[0].fields["pause_ms"] == "6100"
    assert (counts.header, counts.unparsed) == (2, 0)


def test_month_names_of_another_language_cost_only_the_share_of_time() -> None:
    facts, _ = facts_of(FORMAT, SAMPLES[1][1].replace("Mar 01", "월  3월 03"))
    assert facts[-1].fields["collections"] == "3"
    assert "paused_percent" not in facts[-1].fields


def test_scavenges_of_java_6_count_both_areas() -> None:
    text = (
        '<af type="nursery" id="1" timestamp="Mar 01 08:30:00 2018" intervalms="0.000">\n'
        '  <gc type="scavenger" id="1" totalid="1" intervalms="0.000">\n'
        '    <tenured objectcount="0" bytes="0" />\n'
        '    <nursery freebytes="52428800" totalbytes="104857600" percent="50" tenureage="10" />\n'
        '    <tenured freebytes="104857600" totalbytes="209715200" percent="50" />\n'
        '    <time totalms="18.420" />\n  </gc>\n  <time totalms="21.991" />\n</af>\n'
    )
    (*_, summary), _ = facts_of(FORMAT, text)
    assert summary.fields["heap_after_max_mb"] == "150"
    assert summary.fields["heap_total_mb"] == "300"
    assert summary.fields["longest_pause_ms"] == "22"


def test_pauses_without_a_collection_are_pauses() -> None:
    text = "[0.1s][info][gc] GC(0) Pause Remark 900M->900M(901M) 6000.0ms\n[1.1s][info][gc,cpu] GC(0) User=0.0s\n"
    facts, counts = facts_of(FORMAT, text)
    assert remarks(facts) == ["gc-long-pause", "gc-summary"]
    assert facts[-1].fields["collections"] == "0"
    assert (counts.records, counts.continuation) == (1, 1)


def test_mixed_output_is_left_to_the_log_reader_and_read_alongside() -> None:
    mixed = 'JVMDUMP039I Processing dump event "systhrow"\n' + j9("5100.0") + "\tat com.ibm.x.Y.z (Y.java:1)\n"
    assert next(one for one in FACT_FORMATS if one.name == GcFormat.name).beside == ("native",)
    assert not FORMAT.matches("native_stderr.log", j9())
    assert not FORMAT.matches("logs/server1/verbosegc.log", mixed)
    assert not FORMAT.matches("SystemOut_gc.log", j9())
    assert not FORMAT.matches("verbosegc.log", "[3/1/18 8:30:05:007 EST] 0000002e Cafe I x\n" + j9())
    facts, counts = facts_of(FORMAT, mixed)
    assert remarks(facts) == ["gc-long-pause", "gc-summary"]
    assert (counts.records, counts.unparsed) == (1, 2)


@pytest.mark.parametrize("path", sorted(REAL.rglob("*.log")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_real_logs_without_collections_yield_nothing(path: Path) -> None:
    text = path.read_text("utf-8", "replace")
    assert not FORMAT.matches(str(path), text[: 64 << 10])
    assert facts_of(FORMAT, text)[0] == []


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    FORMAT.matches("gc.log", text)
    facts_of(FORMAT, text)
