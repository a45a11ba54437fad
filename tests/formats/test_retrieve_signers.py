"""The samples of ``retrieve_signers``, and that no text makes it fail or lose a line."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.retrieve_signers import FORMAT, SAMPLES
from tests.formats.tls_formats import check_samples, facts_of, mutations


def test_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_leaves_transcripts_of_other_tools() -> None:
    assert all(FORMAT.matches("a/file.txt", text) for _, text, _ in SAMPLES)
    assert not FORMAT.matches("addNode.txt", "ADMU0116I: Tool information\n" + SAMPLES[0][1])


@settings(max_examples=200, deadline=None)
@given(mutations(SAMPLES) | st.text(max_size=2000))
def test_any_text(text: str) -> None:
    facts_of(FORMAT, text)
