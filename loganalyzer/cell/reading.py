"""Configuration documents of a bundle -> cells with their copies.

One bad document never costs the others: whatever cannot be read becomes a problem with the member's path.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from msgspec.structs import replace

from loganalyzer.cell.copies import UNKNOWN, Cell, CellReading, ConfigCopy, Digest, nodes_in
from loganalyzer.cell.documents import RefusedDocumentError
from loganalyzer.cell.holders import with_holder
from loganalyzer.cell.java_homes import with_java_security
from loganalyzer.cell.paths import Location, config_kind, dead_copy, is_read, locate, normal_root
from loganalyzer.cell.property_readers import read_client_props, read_java_security, read_node_metadata
from loganalyzer.cell.scopes import cell_of
from loganalyzer.cell.security_reader import read_security
from loganalyzer.cell.server_readers import (
    read_core_group,
    read_federated_repositories,
    read_server,
    read_server_index,
)
from loganalyzer.cell.topology import (
    ClientProps,
    CoreGroup,
    FederatedRepositories,
    JavaSecurity,
    NodeMetadata,
    ServerIndex,
    ServerXml,
)
from loganalyzer.cell.values import Security

_Key = tuple[str, str | None]
_InCopy = Security | ServerIndex | ServerXml | NodeMetadata | CoreGroup | FederatedRepositories
_Value = _InCopy | ClientProps | JavaSecurity


class _Shelf:
    """The documents read so far: by profile root and cell, with what stands outside any copy."""

    def __init__(self) -> None:
        self.copies: dict[_Key, ConfigCopy] = {}
        self.client_props: list[ClientProps] = []
        self.java_security: list[JavaSecurity] = []
        self.problems: list[tuple[str, str]] = []

    def put(self, location: Location, value: _Value) -> None:
        """Add a value to the copy it belongs to; values are replaced, never changed."""
        if isinstance(value, ClientProps):
            self.client_props.append(value)
        elif isinstance(value, JavaSecurity):
            self.java_security.append(value)
        else:
            key = (location.root, location.cell)
            self.copies[key] = _with(self.copies.get(key, ConfigCopy(*key)), value)

    def mark(self, location: Location, path: str, data: bytes) -> None:
        """Keep the digest of a document of the repository, so that copies can be told apart without their bytes."""
        key = (location.root, location.cell)
        inside = normal_root(path)[len(normal_root(location.root)) :].strip("/").removeprefix("config/")
        if key in self.copies and inside.startswith("cells/"):
            copy = self.copies[key]
            digest = Digest(path, hashlib.sha256(data).hexdigest())
            self.copies[key] = replace(copy, digests={**copy.digests, inside: digest})


def read_cells(documents: Mapping[str, bytes], nodes_by_root: Mapping[str, str] | None = None) -> CellReading:
    """Bundle member paths with their bytes -> the cells they describe.

    ``nodes_by_root`` says which node a profile root belongs to where logs told; the documents' own word comes first.
    The result does not depend on the order of the mapping.
    """
    shelf = _Shelf()
    for path in sorted(p for p in documents if is_read(p)):
        _read_one(shelf, path, documents[path])
    known = {normal_root(root): node for root, node in (nodes_by_root or {}).items()}
    copies = _with_client_props(_with_cell_names(shelf), shelf.client_props, known)
    cells = _cells(with_java_security(copies, shelf.java_security), known)
    return CellReading(cells, tuple(shelf.problems), tuple(shelf.java_security))


def _read_one(shelf: _Shelf, path: str, data: bytes) -> None:
    dead = dead_copy(path)
    location = None if dead else locate(path)
    if location is None:
        shelf.problems.append((path, dead or "not read: this folder is not where WebSphere keeps such a document"))
        return
    try:
        value, problems = _parse(path, data, location)
    except RefusedDocumentError as error:
        shelf.problems.append((path, str(error)))
        return
    shelf.problems += [(path, problem) for problem in problems]
    shelf.put(location, value)
    shelf.mark(location, path, data)


def _parse(path: str, data: bytes, location: Location) -> tuple[_Value, tuple[str, ...]]:
    """One document -> (value, problems). Raises RefusedDocumentError."""
    node = location.node or UNKNOWN
    match config_kind(path):
        case "security":
            return read_security(path, data)
        case "serverindex":
            return read_server_index(path, data, node)
        case "server":
            return read_server(path, data, node, location.server)
        case "core-group":
            return read_core_group(path, data)
        case "federated-repositories":
            return read_federated_repositories(path, data)
        case _:
            return _parse_properties(path, data, location.root, node), ()


def _parse_properties(path: str, data: bytes, root: str, node: str) -> _Value:
    """A Java properties document; these are read as far as they go and have no problems."""
    match config_kind(path):
        case "client-props":
            return read_client_props(path, data, root)
        case "node-metadata":
            return read_node_metadata(path, data, node)
        case _:
            return read_java_security(path, data)


def _with(copy: ConfigCopy, value: _InCopy) -> ConfigCopy:
    match value:
        case Security():
            return replace(copy, security=value)
        case ServerIndex(node=node):
            return replace(copy, server_indexes={**copy.server_indexes, node: value})
        case ServerXml(node=node, server=server):
            return replace(copy, servers={**copy.servers, (node, server): value})
        case NodeMetadata(node=node):
            return replace(copy, metadata={**copy.metadata, node: value})
        case CoreGroup():
            return replace(copy, core_groups=(*copy.core_groups, value))
        case FederatedRepositories():
            return replace(copy, repositories=value)


def _with_cell_names(shelf: _Shelf) -> list[ConfigCopy]:
    """Name the cell where the path does not: by the scopes of security.xml, else by the only cell there is."""
    copies = [c if c.cell else replace(c, cell=_cell_in_scopes(c)) for _, c in sorted(shelf.copies.items(), key=_order)]
    only = _only({c.cell for c in copies if c.cell})
    return [c if c.cell else replace(c, cell=only) for c in copies]


def _order(item: tuple[_Key, ConfigCopy]) -> tuple[str, str]:
    return item[0][0], item[0][1] or ""


def _cell_in_scopes(copy: ConfigCopy) -> str | None:
    scopes = copy.security.scopes.values() if copy.security else ()
    names = Counter(name for name in map(cell_of, scopes) if name)
    return min(names, key=lambda name: (-names[name], name)) if names else None


def _only(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _with_client_props(
    copies: list[ConfigCopy], found: list[ClientProps], known: Mapping[str, str]
) -> list[ConfigCopy]:
    """Give client properties to their profile's copy; a profile that sent nothing else becomes a copy of its own."""
    by_root: dict[str, tuple[ClientProps, ...]] = {}
    for props in found:
        by_root[props.profile_root] = (*by_root.get(props.profile_root, ()), props)
    full = [replace(c, client_props=by_root.get(c.root, ())) for c in copies]
    taken = {c.root for c in copies}
    lonely = [ConfigCopy(root, None, client_props=by_root[root]) for root in sorted(set(by_root) - taken)]
    return full + [replace(c, cell=_cell_of_profile(c.root, copies, known)) for c in lonely]


def _cell_of_profile(root: str, copies: list[ConfigCopy], known: Mapping[str, str]) -> str | None:
    """The only cell, else the one that has the profile's node."""
    node = known.get(normal_root(root))
    having = {c.cell for c in copies if c.cell and node in nodes_in(c)}
    return _only({c.cell for c in copies if c.cell}) or _only(having)


def _cells(copies: list[ConfigCopy], known: Mapping[str, str]) -> tuple[Cell, ...]:
    names = sorted({c.cell or "" for c in copies})
    groups = ((name, [c for c in copies if (c.cell or "") == name]) for name in names)
    return tuple(
        Cell(name, tuple(sorted(with_holder(group, known), key=lambda c: (c.root, c.cell or ""))))
        for name, group in groups
    )
