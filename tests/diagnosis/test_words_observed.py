"""Prediction against observation as a fact: which reading of the configuration the logs contradict, and where that stands."""

from __future__ import annotations

from functools import cache

import pytest
from msgspec.structs import replace

from loganalyzer.analysis.model import Analysis, EvidenceItem
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.words_observed import prediction_contradicted
from tests.analysis.conftest import diagnosis
from tests.scenarios.catalogue import everything
from tests.scenarios.scoring import analysed, case_of

SCENARIOS = everything()
READINGS = {"restart-pending": "own", "node-not-synchronised": "master", "direct-reference-override": "central"}


class _Blind:
    """An observer to whom no record says anything of a channel."""

    def of(self, *_: object) -> None:
        return None


@cache
def case(cause: str) -> Case:
    return case_of(SCENARIOS[f"{cause}/textbook"])


@cache
def analysis(cause: str) -> Analysis:
    return analysed(SCENARIOS[f"{cause}/textbook"])


def truth(cause: str, by: str) -> bool | None:
    """Whether the word holds, by this reading, for the first process that the diagnosis is about."""
    name = diagnosis(analysis(cause), cause).processes[0]
    subject = next(one for one in case(cause).subjects if one.name == name)
    return prediction_contradicted(case(cause), subject, {"by": by}).truth


def contradicting(cause: str) -> EvidenceItem:
    """The item with which a diagnosis says that prediction and logs disagree."""
    return next(e for e in diagnosis(analysis(cause), cause).evidence if e.kind == "config" and "predict" in e.why)


@pytest.mark.parametrize("cause", READINGS)
@pytest.mark.parametrize("by", ["own", "master", "central"])
def test_of_the_three_readings_only_that_of_the_cause_is_contradicted(cause: str, by: str) -> None:
    assert truth(cause, by) is (READINGS[cause] == by)


@pytest.mark.parametrize("cause", READINGS)
def test_the_diagnosis_quotes_the_disagreement_with_the_place_of_the_setting(cause: str) -> None:
    item = contradicting(cause)
    assert item.supports
    assert item.file is not None
    assert item.file.endswith(".xml")
    assert item.line


def test_a_node_left_behind_is_held_against_the_masters_copy_not_its_own() -> None:
    item = contradicting("node-not-synchronised")
    assert item.text.startswith("by the deployment manager's master: ")
    assert "predicted to work" in item.text


def test_without_configuration_the_question_is_open_and_says_what_is_missing() -> None:
    here = case("restart-pending")
    bare = replace(here, cells=(), _kept={}, _proved={})
    (answer,) = {prediction_contradicted(bare, one, {}).missing for one in bare.subjects}
    assert answer == ("security-xml",)


def test_without_any_record_of_a_channel_the_question_is_open() -> None:
    here = case("restart-pending")
    quiet = replace(here, incidents=(), _kept={"observer": _Blind()})
    assert {prediction_contradicted(quiet, one, {}).truth for one in quiet.subjects} == {None}


def test_a_finding_on_a_pending_restart_names_the_diagnosis() -> None:
    found = [one for one in analysis("restart-pending").configuration.findings if one.kind == "pending restart"]
    assert found
    assert {one.cause for one in found} == {"restart-pending"}
