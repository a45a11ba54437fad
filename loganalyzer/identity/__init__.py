"""Identity: which process a member belongs to, on which clock it writes, and which lives (runs) a process had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loganalyzer.lazy import lazy

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

# Lazy, so that a bundle is read before the deciding of clocks is imported.
__getattr__ = lazy(__name__, __all__, ("overrides", "tools", "processes", "runs", "clocks"))
