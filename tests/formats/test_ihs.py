"""The error log of the web server: samples, the real log, mutations."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.ihs import SAMPLES, IhsFormat
from tests.formats.fact_checking import check_samples, facts_of, mutations

REAL = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
FORMAT = IhsFormat()


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_the_real_log_has_nothing_remarkable() -> None:
    text = (REAL / "twas/ihs/error_log").read_text()
    assert FORMAT.matches("error_log", text)
    facts, counts = facts_of(FORMAT, text)
    assert (facts, counts.records, counts.unparsed) == ([], 106, 0)


@pytest.mark.parametrize("path", sorted(REAL.rglob("*.log")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_other_log_is_claimed(path: Path) -> None:
    assert not FORMAT.matches("error_log", path.read_text("utf-8", "replace")[: 64 << 10])


def test_a_log_that_quotes_apache_stays_a_log() -> None:
    quoted = "[3/1/18 8:30:05:007 EST] 0000002e SystemOut     O it says:\n" + SAMPLES[0][1]
    assert not FORMAT.matches("SystemOut.log", quoted)


def test_an_unknown_code_keeps_its_own_text() -> None:
    (fact,), _ = facts_of(FORMAT, SAMPLES[1][1].splitlines()[0].replace("SSL0206E", "SSL0299W"))
    assert fact.fields == {
        "code": "SSL0299W",
        "client": "9.9.9.9",
        "message": "Handshake Failed, Key-file label not found",
    }
    assert fact.stamp == "Mon Apr  1 08:30:05 2013"


def test_notes_about_tls_are_no_errors() -> None:
    assert facts_of(FORMAT, SAMPLES[1][1].splitlines()[0].replace("SSL0206E", "SSL0196I"))[0] == []


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    FORMAT.matches("error_log", text)
    facts_of(FORMAT, text)
