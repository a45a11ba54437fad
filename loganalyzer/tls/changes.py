"""Changes that somebody plans, as text and as values, and a cell after them: saved in the master, synchronised, restarted.

Words: ``ALIAS[@SCOPE].sslProtocol=LABEL`` (also clientAuthentication, securityLevel, enabledCiphers),
``inbound@SCOPE=ALIAS[@SCOPE]``, ``outbound@SCOPE=…``, ``ssl.client.props@NODE=LABEL``, ``java@NODE=8.0.6.30``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from loganalyzer.cell import (
    Cell,
    ClientProps,
    ClientPropsBlock,
    ConfigCopy,
    Place,
    Security,
    SslConfigGroup,
    SslConfiguration,
)
from loganalyzer.errors import UsageError
from loganalyzer.tls.effective import Direction
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.naming import configuration_named, nodes_named, scope_named
from loganalyzer.tls.parties import CLIENT_PROTOCOL, default_block

What = Literal["attribute", "group", "client-props", "java"]
ATTRIBUTES: Final = ("sslProtocol", "clientAuthentication", "securityLevel", "enabledCiphers")
_LEVELS: Final = ("HIGH", "MEDIUM", "LOW", "CUSTOM")
_GRAMMAR: Final = (
    "write ALIAS[@SCOPE].sslProtocol=LABEL, inbound@SCOPE=ALIAS[@SCOPE], ssl.client.props@NODE=LABEL or java@NODE=LEVEL"
)


@dataclass(frozen=True, slots=True)
class Change:
    """One setting: what it is, where, from which value to which.

    ``target`` is the alias (attribute), the direction (group) or the node; ``scope`` the full scope name.
    ``configuration`` is the one that is changed or assigned. ``is_new`` marks a group that does not exist yet.
    """

    what: What
    target: str
    scope: str
    attribute: str
    before: str | None
    after: str
    place: Place | None = None
    configuration: SslConfiguration | None = None
    is_new: bool = False

    @property
    def is_effective(self) -> bool:
        return self.before != self.after

    def __str__(self) -> str:
        match self.what:
            case "attribute":
                name = f"{self.target}@{self.scope}.{self.attribute}"
            case "group":
                name = f"{self.target} SSL configuration of {self.scope}"
            case "client-props":
                name = f"{CLIENT_PROTOCOL} in ssl.client.props of {self.target}"
            case _:
                name = f"Java level of {self.target}"
        return f"{name}: {self.before or '(not set)'} -> {self.after}"


def parse_changes(cell: Cell, levels: Levels, words: Iterable[str]) -> tuple[Change, ...]:
    """The changes that ``words`` ask for in this cell. Raises UsageError with candidates for what is not there."""
    security = cell.security
    if security is None:
        raise UsageError(f"cell {cell.name}: copies of security.xml compete and none is the master's; send that one")
    found: list[Change] = []
    for word in words:
        left, equals, value = word.partition("=")
        if not equals or not left.strip():
            raise UsageError(f"--set {word}: {_GRAMMAR}")
        found += _parse(cell, security, levels, left.strip(), value.strip(), word)
    return tuple(found)


def _parse(cell: Cell, security: Security, levels: Levels, left: str, value: str, word: str) -> Sequence[Change]:
    head, _, rest = left.partition("@")
    if head in {"inbound", "outbound"}:
        return [_group(cell, security, "inbound" if head == "inbound" else "outbound", rest, value)]
    if head == "ssl.client.props":
        return [_client_props(cell, node, value) for node in _with_props(cell, rest)]
    if head == "java":
        return [
            Change("java", n, n, "java", levels.era(cell, n, "nodeagent").why, value) for n in nodes_named(cell, rest)
        ]
    name, dot, attribute = left.rpartition(".")
    if not dot or attribute not in ATTRIBUTES:
        raise UsageError(f"--set {word}: {_GRAMMAR}")
    return [_attribute(security, name, attribute, value)]


def _attribute(security: Security, name: str, attribute: str, value: str) -> Change:
    found = configuration_named(security, name)
    before = {
        "sslProtocol": found.protocol,
        "clientAuthentication": str(bool(found.client_authentication)).lower(),
        "securityLevel": found.security_level,
        "enabledCiphers": " ".join(found.enabled_ciphers) or None,
    }[attribute]
    if attribute == "clientAuthentication" and value not in {"true", "false"}:
        raise UsageError(f"clientAuthentication={value}: write true or false")
    if attribute == "securityLevel" and value not in _LEVELS:
        raise UsageError(f"securityLevel={value}: write one of {', '.join(_LEVELS)}")
    return Change("attribute", found.alias, found.scope, attribute, before, value, found.place, found)


def _group(cell: Cell, security: Security, direction: Direction, scope: str, value: str) -> Change:
    name = scope_named(cell, security, scope)
    wanted = configuration_named(security, value)
    group = security.group(name, direction)
    current = security.by_id(group.ssl_config) if group else None
    before = f"{current.alias}@{current.scope}" if current else None
    after = f"{wanted.alias}@{wanted.scope}"
    place = group.place if group else None
    return Change("group", direction, name, "sslConfig", before, after, place, wanted, group is None)


def _with_props(cell: Cell, text: str) -> list[str]:
    nodes = nodes_named(cell, text)
    having = [n for n in nodes if _props(cell, n) is not None]
    if not having:
        raise UsageError(f"no ssl.client.props of {text or 'any node'} in the bundle")
    return having


def _props(cell: Cell, node: str) -> ClientProps | None:
    copy = cell.copy_of(node)
    return next((p for p in copy.client_props if p.file.endswith("ssl.client.props")), None) if copy else None


def _client_props(cell: Cell, node: str, value: str) -> Change:
    props = _props(cell, node)
    label, line = default_block(props) if props else (None, None)
    place = Place(props.file, line, CLIENT_PROTOCOL) if props else None
    return Change("client-props", node, node, CLIENT_PROTOCOL, label, value, place)


def after(cell: Cell, levels: Levels, changes: Sequence[Change]) -> tuple[Cell, Levels]:
    """The cell and its levels with the changes made, every node synchronised and every process restarted."""
    security = cell.security
    if security is None:
        return cell, levels
    for change in changes:
        security = _in_security(security, change)
    props = {c.target: c.after for c in changes if c.what == "client-props"}
    java = {c.target: c.after for c in changes if c.what == "java"}
    copies = tuple(_in_copy(copy, security, props) for copy in cell.copies)
    return replace(cell, copies=copies), replace(levels, forced={**levels.forced, **java})


def _in_copy(copy: ConfigCopy, security: Security, props: Mapping[str, str]) -> ConfigCopy:
    """Synchronisation gives every copy the master's document; ssl.client.props is edited where it stands."""
    label = props.get(copy.node or "")
    edited = tuple(_with_label(p, label) for p in copy.client_props) if label else copy.client_props
    return replace(copy, security=security if copy.security else None, client_props=edited)


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
    if change.what == "attribute":
        configurations = tuple(
            _with_value(c, change.attribute, change.after) if (c.alias, c.scope) == (change.target, change.scope) else c
            for c in security.ssl_configurations
        )
        return replace(security, ssl_configurations=configurations)
    if change.what == "group" and change.configuration is not None:
        return replace(security, groups=_with_group(security.groups, change, change.configuration))
    return security


def _with_value(found: SslConfiguration, attribute: str, value: str) -> SslConfiguration:
    match attribute:
        case "sslProtocol":
            return replace(found, protocol=value)
        case "clientAuthentication":
            return replace(found, client_authentication=value == "true")
        case "securityLevel":
            return replace(found, security_level=value)
        case _:
            return replace(found, enabled_ciphers=tuple(value.split()))


def _with_group(
    groups: tuple[SslConfigGroup, ...], change: Change, wanted: SslConfiguration
) -> tuple[SslConfigGroup, ...]:
    key = (change.scope, change.target)
    if not change.is_new:
        return tuple(replace(g, ssl_config=wanted.id) if (g.scope, g.direction) == key else g for g in groups)
    name = change.scope.rpartition("):")[2]
    place = Place(wanted.place.file, None, f"sslConfigGroups[@name='{name}'] (to be created)")
    return (*groups, SslConfigGroup(name, change.target, wanted.id, None, change.scope, place))
