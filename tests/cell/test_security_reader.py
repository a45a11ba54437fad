"""security.xml: what is read, where it stands, and what is never kept."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from msgspec import Struct

from loganalyzer.cell import CellReading, Security, read_cells
from tests.cell.samples import PASSWORD, STP_SCOPE, XDA, article_bundle, security_xml, server_xml


def read(data: bytes) -> tuple[Security | None, list[str]]:
    reading = read_cells({"security.xml": data})
    security = reading.cells[0].security if reading.cells else None
    return security, [reason for _, reason in reading.problems]


def sure(data: bytes) -> Security:
    security, problems = read(data)
    assert security is not None
    assert problems == []
    return security


def test_the_sample_of_the_domain_reference() -> None:
    security = sure(security_xml())
    xda = security.find(XDA, "(cell):stCell")
    assert xda is not None
    assert (xda.protocol, xda.security_level, xda.client_authentication) == ("SSL_TLS", "HIGH", True)
    assert (xda.keystore, xda.truststore) == ("CellDefaultKeyStore", "CellDefaultTrustStore")
    assert security.default_ssl_settings == "SSLConfig_1"
    assert security.dynamic_update is True
    assert security.property("com.ibm.security.useFIPS") == "false"
    assert security.key_stores[0].location == "${CONFIG_ROOT}/cells/stCell/key.p12"


def test_node_default_settings_exist_once_per_node() -> None:
    security = sure(security_xml())
    assert [c.scope for c in security.find_all("NodeDefaultSSLSettings")] == [STP_SCOPE, "(cell):stCell:(node):sipNode"]
    strict = security.find("NodeDefaultSSLSettings", STP_SCOPE)
    assert strict is not None
    assert strict.protocol == "TLSv1.2"


def test_a_value_says_where_it_stands() -> None:
    data = security_xml()
    xda = sure(data).find(XDA, "(cell):stCell")
    assert xda is not None
    assert xda.place.path == "repertoire[@alias='XDADefaultSSLSettings']/setting/@sslProtocol"
    assert 'sslProtocol="SSL_TLS"' in data.decode().splitlines()[(xda.place.line or 0) - 1]


def test_lines_are_right_beyond_65535() -> None:
    filler = "".join(f'  <authDataEntries xmi:id="A_{n}"/>\n\n' for n in range(60_000)) + "<!-- <repertoire/>\n -->\n"
    data = security_xml().replace(b"  <repertoire", filler.encode() + b"  <repertoire", 1)
    for configuration in sure(data).ssl_configurations:
        line = data.decode().splitlines()[(configuration.place.line or 0) - 1]
        assert f'sslProtocol="{configuration.protocol}"' in line
        assert (configuration.place.line or 0) > 100_000


def test_a_missing_protocol_is_not_an_empty_one() -> None:
    xda = sure(security_xml(xda=None)).find(XDA, "(cell):stCell")
    assert xda is not None
    assert xda.protocol is None


def test_a_reference_to_a_store_that_is_gone_is_named() -> None:
    xda = sure(security_xml().replace(b'keyStore="KeyStore_1"', b'keyStore="KeyStore_77"')).find(XDA, "(cell):stCell")
    assert xda is not None
    assert (xda.keystore, xda.dangling) == (None, (("keyStore", "KeyStore_77"),))


def test_dynamic_selections() -> None:
    more = (
        '<dynamicSSLConfigSelections xmi:id="D_1" name="oldLdap" dynamicSelectionInfo="LDAP,ldap1,636" '
        'sslConfig="SSLConfig_2" certificateAlias="old" managementScope="ManagementScope_1"/>\n'
    )
    (selection,) = sure(security_xml(more=more)).dynamic_selections
    assert (selection.name, selection.info, selection.ssl_config) == ("oldLdap", "LDAP,ldap1,636", "SSLConfig_2")


def everything(value: object) -> str:
    """All that a value holds, with what its repr leaves out."""
    if isinstance(value, Struct):
        return everything([getattr(value, name) for name in value.__struct_fields__])
    if isinstance(value, Mapping):
        return everything([*value, *value.values()])
    return "\n".join(map(everything, value)) if isinstance(value, tuple | list) else repr(value)


def test_no_password_is_kept_anywhere() -> None:
    documents = article_bundle() | {
        "b/Dmgr01/config/cells/stCell/nodes/sipNode/servers/sipPR/server.xml": server_xml(
            "sipPR", arguments="-Xmx1g -Djavax.net.ssl.keyStorePassword=s3cret-plain -Dk={xor}s3cret-x"
        ),
        "b/Dmgr01/properties/ssl.client.props": (
            b"com.ibm.ssl.alias=A\ncom.ibm.ssl.keyStorePassword=s3cret-plain\ncom.ibm.SSL.PASSWORD=s3cret-plain\n"
            b"harmless={xor}s3cret-x\ncom.ibm.ssl.protocol=SSL_TLSv2\n"
        ),
    }
    reading: CellReading = read_cells(documents)
    text = everything(reading)
    assert "SSL_TLSv2" in text
    assert "-Xmx1g" in text
    assert "com.acme.mode=prod" in text
    for secret in (PASSWORD, "s3cret-plain", "s3cret-x"):
        assert secret not in text


BOMB = b"""<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><s>&d;&d;&d;</s>"""
EXTERNAL = b'<?xml version="1.0"?>\n<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><s>&x;</s>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "declares a document type"),
        (EXTERNAL, "declares a document type"),
        (BOMB.decode().encode("utf-16"), "declares a document type"),
        (b'<!DOCTYPE s SYSTEM "http://x.invalid/s.dtd"><s/>', "declares a document type"),
        (b"<s>&x;</s>", "entities"),
        (b"", "not an XML document"),
        (b"\x00\xff\xfe\x01 not xml", "not an XML document"),
        (b"<server description='Liberty'/>", "its root is <server>"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "unknown encoding"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "unknown encoding"),
        (b"<?xml version='1.0' encoding='bz2'?><a/>", "unknown encoding"),
        (b"<a>" * 100_000, "its root is <a>"),
    ],
)
def test_hostile_documents_become_problems(data: bytes, reason: str) -> None:
    security, problems = read(data)
    assert security is None
    assert reason in problems[-1]
    assert "root:" not in repr(problems)


def test_unclosed_comments_take_no_quadratic_time() -> None:
    started = time.monotonic()
    read(b"<a>" + b"<!--" * 500_000 + b"<![CDATA[" * 100_000)
    assert time.monotonic() - started < 5


def test_a_bad_document_does_not_cost_the_others() -> None:
    bundle = article_bundle() | {"b/hostSTPPNProfile1/config/cells/stCell/security.xml": BOMB}
    reading = read_cells(bundle)
    assert reading.cells[0].security is not None
    assert [path for path, _ in reading.problems] == ["b/hostSTPPNProfile1/config/cells/stCell/security.xml"]


def test_a_truncated_file_is_used_up_to_the_cut() -> None:
    data = security_xml()
    cut = data.index(b'sslProtocol="TLSv1.2"') + len(b'sslProtocol="TLS')
    security, problems = read(data[:cut])
    assert security is not None
    assert [c.alias for c in security.ssl_configurations] == ["CellDefaultSSLSettings", XDA]
    lines = data[:cut].count(b"\n")
    assert problems == [f"truncated: read up to line {lines}"]


def test_every_truncation_gives_whole_configurations_or_none() -> None:
    data = security_xml()
    for cut in range(0, len(data) - 1, 97):
        security, problems = read(data[:cut])
        assert problems, cut
        for configuration in security.ssl_configurations if security else ():
            assert configuration.protocol in {"SSL_TLSv2", "SSL_TLS", "TLSv1.2"}, cut


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1252", "utf-8-sig"])
def test_encodings_of_the_declaration(encoding: str) -> None:
    text = (
        security_xml()
        .decode()
        .replace("UTF-8", encoding.removesuffix("-sig"))
        .replace("wildcard_acme", "wildcard_müller")
    )
    aliases = {g.certificate_alias for g in sure(text.encode(encoding)).groups}
    assert "wildcard_müller" in aliases


def test_bytes_outside_the_declared_encoding_are_a_remark() -> None:
    security, problems = read(security_xml().replace(b"wildcard_acme", b"wildcard_m\xfcller"))
    assert security is not None
    assert "not utf-8" in problems[0]


def test_pasted_excerpts_without_namespaces_are_read() -> None:
    data = security_xml().replace(b'xmlns:xmi="http://www.omg.org/XMI" ', b"")
    assert sure(data).by_id("SSLConfig_2") is not None
