"""Identity: which process a member belongs to, on which clock it writes, and which lives (runs) a process had."""

from __future__ import annotations

from loganalyzer.identity.clocks import Clock, ClockOverrides, decide_clocks
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
