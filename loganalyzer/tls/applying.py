"""A cell after planned changes: saved in the master, synchronised to every node, every process restarted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from loganalyzer.cell import (
    Cell,
    ClientProps,
    ClientPropsBlock,
    ConfigCopy,
    Place,
    Security,
    ServerXml,
    SslConfigGroup,
    SslConfiguration,
)
from loganalyzer.tls.changes import Change
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import CLIENT_PROTOCOL


def after(cell: Cell, levels: Levels, changes: Sequence[Change]) -> tuple[Cell, Levels]:
    """The cell and its levels with the changes made.

    A node whose Java is replaced loses the java.security that came with the bundle: the new one ships its own.
    """
    security = cell.security
    if security is None:
        return cell, levels
    for change in changes:
        security = _in_security(security, change)
    props = {c.target: c.after for c in changes if c.what == "client-props"}
    java = {c.target: c.after for c in changes if c.what == "java"}
    references = {(c.target, c.attribute): c.after for c in changes if c.what == "reference"}
    copies = tuple(_in_copy(copy, security, props, java, references) for copy in cell.copies)
    return replace(cell, copies=copies), replace(levels, forced={**levels.forced, **java})


def _in_copy(
    copy: ConfigCopy,
    security: Security,
    props: Mapping[str, str],
    java: Mapping[str, str],
    references: Mapping[tuple[str, str], str],
) -> ConfigCopy:
    """Synchronisation gives every copy the master's document; ssl.client.props is edited where it stands."""
    label = props.get(copy.node or "")
    edited = tuple(_with_label(p, label) for p in copy.client_props) if label else copy.client_props
    return replace(
        copy,
        security=security if copy.security else None,
        client_props=edited,
        java_security=() if copy.node in java else copy.java_security,
        servers={key: _with_references(xml, references) for key, xml in copy.servers.items()},
    )


def _with_references(xml: ServerXml, changed: Mapping[tuple[str, str], str]) -> ServerXml:
    """The direct references as changed; an empty alias leaves none."""
    process = f"{xml.node}/{xml.server}"
    pairs = ((r, changed.get((process, r.name), r.alias)) for r in xml.direct_references)
    return replace(xml, direct_references=tuple(replace(r, alias=alias) for r, alias in pairs if alias))


def _with_label(props: ClientProps, label: str) -> ClientProps:
    if not props.file.endswith("ssl.client.props"):
        return props
    blocks = tuple(_block_with(b, label) for b in props.blocks)
    return replace(props, blocks=blocks)


def _block_with(block: ClientPropsBlock, label: str) -> ClientPropsBlock:
    if CLIENT_PROTOCOL not in block.values:
        return block
    line = block.values[CLIENT_PROTOCOL][1]
    return replace(block, values={**block.values, CLIENT_PROTOCOL: (label, line)})


def _in_security(security: Security, change: Change) -> Security:
    key = (change.scope, change.target)
    if change.what == "attribute":
        configurations = tuple(
            _with_value(c, change.attribute, change.after) if (c.scope, c.alias) == key else c
            for c in security.ssl_configurations
        )
        return replace(security, ssl_configurations=configurations)
    if change.what == "group" and change.configuration is not None:
        return replace(security, groups=_with_group(security.groups, change, change.configuration))
    if change.what == "certificate":
        groups = (
            replace(g, certificate_alias=change.after or None) if (g.scope, g.direction) == key else g
            for g in security.groups
        )
        return replace(security, groups=tuple(groups))
    return security


def _with_value(found: SslConfiguration, attribute: str, value: str) -> SslConfiguration:
    fields: dict[str, Any] = {
        "sslProtocol": {"protocol": value},
        "clientAuthentication": {"client_authentication": value == "true"},
        "clientAuthenticationSupported": {"client_authentication_supported": value == "true"},
        "securityLevel": {"security_level": value},
        "enabledCiphers": {"enabled_ciphers": tuple(value.split())},
        "serverKeyAlias": {"server_key_alias": value or None},
        "clientKeyAlias": {"client_key_alias": value or None},
    }
    return replace(found, **fields[attribute])


def _with_group(
    groups: tuple[SslConfigGroup, ...], change: Change, wanted: SslConfiguration
) -> tuple[SslConfigGroup, ...]:
    key = (change.scope, change.target)
    if not change.is_new:
        return tuple(replace(g, ssl_config=wanted.id) if (g.scope, g.direction) == key else g for g in groups)
    name = change.scope.rpartition("):")[2]
    place = Place(wanted.place.file, None, f"sslConfigGroups[@name='{name}'] (to be created)")
    return (*groups, SslConfigGroup(name, change.target, wanted.id, change.certificate_alias, change.scope, place))
