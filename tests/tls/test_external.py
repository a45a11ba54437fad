"""What leaves the cell: directories of the user registry, targets of dynamic selections; and what CSIv2 names itself."""

from __future__ import annotations

import pytest

from loganalyzer.tls import Channel, Levels, channels
from tests.tls.cells import ROOT, big_cell, cell_from

OLD, NEW = Levels(only_java="8.0.3.0"), Levels(only_java="8.0.6.30")
SECURITY = f"{ROOT}/security.xml"
WIM = f"{ROOT}/wim/config/wimconfig.xml"
REGISTRY = (
    '<userRegistries xmi:type="security:LDAPUserRegistry" xmi:id="Ldap_1" sslEnabled="{ssl}" sslConfig="{alias}" '
    'serverPassword="{{xor}}CDo9Hgw="><hosts xmi:id="H" host="ldap.acme.example" port="636"/></userRegistries>\n'
)
FEDERATED = (
    '<sdo:datagraph xmlns:sdo="commonj.sdo" xmlns:config="http://www.ibm.com/websphere/wim/config">'
    '<config:configurationProvider><config:repositories id="ldap1"><config:ldapServerConfiguration sslConfiguration="">'
    '<config:ldapServers sslEnabled="true" bindPassword="{xor}CDo9Hgw="><config:connections host="ldap.acme.example" port="636"/>'
    '</config:ldapServers><config:ldapServers sslEnabled="false"><config:connections host="plain.acme.example" port="389"/>'
    "</config:ldapServers></config:ldapServerConfiguration></config:repositories></config:configurationProvider></sdo:datagraph>"
)


def with_security(*pieces: str, active: str = "Ldap_1", cell_label: str = "SSL_TLSv2") -> dict[str, bytes]:
    documents = big_cell(1, 1)
    text = documents[SECURITY].decode().replace('enabled="true"', f'enabled="true" activeUserRegistry="{active}"')
    text = text.replace('alias="CellDefaultSSLSettings"', 'alias="CellDefaultSSLSettings" ').replace(
        'sslProtocol="SSL_TLSv2"', f'sslProtocol="{cell_label}"', 1
    )
    documents[SECURITY] = text.replace("</security:Security>", "".join(pieces) + "</security:Security>").encode()
    return documents


def of(documents: dict[str, bytes], kind: str, levels: Levels = OLD) -> dict[str, Channel]:
    return {c.initiator.name: c for c in channels(cell_from(documents), levels) if c.kind.id == kind}


def test_a_stand_alone_registry_over_tls_is_a_channel_of_the_manager_and_the_servers() -> None:
    found = of(with_security(REGISTRY.format(ssl="true", alias="")), "ldap")
    assert set(found) == {"man/dmgr", "node00/server00_00"}
    one = found["man/dmgr"]
    assert (one.listener.name, one.port, one.verdict) == ("ldap.acme.example:636", 636, "open")
    assert one.predicted() == "offers TLSv1, TLSv1.1, TLSv1.2 (assumed client)"


@pytest.mark.parametrize(("ssl", "active"), [("false", "Ldap_1"), ("true", "WIMUserRegistry_1")])
def test_one_that_is_plain_or_not_active_is_none(ssl: str, active: str) -> None:
    assert of(with_security(REGISTRY.format(ssl=ssl, alias=""), active=active), "ldap") == {}


def test_the_alias_that_the_registry_names_counts() -> None:
    found = of(with_security(REGISTRY.format(ssl="true", alias="XDADefaultSSLSettings")), "ldap")
    assert found["man/dmgr"].predicted() == "offers TLSv1 (assumed client)"
    assert found["man/dmgr"].initiator.how == "direct"


def test_with_a_java_that_leaves_nothing_it_fails_before_the_first_packet() -> None:
    found = of(with_security(REGISTRY.format(ssl="true", alias="XDADefaultSSLSettings")), "ldap", NEW)["man/dmgr"]
    assert found.verdict == "fails"
    assert found.wording is not None
    assert (found.wording.server_logs, found.wording.client_logs is None) == (None, False)


def test_a_listener_without_a_version_refuses_clients_from_outside() -> None:
    found = [c for c in channels(cell_from(with_security(cell_label="SSL_TLS")), NEW) if c.kind.id == "clients"]
    admin = next(c for c in found if c.listener.name == "man/dmgr")
    assert admin.verdict == "fails"
    assert admin.wording is not None
    assert admin.wording.client_logs is None


def test_federated_repositories_are_read_without_their_passwords() -> None:
    documents = {**with_security(active="WIMUserRegistry_1"), WIM: FEDERATED.encode()}
    assert {c.listener.name for c in of(documents, "ldap").values()} == {"ldap.acme.example:636"}
    assert "CDo9Hgw" not in repr(cell_from(documents))


def selection(info: str, config: int = 2, scope: int = 1) -> str:
    return (
        f'<dynamicSSLConfigSelections xmi:id="D" name="old" dynamicSelectionInfo="{info}" sslConfig="SSLConfig_{config}" '
        f'managementScope="ManagementScope_{scope}"/>\n'
    )


def test_a_dynamic_selection_with_a_host_outside_is_a_channel_of_whoever_loads_it() -> None:
    found = of(with_security(selection("HTTP,pay.acme.example,8443|*,*,*")), "external")
    assert set(found) == {"man/dmgr", "node00/proxy00", "node00/server00_00"}
    assert found["man/dmgr"].predicted() == "offers TLSv1 (assumed client)"
    assert found["man/dmgr"].initiator.how == "dynamic"
    own = of(with_security(selection("HTTP,pay.acme.example,8443", scope=10)), "external")
    assert set(own) == {"node00/proxy00", "node00/server00_00"}


def test_one_that_names_a_port_of_the_cell_is_not() -> None:
    assert of(with_security(selection("ADMIN_SOAP,man.acme.example,8700")), "external") == {}


def test_one_for_the_directory_decides_the_directorys_channel() -> None:
    pieces = (REGISTRY.format(ssl="true", alias=""), selection("LDAP,ldap.acme.example,636"))
    found = of(with_security(*pieces), "ldap")
    assert found["man/dmgr"].predicted() == "offers TLSv1 (assumed client)"
    assert of(with_security(*pieces), "external") == {}


def test_what_csiv2_names_counts_for_rmi_and_for_its_ports() -> None:
    csi = (
        '<CSI xmi:id="I"><claims xmi:id="C"><layers xmi:type="orb.securityprotocol:TransportLayer">'
        '<serverAuthentication xmi:id="A" sslConfig="XDADefaultSSLSettings"/></layers></claims></CSI>\n'
    )
    found = {c.initiator.name: c for c in channels(cell_from(with_security(csi)), OLD) if c.kind.id == "rmi"}
    assert found["man/dmgr"].listener.alias == "XDADefaultSSLSettings"
    assert found["man/dmgr"].predicted() == "ok: TLSv1"
    assert found["man/dmgr"].initiator.alias == "CellDefaultSSLSettings"
    soap = next(c for c in channels(cell_from(with_security(csi)), OLD) if c.kind.id == "soap")
    assert soap.listener.alias != "XDADefaultSSLSettings"
