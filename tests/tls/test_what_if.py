"""Planned changes: what they break, the warnings that go with them, the order of the steps, the wsadmin script."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from loganalyzer.cell import Cell
from loganalyzer.errors import UsageError
from loganalyzer.tls import Levels
from loganalyzer.tls.cautions import cautions
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.effects import Outcome, outcome
from loganalyzer.tls.plan import plan
from loganalyzer.tls.wsadmin import literal
from tests.tls.test_channels import cell_of

OLD = Levels(only_java="8.0.3.0")
NODE = "(cell):stCell:(node):stpNode"
STP = [f"NodeDefaultSSLSettings@{NODE}.sslProtocol=TLSv1.2", "inbound@stpNode=NodeDefaultSSLSettings@stpNode",
       "outbound@stpNode=NodeDefaultSSLSettings@stpNode"]  # fmt: skip
REST = ["CellDefaultSSLSettings.sslProtocol=SSL_TLSv2", "ssl.client.props@*=SSL_TLSv2"]
XDA = ["XDADefaultSSLSettings.sslProtocol=SSL_TLSv2"]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """The article's cell before any change: everything at SSL_TLS."""
    return cell_of(tmp_path_factory.mktemp("start"), "healthy")


def made(cell: Cell, *words: str) -> Outcome:
    return outcome(cell, OLD, parse_changes(cell, OLD, words))


def breaks(found: Outcome) -> set[tuple[str, str]]:
    return {(e.after.node, e.after.kind.id) for e in found.of("breaks")}


def test_the_articles_migration_is_safe(start: Cell) -> None:
    assert breaks(made(start, *STP, *REST, *XDA)) == set()


def test_its_mistake_breaks_exactly_the_overlay_of_the_strict_node(start: Cell) -> None:
    found = made(start, *STP, *REST)
    assert breaks(found) == {("stpNode", "overlay")}
    assert found.also == ("XDADefaultSSLSettings@(cell):stCell.sslProtocol=SSL_TLSv2",)
    assert any("XDADefaultSSLSettings stays at" in text for text in cautions(found))
    assert breaks(made(start, *STP, *REST, *found.also)) == set()


def test_forgetting_the_client_properties_breaks_the_tools(start: Cell) -> None:
    found = made(start, *STP, *XDA, "CellDefaultSSLSettings.sslProtocol=TLSv1.2")
    assert {kind for _, kind in breaks(found)} == {"tools", "ipc"}
    assert "ssl.client.props@meetNode=SSL_TLSv2" in found.also


def test_enforcing_it_cell_wide_warns_of_sip_client_and_recordings(start: Cell) -> None:
    found = made(start, "CellDefaultSSLSettings.sslProtocol=TLSv1.2", *XDA, "ssl.client.props@*=SSL_TLSv2")
    text = "\n".join(cautions(found))
    assert "SIP Proxy/Registrar" in text
    assert "rich (thick) client" in text
    assert "meeting.recording.tlsVersion" in text


def test_what_it_heals(tmp_path: Path) -> None:
    found = made(cell_of(tmp_path, "sametime-tls12"), *XDA)
    assert {(e.after.node, e.after.kind.id) for e in found.of("heals")} == {("stpNode", "overlay")}


def test_a_node_setting_nobody_uses_is_named(start: Cell) -> None:
    found = made(start, "NodeDefaultSSLSettings@stpNode.sslProtocol=TLSv1.2")
    assert not found.effects
    assert any("governs no process" in text for text in cautions(found))


def test_a_java_upgrade_without_new_labels_breaks_the_cell(start: Cell) -> None:
    found = made(start, "java@*=8.0.6.30")
    assert {kind for _, kind in breaks(found)} >= {"soap", "tools", "overlay", "ipc"}


def test_the_order_is_the_articles(start: Cell) -> None:
    texts = [step.text for step in plan(made(start, *STP, *REST, *XDA))]
    words = ("Keep a way back", "Stop the application servers", "Stop the proxies", "Stop the node agents", "Set NodeDefault",
             "Save", "Stop the deployment manager", "Set com.ibm.ssl.protocol", "Start the deployment manager", "Synchronise",
             "Start the node agents", "Start the application servers", "Start the proxies", "Check the logs", "The way back")  # fmt: skip
    places = [next(n for n, text in enumerate(texts) if text.startswith(word)) for word in words]
    assert places == sorted(places)
    sync = next(step for step in plan(made(start, *XDA)) if step.text.startswith("Synchronise"))
    assert sync.commands[0].startswith("syncNode.sh console.acme.example 8703 ")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("NodeDefaultSSLSettings.sslProtocol=TLSv1.2", "NodeDefaultSSLSettings@(cell):stCell:(node):sipNode"),
        ("NodeDefaultSSLSettings@Node.sslProtocol=TLSv1.2", "unknown; candidates"),
        ("NoSuch.sslProtocol=TLSv1.2", "CellDefaultSSLSettings, NodeDefaultSSLSettings"),
        ("inbound@nowhere=CellDefaultSSLSettings", "(server):was_stpProxy"),
        ("inbound@nodeagent=CellDefaultSSLSettings", "ambiguous"),
        ("ssl.client.props@nowhere=TLS", "meetNode, sipNode"),
        ("CellDefaultSSLSettings.clientAuthentication=yes", "true or false"),
        ("CellDefaultSSLSettings.colour=blue", "write ALIAS"),
        ("CellDefaultSSLSettings.enabledCiphers=AES256-SHA", "is no cipher suite"),
        ("inbound@stpNode.certificateAlias=wildcard", "give it one first"),
        ("reference@stpNode/STProxyServer=", "no direct reference"),
        ("reference@nodeagent=", "ambiguous; candidates: meetNode/nodeagent"),
        ("nonsense", "write ALIAS"),
    ],
)
def test_what_is_not_there_lists_what_is(start: Cell, word: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_changes(start, OLD, [word])
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("scope", [NODE, "(node):stpNode", "stpNode"])
def test_a_scope_is_a_full_name_or_a_unique_end(start: Cell, scope: str) -> None:
    (change,) = parse_changes(start, OLD, [f"NodeDefaultSSLSettings@{scope}.sslProtocol=TLSv1.2"])
    assert change.scope == NODE


@pytest.mark.parametrize("name", ["a'b", 'a"b', "a\nb", "a\\b", "ä", "x'); evil('"])
def test_names_of_the_bundle_cannot_leave_their_literal(name: str) -> None:
    assert ast.literal_eval(literal(name)) == name
    assert literal(name).isascii()
