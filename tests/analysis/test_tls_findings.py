"""Predicted beside observed: which disagreements become findings, and what explains them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

import loganalyzer
from loganalyzer.analysis.build_findings import Told, explained
from loganalyzer.analysis.model import Analysis, ChannelReport, FindingReport
from loganalyzer.analysis.tls_view import levels_from, read_configuration
from loganalyzer.cell import Cell
from loganalyzer.diagnosis.contradictions import Contradiction, contradiction
from loganalyzer.diagnosis.observing import Observation
from loganalyzer.tls import Levels, channels
from tests.analysis.conftest import SAMPLES, sample
from tools.samples import build

FLAP = Observation("flap", fails=80, signs=frozenset({"flap"}))


def cell(name: str) -> Cell:
    (found,) = read_configuration([SAMPLES / name], sample(name))
    return found


def findings(name: str) -> tuple[FindingReport, ...]:
    return sample(name).configuration.findings


def seen(
    name: str, kind: str, listener: str, observation: Observation, analysis: Analysis | None = None
) -> list[FindingReport]:
    """What is found if the logs had seen this of the channels of a kind to a listener."""
    told, found = analysis or sample(name), cell(name)
    levels = levels_from(told, found)
    own, master = channels(found, levels), {c.key: c for c in channels(found, levels, "master")}
    chosen = [c for c in own if (c.kind.id, c.listener.name) == (kind, listener)]
    assert chosen
    texts = [(c, contradiction(c, observation, own)) for c in chosen]
    around = Told(changes=told.changes, processes=told.processes)
    return [
        explained(Contradiction(c, observation, text), master[c.key], found, around)
        for c, text in texts
        if text is not None
    ]


@pytest.mark.parametrize(
    "name", ["sametime-tls12", "sametime-fixed", "healthy", "unsynchronised-nodes", "java-disables-tlsv1"]
)
def test_where_the_model_is_right_nothing_is_found(name: str) -> None:
    assert findings(name) == ()


def test_a_disagreement_that_a_diagnosis_explains_names_its_cause() -> None:
    (one,) = findings("sametime-as-published")
    assert (one.kind, one.node, one.cause) == ("unexplained", "stpNode", "xda-ssl-settings-mismatch")
    assert "field report" in one.whole
    assert one.seen_file is not None
    (other,) = findings("nodeagent-oom")
    assert other.cause == "out-of-memory"


def test_the_record_that_tells_of_a_disagreement_is_the_one_in_the_log() -> None:
    (one,) = findings("sametime-as-published")
    assert one.seen_line is not None
    lines = (SAMPLES / "sametime-as-published" / str(one.seen_file)).read_text(encoding="utf-8").splitlines()
    assert "stpNode\\nodeagent stopped" in lines[one.seen_line - 1]


def test_a_change_after_the_start_is_a_pending_restart() -> None:
    found = sample("sametime-as-published")
    last = max(c.time for c in found.changes if c.time)
    late = replace(found, changes=tuple(replace(c, time=last + timedelta(hours=1)) for c in found.changes))
    one, *_ = seen("sametime-as-published", "overlay", "stpNode/nodeagent", FLAP, late)
    assert one.kind == "pending restart"
    assert "stpNode\\nodeagent" in one.whole or "stDmgrNode\\dmgr" in one.whole


def test_a_stale_copy_is_named_with_what_the_master_would_give() -> None:
    works = Observation("synchronisation", works=9)
    told = seen("unsynchronised-nodes", "soap", "stDmgrNode/dmgr", works)
    found = [one for one in told if one.kind == "stale copy"]
    assert {one.node for one in found} == {"meetNode", "sipNode"}
    assert all("ok: TLSv1.2" in one.whole for one in found)
    assert all(one.file is not None for one in found)


def test_a_port_that_refuses_what_it_should_accept_is_named() -> None:
    refused = Observation("refusal", fails=9, offered=frozenset({"TLSv1"}))
    found = [
        one
        for one in seen("migrated-references", "clients", "stpNode/STProxyServer", refused)
        if one.channel == "clients WC_defaulthost_secure"
    ]
    assert [one.kind for one in found] == ["direct reference"]
    assert found[0].path is not None
    assert found[0].path.endswith("@sslConfigAlias")


def test_a_record_without_a_port_is_explained_by_any_strict_port_of_the_process() -> None:
    assert not [one for one in findings("migrated-references") if "refused clients" in one.text]


def test_direct_references_that_enable_something_else_are_found_without_any_log() -> None:
    found = [one for one in findings("migrated-references") if one.kind == "direct reference"]
    assert [one.text.partition(":")[0] for one in found] == [
        "sipNode/SIPProxyRegistrar, SIP_DEFAULTHOST_SECURE",
        "stpNode/STProxyServer, WC_defaulthost_secure",
    ]


def test_a_node_agent_that_cannot_be_reached_though_it_should(tmp_path: Path) -> None:
    lost = Observation("routing", fails=4)
    (one,) = seen("sametime-fixed", "soap", "meetNode/nodeagent", lost)
    assert "predicted to work with TLSv1.2" in one.text


def test_observations_are_those_of_the_channel() -> None:
    def row(name: str, listener: str, channel: str) -> list[ChannelReport]:
        channels = sample(name).configuration.channels
        return [r for r in channels if (r.listener, r.name) == (listener, channel) and r.observed]

    probe = row("health-probe", "stCell\\stpNode\\was_stpProxy", "proxy WC_defaulthost_secure")
    assert probe == []
    old = row("sametime-tls12", "stCell\\sipNode\\SIPProxyRegistrar", "sip SIP_DEFAULTHOST_SECURE")
    (said,) = (r.observed or "" for r in old)
    assert said.endswith(("refused at this port, offered TLSv1", "refused by this process, offered TLSv1"))


@pytest.mark.parametrize(
    ("seen_there", "phrase", "outcome"),
    [
        (Observation("synchronisation", 3, 0), "synchronised 3 times, 0 records of failure", "works"),
        (Observation("synchronisation", 3, 1), "synchronised 3 times, 1 records of failure", "mixed"),
        (Observation("synchronisation", 0, 1), "synchronised 0 times, 1 records of failure", "fails"),
        (Observation("routing", 2, 2), "connected 2 times, 2 times lost", "mixed"),
        (FLAP, "flaps: 80 records of start and stop", "fails"),
        (Observation("handshake", 0, 7), "7 handshakes failed at this port", "fails"),
        (
            Observation("refusal", 0, 2, frozenset({"TLSv1.1", "TLSv1"}), at_port=False),
            "2 refused by this process, offered TLSv1, TLSv1.1",
            "fails",
        ),
    ],
)
def test_an_observation_has_an_outcome_and_a_phrase(seen_there: Observation, phrase: str, outcome: str) -> None:
    assert (seen_there.phrase(), seen_there.outcome) == (phrase, outcome)


def spoilt(tmp_path: Path, old: str, new: str) -> tuple[Cell, tuple[FindingReport, ...]]:
    """A cell whose master security.xml was edited by hand, and what is found."""
    build("sametime-fixed", tmp_path, density=0.02)
    (master,) = tmp_path.glob("stDmgrNode/profiles/*/config/cells/stCell/security.xml")
    text = master.read_text()
    assert old in text
    master.write_text(text.replace(old, new, 1))
    analysis = loganalyzer.analyze(tmp_path)
    (found,) = read_configuration([tmp_path], analysis)
    return found, analysis.configuration.findings


def test_a_master_that_cannot_be_read_is_named_and_nothing_is_claimed_about_its_process(tmp_path: Path) -> None:
    found, told = spoilt(tmp_path, "<security:Security", '<!DOCTYPE a [<!ENTITY a "x">]><security:Security')
    assert [(one.kind, one.file.rpartition("/")[2]) for one in told if one.file] == [
        ("unread document", "security.xml")
    ]
    soap = [c for c in channels(found, Levels(only_java="8.0.3.0")) if c.kind.id == "soap"]
    assert {c.verdict for c in soap} == {"unknown"}
    assert {c.predicted() for c in soap} == {"not known"}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('xmi:id="SSLConfig_2"', 'xmi:id="SSLConfig_1"', "duplicate id"),
        ('trustStore="KeyStore_6"', 'trustStore="KeyStore_60"', "dangling reference"),
    ],
)
def test_what_is_wrong_inside_a_document_is_found(tmp_path: Path, old: str, new: str, kind: str) -> None:
    _, told = spoilt(tmp_path, old, new)
    assert kind in {one.kind for one in told}
    assert all(one.file is not None and one.line for one in told if one.kind == kind)
