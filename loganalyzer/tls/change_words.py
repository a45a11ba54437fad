"""Planned changes as text: ``ALIAS[@SCOPE].sslProtocol=LABEL`` and its relatives -> values.

Words: ``ALIAS[@SCOPE].ATTRIBUTE=VALUE``, ``inbound@SCOPE=ALIAS[@SCOPE]``, ``inbound@SCOPE.certificateAlias=NAME`` (both
also ``outbound``), ``reference@NODE/SERVER[/CHANNEL]=[ALIAS]``, ``ssl.client.props@NODE=LABEL``, ``java@NODE=8.0.6.30``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from loganalyzer.cell import Cell, ClientProps, Place, Security, SslConfigGroup, scope_name, scope_parts
from loganalyzer.errors import UsageError
from loganalyzer.tls.applying import after
from loganalyzer.tls.changes import Change
from loganalyzer.tls.ciphers import suite
from loganalyzer.tls.effective import Direction
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.naming import configuration_named, nodes_named, process_named, scope_named
from loganalyzer.tls.parties import CLIENT_PROTOCOL, Book, default_block

ATTRIBUTES: Final = ("sslProtocol", "clientAuthentication", "clientAuthenticationSupported", "securityLevel",
                     "enabledCiphers", "serverKeyAlias", "clientKeyAlias")  # fmt: skip
_CERTIFICATE: Final = ".certificateAlias"
_VALUES: Final = {
    "clientAuthentication": ("true", "false"),
    "clientAuthenticationSupported": ("true", "false"),
    "securityLevel": ("HIGH", "MEDIUM", "LOW", "CUSTOM"),
}
_GRAMMAR: Final = (
    f"write ALIAS[@SCOPE].ATTRIBUTE=VALUE with one of {', '.join(ATTRIBUTES)}; inbound@SCOPE=ALIAS[@SCOPE], "
    "inbound@SCOPE.certificateAlias=NAME (or outbound), reference@NODE/SERVER=[ALIAS], ssl.client.props@NODE=LABEL or "
    "java@NODE=LEVEL"
)


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
        parsed = _parse(cell, security, levels, left.strip(), value.strip(), word)
        # A later word may build on an earlier one: a new assignment, then its certificate.
        cell, _ = after(cell, levels, parsed)
        security = cell.security or security
        found += parsed
    return tuple(found)


def _parse(cell: Cell, security: Security, levels: Levels, left: str, value: str, word: str) -> Sequence[Change]:
    head, _, rest = left.partition("@")
    if head in {"inbound", "outbound"}:
        direction: Direction = "inbound" if head == "inbound" else "outbound"
        if rest.endswith(_CERTIFICATE):
            return [_certificate(cell, security, direction, rest.removesuffix(_CERTIFICATE), value)]
        return [_group(cell, security, levels, direction, rest, value)]
    if head == "reference":
        return tuple(_references(cell, security, rest, value))
    if head == "ssl.client.props":
        return [_client_props(cell, node, value) for node in _with_props(cell, rest)]
    if head == "java":
        eras = ((n, levels.era(cell, n, "nodeagent").why) for n in nodes_named(cell, rest))
        return [Change("java", n, n, "java", why, value) for n, why in eras]
    name, dot, attribute = left.rpartition(".")
    if not dot or attribute not in ATTRIBUTES:
        raise UsageError(f"--set {word}: {_GRAMMAR}")
    return [_attribute(security, name, attribute, value)]


def _attribute(security: Security, name: str, attribute: str, value: str) -> Change:
    found = configuration_named(security, name)
    before = {
        "sslProtocol": found.protocol,
        "clientAuthentication": str(bool(found.client_authentication)).lower(),
        "clientAuthenticationSupported": str(bool(found.client_authentication_supported)).lower(),
        "securityLevel": found.security_level,
        "enabledCiphers": " ".join(found.enabled_ciphers) or None,
        "serverKeyAlias": found.server_key_alias,
        "clientKeyAlias": found.client_key_alias,
    }[attribute]
    allowed = _VALUES.get(attribute, (value,))
    if value not in allowed:
        raise UsageError(f"{attribute}={value}: write {', '.join(allowed[:-1])} or {allowed[-1]}")
    if attribute == "enabledCiphers":
        value = " ".join(value.replace(",", " ").split())
        strange = [word for word in value.split() if suite(word) is None]
        if strange:
            raise UsageError(f"enabledCiphers: {strange[0]!r} is no cipher suite; separate names by blanks")
    return Change("attribute", found.alias, found.scope, attribute, before, value, found.place, found)


def _group(cell: Cell, security: Security, levels: Levels, direction: Direction, scope: str, value: str) -> Change:
    name = scope_named(cell, security, scope)
    wanted = configuration_named(security, value)
    group = security.group(name, direction)
    current = security.by_id(group.ssl_config) if group else None
    before = f"{current.alias}@{current.scope}" if current else None
    name_after = f"{wanted.alias}@{wanted.scope}"
    place = group.place if group else None
    alias = group.certificate_alias if group else _alias_now(cell, levels, name, direction)
    return Change("group", direction, name, "sslConfig", before, name_after, place, wanted, group is None, alias)


def _alias_now(cell: Cell, levels: Levels, scope: str, direction: Direction) -> str | None:
    """The certificate alias that the processes of a scope have from elsewhere, if they agree on one."""
    book = Book(cell, levels)
    found = {book.process(n, s, direction).certificate_alias for n, s in processes_within(cell, scope)}
    return found.pop() if len(found) == 1 else None


def _certificate(cell: Cell, security: Security, direction: Direction, scope: str, value: str) -> Change:
    name = scope_named(cell, security, scope)
    group: SslConfigGroup | None = security.group(name, direction)
    if group is None:
        raise UsageError(
            f"{name} has no {direction} SSL configuration of its own: give it one first ({direction}@…=ALIAS)"
        )
    configuration = security.by_id(group.ssl_config)
    before = group.certificate_alias
    return Change("certificate", direction, name, "certificateAlias", before, value, group.place, configuration)


def _references(cell: Cell, security: Security, text: str, value: str) -> Iterator[Change]:
    """All direct references of a process, or those of one channel. An empty value hands it to central management."""
    node, server, channel = process_named(cell, text)
    xml = cell.server_xml(node, server)
    found = [r for r in (xml.direct_references if xml else ()) if channel in {"", r.name}]
    if not found:
        raise UsageError(
            f"{node}/{server} has no direct reference{f' {channel!r}' if channel else ''} in its server.xml"
        )
    wanted = configuration_named(security, value) if value else None
    scope = scope_name(cell=cell.name, node=node, server=server)
    for one in found:
        alias = wanted.alias if wanted else ""
        yield Change("reference", f"{node}/{server}", scope, one.name, one.alias, alias, one.place, wanted)


def processes_within(cell: Cell, scope: str) -> tuple[tuple[str, str], ...]:
    """(node, server) of every process that settings of a scope reach; the scope of a port counts as its server's."""
    wanted = {kind: name for kind, name in scope_parts(scope).items() if kind != "endpoint"}
    found = []
    for node in cell.nodes:
        index = cell.server_index(node)
        for entry in index.servers if index else ():
            xml = cell.server_xml(node, entry.name)
            mine = {"cell": cell.name, "node": node, "server": entry.name, "cluster": xml.cluster if xml else None}
            if all(mine.get(kind) == name for kind, name in wanted.items()):
                found.append((node, entry.name))
    return tuple(found)


def _with_props(cell: Cell, text: str) -> list[str]:
    nodes = nodes_named(cell, text)
    having = [n for n in nodes if client_props_of(cell, n) is not None]
    if not having:
        raise UsageError(f"no ssl.client.props of {text or 'any node'} in the bundle")
    return having


def client_props_of(cell: Cell, node: str) -> ClientProps | None:
    """``ssl.client.props`` of a node's profile."""
    copy = cell.copy_of(node)
    return next((p for p in copy.client_props if p.file.endswith("ssl.client.props")), None) if copy else None


def _client_props(cell: Cell, node: str, value: str) -> Change:
    props = client_props_of(cell, node)
    label, line = default_block(props) if props else (None, None)
    place = Place(props.file, line, CLIENT_PROTOCOL) if props else None
    return Change("client-props", node, node, CLIENT_PROTOCOL, label, value, place)
