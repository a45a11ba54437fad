"""The simulated world: the cell, every process's runs and logs, and who sees whom come and go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from tools.samples.model import Cell, Node, Process, Run
from tools.samples.options import Options
from tools.samples.topology import sametime_cell
from tools.samples.writer import LogFile, ProcessLog


@dataclass(frozen=True, slots=True)
class Membership:
    """A process that joined or left the cell's overlay and core group."""

    at: datetime
    process: Process
    joined: bool
    orderly: bool = True


@dataclass(slots=True)
class World:
    """Everything a scenario writes into."""

    options: Options
    cell: Cell
    logs: dict[str, ProcessLog]
    runs: dict[str, list[Run]] = field(default_factory=dict)
    profile_logs: dict[str, LogFile] = field(default_factory=dict)
    incidents: list[dict[str, object]] = field(default_factory=list)

    def log(self, process: Process) -> ProcessLog:
        """The logs of a process."""
        return self.logs[process.name]

    def at(self, day: int, clock: str) -> datetime:
        """An instant: days after the base day, and a UTC time of day such as 22:38:12."""
        hours, minutes, seconds = (int(part) for part in clock.split(":"))
        base = self.options.day + timedelta(days=day)
        return datetime(base.year, base.month, base.day, hours, minutes, seconds, tzinfo=UTC)

    def run_at(self, process: Process, at: datetime) -> Run | None:
        """The run of a process that covers an instant."""
        return next((run for run in self.runs.get(process.name, ()) if run.covers(at)), None)

    def up_at(self, at: datetime) -> list[Process]:
        """The processes that run at an instant."""
        return [p for p in self.cell.processes if self.run_at(p, at)]

    def memberships(self) -> list[Membership]:
        """Every join and leave, in time order."""
        events = []
        for process in self.cell.processes:
            for run in self.runs.get(process.name, ()):
                if run.started:
                    events.append(Membership(run.first, process, joined=True))
                if run.how != "open":
                    events.append(Membership(run.last, process, joined=False, orderly=run.how == "stopped"))
        return sorted(events, key=lambda e: (e.at, e.process.name))


def new_world(options: Options) -> World:
    """An empty world: nothing has started yet."""
    cell = sametime_cell(options)
    logs = {p.name: ProcessLog(p, Random(f"{options.seed}:{p.name}")) for p in cell.processes}
    return World(options, cell, logs)


def pid_of(world: World, process: Process, life: int) -> int:
    """The process id of the n-th life; the first lives of node agent stpNode are those of the field notes."""
    index = world.cell.processes.index(process)
    numbers = {(process.node.name, process.server): 20100 + 313 * index}
    numbers["stpNode", "nodeagent"] = 18772
    first = numbers[process.node.name, process.server]
    return first + life * (2268 if world.options.new_pid_on_restart else 0)


def profile_log(world: World, node: Node, name: str) -> LogFile:
    """A tool's log in the profile's log folder, e.g. syncNode.log."""
    process = world.cell.of(node)[0]
    return world.profile_logs.setdefault(f"{node.folder}/logs/{name}", LogFile(process, name, tool=True))
