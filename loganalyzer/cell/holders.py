"""Whose copy is this? Decided for all copies of a cell together, because node names stand in any of them.

What the tree itself shows comes first: a node's tree holds ``server.xml`` of its own servers only, the deployment
manager's tree holds all (domain reference, sections 1.1 and 1.10). Logs and folder names are asked afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from loganalyzer.cell.copies import UNKNOWN, ConfigCopy, nodes_in
from loganalyzer.cell.paths import normal_root

_ARCHIVE = re.compile(r"\.(?:zip|jar|tar|tgz|tar\.gz|gz|7z)!?$", re.IGNORECASE)


def with_holder(copies: list[ConfigCopy], nodes_by_root: Mapping[str, str]) -> list[ConfigCopy]:
    """The copies of one cell, with ``holder``, ``is_master`` and ``node`` filled in as far as they can be known."""
    managers = {n for c in copies for n in _manager_nodes(c)}
    names = {n for c in copies for n in nodes_in(c)} | managers
    return [_decide(c, managers, names, nodes_by_root) for c in copies]


def _manager_nodes(copy: ConfigCopy) -> set[str]:
    """Nodes on which a deployment manager lives, by serverindex.xml or by a ``servers/dmgr`` folder."""
    indexed = {n for n, i in copy.server_indexes.items() if any(s.type == "DEPLOYMENT_MANAGER" for s in i.servers)}
    return (indexed | {node for node, server in copy.servers if server == "dmgr"}) - {UNKNOWN}


def _decide(copy: ConfigCopy, managers: set[str], names: set[str], known: Mapping[str, str]) -> ConfigCopy:
    own = {node for node, _ in copy.servers} - {UNKNOWN}
    if any(server == "dmgr" for _, server in copy.servers) or own & managers or len(own) > 1:
        return _master(copy, managers & own or managers)
    node = next(iter(own), None) or known.get(normal_root(copy.root)) or _named_by_folder(copy.root, names)
    if node in managers:
        return _master(copy, {node})
    if node:
        return replace(_rekeyed(copy, node), holder=node, node=node)
    # Dmgr01 is the name the profile wizard gives; "dmgr" is what people call the folder they collect it into.
    return _master(copy, managers) if any(re.fullmatch(r"(?i)dmgr\d*", w) for w in _folders(copy.root)) else copy


def _master(copy: ConfigCopy, nodes: Iterable[str | None]) -> ConfigCopy:
    found = sorted(n for n in nodes if n)
    node = found[0] if len(found) == 1 else None
    return replace(_rekeyed(copy, node), holder="dmgr", is_master=True, node=node)


def _rekeyed(copy: ConfigCopy, node: str | None) -> ConfigCopy:
    """Documents that lay loose in the folder of a node are that node's."""
    if node is None:
        return copy
    indexes = [i if i.node != UNKNOWN else replace(i, node=node) for i in copy.server_indexes.values()]
    servers = [s if s.node != UNKNOWN else replace(s, node=node) for s in copy.servers.values()]
    metadata = [m if m.node != UNKNOWN else replace(m, node=node) for m in copy.metadata.values()]
    return replace(
        copy,
        server_indexes={i.node: i for i in indexes},
        servers={(s.node, s.server): s for s in servers},
        metadata={m.node: m for m in metadata},
    )


def _named_by_folder(root: str, names: set[str]) -> str | None:
    """The node that a folder or archive on the way to the profile is called after, the innermost first."""
    exact = {n.casefold(): n for n in sorted(names, reverse=True)}
    return next((exact[w.casefold()] for w in _folders(root) if w.casefold() in exact), None)


def _folders(root: str) -> list[str]:
    return [_ARCHIVE.sub("", w) for w in reversed(normal_root(root).split("/"))]
