"""The grammar of management scope names: ``(cell):C:(node):N:(server):S`` and its relatives."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"\((\w+)\):([^:]*)")


def scope_parts(scope: str) -> dict[str, str]:
    """``(cell):C:(node):N`` -> ``{"cell": "C", "node": "N"}``; empty for anything else."""
    return dict(_PART.findall(scope))


def scope_name(**parts: str | None) -> str:
    """Keywords cell, node, server, cluster, nodegroup, endpoint in order -> a scope name; None values are left out."""
    return ":".join(f"({kind}):{value}" for kind, value in parts.items() if value is not None)


def scope_type(scope: str) -> str:
    """The kind of the innermost part (``cell``, ``node``, ``server`` …); empty for an unreadable scope."""
    parts = list(scope_parts(scope))
    return parts[-1] if parts else ""


def node_of(scope: str) -> str | None:
    """The node a scope lies on, or None for cell, cluster and node group scopes."""
    return scope_parts(scope).get("node")


def cell_of(scope: str) -> str | None:
    """The cell a scope lies in."""
    return scope_parts(scope).get("cell")
