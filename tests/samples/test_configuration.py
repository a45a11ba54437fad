"""The configuration of a bundle: labels, groups, copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.samples.reading import members
from tools.samples import BUNDLES
from tools.samples.configuration import configuration
from tools.samples.options import with_overrides
from tools.samples.topology import sametime_cell

XMI = "{http://www.omg.org/XMI}id"


def files(name: str, **overrides: Any) -> dict[str, str]:
    options = with_overrides(BUNDLES[name].options, overrides)
    return configuration(sametime_cell(options), options)


def security(name: str, node: str = "stDmgrNode", **overrides: Any) -> ET.Element:
    found = files(name, **overrides)
    return ET.fromstring(next(t for p, t in found.items() if p.startswith(node) and "security.xml" in p))


def labels(root: ET.Element) -> dict[tuple[str, str], str]:
    scopes = {s.get(XMI): s.get("scopeName", "") for s in root.iter("managementScopes")}
    found = {}
    for repertoire in root.iter("repertoire"):
        owner = scopes[repertoire.get("managementScope")].rpartition(":")[2]
        found[repertoire.get("alias", ""), owner] = next(repertoire.iter("setting")).get("sslProtocol", "")
    return found


def groups(root: ET.Element) -> list[tuple[str, str]]:
    return [(g.get("name", ""), g.get("direction", "")) for g in root.iter("sslConfigGroups")]


def test_labels_of_the_mismatch() -> None:
    assert labels(security("sametime-tls12")) == {
        ("CellDefaultSSLSettings", "stCell"): "SSL_TLSv2",
        ("XDADefaultSSLSettings", "stCell"): "SSL_TLS",
        ("NodeDefaultSSLSettings", "stDmgrNode"): "SSL_TLSv2",
        ("NodeDefaultSSLSettings", "stpNode"): "TLSv1.2",
        ("NodeDefaultSSLSettings", "meetNode"): "SSL_TLSv2",
        ("NodeDefaultSSLSettings", "sipNode"): "SSL_TLSv2",
        ("SIPTLS12SSLSettings", "SIPProxyRegistrar"): "TLSv1.2",
    }


def test_groups_as_published_are_server_scoped() -> None:
    assert groups(security("sametime-as-published")) == [
        ("stCell", "inbound"),
        ("stCell", "outbound"),
        ("was_stpProxy", "inbound"),
        ("was_stpProxy", "outbound"),
    ]


def test_groups_of_the_mismatch_cover_node_and_registrar() -> None:
    found = groups(security("sametime-tls12"))
    assert ("stpNode", "inbound") in found
    assert ("stpNode", "outbound") in found
    assert ("SIPProxyRegistrar", "inbound") in found
    assert ("SIPProxyRegistrar", "outbound") not in found


@pytest.mark.parametrize("name", BUNDLES)
def test_every_reference_resolves(name: str) -> None:
    root = security(name)
    ids = {e.get(XMI) for e in root.iter()}
    for element in root.iter():
        for attribute in ("managementScope", "sslConfig", "keyStore", "trustStore", "trustManager", "keyManager"):
            assert element.get(attribute) in {None, *ids}


def test_node_copies_equal_the_master() -> None:
    copies = {text for path, text in files("sametime-tls12").items() if path.endswith("/security.xml")}
    assert len(copies) == 1


def test_a_node_copy_can_differ() -> None:
    drift = {"stpNode": {"cell_label": "SSL_TLS", "client_props_label": "TLSv1.2"}}
    assert (
        labels(security("sametime-fixed", "stpNode", node_copy=drift))["CellDefaultSSLSettings", "stCell"] == "SSL_TLS"
    )
    assert labels(security("sametime-fixed", node_copy=drift))["CellDefaultSSLSettings", "stCell"] == "SSL_TLSv2"
    props = {p.partition("/")[0]: t for p, t in files("sametime-fixed", node_copy=drift).items() if "ssl.client" in p}
    assert "com.ibm.ssl.protocol=TLSv1.2\n" in props["stpNode"]
    assert "com.ibm.ssl.protocol=SSL_TLSv2\n" in props["meetNode"]


def test_values_are_escaped() -> None:
    root = security("healthy", security_properties={"a": '<"&>'})
    assert [p.get("value") for p in root.iter("properties") if p.get("name") == "a"] == ['<"&>']


def test_xda_can_be_left_out() -> None:
    assert not [alias for alias, _ in labels(security("healthy", xda_label=None)) if alias.startswith("XDA")]


def test_every_node_has_all_serverindexes_and_its_own_servers() -> None:
    found = [p for p in files("healthy") if p.startswith("sipNode/")]
    assert sum(p.endswith("/serverindex.xml") for p in found) == 4
    assert sorted(p.split("/")[-2] for p in found if p.endswith("/server.xml")) == ["SIPProxyRegistrar", "nodeagent"]


def test_sametime_ports_of_the_deployment_manager() -> None:
    text = next(t for p, t in files("healthy").items() if p.endswith("nodes/stDmgrNode/serverindex.xml"))
    ends = {e.get("endPointName"): e.find("endPoint") for e in ET.fromstring(text).iter("specialEndpoints")}
    assert ends["SOAP_CONNECTOR_ADDRESS"].get("port") == "8703"  # type: ignore[union-attr]


def test_logs_only_has_no_configuration(built: Callable[..., tuple[Path, dict[str, Any]]]) -> None:
    folder, _ = built("sametime-logs-only")
    assert not [p for p in members(folder) if p.endswith((".xml", ".props", ".properties"))]
