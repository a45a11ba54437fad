"""The bundle as the causes see it: processes, hits, incidents, runs, configuration, and what the logs cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from loganalyzer.cell import Cell, Endpoint
from loganalyzer.cell.stores import Store
from loganalyzer.clock.instants import to_datetime
from loganalyzer.correlate.incidents import Incident
from loganalyzer.correlate.links import EventLink, Skew
from loganalyzer.correlate.table import Hit, HitTable
from loganalyzer.diagnosis.values import Evidence, Subject
from loganalyzer.identity import TOOL_ROLE, Clock, Process, Run, profile_root
from loganalyzer.identity.runs import all_minutes
from loganalyzer.matching.schema import Signature
from loganalyzer.tls import Era, EraReading, Levels, era_of
from loganalyzer.tls.proving import ProvedCell

Int64 = npt.NDArray[np.int64]
_T = TypeVar("_T")

COVER_MARGIN = 10 * 60_000
_LONGEST_QUIET = 60 * 60_000
_TEXT_LIMIT = 600
_LISTINGS = ("keystore", "tool", "config")
"""Kinds of files that hold the output of a command."""
_NO_NAME = re.compile(r"localhost|[\d.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|\*|")


class Case(Struct, dict=True):
    """Everything the facts may ask.

    ``offsets``: by how many seconds the clock of a process is ahead of the others; times are compared without them, and
    evidence is quoted with the time that its log has.
    """

    processes: Mapping[str, Process]
    clocks: Mapping[str, Clock]
    runs: Mapping[str, tuple[Run, ...]]
    table: HitTable
    incidents: tuple[Incident, ...]
    cells: tuple[Cell, ...]
    signatures: Mapping[str, Signature]
    stores: tuple[Store, ...] = ()
    offsets: Mapping[str, float] = field(default_factory=dict)
    skews: tuple[Skew, ...] = ()
    links: tuple[EventLink, ...] = ()
    _minutes: dict[str, Int64] = field(default_factory=dict)
    _proved: dict[str, ProvedCell] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict)

    def cell_of(self, subject: Subject) -> Cell | None:
        """The configuration of the subject's cell; the only one there is if the subject's cell is unknown."""
        if subject.cell:
            found = next((cell for cell in self.cells if cell.name == subject.cell), None)
            if found:
                return found
        return self.cells[0] if len(self.cells) == 1 else None

    def era_of(self, subject: Subject) -> EraReading:
        """The JSSE era of the subject's Java: its own newest header, else its node's, else the cell's only level."""
        version = self.java_version(subject)
        return era_of(version)

    def java_version(self, subject: Subject) -> str | None:
        """The Java level as printed, newest run first."""
        own = [run.java_version for run in self.runs.get(subject.name, ()) if run.java_version]
        if own:
            return own[-1]
        node = [
            run.java_version
            for name, process in self.processes.items()
            if process.node == subject.node and subject.node
            for run in self.runs.get(name, ())
            if run.java_version
        ]
        if node:
            return node[-1]
        everyone = {run.java_version for runs in self.runs.values() for run in runs if run.java_version}
        return everyone.pop() if len(everyone) == 1 else None

    def product_version(self, subject: Subject) -> str | None:
        """The product level from the newest header, else the node's metadata."""
        own = [run.product for run in self.runs.get(subject.name, ()) if run.product]
        cell = self.cell_of(subject)
        return own[-1] if own else cell.product_version(subject.node) if cell and subject.node else None

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """All processes of the bundle, and those that others talk about without a log of their own."""
        found = {
            name: Subject(name, process.cell or self._home(name)[0], self._home(name)[1], process.server, process.role)
            for name, process in self.processes.items()
        }
        for incident in self.incidents:
            parts = incident.process.split("\\")
            if incident.process not in found and len(parts) == 3:
                role = {"nodeagent": "node agent", "dmgr": "dmgr"}.get(parts[2], "application server")
                found[incident.process] = Subject(incident.process, parts[0], parts[1], parts[2], role, logged=False)
        return tuple(found[name] for name in sorted(found))

    @cached_property
    def _homes(self) -> dict[str, tuple[str | None, str | None]]:
        """Profile root -> (cell, node): what the tools of a profile, whose logs name no process, belong to."""
        return {
            profile_root(scan.path): (process.cell, process.node)
            for process in self.processes.values()
            for scan in process.scans
            if process.node
        }

    def _home(self, name: str) -> tuple[str | None, str | None]:
        process = self.processes[name]
        if process.node or not process.scans:
            return process.cell, process.node
        return self._homes.get(profile_root(process.scans[0].path), (process.cell, None))

    def is_tool(self, name: str) -> bool:
        """Whether a log is that of a tool of a known profile: it covers all there is to know of its own run."""
        process = self.processes[name]
        return process.role == TOOL_ROLE or (process.node is None and self._home(name)[1] is not None)

    def group(self, subject: Subject, of: str) -> tuple[str, ...]:
        """Names of the processes a fact asks.

        ``subject``, ``dmgr``, ``pair`` (these two), ``node`` (all of its node), ``agents``, ``others``, ``cell``.
        """
        same_cell = [
            process
            for process in self.processes.values()
            if process.cell == subject.cell or not process.cell or not subject.cell
        ]
        if of == "subject":
            return (subject.name,) if subject.name in self.processes else ()
        wanted: Mapping[str, Callable[[Process], bool]] = {
            "dmgr": lambda process: process.role == "dmgr",
            "pair": lambda process: process.role == "dmgr" or process.name == subject.name,
            "node": lambda process: self._home(process.name)[1] == subject.node,
            "agents": lambda process: process.role == "node agent",
            "others": lambda process: process.name != subject.name,
        }
        holds = wanted.get(of)
        return tuple(process.name for process in same_cell if holds is None or holds(process))

    def incident_of(self, subject: Subject, kind: str) -> Incident | None:
        """The subject's largest incident of a kind."""
        mine = [incident for incident in self.incidents if incident.process == subject.name and incident.kind == kind]
        return max(mine, key=lambda incident: (incident.count, -incident.first), default=None)

    def incident_seen(self, subject: Subject, kind: str, of: str) -> Incident | None:
        """The subject's incident, or (``of: dmgr``) the one of the deployment manager that the subject observed."""
        if of != "dmgr":
            return self.incident_of(subject, kind)
        seen = (one for one in self.incidents if one.kind == kind and subject.name in one.observers)
        return next((one for one in seen if one.process.endswith("\\dmgr")), None)

    def minutes(self, process: str) -> Int64:
        """Minutes (ms UTC, clocks corrected) in which a process wrote."""
        if process not in self._minutes:
            own = all_minutes(self.processes[process], self.clocks[process].readings)
            self._minutes[process] = own - self.ahead(process)
        return self._minutes[process]

    def ahead(self, process: str) -> int:
        """By how many milliseconds a process's clock is ahead; all of a node, its tools too, run on one machine's clock."""
        if not self.offsets:
            return 0
        node = self._home(process)[1]
        mates = [name for name in self.offsets if node and self._home(name)[1] == node]
        return round(self.offsets.get(process, self.offsets[mates[0]] if mates else 0) * 1000)

    def lives(self, process: str) -> tuple[Run, ...]:
        """The runs of a process with their times corrected, for comparing them with those of others."""
        ahead = self.ahead(process)
        runs = self.runs.get(process, ())
        if not ahead:
            return tuple(runs)
        return tuple(
            replace(
                run,
                start=None if run.start is None else run.start - ahead,
                stop=None if run.stop is None else run.stop - ahead,
            )
            for run in runs
        )

    def covers(self, processes: Iterable[str], since: int, until: int) -> bool:
        """Whether the logs of all these processes reach over a time: only then "not seen" means something."""
        names = [name for name in processes if not self._is_listing(name)]
        for name in names:
            minutes, quiet = self.minutes(name), self._quiet(name)
            if self.is_tool(name):
                continue
            late = 2 * quiet if self._collected_after(name, until) else quiet
            if not minutes.size or minutes[0] > since + quiet or minutes[-1] < until - late:
                return False
        return bool(names)

    def _is_listing(self, name: str) -> bool:
        """Whether a name stands for what a command printed without a time: no process that could have logged anything."""
        process = self.processes[name]
        printed = all(scan.kind in _LISTINGS for scan in process.scans)
        return not process.known and printed and not self.minutes(name).size

    def _collected_after(self, name: str, until: int) -> bool:
        """Whether a log of the same node goes on past a time: all of a node's logs are collected together."""
        node = self.processes[name].node
        mates = [one.name for one in self.processes.values() if one.node == node and one.name != name] if node else []
        return any(self.minutes(mate).size and self.minutes(mate)[-1] >= until - COVER_MARGIN for mate in mates)

    def _quiet(self, name: str) -> int:
        """How long a process is silent at times, while its log goes on."""
        minutes = self.minutes(name)
        longest = int(np.diff(minutes).max()) if minutes.size > 1 else 0
        return min(max(COVER_MARGIN, longest), _LONGEST_QUIET)

    def endpoints(self) -> Iterator[tuple[str, Endpoint]]:
        """Every port of every server, with the process that listens on it, as serverindex.xml has it."""
        for cell in self.cells:
            for node in cell.nodes:
                index = cell.server_index(node)
                for server in index.servers if index else ():
                    for endpoint in server.endpoints:
                        yield f"{cell.name}\\{node}\\{server.name}", endpoint

    def listener(self, host: str, port: str) -> tuple[str, Endpoint] | None:
        """Whose port an address is: by the short host name, or by the port alone where only one process has it.

        An address in digits, or ``localhost``, names no host that serverindex.xml knows; another host's name names another host.
        """
        having = [(name, one) for name, one in self.endpoints() if str(one.port) == port]
        named = [pair for pair in having if _short_name(pair[1].host) == _short_name(host)]
        if not named and _NO_NAME.fullmatch(host) and len({name for name, _ in having}) == 1:
            named = having
        return named[0] if named else None

    def levels_of(self, cell: Cell) -> Levels:
        """Java and product levels of this cell's processes, as the newest header of each states them."""
        rows = []
        for name, process in self.processes.items():
            if process.cell in {None, cell.name}:
                runs = self.runs.get(name, ())
                java = [run.java_version for run in runs if run.java_version]
                product = [run.product for run in runs if run.product]
                rows.append(
                    (process.node, process.server, java[-1] if java else None, product[-1] if product else None)
                )
        return Levels.of(rows)

    @property
    def judged_at(self) -> datetime | None:
        """The time of the last record, at which certificates are judged; the reader's own clock never counts."""
        return to_datetime(self.span[1]) if self.span else None

    def proved(self, cell: Cell) -> ProvedCell:
        """The cell's channels with what the bundle's key and trust stores say of them; made once."""
        if cell.name not in self._proved:
            self._proved[cell.name] = ProvedCell.of(cell, self.levels_of(cell), self.stores, self.judged_at)
        return self._proved[cell.name]

    def kept(self, name: str, make: Callable[[], _T]) -> _T:
        """What ``make`` gives, made once per case and kept under this name."""
        if name not in self._kept:
            self._kept[name] = make()
        return cast("_T", self._kept[name])

    def others_went_on(self, name: str) -> bool:
        """Whether processes that wrote when this one fell silent went on for longer than it is ever quiet."""
        minutes = self.minutes(name)
        if not minutes.size:
            return False
        last = int(minutes[-1])
        every = [self.minutes(other) for other in self.processes if other != name]
        ends = [int(other[-1]) for other in every if other.size and other[0] <= last <= other[-1]]
        return bool(ends) and max(ends) - last > self._quiet(name)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """First and last minute of the whole bundle, ms UTC."""
        every = [self.minutes(name) for name in self.processes if self.minutes(name).size]
        return (min(int(part[0]) for part in every), max(int(part[-1]) for part in every)) if every else None


def log_evidence(hit: Hit, why: str, supports: bool = True) -> Evidence:
    """A hit as evidence; its quoted text is cut at a stated length."""
    text = hit.quote.text if hit.quote else f"({hit.signature}; text not kept)"
    if len(text) > _TEXT_LIMIT:
        text = f"{text[:_TEXT_LIMIT]} … ({len(hit.quote.text) + hit.quote.cut - _TEXT_LIMIT if hit.quote else 0} more characters)"
    return Evidence("log", text, why, hit.file, hit.line, None, hit.time, supports)


def _short_name(host: str) -> str:
    return host if _NO_NAME.fullmatch(host) else host.partition(".")[0].lower()


def era_reached(reading: EraReading, name: str) -> bool:
    """Whether an era is at or past the named one."""
    return reading.era >= Era[name]
