"""Lives of processes: start, stop, crash, and what the rest of the cell sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tools.samples.model import Process, Run
from tools.samples.startup import start, stop
from tools.samples.world import Membership, World, pid_of

Span = tuple[datetime, datetime, str]


def live(world: World, process: Process, spans: Sequence[Span], *, already_up: bool) -> None:
    """Give a process its runs: (start, end, how it ended) each; the first may have begun before the log does."""
    log = world.log(process)
    runs = world.runs.setdefault(process.name, [])
    for life, (first, last, how) in enumerate(spans):
        pid, started = pid_of(world, process, life), life > 0 or not already_up
        runs.append(Run(pid, first, last, started, how))
        if started:
            start(log, first, pid)
        else:
            log.out.resume(first, pid)
            log.err.resume(first, pid)
        if how == "stopped":
            stop(log, last)


def gossip(world: World) -> None:
    """Let every process see the others come and go: views, overlay, discovery."""
    for number, event in enumerate(world.memberships()):
        at = event.at + timedelta(seconds=21 if event.joined else 0.4)
        size = len(world.up_at(event.at)) if event.joined else len(world.up_at(event.at + timedelta(milliseconds=1)))
        for witness in world.up_at(at):
            if world.run_at(witness, event.at):
                _see(world, witness, event, at, (number + 11, size))
        if event.joined and event.process.role != "dmgr":
            _discover(world, event, at)
        if event.joined and event.process.role in {"dmgr", "node agent"}:
            _look_around(world, event.process, at)


def _see(world: World, witness: Process, event: Membership, at: datetime, view: tuple[int, int]) -> None:
    log, subject = world.log(witness), event.process
    now = log.after(at, 0.05, 1.4)
    if witness is subject and not event.joined:
        return
    if not event.joined and not event.orderly:
        _suspect(world, witness, subject, now)
    identifier = f"{view[0]}:0.{world.cell.dmgr.name}"
    if witness.role == "dmgr":
        log.out.message(log.after(now, 0.3, 0.4), "HMGR0218I", identifier, view[1], thread=log.thread())
    log.out.message(
        log.after(now, 0.4, 0.6), "DCSV8050I", witness.name, identifier, view[1], len(world.cell.processes),
        thread=log.thread(),
    )  # fmt: skip
    if witness.role in {"dmgr", "node agent"} and witness is not subject:
        notice(world, witness, subject, log.after(now, 0.7, 1.6), started=event.joined)


def _suspect(world: World, witness: Process, subject: Process, at: datetime) -> None:
    """A member vanished: its connection closed, then it is removed from the view."""
    log = world.log(witness)
    log.out.message(at, "DCSV1115W", witness.name, subject.name, thread=log.thread())
    later = log.after(at, 0.01, 0.2)
    log.out.message(later, "DCSV8104W", witness.name, subject.name, world.cell.dmgr.name, thread=log.thread())


def _look_around(world: World, newcomer: Process, at: datetime) -> None:
    """A process that joins finds those that were there before it."""
    now = world.log(newcomer).after(at, 1.6, 2.4)
    for other in world.up_at(at):
        if other is not newcomer and not _young(world, other, at):
            notice(world, newcomer, other, now, started=True)
            now = world.log(newcomer).after(now, 0.01, 0.3)


def _young(world: World, process: Process, at: datetime) -> bool:
    run = world.run_at(process, at)
    return run is not None and run.started and at - run.first < timedelta(seconds=20)


def notice(world: World, witness: Process, subject: Process, at: datetime, *, started: bool) -> None:
    """The overlay pair: P2PGroup and the node group record of the same event."""
    log, thread = world.log(witness), world.log(witness).thread()
    log.out.message(at, "ODCF8040I" if started else "ODCF8041I", subject.name, thread=thread)
    key = "ASND0002I" if started else "ASND0003I"
    log.out.message(log.after(at, 0.002, 0.03), key, subject.server, subject.node.name, thread=thread)


def _discover(world: World, event: Membership, at: datetime) -> None:
    """Discovery is plain TCP: node agents and the deployment manager find each other, node agents their servers."""
    subject = event.process
    agent = world.cell.agent(subject.node.name)
    pairs = [(agent, subject)]
    if subject is agent:
        pairs = [(world.cell.dmgr, agent), (agent, world.cell.dmgr)]
        pairs += [(agent, p) for p in world.cell.of(agent.node) if p is not agent]
    for one, other in pairs:
        if world.run_at(one, at):
            _discovered(world, one, other, world.log(one).after(at, 0.4, 2.5))


def _discovered(world: World, one: Process, other: Process, at: datetime) -> None:
    """Nothing is found of a process that was not up twenty seconds ago."""
    found = world.run_at(other, at - timedelta(seconds=20))
    if found:
        log = world.log(one)
        log.out.message(at, "ADMD0023I", other.server, other.kind, found.pid, thread=log.thread())
