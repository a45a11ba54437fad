"""Writing a log: records are collected in any order, then rendered in time order, cut at the roll-overs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tools.samples.header import log_header, tool_header
from tools.samples.model import Process
from tools.samples.texts import catalogue

MAIN_THREAD = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, or a header; ``lines`` holds the first line and its continuation."""

    at: datetime
    order: int
    lines: tuple[str, ...]
    stamp: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished file and the number of records in it."""

    name: str
    text: str
    records: int


@dataclass(slots=True)
class LogFile:
    """One log of one process. ``tool`` logs (startServer.log) have the short header and never roll."""

    process: Process
    name: str
    tool: bool = False
    entries: list[Entry] = field(default_factory=list)
    rolls: list[datetime] = field(default_factory=list)
    pids: list[tuple[datetime, int]] = field(default_factory=list)

    def message(
        self, at: datetime, key: str, *args: object, thread: int = MAIN_THREAD, more: Sequence[str] = (), lag: int = 0
    ) -> None:
        """Write a message of the catalogue in the language of the process."""
        row = catalogue()[key]
        text = row.text(self.process.node.clock.language, *args)
        gap = " " if text.startswith("com.ibm.") else "   "
        self._add(at, thread, row.component, row.level + gap + text, more, lag)

    def print(self, at: datetime, text: str, thread: int, stream: str = "SystemOut", lag: int = 0) -> None:
        """Write what an application printed."""
        self._add(at, thread, stream, ("O " if stream == "SystemOut" else "R ") + text, (), lag)

    def trace(self, at: datetime, lines: Iterable[str], thread: int) -> None:
        """Write a stack trace to SystemErr: every line is a record of its own."""
        for line in lines:
            self.print(at, line, thread, "SystemErr")

    def start(self, at: datetime, pid: int) -> None:
        """A JVM opens this log: a header in the middle of the file, or at its head."""
        self.pids.append((at, pid))
        header = tool_header(self.process) if self.tool else log_header(self.process, pid)
        self.entries.append(Entry(at, len(self.entries), tuple(header)))

    def resume(self, at: datetime, pid: int) -> None:
        """The log begins in the middle of a run: the header is that of a roll-over."""
        self.pids.append((at, pid))

    def _add(self, at: datetime, thread: int, component: str, body: str, more: Sequence[str], lag: int) -> None:
        stamp = at - timedelta(milliseconds=lag)
        head = f"[{self.process.node.clock.stamp(stamp)}] {thread:08x} {component:<13.13} {body}"
        self.entries.append(Entry(at, len(self.entries), (head, *more), stamp))

    def stamps(self) -> list[datetime]:
        """The instants of all records, as stamped (to the millisecond)."""
        return [e.stamp.replace(microsecond=e.stamp.microsecond // 1000 * 1000) for e in self.entries if e.stamp]

    def render(self) -> list[Rendered]:
        """The files: the rotated ones, oldest first, then the current one. A log without entries gives none."""
        if not self.entries:
            return []
        done = sorted(self.entries, key=lambda e: (e.at, e.order))
        cuts = [r for r in sorted(self.rolls) if done[0].at < r < done[-1].at]
        spans = zip([done[0].at, *cuts], [*cuts, done[-1].at + timedelta(days=1)], strict=True)
        return [self._file(done, first, last, last in cuts) for first, last in spans]

    def _file(self, done: list[Entry], first: datetime, last: datetime, rolled: bool) -> Rendered:
        part = [e for e in done if first <= e.at < last]
        lines = [line for e in part for line in e.lines]
        if part and part[0].stamp is not None:
            lines = self._header_at(first) + lines
        stem, _, suffix = self.name.rpartition(".")
        name = f"{stem}_{self.process.node.clock.rolled(last)}.{suffix}" if rolled else self.name
        return Rendered(name, "\n".join(lines) + "\n", sum(e.stamp is not None for e in part))

    def _header_at(self, at: datetime) -> list[str]:
        pid = [p for since, p in self.pids if since <= at] or [self.pids[0][1]]
        return log_header(self.process, pid[-1])


@dataclass(slots=True)
class ProcessLog:
    """The logs of one process, its threads and its own stream of chance."""

    process: Process
    chance: Random
    out: LogFile = field(init=False)
    err: LogFile = field(init=False)
    tool: LogFile = field(init=False)
    native: list[str] = field(default_factory=list)
    ffdc: dict[str, str] = field(default_factory=dict)
    workers: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.out = LogFile(self.process, "SystemOut.log")
        self.err = LogFile(self.process, "SystemErr.log")
        self.tool = LogFile(self.process, "startServer.log", tool=True)
        self.workers = sorted(self.chance.sample(range(0x20, 0x180), 14))

    def thread(self) -> int:
        """One of the worker threads."""
        return self.chance.choice(self.workers)

    def after(self, at: datetime, low: float, high: float) -> datetime:
        """A little later, by a number of seconds between two bounds."""
        return at + timedelta(seconds=self.chance.uniform(low, high))
