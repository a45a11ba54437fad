"""Channels of a cell: who calls whom, by which configuration, and how the handshake ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loganalyzer.cell import Cell, config_kind, read_cells
from loganalyzer.tls import Channel, Levels, Version, channels, jvm_settings, negotiate
from loganalyzer.tls.java import Era
from loganalyzer.tls.labels import label_versions
from tests.tls.cells import big_cell, cell_from
from tools.samples import build

OLD = Levels(only_java="8.0.3.0")


def cell_of(tmp_path: Path, name: str = "sametime-fixed", **overrides: Any) -> Cell:
    build(name, tmp_path, with_logs=False, **overrides)
    found = {str(p.relative_to(tmp_path)): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    return read_cells({p: data for p, data in found.items() if config_kind(p) not in {None, "other"}}).cells[0]


def failing(found: tuple[Channel, ...]) -> set[tuple[str, str]]:
    return {(c.node, c.kind.id) for c in found if c.verdict == "fails"}


def one(found: tuple[Channel, ...], kind: str, node: str, initiator: str) -> Channel:
    return next(c for c in found if (c.kind.id, c.node) == (kind, node) and c.initiator.name == initiator)


def test_the_forgotten_xda_breaks_the_overlay_of_the_strict_node_and_nothing_else(tmp_path: Path) -> None:
    found = channels(cell_of(tmp_path, "sametime-tls12"), OLD)
    assert failing(found) == {("stpNode", "overlay")}
    calls, called = (one(found, "overlay", "stpNode", name) for name in ("stpNode/nodeagent", "stDmgrNode/dmgr"))
    assert calls.wording is not None
    assert called.wording is not None
    assert calls.wording.client_logs is not None
    assert calls.wording.client_logs.startswith("Server chose TLSv1, but")
    assert called.wording.server_logs == "Client requested protocol TLSv1 not enabled or not supported"
    assert not calls.certain
    assert "field report" in calls.predicted()
    assert {p.line for p in calls.listener.places} != {None}


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, set()),
        ({"xda_label": "TLSv1.2"}, set()),
        ({"xda_label": "SSL_TLS"}, {("stpNode", "overlay")}),
        ({"client_props": {"stpNode": "TLSv1"}}, {("stpNode", "ipc"), ("stpNode", "tools")}),
        ({"client_props": {"meetNode": "TLSv12"}}, {("meetNode", "ipc"), ("meetNode", "tools")}),
        ({"cell_label": "TLSv1"}, {("stpNode", k) for k in ("soap", "rmi", "file-transfer")}),
        # Old Java knows no TLSv1.3: the whole node has no version left, for browsers neither.
        ({"stp_node_label": "TLSv1.3"}, {("stpNode", k) for k in ("soap", "rmi", "file-transfer", "overlay", "tools",
                                                                  "ipc", "proxy", "clients")}),
    ],
)  # fmt: skip
def test_one_fact_changed(tmp_path: Path, overrides: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert failing(channels(cell_of(tmp_path, **overrides), OLD)) == expected


def test_a_java_that_disables_tlsv1_empties_xda_for_every_node(tmp_path: Path) -> None:
    found = channels(cell_of(tmp_path, "sametime-tls12"), Levels(only_java="8.0.6.30"))
    nodes = {"stpNode", "meetNode", "sipNode"}
    assert failing(found) == {(n, k) for n in nodes for k in ("overlay", "xd-agent")}
    empty = one(found, "overlay", "meetNode", "stDmgrNode/dmgr")
    assert empty.wording is not None
    assert empty.wording.client_logs == (
        "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"
    )


def test_master_and_node_copy_stay_apart(tmp_path: Path) -> None:
    stale = {"stpNode": {"cell_label": "SSL_TLS", "stp_node_label": "TLSv1"}}
    cell = cell_of(tmp_path, cell_label="TLSv1.2", client_props_label="TLSv1.2", node_copy=stale)
    own, master = (channels(cell, OLD, view) for view in ("own", "master"))
    assert ("stpNode", "soap") in failing(own)
    assert ("stpNode", "soap") not in failing(master)
    soap = one(own, "soap", "stpNode", "stpNode/nodeagent")
    assert (soap.initiator.copy, soap.listener.copy) == ("stpNode", "dmgr")


def test_at_the_levels_of_ph63778_xda_is_not_trusted(tmp_path: Path) -> None:
    cell = cell_of(tmp_path, "sametime-tls12", product_level="8.5.5.26")
    found = channels(cell, OLD)
    assert not failing(found)
    assert any("PH63778" in d for d in one(found, "overlay", "stpNode", "stpNode/nodeagent").all_doubts)


def test_the_custom_property_of_security_xml_replaces_the_shipped_list(tmp_path: Path) -> None:
    nothing = {"com.ibm.websphere.tls.disabledAlgorithms": "RC4, SSLv3"}
    cell = cell_of(tmp_path, xda_label="SSL_TLS", stp_node_label="SSL_TLSv2", security_properties=nothing)
    found = channels(cell, Levels(only_java="8.0.6.30"))
    assert not failing(found)
    party = one(found, "soap", "meetNode", "meetNode/nodeagent").initiator
    assert any("disabledAlgorithms in" in why for why in party.because)


def test_java_security_counts_for_the_node_it_came_with() -> None:
    documents = big_cell(1, 1)
    documents["b/java/jre/lib/security/java.security"] = b"jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1\n"
    found = channels(cell_from(documents), OLD)
    assert failing(found) == {("node00", "overlay"), ("node00", "xd-agent")}


def test_a_plain_core_group_has_no_handshake_and_a_secure_one_has() -> None:
    documents = big_cell(1, 1, strict=1)
    assert {c.verdict for c in channels(cell_from(documents), OLD) if c.kind.id == "dcs"} == {"plain"}
    path = "b/Dmgr01/config/cells/big/coregroups/DefaultCoreGroup/coregroup.xml"
    documents[path] = (
        b'<coregroup:CoreGroup xmlns:coregroup="http://x" name="DefaultCoreGroup" channelChainName="DCS-Secure"/>'
    )
    assert {c.verdict for c in channels(cell_from(documents), OLD) if c.kind.id == "dcs"} == {"ok"}


def test_clients_from_outside_have_no_known_versions() -> None:
    found = [c for c in channels(cell_from(big_cell(1, 1, strict=1)), OLD) if c.verdict == "open"]
    assert {c.predicted() for c in found if c.node == "node00"} == {"accepts TLSv1.2"}


def test_the_number_of_channels_grows_with_the_cell() -> None:
    small, large = (len(channels(cell_from(big_cell(n, 5)), OLD)) for n in (2, 8))
    assert large < 4.2 * small


@pytest.mark.parametrize(
    ("arguments", "label", "era", "expected"),
    [
        ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLS", Era.E1, "TLSv1 TLSv1.1 TLSv1.2"),
        ("-Dcom.ibm.jsse2.overrideDefaultTLS=false", "TLS", Era.E1, "TLSv1"),
        ("-Dcom.ibm.jsse2.convertSSLv3=true", "SSLv3", Era.E1, "TLSv1 TLSv1.1 TLSv1.2"),
        ("-Dcom.ibm.jsse2.disableSSLv3=false", "SSL_TLS", Era.E1, "SSLv3 TLSv1"),
        ("-Djdk.tls.client.protocols=TLSv1", "TLSv1.2", Era.E1, "TLSv1.2"),
        ('"-Dcom.ibm.jsse2.overrideDefaultTLS=true"', "TLSv1.2", Era.E1, "TLSv1.2"),
    ],
)
def test_jvm_arguments(arguments: str, label: str, era: Era, expected: str) -> None:
    found = label_versions(label, era, jvm_settings([arguments]), None)
    assert " ".join(map(str, sorted(found.versions))) == expected


@pytest.mark.parametrize(
    ("client", "server", "outcome"),
    [
        ("TLSv1 TLSv1.2", "TLSv1 TLSv1.1", "ok"),
        ("TLSv1 TLSv1.2", "TLSv1.1", "hole"),
        ("TLSv1 TLSv1.3", "TLSv1 TLSv1.2", "downgrade"),
        ("TLSv1 TLSv1.1", "TLSv1 TLSv1.2", "ok"),
        ("TLSv1.2 TLSv1.3", "TLSv1 TLSv1.2", "ok"),
    ],
)
def test_lists_of_versions_leave_no_holes(client: str, server: str, outcome: str) -> None:
    """As a real OpenJDK 17 behaves; tests/real has all pairs."""
    sets = [frozenset(v for word in words.split() if (v := Version.from_text(word))) for words in (client, server)]
    assert negotiate(*sets, lists=True).outcome == outcome
