"""The stage of one scenario: a small cell of tools.samples over three hours, and the verbs that faults use on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.scenarios.texts import templates
from tools.samples.faults import handshake_failure
from tools.samples.header import log_header
from tools.samples.life import Span, gossip, live
from tools.samples.model import Process, Product
from tools.samples.noise import chatter
from tools.samples.options import Options, with_overrides
from tools.samples.output import bundle_files
from tools.samples.world import World, new_world, profile_log
from tools.samples.writer import LogFile

FIRST, LAST = "08:00:00", "11:00:00"
SECURITY = "cells/stCell/security.xml"
WIDE = {
    "cell_label": "SSL_TLSv2", "xda_label": "SSL_TLSv2", "dmgr_node_label": "SSL_TLSv2", "stp_node_label": "SSL_TLSv2",
    "meet_node_label": "SSL_TLSv2", "sip_node_label": "SSL_TLSv2", "client_props_label": "SSL_TLSv2",
}  # fmt: skip
STRICT = dict.fromkeys(WIDE, "TLSv1.2")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to the configuration files whose path matches: every occurrence of an expression is replaced."""

    path: str
    old: str
    new: str


@dataclass(slots=True)
class Stage:
    """A world under way; ``files`` are members of the bundle that no process wrote."""

    world: World
    edits: list[Edit] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    mutes: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)
    starts: list[tuple[str, int, str]] = field(default_factory=list)

    def at(self, clock: str) -> datetime:
        """An instant of the day, UTC."""
        return self.world.at(0, clock)

    def process(self, name: str) -> Process:
        """A process by ``node/server``."""
        return self.world.cell.process(*name.split("/"))

    def times(self, name: str, first: str, last: str, seconds: float, jitter: float = 0.0) -> Iterator[datetime]:
        """Instants from ``first`` to ``last``; without jitter they come at a period."""
        chance, now = self.world.log(self.process(name)).chance, self.at(first)
        while now < self.at(last):
            yield now
            now += timedelta(seconds=seconds * (1 + chance.uniform(-jitter, jitter)))

    def say(self, name: str, at: datetime, key: str, *args: object, more: Sequence[str] = ()) -> None:
        """A message of the templates, in the language of the process, in its SystemOut.log."""
        log = self.world.log(self.process(name))
        write(log.out, at, key, *args, more=more, thread=log.thread())

    def trace(self, name: str, at: datetime, *lines: str) -> None:
        """A stack trace in SystemErr.log."""
        log = self.world.log(self.process(name))
        log.err.trace(at, [*lines, "\tat com.acme.portal.net.Client.call(Client.java:88)"], log.thread())

    def refuse(self, name: str, at: datetime, text: str, port: str, client: str = "pc17.acme.example") -> None:
        """SSLC0008E at a listener."""
        process = self.process(name)
        handshake_failure(self.world, process, at, text, client, process.ports[port])

    def tool(self, node: str, name: str, at: datetime) -> LogFile:
        """The log of a command-line tool, with its first lines."""
        found = next(one for one in self.world.cell.nodes if one.name == node)
        log = profile_log(self.world, found, name)
        log.start(at, 0)
        write(log, at + timedelta(seconds=1), "ADMU0116I", f"{found.home}/logs/{name}")
        write(log, at + timedelta(seconds=1.2), "ADMU0128I", found.profile)
        return log

    def live(self, name: str, *spans: tuple[str, str, str]) -> None:
        """The lives of a process: (start, end, open | stopped | crashed) each."""
        timed: list[Span] = [(self.at(first), self.at(last), how) for first, last, how in spans]
        live(self.world, self.process(name), timed, already_up=False)

    def change(
        self, clock: str, document: str = SECURITY, arrives: Sequence[str] = ("stpNode", "meetNode", "sipNode")
    ) -> None:
        """An administrator changes a document; it arrives on these nodes."""
        log = self.world.log(self.world.cell.dmgr)
        log.out.message(self.at(clock), "ADMR0016I", document, thread=log.thread())
        for node in arrives:
            agent = self.world.log(self.world.cell.agent(node))
            at = self.at(clock) + timedelta(seconds=41)
            agent.out.message(at, "ADMR0010I", document, thread=agent.thread())

    def mute(self, name: str, key: str, first: str = FIRST, last: str = LAST) -> None:
        """Records with this text are left out between two times."""
        self.mutes.append((self.process(name).name, key, self.at(first), self.at(last)))

    def older_java(self, name: str, level: str) -> None:
        """The first life of a process ran on this Java level."""
        self.starts.append((self.process(name).name, 0, level))

    def edit(self, path: str, old: str, new: str) -> None:
        """Change configuration files."""
        self.edits.append(Edit(path, old, new))


def new_stage(options: Mapping[str, Any]) -> Stage:
    """An empty stage."""
    base = Options(density=0.03, day=date(2016, 10, 13))
    return Stage(new_world(with_overrides(base, options)))


def write(log: LogFile, at: datetime, key: str, *args: object, more: Sequence[str] = (), thread: int = 1) -> None:
    """One record of the templates."""
    row = templates()[key]
    text = row.text(log.process.node.clock.language, *args)
    log._add(at, thread, row.component, f"{row.level}   {text}", more, 0)


def finish(stage: Stage) -> tuple[dict[str, bytes], dict[str, int]]:
    """Everything that has no life yet runs all the time; then the background, and the files of the bundle."""
    world = stage.world
    for number, process in enumerate(world.cell.processes):
        if process.name not in world.runs:
            first = stage.at(FIRST) + timedelta(seconds=20 * number)
            live(world, process, [(first, stage.at(LAST), "open")], already_up=False)
    gossip(world)
    chatter(world)
    _mute(stage)
    _older(stage)
    files, records = bundle_files(world)
    files = {path: _edited(stage, path, data) for path, data in files.items()}
    return files | {path: text.encode() for path, text in stage.files.items()}, records


def _mute(stage: Stage) -> None:
    for name, key, first, last in stage.mutes:
        log = stage.world.logs[name].out
        log.entries = [e for e in log.entries if not (first <= e.at <= last and key in e.lines[0])]


def _older(stage: Stage) -> None:
    for name, life, level in stage.starts:
        log = stage.world.logs[name]
        node = replace(log.process.node, product=Product(log.process.node.product.version, level))
        run = stage.world.runs[name][life]
        lines = tuple(log_header(replace(log.process, node=node), run.pid))
        for part in (log.out, log.err):
            part.entries = [
                replace(e, lines=lines) if e.stamp is None and e.at == run.first else e for e in part.entries
            ]


def _edited(stage: Stage, path: str, data: bytes) -> bytes:
    for edit in stage.edits:
        if re.search(edit.path, path) and "/logs/" not in path:
            data = re.sub(edit.old, edit.new, data.decode()).encode()
    return data
