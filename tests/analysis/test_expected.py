"""Every sample bundle against its EXPECTED.yaml, which the generator writes from what it made happen."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.analysis.conftest import NAMES, diagnosis, expected, sample, verdict

RANK = {"not mentioned": 0, "ruled-out": 0, "not-evaluable": 0, "possible": 1, "likely": 2, "confirmed": 3}


@pytest.mark.parametrize("name", NAMES)
def test_causes_have_at_least_the_expected_verdict_for_exactly_these_processes(name: str) -> None:
    for wanted in expected(name)["causes"]:
        found = diagnosis(sample(name), wanted["cause"])
        assert RANK[found.verdict] >= RANK[wanted["verdict"]]
        assert sorted(found.processes) == sorted(wanted["processes"])


@pytest.mark.parametrize("name", NAMES)
def test_no_cause_is_claimed_more_strongly_than_allowed(name: str) -> None:
    named = {wanted["cause"] for wanted in expected(name)["causes"]}
    limits = expected(name)["at_most"]
    for found in sample(name).diagnoses:
        limit = limits.get(found.cause) or (limits.get("*") if found.cause not in named else None)
        if limit and found.consequence_of is None:
            assert RANK[found.verdict] <= RANK[limit], found.cause


@pytest.mark.parametrize("name", NAMES)
def test_the_leading_cause_comes_first(name: str) -> None:
    causes = expected(name)["causes"]
    if causes:
        leading = next((wanted["cause"] for wanted in causes if wanted.get("first")), causes[0]["cause"])
        assert sample(name).diagnoses[0].cause == leading


@pytest.mark.parametrize("name", NAMES)
def test_look_alikes_are_ruled_out(name: str) -> None:
    for cause in expected(name)["ruled_out"]:
        assert verdict(sample(name), cause) in {"ruled-out", "not mentioned"}


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_counted(name: str) -> None:
    counted = {file.path: file.records for file in sample(name).bundle.files}
    stamps = expected(name)["records"]
    # Each line of a stack trace in SystemErr.log has a stamp; tests/formats/test_real_logs.py counts the traces.
    plain = {path: count for path, count in stamps.items() if not path.endswith("SystemErr.log")}
    assert {path: counted.get(path) for path in plain} == plain
    assert all(bool(counted[path]) == bool(stamps[path]) for path in stamps.keys() - plain.keys())


@pytest.mark.parametrize("name", NAMES)
def test_lines_add_up_and_none_is_suspect(name: str) -> None:
    for file in sample(name).bundle.files:
        kinds = file.records + file.continuation_lines + file.header_lines + file.unparsed_lines
        assert (kinds, file.suspect_lines) == (file.lines, 0), file.path


@pytest.mark.parametrize("name", NAMES)
def test_processes_have_their_roles_and_pids(name: str) -> None:
    found = {one.name: {"role": one.role, "pids": [run.pid for run in one.runs]} for one in sample(name).processes}
    # The generator lists those with a header; a tool's log names no process, but lies in the profile of one node.
    tools = {one: value for one, value in found.items() if value["role"] == "client tool"}
    logs = [path for path in expected(name)["records"] if path.endswith("/logs/syncNode.log")]
    assert len(tools) == len(logs)
    assert {one.split("\\")[1] for one in tools} == {path.split("/profiles/")[0].split("/")[-1] for path in logs}
    assert {one: value for one, value in found.items() if one not in tools} == expected(name)["processes"]


@pytest.mark.parametrize("name", NAMES)
def test_clocks_are_read_right(name: str) -> None:
    for process, clock in expected(name)["clocks"].items():
        files = [file for file in sample(name).bundle.files if file.process == process and file.first]
        assert {(file.zone, file.date_order) for file in files} == {(clock["zone"], clock["date_order"])}
        logs = [file for file in files if file.kind in {"systemout", "systemerr"}]
        assert min(file.first for file in logs if file.first) == _moment(clock["first"])
        assert max(file.last for file in logs if file.last) == _moment(clock["last"])


@pytest.mark.parametrize("name", NAMES)
def test_flaps_are_found_with_their_period(name: str) -> None:
    for wanted in (one for one in expected(name)["incidents"] if one["kind"] == "flap"):
        (found,) = [
            one for one in sample(name).incidents if one.kind == "flap" and one.processes[0] == wanted["process"]
        ]
        assert found.count >= wanted["count_at_least"]
        if "period_seconds" in wanted:
            assert found.period_seconds == pytest.approx(wanted["period_seconds"], rel=0.05)


@pytest.mark.parametrize("name", NAMES)
def test_other_trouble_is_an_incident_and_every_hit_of_it_is_counted(name: str) -> None:
    """Hits far apart belong to no burst, so the events are counted by signature."""
    for wanted in (one for one in expected(name)["incidents"] if one["kind"] != "flap"):
        assert any(one.processes[0] == wanted["process"] and one.kind != "flap" for one in sample(name).incidents)
        hits = [one.processes.get(wanted["process"], 0) for one in sample(name).signatures if one.severity != "info"]
        assert max(hits) >= wanted["count_at_least"]


def _moment(text: object) -> datetime:
    return text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
