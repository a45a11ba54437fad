"""Predicted beside observed: which disagreements become findings, and what explains them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis, ChannelReport
from loganalyzer.analysis.observing import offered_in, outcome_of
from loganalyzer.analysis.tls_findings import Finding
from loganalyzer.analysis.tls_view import levels_from, read_configuration, view_of
from loganalyzer.cell import Cell
from loganalyzer.tls import Levels, channels
from tests.analysis.conftest import SAMPLES, sample
from tools.samples import build


def cell(name: str) -> Cell:
    (found,) = read_configuration([SAMPLES / name], sample(name))
    return found


def findings(name: str, analysis: Analysis | None = None) -> tuple[Finding, ...]:
    told = analysis or sample(name)
    return view_of(cell(name), levels_from(told, cell(name)), told).findings


def seen(name: str, listener: str, channel: str, observed: str) -> Analysis:
    """The analysis of a sample in which the logs saw something else of one channel."""
    found = sample(name)
    rows = tuple(
        replace(row, observed=observed if (row.listener, row.name) == (listener, channel) else None)
        for row in found.configuration.channels
    )
    assert any(row.observed for row in rows)
    return replace(found, configuration=replace(found.configuration, channels=rows))


@pytest.mark.parametrize(
    "name", ["sametime-tls12", "sametime-fixed", "healthy", "unsynchronised-nodes", "java-disables-tlsv1"]
)
def test_where_the_model_is_right_nothing_is_found(name: str) -> None:
    assert findings(name) == ()


def test_the_published_groups_contradict_the_flap_and_nothing_explains_it() -> None:
    (one,) = findings("sametime-as-published")
    assert (one.kind, one.node) == ("unexplained", "stpNode")
    assert "field report" in one.text


def test_a_change_after_the_start_is_a_pending_restart() -> None:
    found = sample("sametime-as-published")
    last = max(c.time for c in found.changes if c.time)
    late = tuple(replace(c, time=last + timedelta(hours=1)) for c in found.changes)
    (one,) = findings("sametime-as-published", replace(found, changes=late))
    assert one.kind == "pending restart"
    assert "stpNode\\nodeagent" in one.text or "stDmgrNode\\dmgr" in one.text


def test_a_stale_copy_is_named_with_what_the_master_would_give() -> None:
    works = seen(
        "unsynchronised-nodes",
        "stCell\\stDmgrNode\\dmgr",
        "soap SOAP_CONNECTOR_ADDRESS",
        "synchronised 9 times, 0 records of failure",
    )
    found = [one for one in findings("unsynchronised-nodes", works) if one.kind == "stale copy"]
    assert {one.node for one in found} == {"meetNode", "sipNode"}
    assert all("ok: TLSv1.2" in one.text for one in found)
    assert all(one.place is not None for one in found)


def test_a_port_that_refuses_what_it_should_accept_is_named() -> None:
    wrong = seen("migrated-references", "stCell\\stpNode\\STProxyServer", "clients WC_defaulthost_secure",
                 "9 refused at this port, offered TLSv1")  # fmt: skip
    found = [one for one in findings("migrated-references", wrong) if "refused clients" in one.text]
    assert [one.kind for one in found] == ["direct reference"]
    assert found[0].place is not None
    assert found[0].place.path.endswith("@sslConfigAlias")


def test_a_record_without_a_port_is_explained_by_any_strict_port_of_the_process() -> None:
    assert not [one for one in findings("migrated-references") if "refused clients" in one.text]


def test_direct_references_that_enable_something_else_are_found_without_any_log() -> None:
    found = [one for one in findings("migrated-references") if one.kind == "direct reference"]
    assert [one.text.partition(":")[0] for one in found] == [
        "sipNode/SIPProxyRegistrar, SIP_DEFAULTHOST_SECURE",
        "stpNode/STProxyServer, WC_defaulthost_secure",
    ]


def test_a_node_agent_that_cannot_be_reached_though_it_should(tmp_path: Path) -> None:
    lost = seen(
        "sametime-fixed",
        "stCell\\meetNode\\nodeagent",
        "soap SOAP_CONNECTOR_ADDRESS",
        "connected 0 times, 4 times lost",
    )
    (one,) = findings("sametime-fixed", lost)
    assert "predicted to work with TLSv1.2" in one.text


def test_observations_are_those_of_the_channel() -> None:
    def row(name: str, listener: str, channel: str) -> list[ChannelReport]:
        channels = sample(name).configuration.channels
        return [r for r in channels if (r.listener, r.name) == (listener, channel) and r.observed]

    probe = row("health-probe", "stCell\\stpNode\\was_stpProxy", "proxy WC_defaulthost_secure")
    assert probe == []
    old = row("sametime-tls12", "stCell\\sipNode\\SIPProxyRegistrar", "sip SIP_DEFAULTHOST_SECURE")
    assert [outcome_of(r.observed or "") for r in old] == ["fails"]
    assert [offered_in(r.observed or "") for r in old] == [frozenset({"TLSv1"})]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("synchronised 3 times, 0 records of failure", "works"),
        ("synchronised 3 times, 1 records of failure", "mixed"),
        ("synchronised 0 times, 1 records of failure", "fails"),
        ("connected 2 times, 2 times lost", "mixed"),
        ("flaps: 80 records of start and stop", "fails"),
        ("7 handshakes failed at this port", "fails"),
    ],
)
def test_a_phrase_is_read_back(text: str, outcome: str) -> None:
    assert outcome_of(text) == outcome


def spoilt(tmp_path: Path, old: str, new: str) -> tuple[Cell, tuple[Finding, ...]]:
    """A cell whose master security.xml was edited by hand, and what is found."""
    build("sametime-fixed", tmp_path, density=0.02)
    (master,) = tmp_path.glob("stDmgrNode/profiles/*/config/cells/stCell/security.xml")
    text = master.read_text()
    assert old in text
    master.write_text(text.replace(old, new, 1))
    analysis = loganalyzer.analyze(tmp_path)
    (found,) = read_configuration([tmp_path], analysis)
    return found, view_of(found, levels_from(analysis, found), analysis).findings


def test_a_master_that_cannot_be_read_is_named_and_nothing_is_claimed_about_its_process(tmp_path: Path) -> None:
    found, told = spoilt(tmp_path, "<security:Security", '<!DOCTYPE a [<!ENTITY a "x">]><security:Security')
    assert [(one.kind, one.place.file.rpartition("/")[2]) for one in told if one.place] == [
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
    assert all(one.place is not None and one.place.line for one in told if one.kind == kind)
