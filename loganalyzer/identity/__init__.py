"""Identity: which process a member belongs to, on which clock it writes, and which lives (runs) a process had."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loganalyzer.identity.clocks import Clock, decide_clocks
    from loganalyzer.identity.overrides import ClockOverrides
    from loganalyzer.identity.processes import Process, assign_processes, profile_root, roles_from_records, server_role
    from loganalyzer.identity.runs import Run, runs_of
    from loganalyzer.identity.tools import TOOL_ROLE

__all__ = [
    "TOOL_ROLE",
    "Clock",
    "ClockOverrides",
    "Process",
    "Run",
    "assign_processes",
    "decide_clocks",
    "profile_root",
    "roles_from_records",
    "runs_of",
    "server_role",
]

# Those that import least come first.
_MODULES = ("overrides", "tools", "processes", "runs", "clocks")


def __getattr__(name: str) -> Any:
    # Lazy, so that a bundle is read before the deciding of clocks is imported.
    if name in __all__:
        for module in map(import_module, (f"{__name__}.{one}" for one in _MODULES)):
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
