"""The topology of the report: cells, their nodes, the processes of each, and the worst of what each one's channels do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from loganalyzer.analysis.model import Analysis, ChannelReport, ProcessReport
from loganalyzer.report.html_tables import Tone, tone
from loganalyzer.report.html_text import names
from loganalyzer.report.text import counted

_ROLES = ("dmgr", "node agent", "proxy", "web server", "application server")
_JUDGED: tuple[Tone, ...] = ("fails", "unknown", "ok")


class Member(Struct, frozen=True):
    """A process in its node; ``words`` tell of its TLS channels to other processes, None where none were computed."""

    server: str
    role: str
    tone: Tone | None
    words: str | None


class Node(Struct, frozen=True):
    name: str
    hosts: tuple[str, ...]
    members: tuple[Member, ...]


class CellGroup(Struct, frozen=True):
    name: str
    nodes: tuple[Node, ...]


def topology(analysis: Analysis) -> tuple[CellGroup, ...]:
    """Processes that logs or configuration name with their node; the node of the deployment manager first."""
    known = {process.name: process for process in analysis.processes if process.cell and process.node}
    for endpoint in analysis.configuration.endpoints:
        parts = endpoint.process.split("\\")
        if len(parts) == 3 and endpoint.process not in known:
            cell, node, server = parts
            known[endpoint.process] = ProcessReport(endpoint.process, cell, node, server, "no log", None, None, None)
    cells = sorted({process.cell or "" for process in known.values()})
    return tuple(CellGroup(cell, _nodes(analysis, cell, known.values())) for cell in cells)


def _nodes(analysis: Analysis, cell: str, known: Iterable[ProcessReport]) -> tuple[Node, ...]:
    groups: dict[str, list[ProcessReport]] = {}
    for process in known:
        if process.cell == cell:
            groups.setdefault(process.node or "", []).append(process)
    order = sorted(groups, key=lambda node: (all(p.role != "dmgr" for p in groups[node]), node))
    return tuple(
        Node(
            node,
            tuple(sorted({p.host for p in groups[node] if p.host})),
            tuple(_member(analysis, process) for process in sorted(groups[node], key=_rank)),
        )
        for node in order
    )


def _rank(process: ProcessReport) -> tuple[int, str]:
    return _ROLES.index(process.role) if process.role in _ROLES else len(_ROLES), process.server


def _member(analysis: Analysis, process: ProcessReport) -> Member:
    mine = [c for c in analysis.configuration.channels if process.name in {c.initiator, c.listener}]
    judged = [channel for channel in mine if tone(channel.predicted) in _JUDGED]
    if not judged:
        return Member(process.server, process.role, None, None)
    worst = min((tone(channel.predicted) for channel in judged), key=_JUDGED.index)
    return Member(process.server, process.role, worst, _words(worst, judged, process.name))


def _words(worst: Tone, judged: Sequence[ChannelReport], name: str) -> str:
    if worst == "ok":
        return f"TLS agreed on {counted(len(judged), 'channel')}"
    found = [channel for channel in judged if tone(channel.predicted) == worst]
    others = [c.listener if c.initiator == name else c.initiator for c in found]
    verb = "fails" if worst == "fails" else "not known"
    return f"TLS {verb} on {counted(len(found), 'channel')} with {names(list(dict.fromkeys(others)))}"
