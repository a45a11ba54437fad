"""Bundle member paths: is this a configuration document, and to which profile, cell, node and server does it belong?

Administrators zip whole profiles, only ``config``, only ``cells``, or single files, on Unix or Windows; archives inside
archives show as ``!/``. Only the places where a live copy stands are read: workspaces, templates and checkpoints hold
copies that no process reads.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from msgspec import Struct

_COMPONENT: Final = re.compile(r"[^/\\]+")
_READ: Final = {
    "security.xml": "security",
    "serverindex.xml": "serverindex",
    "server.xml": "server",
    "ssl.client.props": "client-props",
    "soap.client.props": "client-props",
    "node-metadata.properties": "node-metadata",
    "java.security": "java-security",
    "coregroup.xml": "core-group",
    "wimconfig.xml": "federated-repositories",
}
_KNOWN: Final = {
    **_READ,
    **dict.fromkeys(
        ("cell.xml", "node.xml", "cluster.xml", "nodegroup.xml", "variables.xml", "virtualhosts.xml",
         "resources.xml", "domain-security.xml", "sas.client.props", "ipc.client.props", "profileregistry.xml",
         "repository.xml", "proxy-settings.xml", "middlewareagent.xml", "overlaynodes.config"),
        "other",
    ),
}  # fmt: skip
_DEAD_FOLDERS: Final = frozenset({"wstemp", "templates", "profiletemplates", "checkpoints"})
_DEAD_BELOW_CONFIG: Final = frozenset({"temp", "backup"})
_BELOW_NODE: Final = frozenset({"serverindex.xml", "node-metadata.properties"})


class Location(Struct, frozen=True):
    """Where a document stands. ``cell``, ``node`` and ``server`` are None where the path does not name them."""

    root: str
    cell: str | None = None
    node: str | None = None
    server: str | None = None


def config_kind(path: str) -> str | None:
    """The kind of configuration by file name: ``security``, ``serverindex``, ``server``, ``client-props``,
    ``node-metadata``, ``java-security``, ``core-group``, ``federated-repositories``, ``other`` (configuration that is not read), or None.
    """
    return _KNOWN.get(re.split(r"[/\\]", path)[-1].lower())


def is_config_path(path: str) -> bool:
    """True when a file of this name holds WebSphere or Java configuration; looks at the name only."""
    return config_kind(path) is not None


def is_read(path: str) -> bool:
    """True for the documents that the cell model is built from."""
    return config_kind(path) in set(_READ.values())


def normal_root(root: str) -> str:
    """One spelling for a folder inside a bundle: ``/`` between folders, no archive marks, no slash at the ends."""
    return re.sub(r"!?[/\\]+|!$", "/", root).strip("/")


def dead_copy(path: str) -> str | None:
    """Why a document is no live copy (workspace, template, checkpoint), or None when it may be one."""
    folders = [m[0].lower() for m in _COMPONENT.finditer(path)][:-1]
    dead = next((f for f in folders if f in _DEAD_FOLDERS), None)
    below = next((b for a, b in pairwise(folders) if a == "config" and b in _DEAD_BELOW_CONFIG), None)
    return (
        f"not read: below {dead or 'config/' + str(below)} stand copies that no process uses" if dead or below else None
    )


def locate(path: str) -> Location | None:
    """The place of a document, or None for one in a folder that is not its own (such as inside an application)."""
    spans = list(_COMPONENT.finditer(path))
    words = [m[0] for m in spans]
    low = [w.lower() for w in words]
    if low[-1] == "java.security":
        return Location(_prefix(path, spans, len(spans) - 1))
    if low[-1].endswith(".client.props"):
        depth = len(words) - (2 if low[-2:-1] == ["properties"] else 1)
        return Location(_prefix(path, spans, depth))
    cells = _last(low, "cells", room=2)
    if cells is None:
        return _loose(path, spans, low)
    depth = cells - 1 if cells and low[cells - 1] == "config" else cells
    return _below_cell(_prefix(path, spans, depth), words[cells + 1], words[cells + 2 :])


def _below_cell(root: str, cell: str | None, rest: list[str]) -> Location | None:
    """``rest`` is what follows the cell's folder: the document's own path in the repository."""
    match [*(word.lower() for word in rest)]:
        case ["security.xml"]:
            return Location(root, cell)
        case ["coregroups", _, "coregroup.xml"] | ["wim", "config", "wimconfig.xml"]:
            return Location(root, cell)
        case ["nodes", _, name] if name in _BELOW_NODE:
            return Location(root, cell, rest[1])
        case ["nodes", _, "servers", _, "server.xml"]:
            return Location(root, cell, rest[1], rest[3])
        case _:
            return None


def _loose(path: str, spans: list[re.Match[str]], low: list[str]) -> Location | None:
    """A document without a cell folder: below ``nodes/…`` or simply in some folder, which then is the root."""
    nodes = _last(low, "nodes", room=2)
    if nodes is not None:
        return _below_cell(_prefix(path, spans, nodes), None, [m[0] for m in spans[nodes:]])
    return Location(_prefix(path, spans, len(spans) - 1))


def _last(words: list[str], wanted: str, room: int) -> int | None:
    """The last position of a folder that still has ``room`` words behind it."""
    return next((i for i in range(len(words) - 1 - room, -1, -1) if words[i] == wanted), None)


def _prefix(path: str, spans: list[re.Match[str]], depth: int) -> str:
    """The first ``depth`` folders of the path as they are spelled there, without an archive mark at the end."""
    return path[: spans[depth - 1].end()].rstrip("!") if depth > 0 else ""
