"""Which copy belongs to whom, and what a cell knows about its servers."""

from __future__ import annotations

import random

import pytest

from loganalyzer.cell import Cell, config_kind, is_config_path, read_cells
from tests.cell.samples import CELL, DMGR_INDEX, STP_INDEX, article_bundle, security_xml, server_xml


def one_cell(documents: dict[str, bytes], nodes: dict[str, str] | None = None) -> Cell:
    reading = read_cells(documents, nodes)
    assert reading.problems == ()
    (cell,) = reading.cells
    return cell


def test_master_and_node_copy_are_told_apart_by_their_own_servers() -> None:
    cell = one_cell(article_bundle())
    assert cell.name == CELL
    assert [(c.root, c.holder, c.is_master, c.node) for c in cell.copies] == [
        ("b/Dmgr01", "dmgr", True, "stDmgrNode"),
        ("b/hostSTPPNProfile1", "stpNode", False, "stpNode"),
    ]
    assert cell.master is cell.copies[0]
    assert cell.copy_of("stpNode") is cell.copies[1]
    assert cell.copy_of("sipNode") is None
    assert cell.nodes == ("sipNode", "stDmgrNode", "stpNode")


def test_roles_and_ports_come_from_serverindex() -> None:
    cell = one_cell(article_bundle())
    assert cell.role("stDmgrNode", "dmgr") == "dmgr"
    assert cell.role("stpNode", "nodeagent") == "node agent"
    assert cell.role("stpNode", "was_stpProxy") == "proxy"
    assert cell.role("sipNode", "sipPR") == "application server"
    assert cell.role("sipNode", "never_heard_of") == "unknown"
    index = cell.server_index("stDmgrNode")
    entry = index.server("dmgr") if index else None
    soap = entry.endpoint("SOAP_CONNECTOR_ADDRESS") if entry else None
    assert soap is not None
    assert (soap.host, soap.port, soap.place.line) == ("dmgr.acme.com", 8703, 5)


@pytest.mark.parametrize(
    ("root", "found"),
    [
        ("case.zip!/stp.zip!/hostSTPPNProfile1", "case.zip!/stp.zip!/hostSTPPNProfile1"),
        ("stp.zip!", "stp.zip"),
        ("", ""),
        ("C\\WebSphere\\profiles\\AppSrv01", "C\\WebSphere\\profiles\\AppSrv01"),
    ],
)
def test_profile_roots_in_archives_and_on_windows(root: str, found: str) -> None:
    documents = {
        path.replace("b/hostSTPPNProfile1/", f"{root}/" if root else "").replace(
            "/", "\\" if "\\" in root else "/"
        ): data
        for path, data in article_bundle().items()
        if "Dmgr01" not in path
    }
    (copy,) = one_cell(documents).copies
    assert (copy.root, copy.holder) == (found, "stpNode")


def bare(root: str) -> dict[str, bytes]:
    """A node's copy without server.xml: only the logs or the folder can tell whose it is."""
    cells = f"{root}/config/cells/stCell"
    return {
        f"{cells}/security.xml": security_xml(),
        f"{cells}/nodes/stpNode/serverindex.xml": STP_INDEX,
        f"{cells}/nodes/stDmgrNode/serverindex.xml": DMGR_INDEX,
    }


def test_the_logs_know_the_node() -> None:
    cell = one_cell(bare("a.zip!/p1") | bare("a.zip!/p2"), {"a.zip/p1": "stpNode", "a.zip!/p2/": "stDmgrNode"})
    assert [(c.holder, c.is_master) for c in cell.copies] == [("stpNode", False), ("dmgr", True)]


@pytest.mark.parametrize(
    ("root", "holder"),
    [("stpNode/p", "stpNode"), ("x/STPNODE.zip!/p", "stpNode"), ("Dmgr01", "dmgr"), ("AppSrv01", "unknown")],
)
def test_a_folder_called_after_a_node_is_the_last_hint(root: str, holder: str) -> None:
    (copy,) = one_cell(bare(root)).copies
    assert copy.holder == holder
    assert copy.is_master is (holder == "dmgr")


def test_servers_of_several_nodes_show_the_master() -> None:
    documents = {p: d for p, d in article_bundle().items() if p.startswith("b/Dmgr01") and "/dmgr/" not in p}
    documents = {p.replace("Dmgr01", "prof"): d for p, d in documents.items()}
    (copy,) = one_cell(documents).copies
    assert (copy.holder, copy.node) == ("dmgr", "stDmgrNode")


def test_a_loose_security_xml_serves_the_whole_cell() -> None:
    cell = one_cell({"mail/security.xml": security_xml()})
    assert (cell.name, cell.copies[0].holder) == (CELL, "unknown")
    assert cell.security is not None
    assert cell.security_for("stpNode") == (cell.security, "unknown")


def test_loose_files_in_a_folder_per_node() -> None:
    cell = one_cell(
        {
            "stpNode/security.xml": security_xml(),
            "stpNode/serverindex.xml": STP_INDEX,
            "stpNode/server.xml": server_xml("was_stpProxy", alias="stpNode/DefaultSSLSettings"),
        }
    )
    assert cell.copies[0].holder == "stpNode"
    assert cell.role("stpNode", "was_stpProxy") == "proxy"
    server = cell.server_xml("stpNode", "was_stpProxy")
    assert server is not None
    assert server.direct_references[0].alias == "stpNode/DefaultSSLSettings"


def test_competing_copies_without_a_master_give_no_word_for_the_cell() -> None:
    cell = one_cell(bare("AppSrv01") | bare("AppSrv02"))
    assert cell.master is None
    assert cell.security is None


def test_workspaces_templates_and_checkpoints_are_no_copies() -> None:
    dead = {
        "b/Dmgr01/wstemp/1/workspace/cells/stCell/security.xml": b"<x/>",
        "b/Dmgr01/config/backup/cp1/cells/stCell/security.xml": b"<x/>",
        "was/profileTemplates/default/documents/config/cells/c/security.xml": b"<x/>",
        "b/Dmgr01/config/cells/stCell/applications/a.ear/deployments/a/server.xml": b"<x/>",
    }
    reading = read_cells(article_bundle() | dead)
    assert len(reading.cells[0].copies) == 2
    assert {p for p, _ in reading.problems} == set(dead)


def test_the_order_of_the_documents_does_not_matter() -> None:
    documents = list((article_bundle() | bare("c")).items())
    first = read_cells(dict(documents))
    random.Random(7).shuffle(documents)
    assert read_cells(dict(documents)) == first


def test_server_xml_direct_references_cluster_and_arguments() -> None:
    arguments = "-Xmx1g -Dcom.ibm.jsse2.overrideDefaultTLS=true"
    data = server_xml("meet", alias="n/DefaultSSLSettings", connector="MySSL", arguments=arguments, cluster="meetings")
    cell = one_cell({"p/config/cells/c/nodes/n/servers/meet/server.xml": data})
    server = cell.server_xml("n", "meet")
    assert server is not None
    assert server.cluster == "meetings"
    assert server.jvm_arguments[:2] == ("-Xmx1g", "-Dcom.ibm.jsse2.overrideDefaultTLS=true")
    found = [(r.kind, r.name, r.alias, r.endpoints) for r in server.direct_references]
    assert found == [
        ("channel", "SSL_2", "n/DefaultSSLSettings", ("WC_defaulthost_secure",)),
        ("connector", "SOAPConnector", "MySSL", ("SOAP_CONNECTOR_ADDRESS",)),
    ]


@pytest.mark.parametrize("alias", ["", "  ", "$(node.name)/DefaultSSLSettings"])
def test_empty_aliases_and_placeholders_are_centrally_managed(alias: str) -> None:
    cell = one_cell({"p/config/cells/c/nodes/n/servers/s/server.xml": server_xml("s", alias=alias)})
    server = cell.server_xml("n", "s")
    assert server is not None
    assert server.direct_references == ()


def test_node_metadata_tells_product_and_java() -> None:
    data = b"com.ibm.websphere.baseProductVersion=8.5.5.10\ncom.acme.javaVersion=8.0.3.0\n"
    cell = one_cell(article_bundle() | {"b/Dmgr01/config/cells/stCell/nodes/stpNode/node-metadata.properties": data})
    assert cell.product_version("stpNode") == "8.5.5.10"
    assert cell.java_level("stpNode") == "8.0.3.0"
    assert cell.java_level("sipNode") is None


def test_java_security_keeps_the_algorithm_lists_only() -> None:
    data = b"keystore.type=jks\njdk.tls.disabledAlgorithms=SSLv3, \\\n   TLSv1\n"
    reading = read_cells({"java/jre/lib/security/java.security": data})
    assert reading.java_security[0].values == {"jdk.tls.disabledAlgorithms": ("SSLv3, TLSv1", 2)}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b/security.xml", "security"),
        ("a\\b\\Security.XML", "security"),
        ("x.zip!/properties/ssl.client.props", "client-props"),
        ("cells/c/cell.xml", "other"),
        ("logs/SystemOut.log", None),
        ("my-security.xml.bak", None),
        ("", None),
    ],
)
def test_kinds_by_name(path: str, kind: str | None) -> None:
    assert config_kind(path) == kind
    assert is_config_path(path) is (kind is not None)
