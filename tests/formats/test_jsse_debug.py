"""The samples of ``jsse_debug``, and that no text makes it fail or lose a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.jsse_debug import FORMAT, SAMPLES
from tests.formats.tls_formats import check_samples, facts_of, mutations


def test_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_claims_bare_output_only() -> None:
    claimed = {name: FORMAT.matches(f"a/{name}", text) for name, text, _ in SAMPLES}
    assert claimed == {"SystemOut.log": False, "debug.txt": True, "jdk11.txt": True}
    assert not FORMAT.matches("logs/native_stdout.log", SAMPLES[1][1])


@settings(max_examples=300, deadline=None)
@given(mutations(SAMPLES))
def test_spoilt_samples(text: str) -> None:
    facts_of(FORMAT, text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2000))
def test_any_text(text: str) -> None:
    facts_of(FORMAT, text)
