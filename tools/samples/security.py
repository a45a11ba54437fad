"""security.xml as a document: the plan of ssl_plan.py, its key stores and scopes, linked by xmi:id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from tools.samples.model import Cell
from tools.samples.options import Options
from tools.samples.ssl_plan import Group, SslConfig, configs_of, groups_of, scope_of

_ROOT = (
    '<security:Security xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"'
    ' xmlns:orb.securityprotocol="http://www.ibm.com/websphere/appserver/schemas/5.0/orb.securityprotocol.xmi"'
    ' xmlns:security="http://www.ibm.com/websphere/appserver/schemas/5.0/security.xmi" xmi:id="Security_1"'
    ' useLocalSecurityServer="true" useDomainQualifiedUserNames="false" enabled="true" cacheTimeout="600"'
    ' issuePermissionWarning="true" activeProtocol="BOTH" enforceJava2Security="false"'
    ' enforceFineGrainedJCASecurity="false" appEnabled="false" dynamicallyUpdateSSLConfig="true"'
    ' allowBasicAuth="true" activeAuthMechanism="LTPA_1" activeUserRegistry="WIMUserRegistry_1"'
    ' defaultSSLSettings="SSLConfig_1" adminPreferredAuthMech="RSAToken_1">'
)


def security_xml(cell: Cell, options: Options) -> str:
    """The whole document, with the SSL configurations and groups that the options describe."""
    return document(cell, configs_of(cell, options), groups_of(cell, options), options)


def document(cell: Cell, configs: list[SslConfig], groups: list[Group], options: Options) -> str:
    """The whole document of any cell, with these SSL configurations and groups."""
    scopes = list(dict.fromkeys([c.scope for c in configs] + [g.scope for g in groups]))
    stores = list(dict.fromkeys(c.store for c in configs))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', _ROOT]
    for number, config in enumerate(configs, 1):
        lines += _repertoire(number, config, scopes, stores)
    for number, store in enumerate(stores, 1):
        lines.append(_key_store(number, store, cell.name, scopes))
    lines.append(_trust_store(len(stores) + 1, cell.name))
    lines += _managers()
    lines += _group_lines(groups, configs, scopes)
    lines += [_scope_line(number, scope) for number, scope in enumerate(scopes, 1)]
    lines += _tail(options)
    return "\n".join([*lines, "</security:Security>", ""])


def _element(name: str, attributes: Mapping[str, object], *, close: bool = True) -> str:
    text = " ".join(f"{key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"  <{name} {text}{'/>' if close else '>'}"


def _repertoire(number: int, config: SslConfig, scopes: list[str], stores: list[str]) -> list[str]:
    head = {
        "xmi:id": f"SSLConfig_{number}",
        "alias": config.alias,
        "type": "JSSE",
        "managementScope": f"ManagementScope_{scopes.index(config.scope) + 1}",
    }
    setting = {
        "xmi:id": f"SecureSocketLayer_{number}",
        "clientAuthentication": str(config.client_authentication).lower(),
        "clientAuthenticationSupported": str(config.client_authentication).lower(),
        "securityLevel": "HIGH",
        "enabledCiphers": "",
        "jsseProvider": "IBMJSSE2",
        "sslProtocol": config.protocol,
        "keyStore": f"KeyStore_{stores.index(config.store) + 1}",
        "trustStore": f"KeyStore_{len(stores) + 1}",
        "trustManager": "TrustManager_1",
        "keyManager": "KeyManager_1",
    }
    marker = {"xmi:id": f"Property_{number}", "name": "com.ibm.ssl.changed", "value": 0}
    inner = [_element("setting", setting, close=False), "  " + _element("properties", marker), "  </setting>"]
    return [_element("repertoire", head, close=False), *("  " + line for line in inner), "  </repertoire>"]


def _key_store(number: int, owner: str, cell: str, scopes: list[str]) -> str:
    cell_wide = owner == cell
    folder = f"cells/{cell}" if cell_wide else f"cells/{cell}/nodes/{owner}"
    scope = scope_of(cell) if cell_wide else scope_of(cell, owner)
    name = "CellDefaultKeyStore" if cell_wide else "NodeDefaultKeyStore"
    return _store(number, name, f"{folder}/key.p12", owner, scopes.index(scope) + 1)


def _trust_store(number: int, cell: str) -> str:
    return _store(number, "CellDefaultTrustStore", f"cells/{cell}/trust.p12", cell, 1)


def _store(number: int, name: str, path: str, owner: str, scope: int) -> str:
    attributes = {
        "xmi:id": f"KeyStore_{number}",
        "name": name,
        "password": "{xor}CDo9Hgw=",
        "provider": "IBMJCE",
        "location": "${CONFIG_ROOT}/" + path,
        "type": "PKCS12",
        "fileBased": "true",
        "hostList": "",
        "description": f"Default store for {owner}",
        "usage": "SSLKeys",
        "managementScope": f"ManagementScope_{scope}",
    }
    return _element("keyStores", attributes)


def _managers() -> Iterable[str]:
    common = {"provider": "IBMJSSE2", "managementScope": "ManagementScope_1"}
    yield _element("trustManagers", {"xmi:id": "TrustManager_1", "name": "IbmPKIX", "algorithm": "IbmPKIX", **common})
    yield _element("keyManagers", {"xmi:id": "KeyManager_1", "name": "IbmX509", "algorithm": "IbmX509", **common})


def _group_lines(groups: list[Group], configs: list[SslConfig], scopes: list[str]) -> Iterable[str]:
    ids = {(c.alias, c.scope): f"SSLConfig_{n}" for n, c in enumerate(configs, 1)}
    pairs = [(group, direction) for group in groups for direction in group.directions]
    for number, (group, direction) in enumerate(pairs, 1):
        attributes = {
            "xmi:id": f"SSLConfigGroup_{number}",
            "name": group.name,
            "direction": direction,
            "certificateAlias": group.certificate,
            "sslConfig": ids[group.config],
            "managementScope": f"ManagementScope_{scopes.index(group.scope) + 1}",
        }
        yield _element("sslConfigGroups", attributes)


def _scope_line(number: int, scope: str) -> str:
    kind = "server" if "(server)" in scope else "node" if "(node)" in scope else "cell"
    attributes = {"xmi:id": f"ManagementScope_{number}", "scopeName": scope, "scopeType": kind}
    return _element("managementScopes", attributes)


def _tail(options: Options) -> Iterable[str]:
    monitor = {
        "xmi:id": "WSCertificateExpirationMonitor_1",
        "name": "Certificate Expiration Monitor",
        "daysBeforeNotification": 60,
        "isEnabled": "true",
        "autoReplace": "true",
        "deleteOld": "true",
        "wsNotification": "WSNotification_1",
        "wsSchedule": "WSSchedule_1",
    }
    yield _element("wsCertificateExpirationMonitor", monitor)
    properties = {"com.ibm.security.useFIPS": "false", **options.security_properties}
    for number, (name, value) in enumerate(properties.items(), 101):
        yield _element("properties", {"xmi:id": f"Property_{number}", "name": name, "value": value})
