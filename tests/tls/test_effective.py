"""Which configuration counts: the article's cell, direct references, dynamic selections, copies that differ."""

from __future__ import annotations

from typing import Any

import pytest

from loganalyzer.cell import Cell, DirectReference, Place, Security, read_cells
from loganalyzer.tls import (
    Effective,
    Era,
    Target,
    Version,
    disjoint,
    effective_configuration,
    effective_versions,
    negotiate,
    versions_of,
)
from tests.cell.samples import XDA, article_bundle, both_ways, repertoire, security_xml, server_xml

ONLY_12 = frozenset({Version.TLSV1_2})


def cell_of(master: bytes, stp: bytes | None = None, **more: bytes) -> Cell:
    (cell,) = read_cells(article_bundle(master, stp)).cells
    return cell


def security_of(**options: Any) -> Security:
    security = read_cells({"security.xml": security_xml(**options)}).cells[0].security
    assert security is not None
    return security


def effective(security: Security, node: str = "stpNode", server: str = "nodeagent", **more: Any) -> Effective:
    return effective_configuration(
        security, cell="stCell", node=node, server=server, **{"direction": "inbound", **more}
    )


def alias(found: Effective) -> str | None:
    return found.configuration.alias if found.configuration else None


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_the_flapping_node_agent_and_xda_have_nothing_in_common(direction: Any) -> None:
    cell = cell_of(security_xml())
    agent = effective_versions(cell, "stpNode", "nodeagent", direction, Era.E1)
    assert agent.enabled.versions == ONLY_12
    assert agent.effective.how == "central:node"
    assert agent.copy_used == "stpNode"
    assert cell.security is not None
    xda = cell.security.find(XDA, "(cell):stCell")
    assert xda is not None
    offered = versions_of(xda, cell.security, Era.E1).versions
    assert disjoint(offered, agent.enabled.versions)
    assert negotiate(agent.enabled.versions, offered).outcome == "client-too-new"
    assert negotiate(offered, agent.enabled.versions).outcome == "client-too-old"
    sip = effective_versions(cell, "sipNode", "nodeagent", direction, Era.E1)
    assert negotiate(sip.enabled.versions, offered).version is Version.TLSV1


def test_as_published_only_the_proxy_is_strict() -> None:
    security = security_of(node_group=False)
    agent = effective(security)
    assert (alias(agent), agent.how) == ("CellDefaultSSLSettings", "central:cell")
    proxy = effective(security, server="was_stpProxy")
    assert (alias(proxy), proxy.how, proxy.certificate_alias) == (
        "NodeDefaultSSLSettings", "central:server", "wildcard_acme",
    )  # fmt: skip
    assert proxy.configuration is not None
    assert proxy.configuration.protocol == "TLSv1.2"
    assert proxy.place is not None
    assert proxy.place.path == "sslConfigGroups[@name='was_stpProxy'][@direction='inbound']/@sslConfig"


def test_after_the_java_upgrade_the_label_of_xda_is_empty_for_everyone() -> None:
    cell = cell_of(security_xml())
    assert cell.security is not None
    xda = cell.security.find(XDA, "(cell):stCell")
    assert xda is not None
    assert versions_of(xda, cell.security, Era.E3).versions == frozenset()


def test_the_custom_property_replaces_the_list_of_java_security() -> None:
    more = '<properties xmi:id="P_7" name="com.ibm.websphere.tls.disabledAlgorithms" value="none"/>\n'
    cell = cell_of(security_xml(more=more))
    sip = effective_versions(cell, "sipNode", "sipPR", "inbound", Era.E3)
    assert sip.enabled.versions == {Version.TLSV1, Version.TLSV1_1, Version.TLSV1_2}
    plain = effective_versions(cell_of(security_xml()), "sipNode", "sipPR", "inbound", Era.E3)
    assert plain.enabled.versions == ONLY_12


def test_own_copy_and_master_may_differ() -> None:
    cell = cell_of(security_xml(stp="SSL_TLSv2"), stp=security_xml(stp="SSL_TLS"))
    own = effective_versions(cell, "stpNode", "nodeagent", "outbound", Era.E1)
    master = effective_versions(cell, "stpNode", "nodeagent", "outbound", Era.E1, copy="master")
    assert (own.copy_used, own.enabled.versions) == ("stpNode", {Version.TLSV1})
    assert (master.copy_used, len(master.enabled.versions)) == ("dmgr", 3)
    # A node whose copy did not come along is judged by the master's.
    assert effective_versions(cell, "sipNode", "sipPR", "inbound", Era.E1).copy_used == "dmgr"


def test_a_direct_reference_beats_central_management() -> None:
    documents = article_bundle()
    path = "b/hostSTPPNProfile1/config/cells/stCell/nodes/stpNode/servers/was_stpProxy/server.xml"
    documents[path] = server_xml("was_stpProxy", alias="stpNode/CellDefaultSSLSettings")
    (cell,) = read_cells(documents).cells
    secure = effective_versions(cell, "stpNode", "was_stpProxy", "inbound", Era.E1, endpoint="WC_defaulthost_secure")
    assert (alias(secure.effective), secure.effective.how) == ("CellDefaultSSLSettings", "direct")
    assert secure.effective.certificate_alias == "default"
    assert secure.effective.place is not None
    assert secure.effective.place.path == "transportChannels[@name='SSL_2']/@sslConfigAlias"
    other = effective_versions(cell, "stpNode", "was_stpProxy", "inbound", Era.E1, endpoint="SOAP_CONNECTOR_ADDRESS")
    assert other.effective.how == "central:server"


def reference(name: str) -> DirectReference:
    return DirectReference("channel", "SSL_2", name, (), Place("server.xml", 9, "x"))


def test_a_direct_reference_out_of_sight_is_named_and_passed_over() -> None:
    found = effective(security_of(), direct_reference=reference("Nowhere"))
    assert found.how == "central:node"
    assert "'Nowhere'" in found.explanation


def test_a_direct_reference_finds_the_alias_of_its_own_node() -> None:
    found = effective(
        security_of(), node="sipNode", server="sipPR", direct_reference=reference("NodeDefaultSSLSettings")
    )
    assert found.configuration is not None
    assert found.configuration.scope == "(cell):stCell:(node):sipNode"


DYNAMIC = (
    '<dynamicSSLConfigSelections xmi:id="D_1" name="oldLdap" dynamicSelectionInfo="HTTP,x,1|LDAP,ldap1.acme.com,636" '
    'sslConfig="SSLConfig_2" certificateAlias="old" managementScope="ManagementScope_1"/>\n'
    '<dynamicSSLConfigSelections xmi:id="D_2" name="any" dynamicSelectionInfo="*,legacy,*" '
    'sslConfig="SSLConfig_2" managementScope="ManagementScope_3"/>\n'
)


@pytest.mark.parametrize(
    ("target", "node", "how"),
    [
        (Target("LDAP", "LDAP1.acme.com", 636), "stpNode", "dynamic"),
        (Target("LDAP", "ldap1.acme.com", 389), "stpNode", "central:node"),
        (Target("IIOP", "legacy", 9100), "stpNode", "dynamic"),
        (Target("IIOP", "legacy", 9100), "sipNode", "central:cell"),
        (None, "stpNode", "central:node"),
    ],
)
def test_dynamic_selection_by_target(target: Target | None, node: str, how: str) -> None:
    security = security_of(more=DYNAMIC)
    assert effective(security, node=node, direction="outbound", target=target).how == how
    assert effective(security, node=node, direction="inbound", target=target).how != "dynamic"


def test_certificate_alias_of_a_dynamic_selection() -> None:
    security = security_of(more=DYNAMIC)
    found = effective(security, direction="outbound", target=Target("LDAP", "ldap1.acme.com", 636))
    assert (alias(found), found.certificate_alias) == (XDA, "old")


@pytest.mark.parametrize(
    ("scope", "how"),
    [
        ("(cell):stCell:(node):stpNode:(server):nodeagent:(endpoint):SOAP_CONNECTOR_ADDRESS", "central:endpoint"),
        ("(cell):stCell:(node):stpNode:(server):nodeagent", "central:server"),
        ("(cell):stCell:(cluster):meet", "central:cluster"),
        ("(cell):stCell:(cluster):other", "central:node"),
    ],
)
def test_the_most_specific_scope_wins(scope: str, how: str) -> None:
    more = both_ways(20, "x", 1, 20) + f'<managementScopes xmi:id="ManagementScope_20" scopeName="{scope}"/>\n'
    found = effective(security_of(more=more), endpoint="SOAP_CONNECTOR_ADDRESS", cluster="meet")
    assert found.how == how


def test_a_group_that_points_nowhere_or_to_another_node_gives_nothing() -> None:
    scope = (
        '<managementScopes xmi:id="ManagementScope_20" scopeName="(cell):stCell:(node):stpNode:(server):nodeagent"/>\n'
    )
    dangling = effective(security_of(more=both_ways(20, "x", 99, 20) + scope))
    assert dangling.configuration is None
    assert "SSLConfig_99, which does not exist" in dangling.explanation
    alien = effective(security_of(more=both_ways(20, "x", 4, 20) + scope))
    assert alien.configuration is None
    assert "cannot load" in alien.explanation


def test_without_groups_the_default_counts_and_the_key_alias_of_the_setting() -> None:
    found = effective(security_of(), node="n", server="s", direction="sideways")
    assert (alias(found), found.how, found.certificate_alias) == ("CellDefaultSSLSettings", "default", "default")
    assert effective(Security("security.xml")).configuration is None


def test_override_default_tls_in_the_arguments_of_the_server() -> None:
    documents = article_bundle(security_xml(cell="TLS"))
    path = "b/Dmgr01/config/cells/stCell/nodes/sipNode/servers/sipPR/server.xml"
    documents[path] = server_xml("sipPR", arguments="-Dcom.ibm.jsse2.overrideDefaultTLS=true")
    (cell,) = read_cells(documents).cells
    assert len(effective_versions(cell, "sipNode", "sipPR", "inbound", Era.E1).enabled.versions) == 3
    assert len(effective_versions(cell, "sipNode", "nodeagent", "inbound", Era.E1).enabled.versions) == 1


def test_a_strict_security_standard_overrules_the_label() -> None:
    security = read_cells({"security.xml": security_xml().replace(b'useFIPS" value="false"', b'useFIPS" value="true"')})
    (cell,) = security.cells
    loose = effective_versions(cell, "sipNode", "sipPR", "inbound", Era.E1)
    assert len(loose.enabled.versions) == 3
    assert "FIPS" in loose.enabled.uncertain[0]
    more = '<properties xmi:id="P" name="com.ibm.websphere.security.FIPSLevel" value="SP800-131"/>\n'
    data = security_xml(more=more).replace(b'useFIPS" value="false"', b'useFIPS" value="true"')
    (cell,) = read_cells({"security.xml": data}).cells
    assert effective_versions(cell, "sipNode", "sipPR", "inbound", Era.E1).enabled.versions == ONLY_12


def test_no_security_xml_is_said() -> None:
    (cell,) = read_cells({p: d for p, d in article_bundle().items() if not p.endswith("security.xml")}).cells
    found = effective_versions(cell, "stpNode", "nodeagent", "inbound", Era.E1)
    assert found.effective.configuration is None
    assert (found.enabled.versions, found.copy_used) == (frozenset(), "unknown")


def test_a_misspelt_label_is_reported_through() -> None:
    more = repertoire(30, "Custom", 1, "TLSV1.2")
    custom = security_of(more=more).find("Custom", "(cell):stCell")
    assert custom is not None
    enabled = versions_of(custom, security_of(more=more), Era.E1)
    assert enabled.problem is not None
    assert enabled.versions == frozenset()
