"""The samples of ``pkcs12_info``, and that no text makes it fail or lose a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.pkcs12_info import FORMAT, SAMPLES
from tests.formats.tls_formats import check_samples, facts_of, mutations


def test_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_claims_its_samples() -> None:
    assert all(FORMAT.matches("a/file.txt", text) for _, text, _ in SAMPLES)


@settings(max_examples=300, deadline=None)
@given(mutations(SAMPLES))
def test_spoilt_samples(text: str) -> None:
    facts_of(FORMAT, text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=2000))
def test_any_text(text: str) -> None:
    facts_of(FORMAT, text)
