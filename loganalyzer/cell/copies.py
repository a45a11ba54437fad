"""The copies of a cell's configuration, and the cell as their sum.

The deployment manager holds the master tree; every node holds a subset that synchronisation refreshes. What is true for
a process is what *its* copy says, so copies stay apart and every lookup says whose word it returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from loganalyzer.cell.scopes import node_of
from loganalyzer.cell.topology import (
    ClientProps,
    CoreGroup,
    FederatedRepositories,
    JavaSecurity,
    NodeMetadata,
    ServerIndex,
    ServerXml,
)
from loganalyzer.cell.values import NO_ENTRIES, LdapServer, Security

UNKNOWN = "unknown"

_ROLES = {
    "DEPLOYMENT_MANAGER": "dmgr",
    "NODE_AGENT": "node agent",
    "APPLICATION_SERVER": "application server",
    "PROXY_SERVER": "proxy",
    "ONDEMAND_ROUTER": "proxy",
    "WEB_SERVER": "web server",
}
_ROLES_BY_NAME = {"dmgr": "dmgr", "nodeagent": "node agent"}


class Digest(Struct, frozen=True):
    """The SHA-256 of one document as it came in the bundle."""

    file: str
    digest: str


class ConfigCopy(Struct, frozen=True):
    """One profile's configuration as it came in the bundle.

    ``root`` is the profile root inside the bundle. ``holder`` is ``dmgr`` for the master, else the node's name, else
    ``unknown``; ``node`` is the node the copy belongs to, where that is known. ``java_security`` holds the files of the
    Java installations that this profile can run on: one is certain, several are candidates.
    ``digests`` are those of its documents, by their path in the repository (``cells/…``).
    """

    root: str
    cell: str | None
    holder: str = UNKNOWN
    is_master: bool = False
    node: str | None = None
    security: Security | None = None
    server_indexes: Mapping[str, ServerIndex] = NO_ENTRIES
    servers: Mapping[tuple[str, str], ServerXml] = NO_ENTRIES
    metadata: Mapping[str, NodeMetadata] = NO_ENTRIES
    client_props: tuple[ClientProps, ...] = ()
    core_groups: tuple[CoreGroup, ...] = ()
    java_security: tuple[JavaSecurity, ...] = ()
    repositories: FederatedRepositories | None = None
    digests: Mapping[str, Digest] = NO_ENTRIES


class _Index(Struct, frozen=True):
    """What the copies hold, by name; of several, the first copy's."""

    master: ConfigCopy | None
    own: Mapping[str, ConfigCopy]
    security: tuple[Security | None, str]
    nodes: tuple[str, ...]
    server_indexes: Mapping[str, ServerIndex]
    servers: Mapping[tuple[str, str], ServerXml]
    with_metadata: frozenset[str]


def _index(copies: tuple[ConfigCopy, ...]) -> _Index:
    masters = [c for c in copies if c.is_master]
    own: dict[str, ConfigCopy] = {}
    for copy in copies:
        if copy.node and (copy.node not in own or (copy.security and not own[copy.node].security)):
            own[copy.node] = copy
    master = next((c for c in masters if c.security), masters[0] if masters else None)
    return _Index(
        master=master,
        own=own,
        security=_security(copies, master),
        nodes=tuple(sorted({n for copy in copies for n in nodes_in(copy)})),
        server_indexes={key: value for copy in reversed(copies) for key, value in copy.server_indexes.items()},
        servers={key: value for copy in reversed(copies) for key, value in copy.servers.items()},
        with_metadata=frozenset(node for copy in copies for node in copy.metadata),
    )


def _security(copies: tuple[ConfigCopy, ...], master: ConfigCopy | None) -> tuple[Security | None, str]:
    """The document of the cell and whose copy it is: the master's, else the only one."""
    if master is not None and master.security is not None:
        return master.security, master.holder
    having = [c for c in copies if c.security]
    return (having[0].security, having[0].holder) if len(having) == 1 else (None, UNKNOWN)


class Cell(Struct, frozen=True, dict=True):
    """A cell: all copies of its configuration that the bundle holds, in the order of their roots."""

    name: str
    copies: tuple[ConfigCopy, ...]

    @cached_property
    def _index(self) -> _Index:
        """What every port of the cell asks for, so that a large cell costs no more per port."""
        return _index(self.copies)

    @property
    def master(self) -> ConfigCopy | None:
        """The deployment manager's copy; of several, the first that has a ``security.xml``."""
        return self._index.master

    def copy_of(self, node: str) -> ConfigCopy | None:
        """The copy that belongs to this node (the master for the deployment manager's node)."""
        return self._index.own.get(node)

    @property
    def security(self) -> Security | None:
        """The master's ``security.xml``, else the only one there is; None where copies compete without a master."""
        return self._index.security[0]

    def security_for(self, node: str) -> tuple[Security | None, str]:
        """What this node reads: its own copy's ``security.xml``, else the cell's; with the holder it was taken from."""
        own = self.copy_of(node)
        if own and own.security:
            return own.security, own.holder
        return self._index.security

    def _by_authority(self, node: str) -> Iterator[ConfigCopy]:
        """The master first, then the node's own copy, then all others."""
        first = [c for c in (self.master, self.copy_of(node)) if c is not None]
        yield from first
        yield from (c for c in self.copies if all(c is not f for f in first))

    def server_index(self, node: str) -> ServerIndex | None:
        """``serverindex.xml`` of a node: it is synchronised everywhere, so the master's word comes first."""
        for copy in (self.master, self.copy_of(node)):
            if copy is not None and node in copy.server_indexes:
                return copy.server_indexes[node]
        return self._index.server_indexes.get(node)

    def server_xml(self, node: str, server: str) -> ServerXml | None:
        """``server.xml`` of a process: its own node's copy where present, since that is what the process reads."""
        for copy in (self.copy_of(node), self.master):
            if copy is not None and (node, server) in copy.servers:
                return copy.servers[node, server]
        return self._index.servers.get((node, server))

    @property
    def core_groups(self) -> tuple[CoreGroup, ...]:
        """The core groups as the master has them, else as any copy has."""
        found = (c.core_groups for c in (self.master, *self.copies) if c is not None and c.core_groups)
        return next(found, ())

    @property
    def ldap(self) -> tuple[LdapServer, ...]:
        """The directories that the user registry asks over TLS, as the master has them, else as any copy has."""
        for copy in (self.master, *self.copies):
            stand_alone = copy.security.ldap if copy and copy.security else ()
            federated = copy.repositories.ldap if copy and copy.repositories else ()
            if stand_alone or federated:
                return (*stand_alone, *federated)
        return ()

    def role(self, node: str, server: str) -> str:
        """What a process is, from its ``serverType``; the two fixed names help where no serverindex.xml came along."""
        index = self.server_index(node)
        entry = index.server(server) if index else None
        known = _ROLES.get(entry.type) if entry else None
        return known or _ROLES_BY_NAME.get(server, UNKNOWN)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of all nodes that any copy mentions, sorted."""
        return self._index.nodes

    def product_version(self, node: str) -> str | None:
        """The product level of a node as its metadata states it."""
        if node not in self._index.with_metadata:
            return None
        found = (c.metadata.get(node) for c in self._by_authority(node))
        return next((m.product_version for m in found if m and m.product_version), None)

    def java_level(self, node: str) -> str | None:
        """The Java level of a node if a key of its metadata names one; rare, log headers are the usual source."""
        for copy in self._by_authority(node) if node in self._index.with_metadata else ():
            properties = copy.metadata[node].properties if node in copy.metadata else {}
            for key in sorted(properties):
                if _names_java_level(key):
                    return properties[key]
        return None


class CellReading(Struct, frozen=True):
    """The result of reading configuration documents; ``problems`` are (bundle member, reason) in path order."""

    cells: tuple[Cell, ...]
    problems: tuple[tuple[str, str], ...]
    java_security: tuple[JavaSecurity, ...] = ()


def nodes_in(copy: ConfigCopy) -> set[str]:
    """All node names that a copy mentions: in its folders, its scopes, and its own."""
    names = set(copy.server_indexes) | {node for node, _ in copy.servers} | set(copy.metadata)
    if copy.security:
        names |= {n for n in map(node_of, copy.security.scopes.values()) if n}
    if copy.node:
        names.add(copy.node)
    return names - {UNKNOWN}


def _names_java_level(key: str) -> bool:
    low = key.lower()
    return "version" in low and ("java" in low or "sdk" in low)
