"""Simulated cells with a known fault: the cause comes first, as certain as its evidence allows, and never wrongly confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from loganalyzer.diagnosis.schema import load_catalogue
from tests.scenarios.catalogue import everything
from tests.scenarios.scoring import analysed, case_of, knowledge_kept, problems
from tests.scenarios.variants import FAULTS

SCENARIOS = everything()
CONFIRMED_SHARE = 0.9


@pytest.fixture(scope="module", autouse=True)
def _knowledge() -> Iterator[None]:
    with knowledge_kept():
        yield


@pytest.mark.parametrize("name", SCENARIOS)
def test_diagnoses_are_those_of_the_fault(name: str) -> None:
    scenario = SCENARIOS[name]
    assert problems(scenario, analysed(scenario).diagnoses) == []


def test_nine_of_ten_textbook_scenarios_expect_a_confirmed_verdict() -> None:
    textbook = [one for one in SCENARIOS.values() if one.difficulty == "textbook"]
    confirmed = [one for one in textbook if one.causes[0][1] == "confirmed"]
    assert len(confirmed) >= CONFIRMED_SHARE * len(textbook)


def test_every_cause_has_a_fault() -> None:
    assert {fault.cause for fault in FAULTS} == set(load_catalogue())


def test_the_mutants_have_something_to_stand_on() -> None:
    case = case_of(SCENARIOS["hostname-mismatch/textbook"])
    assert "tls-hostname-mismatch" in case.signatures
    assert case.subjects


@pytest.mark.parametrize("name", ["strict-server-old-client/textbook", "healthy/scanned"])
def test_the_same_scenario_gives_the_same_bytes_and_its_label(name: str, tmp_path: Path) -> None:
    first, second = SCENARIOS[name].files(), SCENARIOS[name].files()
    assert first == second
    SCENARIOS[name].build(tmp_path)
    label = yaml.safe_load((tmp_path / "EXPECTED.yaml").read_text(encoding="utf-8"))
    assert [one["cause"] for one in label["causes"]] == [cause for cause, _ in SCENARIOS[name].causes]
