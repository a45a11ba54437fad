"""What the evidence says: a fact that is false never with its positive sentence, a record with its incident."""

from __future__ import annotations

import pytest

from loganalyzer.diagnosis.handbook import load_handbook
from loganalyzer.diagnosis.schema import Fact
from loganalyzer.diagnosis.sources import cited, load_sources
from loganalyzer.diagnosis.verdict import refuted
from tests.analysis.conftest import NAMES, diagnosis, sample


def test_a_false_fact_has_its_own_sentence_or_says_that_it_does_not_hold() -> None:
    assert refuted(Fact("x", {}, "it rains", "f.yaml:1", otherwise="it is dry")) == "it is dry"
    assert refuted(Fact("x", {}, "it rains", "f.yaml:1")) == "does not hold: it rains"
    assert refuted(Fact("x", {}, "", "f.yaml:1")) == ""


def test_a_protocol_in_common_is_not_called_none_in_common() -> None:
    found = diagnosis(sample("sametime-as-published"), "xda-ssl-settings-mismatch")
    against = [item.why for item in found.evidence if not item.supports]
    assert not [why for why in against if "no protocol version in common" in why]
    assert [why for why in against if "still have a protocol version in common" in why]


@pytest.mark.parametrize("name", NAMES)
def test_no_required_or_configuration_sentence_speaks_against_its_own_cause(name: str) -> None:
    causes = load_handbook().causes
    for found in sample(name).diagnoses:
        if found.cause not in causes:
            continue
        cause = causes[found.cause]
        positive = {fact.why for fact in (*cause.required, *cause.configuration) if fact.why}
        opposing = {fact.why for fact in cause.contrary}
        against = {item.why for item in found.evidence if not item.supports}
        assert not against & positive - opposing, found.cause


def test_a_record_of_an_incident_names_it() -> None:
    whys = [item.why for item in diagnosis(sample("sametime-as-published"), "xda-ssl-settings-mismatch").evidence]
    assert not [why for why in whys if "its records" in why]
    of = [why for why in whys if why.startswith("one of the ")]
    assert {why.rpartition(" (")[2] for why in of} == {r"stCell\stpNode\nodeagent)", r"stCell\stDmgrNode\dmgr)"}


@pytest.mark.parametrize("name", NAMES)
def test_references_are_sources_a_reader_can_look_up(name: str) -> None:
    for found in sample(name).diagnoses:
        assert not [one for one in found.references if one.startswith("RC-") or one in load_sources()]


def test_a_number_of_the_catalogue_is_left_out_and_an_address_stays() -> None:
    assert cited(["RC-07", "S1", "https://x.example/"], load_sources()) == (
        str(load_sources()["S1"]),
        "https://x.example/",
    )
