"""Master against node copy: what counts as a difference."""

from __future__ import annotations

from loganalyzer.cell import Security, read_cells, security_drift
from tests.cell.samples import STP_SCOPE, XDA, security_xml


def security(data: bytes) -> Security:
    found = read_cells({"security.xml": data}).cells[0].security
    assert found is not None
    return found


def settings(master: bytes, copy: bytes) -> dict[str, tuple[str | None, str | None]]:
    return {d.setting: (d.master_value, d.copy_value) for d in security_drift(security(master), security(copy))}


def test_equal_copies_do_not_drift() -> None:
    assert settings(security_xml(), security_xml()) == {}


def test_ids_order_white_space_and_the_changed_marker_are_benign() -> None:
    other = (
        security_xml()
        .replace(b'"SSLConfig_', b'"SSLConfig_node_')
        .replace(b'.changed" value="0"', b'.changed" value="1"')
    )
    lines = other.decode().splitlines(keepends=True)
    groups = [line for line in lines if "<sslConfigGroups" in line]
    shuffled = [line for line in lines if line not in groups][:-1] + groups[::-1] + ["\n\n", lines[-1]]
    assert settings(security_xml(), "".join(shuffled).encode()) == {}


def test_a_node_that_missed_the_change() -> None:
    drift = settings(security_xml(xda="SSL_TLSv2"), security_xml(xda="SSL_TLS", node_group=False))
    assert drift == {
        f"{XDA}@(cell):stCell.sslProtocol": ("SSL_TLSv2", "SSL_TLS"),
        f"group {STP_SCOPE} inbound.sslConfig": (f"NodeDefaultSSLSettings@{STP_SCOPE}", None),
        f"group {STP_SCOPE} inbound.certificateAlias": ("default", None),
        f"group {STP_SCOPE} outbound.sslConfig": (f"NodeDefaultSSLSettings@{STP_SCOPE}", None),
        f"group {STP_SCOPE} outbound.certificateAlias": ("default", None),
    }


def test_both_places_are_cited() -> None:
    master = security_xml(xda="SSL_TLSv2")
    (drift,) = security_drift(security(master), security(security_xml()))
    assert drift.master_place is not None
    assert drift.copy_place is not None
    assert drift.master_place.path == drift.copy_place.path


def test_ciphers_count_at_level_custom_only() -> None:
    listed = security_xml().replace(b'enabledCiphers=""', b'enabledCiphers="A B"', 1)
    assert settings(security_xml(), listed) == {}
    custom = listed.replace(b'"HIGH"', b'"CUSTOM"', 1)
    assert settings(custom, custom.replace(b'"A B"', b'"B  A"')) == {}
    key = "CellDefaultSSLSettings@(cell):stCell.enabledCiphers"
    assert settings(custom, custom.replace(b'"A B"', b'"A"')) == {key: ("A B", "A")}


def test_the_property_that_overrules_java_security_counts() -> None:
    more = '<properties xmi:id="P_7" name="com.ibm.websphere.tls.disabledAlgorithms" value="none"/>\n'
    drift = settings(security_xml(more=more), security_xml())
    assert drift == {"property com.ibm.websphere.tls.disabledAlgorithms": ("none", None)}
