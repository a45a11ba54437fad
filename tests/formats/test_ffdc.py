"""FFDC incidents of V6, V7 and Liberty, and the summary table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.ffdc import SAMPLES, FfdcFormat
from loganalyzer.formats.ffdc_summary import SAMPLES as SUMMARY_SAMPLES
from loganalyzer.formats.ffdc_summary import FfdcSummaryFormat
from loganalyzer.formats.registry import FACT_FORMATS
from tests.formats.fact_checking import check_samples, facts_of, mutations

INCIDENTS = FfdcFormat()
SUMMARY = FfdcSummaryFormat()


def test_the_samples() -> None:
    check_samples(INCIDENTS, SAMPLES)
    check_samples(SUMMARY, SUMMARY_SAMPLES)


def test_stamp_line_and_quote_of_an_incident() -> None:
    facts, counts = facts_of(INCIDENTS, SAMPLES[0][1])
    assert [(fact.line, fact.stamp) for fact in facts] == [
        (1, "08/10/15 15:19:45:430 BST"),
        (8, "08/10/15 15:19:46:000 BST"),
    ]
    assert "com.ibm.jsse2.k.a" in facts[0].text
    assert "default dump" not in facts[0].text
    assert (counts.records, counts.continuation) == (2, 7)


def test_incidents_stay_visible_to_signatures() -> None:
    name, text, _ = SAMPLES[0]
    entry = next(one for one in FACT_FORMATS if one.name == INCIDENTS.name)
    assert entry.beside == ("ffdc",)
    assert not INCIDENTS.matches(f"logs/ffdc/{name}", text)
    assert all(any(mark in one for mark in entry.marks) for _, one, _ in SAMPLES)


def test_an_incident_inside_a_log_ends_at_the_next_record() -> None:
    record = "[3/1/18 8:30:05:007 EST] 0000002e SystemOut     O java.io.IOException: other\n"
    (fact,), counts = facts_of(INCIDENTS, SAMPLES[1][1] + record + "Caused by: nothing\n")
    assert "cause" not in fact.fields
    assert counts.unparsed == 2


def test_an_incident_of_liberty_has_no_key() -> None:
    text = "------Start of DE processing------ = [5/29/25, 10:23:45:956 EDT]\nException = a.B\nSource = c.D\nprobeid = 102\n"
    (fact,), _ = facts_of(INCIDENTS, text)
    assert fact.stamp == "5/29/25, 10:23:45:956 EDT"
    assert fact.fields == {"exception": "a.B", "source": "c.D", "probe": "102"}


def test_an_old_incident_pasted_into_one_line() -> None:
    text = (
        "------Start of DE processing------ = [6/26/09 9:03:07:161 PDT] , key = a.B c.D 328 "
        "Exception = a.B Source = c.D probeid = 328 Stack Dump = a.B: broken\n"
    )
    (fact,), _ = facts_of(INCIDENTS, text)
    assert fact.fields == {"exception": "a.B", "source": "c.D", "probe": "328", "message": "broken"}


def test_the_innermost_cause_stands() -> None:
    text = SAMPLES[0][1].split("==>")[0] + "Caused by: java.lang.Error: root\n"
    (fact,), _ = facts_of(INCIDENTS, text)
    assert fact.fields["cause"] == "java.lang.Error: root"


def test_object_dumps_are_not_kept() -> None:
    (fact,), _ = facts_of(INCIDENTS, SAMPLES[1][1] + "password = Kept2Ourselves\n")
    assert "Kept2Ourselves" not in repr(fact)


@pytest.mark.parametrize(
    ("row", "stamp"),
    [
        ("1 1 6/19/09 17:26:15:686 PDT a.B c.D 238", "6/19/09 17:26:15:686 PDT"),
        ("  7   3    2018/3/1   8:30:05:007 CST a.B c.D 238", "2018/3/1   8:30:05:007 CST"),
        ("1 2 01.03.18 08:30:05:007 MEZ a.B$C null 1", "01.03.18 08:30:05:007 MEZ"),
        ("1 2 3/1/18 8:30:05:007 EST   3/2/18 9:30:05:007 EST a.B c.D 1", "3/2/18 9:30:05:007 EST"),
    ],
)
def test_stamps_of_a_row(row: str, stamp: str) -> None:
    (fact,), _ = facts_of(SUMMARY, SUMMARY_SAMPLES[0][1].splitlines()[0] + "\n" + row + "\n")
    assert fact.stamp == stamp
    assert fact.line == 2


def test_a_log_that_points_at_an_incident_is_none() -> None:
    line = (
        "[3/1/18 8:30:05:007 EST] 0000002e FfdcProvider  W com.ibm.ws.ffdc.impl.FfdcProvider logIncident FFDC1003I: x\n"
    )
    assert facts_of(INCIDENTS, line)[0] == []
    assert not SUMMARY.matches("server1_exception.log", line)


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), mutations(SUMMARY_SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for one in (INCIDENTS, SUMMARY):
        one.matches("a.txt", text)
        facts_of(one, text)
