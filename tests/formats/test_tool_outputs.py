"""The samples of each reader of tool output, and that no text makes one fail or lose a line."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats import keytool, mtg_configuration, pkcs12_info, retrieve_signers, s_client, tls_scanners
from tests.formats.tls_formats import check_samples, facts_of, mutations

READERS = (keytool, mtg_configuration, pkcs12_info, retrieve_signers, s_client, tls_scanners)
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda one: one.__name__.rpartition(".")[2])


@each_reader
def test_samples(reader: ModuleType) -> None:
    check_samples(reader.FORMAT, reader.SAMPLES)


@each_reader
def test_claims_its_samples_and_no_others(reader: ModuleType) -> None:
    for other in READERS:
        claimed = {reader.FORMAT.matches(f"a/{name}", text) for name, text, _ in other.SAMPLES}
        assert claimed == {other is reader}, other.__name__


def test_a_reader_of_signers_leaves_transcripts_of_other_tools() -> None:
    text = "ADMU0116I: Tool information\n" + retrieve_signers.SAMPLES[0][1]
    assert not retrieve_signers.FORMAT.matches("addNode.txt", text)


@each_reader
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_spoilt_samples(reader: ModuleType, data: st.DataObject) -> None:
    facts_of(reader.FORMAT, data.draw(mutations(reader.SAMPLES)))


@each_reader
@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=2000))
def test_any_text(reader: ModuleType, text: str) -> None:
    facts_of(reader.FORMAT, text)
