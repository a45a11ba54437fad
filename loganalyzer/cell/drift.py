"""Where two copies of ``security.xml`` differ in what TLS does, setting by setting.

Ids, order, white space and ``com.ibm.ssl.changed`` differ between healthy copies and are not reported (domain
reference, section 1.10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from loganalyzer.cell.values import Place, Security, SslConfiguration

_Stated = Mapping[str, tuple[str | None, Place | None]]
_TLS_PROPERTIES = ("com.ibm.websphere.tls.", "com.ibm.websphere.certpath.", "com.ibm.websphere.security.suiteb",
                   "com.ibm.websphere.security.fipslevel", "com.ibm.security.usefips")  # fmt: skip


class Drift(Struct, frozen=True):
    """One setting that two copies state differently; None where a copy does not have it."""

    setting: str
    master_value: str | None
    copy_value: str | None
    master_place: Place | None
    copy_place: Place | None


def security_drift(master: Security, copy: Security) -> tuple[Drift, ...]:
    """All settings of TLS that differ between the master's and a node's copy, sorted by their name.

    Settings are called ``ALIAS@SCOPE.sslProtocol`` and ``group SCOPE inbound.sslConfig``.
    """
    left, right = dict(_settings(master)), dict(_settings(copy))
    differing = (name for name in sorted({*left, *right}) if _value(left, name) != _value(right, name))
    return tuple(
        Drift(name, _value(left, name), _value(right, name), _place(left, name), _place(right, name))
        for name in differing
    )


def _value(stated: _Stated, name: str) -> str | None:
    return stated[name][0] if name in stated else None


def _place(stated: _Stated, name: str) -> Place | None:
    return stated[name][1] if name in stated else None


def _settings(security: Security) -> Iterator[tuple[str, tuple[str | None, Place | None]]]:
    for configuration in security.ssl_configurations:
        key = _name(configuration)
        for attribute, value in _attributes(configuration).items():
            yield f"{key}.{attribute}", (value, configuration.place)
    for group in security.groups:
        key = f"group {group.scope} {group.direction}"
        target = security.by_id(group.ssl_config)
        yield f"{key}.sslConfig", (_name(target) if target else group.ssl_config, group.place)
        yield f"{key}.certificateAlias", (group.certificate_alias, group.place)
    for name, (value, place) in security.properties.items():
        if name.lower().startswith(_TLS_PROPERTIES):
            yield f"property {name}", (_folded(value), place)


def _name(configuration: SslConfiguration) -> str:
    return f"{configuration.alias}@{configuration.scope}"


def _attributes(configuration: SslConfiguration) -> dict[str, str | None]:
    """Values in a form in which equal meaning is equal text. Ciphers only count at level CUSTOM."""
    level = _folded(configuration.security_level or "").upper() or None
    ciphers = configuration.enabled_ciphers if level == "CUSTOM" else ()
    return {
        "sslProtocol": ",".join(sorted(_folded(p) for p in (configuration.protocol or "").split(","))) or None,
        "securityLevel": level,
        "enabledCiphers": " ".join(sorted(ciphers)) or None,
        "clientAuthentication": str(bool(configuration.client_authentication)).lower(),
        "keyStore": configuration.keystore,
        "trustStore": configuration.truststore,
    }


def _folded(text: str) -> str:
    return " ".join(text.split())
