"""What the bundles say, read without the generator's help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.samples.reading import STAMPED, members, system_out
from tools.samples import BUNDLES, build

Build = Callable[..., tuple[Path, dict[str, Any]]]
PIDS = re.compile(r"running with process name (\S+) and process id (\d+)")


@pytest.mark.parametrize("name", BUNDLES)
def test_record_counts(built: Build, name: str) -> None:
    folder, expected = built(name)
    found = members(folder)
    assert expected["records"] == {path: len(STAMPED.findall(found[path])) for path in expected["records"]}


@pytest.mark.parametrize("name", BUNDLES)
def test_expected_is_the_file_in_the_bundle(built: Build, name: str) -> None:
    folder, expected = built(name)
    assert yaml.safe_load((folder / "EXPECTED.yaml").read_text("utf-8")) == expected


@pytest.mark.parametrize("name", BUNDLES)
def test_processes_are_those_of_the_headers(built: Build, name: str) -> None:
    folder, expected = built(name)
    seen: dict[str, set[int]] = {}
    for text in members(folder).values():
        for process, pid in PIDS.findall(text):
            seen.setdefault(process, set()).add(int(pid))
    assert {p: set(value["pids"]) for p, value in expected["processes"].items()} == seen


@pytest.mark.parametrize("name", BUNDLES)
def test_only_invented_hosts(built: Build, name: str) -> None:
    folder, _ = built(name)
    hosts = {h for t in members(folder).values() for h in re.findall(r"[\w.-]+\.(?:example|com|local|net)\b(?!\.)", t)}
    mail_and_namespaces = {"acme.com", "www.ibm.com"}
    assert {h for h in hosts if not h.endswith(".acme.example")} <= mail_and_namespaces


def test_the_flap_is_regular_and_keeps_its_pid(built: Build) -> None:
    folder, expected = built("sametime-tls12")
    log = system_out(folder, "stDmgrNode", "dmgr")
    stops = re.findall(r"^\[(\S+ \S+) BST\] .*ASND0003I: Detected server nodeagent stopped on node stpNode", log, re.M)
    times = [datetime.strptime(s + "000", "%d/%m/%y %H:%M:%S:%f") for s in stops][1:]  # noqa: DTZ007
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    assert len(times) >= 40
    assert max(gaps) - min(gaps) < 15
    assert expected["incidents"][0]["period_seconds"] == pytest.approx(sum(gaps) / len(gaps), abs=0.2)
    assert re.findall(r"type: NodeAgent, pid: (\d+)", log).count("21040") == 1


def test_the_node_agent_starts_once_and_is_the_strict_side(built: Build) -> None:
    folder, _ = built("sametime-tls12")
    log = system_out(folder, "stpNode", "nodeagent")
    assert log.count("WSVR0001I") == 1
    assert log.count("Client requested protocol TLSv1 not enabled or not supported") >= 40
    errors = next(t for p, t in members(folder).items() if "stpNode" in p and "nodeagent/SystemErr" in p)
    assert errors.count("Server chose TLSv1, but that protocol version") >= 40


def test_the_deployment_manager_sees_only_alerts(built: Build) -> None:
    folder, _ = built("sametime-tls12")
    log = system_out(folder, "stDmgrNode", "dmgr")
    assert "Client requested protocol" not in log
    assert log.count("Received fatal alert: handshake_failure") >= 40


def test_as_published_has_no_protocol_text(built: Build) -> None:
    folder, _ = built("sametime-as-published")
    assert not [p for p, t in members(folder).items() if "Client requested" in t or "Server chose" in t]
    assert "SSLC0008E" not in system_out(folder, "sipNode", "SIPProxyRegistrar")


def test_one_short_log_is_decided_by_its_siblings(built: Build) -> None:
    _, expected = built("sametime-as-published")
    undecided = [p for p, clock in expected["clocks"].items() if clock["decided_by"] == "siblings"]
    assert undecided == ["stCell\\stpNode\\STProxyServer"]


@pytest.mark.parametrize("name", ["healthy", "sametime-fixed", "health-probe", "nodeagent-oom"])
def test_nothing_flaps_elsewhere(built: Build, name: str) -> None:
    _, expected = built(name)
    assert not [i for i in expected["incidents"] if i["kind"] == "flap"]


def test_logs_only_are_the_logs_of_the_mismatch(built: Build) -> None:
    plain = {p: t for p, t in members(built("sametime-tls12")[0]).items() if "/logs/" in p}
    packed = {p.rpartition("!/")[2]: t for p, t in members(built("sametime-logs-only")[0]).items() if "/logs/" in p}
    assert plain == packed


def test_out_of_memory_gives_new_pids(built: Build) -> None:
    folder, expected = built("nodeagent-oom")
    pids = expected["processes"]["stCell\\stpNode\\nodeagent"]["pids"]
    assert len(pids) == len(set(pids)) == 6
    dmgr = system_out(folder, "stDmgrNode", "dmgr")
    assert dmgr.count("ASND0003I: Detected server nodeagent stopped on node stpNode") == 5
    assert all(f"type: NodeAgent, pid: {pid})" in dmgr for pid in pids)
    agent = system_out(folder, "stpNode", "nodeagent")
    assert agent.count("WSVR0001I") == 6
    assert "WSVR0024I" not in agent


def test_the_probe_keeps_its_period_and_names_its_host(built: Build) -> None:
    folder, _ = built("health-probe")
    log = system_out(folder, "stpNode", "was_stpProxy")
    seconds = re.findall(r"^\[\S+ \d+:\d+:(\d\d):\d+ BST\] .*from the lb1.acme.example host and \d+ port", log, re.M)
    assert len(seconds) > 800
    assert set(seconds) <= {"02", "03"}


def test_overrides_reach_the_logs(built: Build) -> None:
    folder, expected = built(
        "nodeagent-oom", new_pid_on_restart=False, crashes=1, java_level="8.0.6.30", locales={"stpNode": "en_IN"}
    )
    assert expected["processes"]["stCell\\stpNode\\nodeagent"]["pids"] == [18772]
    assert expected["clocks"]["stCell\\stpNode\\nodeagent"]["date_order"] == "dmy"
    assert "[JAVA8 8.0.6.30 " in system_out(folder, "stpNode", "nodeagent")


def test_exception_text_and_failing_sync(built: Build) -> None:
    folder, _ = built("sametime-tls12", exception_text="a.B: other", sync_fails=("stpNode",))
    log = system_out(folder, "stpNode", "nodeagent")
    assert "Exception is a.B: other" in log
    assert "ADMS0016I" in log
    assert "ADMR0010I" not in log


def test_an_unknown_override_is_named(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="unknown override xda; known: archives"):
        build("healthy", tmp_path, xda="SSL_TLS")
