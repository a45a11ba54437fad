"""What comes first: a real crash, starvation, a full disk or a full heap before the TLS symptoms that follow from it.

The order is that of the domain document (section 4.9): TLS is looked at after new process ids, HMGR0152W within a minute
before the symptom, and the texts of disk and memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.model import Scenario
from tests.scenarios.protocol import AGENT, DMGR, PROXY
from tests.scenarios.scoring import analysed, knowledge_kept, leading
from tests.scenarios.stage import Stage
from tests.scenarios.texts import SSL, TAMPERED, alert

SERIOUS = {"error", "critical", "warning"}
CLOSED = f"{SSL}Remote host closed connection during handshake"


@pytest.fixture(scope="module", autouse=True)
def _knowledge() -> Iterator[None]:
    with knowledge_kept():
        yield


def _cut_off(by: str, port: str, *ends: str) -> Callable[[Stage], None]:
    """Handshakes with a process that dies break off, and the next ones end with an alert."""

    def happen(stage: Stage) -> None:
        for end in ends:
            for seconds, text in ((1, CLOSED), (4, CLOSED), (9, alert("handshake_failure"))):
                stage.refuse(by, stage.at(end) + timedelta(seconds=seconds), text, port, "stp.acme.example")

    return happen


def _starved_handshakes(stage: Stage) -> None:
    """After each delay the clients of the deployment manager have given up."""
    delays = [e.at for e in stage.world.log(stage.process(DMGR)).out.entries if "HMGR0152W" in e.lines[0]]
    assert delays
    for at in delays:
        stage.refuse(DMGR, at + timedelta(seconds=5), CLOSED, "SOAP_CONNECTOR_ADDRESS", "stp.acme.example")
        stage.refuse(DMGR, at + timedelta(seconds=20), alert("handshake_failure"), "SOAP_CONNECTOR_ADDRESS")


def _damaged_store(stage: Stage) -> None:
    """The key store that could not be written whole cannot be read any more."""
    for clock in ("09:20:00", "09:50:00", "10:20:00"):
        stage.trace(AGENT, stage.at(clock), TAMPERED)


FOLLOWS = {
    "node-agent-restarting": _cut_off(DMGR, "SOAP_CONNECTOR_ADDRESS", "08:35:00", "09:10:00", "10:00:00"),
    "cpu-starvation": _starved_handshakes,
    "disk-full": _damaged_store,
    "out-of-memory": _cut_off(PROXY, "PROXY_HTTPS_ADDRESS", "09:20:00"),
}


@pytest.mark.parametrize("cause", FOLLOWS)
def test_the_real_cause_comes_before_the_tls_symptoms_that_follow(cause: str) -> None:
    fault = replace(BY_CAUSE[cause], sends=("stpNode",))
    analysis = analysed(Scenario(f"order/{cause}", "look-alike", (fault,), (), also=(FOLLOWS[cause],)))
    symptoms = [one for one in analysis.signatures if one.family in {"tls", "keystore"} and one.severity in SERIOUS]
    assert symptoms, "the scenario shows no TLS symptom"
    first = leading(analysis.diagnoses)[0]
    assert (first.cause, first.verdict) == (cause, "confirmed")
    rivals = [one for one in analysis.diagnoses if one.cause != cause and one.verdict in {"confirmed", "likely"}]
    assert {one.cause: one.consequence_of for one in rivals} == {one.cause: cause for one in rivals}
    assert analysis.diagnoses[0].cause == cause
