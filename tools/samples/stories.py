"""The course of events of each bundle: who lives when, and what befalls whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.samples.faults import flap, out_of_memory, probe, refused_clients, scan
from tools.samples.life import Span, gossip, live
from tools.samples.model import Process
from tools.samples.noise import chatter
from tools.samples.texts import PLAINTEXT, REMOTE_CLOSED
from tools.samples.world import World, profile_log

_SECURITY = "cells/stCell/security.xml"
_CRASHES = (
    (0, "01:12:09"),
    (0, "06:47:31"),
    (0, "11:03:55"),
    (0, "17:58:20"),
    (0, "22:31:40"),
    (0, "03:50:12"),
    (0, "14:29:44"),
)


def up(world: World, first: datetime, last: datetime) -> None:
    """Start every process that has no life yet, node by node, and leave it running."""
    for index, process in enumerate(world.cell.processes):
        if process.name not in world.runs:
            live(world, process, [(first + timedelta(seconds=67 * index), last, "open")], already_up=False)


def _roll(world: World) -> None:
    """Roll the logs of the busiest processes over, as their size limit makes them."""
    rolls = {
        ("stDmgrNode", "dmgr"): ((0, "02:14:37"), (0, "13:40:02")),
        ("stpNode", "nodeagent"): ((0, "06:31:50"), (0, "19:05:11")),
        ("meetNode", "STMeetingServer"): ((0, "09:22:08"),),
    }
    for key, times in rolls.items():
        world.log(world.cell.process(*key)).out.rolls += [world.at(*t) for t in times]


def finish(world: World) -> None:
    gossip(world)
    chatter(world)
    _roll(world)


def restart_times(world: World, process: Process) -> tuple[datetime, datetime]:
    """When the administrator stopped and started a process after the change: dmgr last down and first up."""
    if process.role == "dmgr":
        return world.at(0, "22:46:30"), world.at(0, "22:48:05")
    index = world.cell.processes.index(process)
    if process.role == "node agent":
        return world.at(0, "22:44:00") + timedelta(seconds=23 * index), world.at(0, "22:50:40") + timedelta(
            seconds=84 * index
        )
    return world.at(0, "22:40:00") + timedelta(seconds=17 * index), world.at(0, "22:52:30") + timedelta(
        seconds=75 * index
    )


def change(
    world: World,
    left_down: tuple[str, ...] = (),
    span: tuple[datetime, datetime] | None = None,
    away: tuple[str, ...] = (),
) -> tuple[datetime, datetime]:
    """security.xml is changed and synchronised; then everything is stopped and started in the documented order.

    The node agents of nodes that are ``away`` were stopped before the change.
    """
    first, last = span or (world.at(-1, "18:00:00"), world.at(1, "01:12:30"))
    for process in world.cell.processes:
        stop, start = restart_times(world, process)
        if process.role == "node agent" and process.node.name in away:
            stop = world.at(0, "22:31:07")
        if process.server in left_down:
            live(world, process, [(world.at(0, "20:31:00"), stop, "stopped")], already_up=False)
            continue
        spans: list[Span] = [(first, stop, "stopped"), (start, last, "open")]
        live(world, process, spans, already_up=True)
    _record_change(world, world.at(0, "22:38:12"), away)
    return first, last


def _record_change(world: World, at: datetime, away: tuple[str, ...]) -> None:
    log = world.log(world.cell.dmgr)
    thread = log.thread()
    log.out.message(at, "ADMR0016I", _SECURITY, thread=thread)
    log.out.message(log.after(at, 0.8, 1.2), "ADMS0200I", thread=thread)
    for node in (n for n in world.cell.nodes[1:] if n.name not in away):
        log.out.message(log.after(at, 1.3, 1.9), "ADMS0205I", node.name, thread=thread)
        agent = world.log(world.cell.agent(node.name))
        if node.name not in world.options.sync_fails:
            agent.out.message(agent.after(at, 2.5, 4), "ADMR0010I", _SECURITY, thread=agent.thread())
    log.out.message(log.after(at, 6, 7), "ADMS0208I", thread=thread)


def mismatch(world: World) -> None:
    """The XDA settings were forgotten: the overlay to one node flaps from its start on; SIP clients are refused."""
    _, last = change(world)
    _flap_until(world, last)
    sip = world.cell.process("sipNode", "SIPProxyRegistrar")
    if world.options.sip_server_label:
        refused_clients(world, sip, restart_times(world, sip)[1] + timedelta(seconds=50), last, 130.0)
    finish(world)


def published(world: World) -> None:
    """As the article has it: the same flap, but no protocol text; STProxyServer stays down and has one short log."""
    _, last = change(world, left_down=("STProxyServer",))
    _flap_until(world, last)
    finish(world)


def _flap_until(world: World, last: datetime) -> None:
    if world.options.flap:
        agent = world.cell.agent(world.options.flap_node)
        flap(world, agent, restart_times(world, agent)[1] + timedelta(seconds=24), last - timedelta(seconds=20))


def fixed(world: World) -> None:
    """The same change, complete: syncNode on every node, no flap, two failures that a port scan left."""
    change(world)
    for number in range(len(world.cell.nodes) - 1):
        _sync_node(world, number)
    found = [(world.at(0, "23:17:44"), REMOTE_CLOSED), (world.at(0, "23:17:45"), PLAINTEXT)]
    scan(world, world.cell.process("meetNode", "was_meetProxy"), "PROXY_HTTPS_ADDRESS", found)
    finish(world)


def _sync_node(world: World, number: int) -> None:
    node, dmgr = world.cell.nodes[number + 1], world.cell.dmgr
    log, chance = profile_log(world, node, "syncNode.log"), world.log(dmgr)
    at = world.at(0, "22:49:20") + timedelta(seconds=9 * number)
    where = (node.name, dmgr.node.host, dmgr.ports["SOAP_CONNECTOR_ADDRESS"])
    log.start(at, 0)
    log.message(at + timedelta(seconds=1), "ADMU0116I", f"{node.home}/logs/syncNode.log")
    log.message(at + timedelta(seconds=1.1), "ADMU0128I", node.profile)
    log.message(chance.after(at, 3, 5), "ADMU0401I", *where)
    log.message(chance.after(at, 6, 7), "ADMU0016I")
    log.message(chance.after(at, 11, 19), "ADMU0402I", *where)


def healthy(world: World) -> None:
    """A quiet day; the Meeting server is stopped and started once, on purpose."""
    first, last = world.at(-1, "20:00:00"), world.at(1, "00:40:00")
    meeting = world.cell.process("meetNode", "STMeetingServer")
    stop, start = world.at(0, "13:20:10"), world.at(0, "13:22:41")
    live(world, meeting, [(first + timedelta(minutes=8), stop, "stopped"), (start, last, "open")], already_up=False)
    agent = world.log(world.cell.agent("meetNode"))
    agent.out.message(start - timedelta(seconds=5), "ADMN1000I", "meetNode", meeting.server, thread=agent.thread())
    up(world, first, last)
    finish(world)


def node_agent_oom(world: World) -> None:
    """The node agent of stpNode runs out of memory again and again; the service manager starts it anew."""
    first, last = world.at(-1, "20:00:00"), world.at(1, "00:40:00")
    agent = world.cell.agent("stpNode")
    chance = world.log(agent).chance
    crashes = sorted(world.at(*t) for t in _CRASHES[: world.options.crashes])
    starts = [first + timedelta(seconds=67), *(c + timedelta(seconds=chance.uniform(72, 96)) for c in crashes)]
    ends = [*((c, "crashed") for c in crashes), (last, "open")]
    live(world, agent, [(a, b, how) for a, (b, how) in zip(starts, ends, strict=True)], already_up=False)
    for crash in crashes:
        out_of_memory(world, agent, crash)
    _lost_connections(world, crashes, starts[1:])
    world.incidents.append({"kind": "loop", "process": agent.name, "count_at_least": len(crashes)})
    up(world, first, last)
    finish(world)


def _lost_connections(world: World, crashes: list[datetime], starts: list[datetime]) -> None:
    log = world.log(world.cell.dmgr)
    for crash, start in zip(crashes, starts, strict=True):
        log.out.message(log.after(crash, 20, 40), "ADMC0047W", "stpNode", thread=log.thread())
        log.out.message(log.after(start, 36, 44), "ADMC0048I", "stpNode", thread=log.thread())


def health_probe(world: World) -> None:
    """A load balancer asks a TLS port in plain text, every two minutes; elsewhere two unrelated failures."""
    first, last = world.at(-1, "20:00:00"), world.at(1, "00:40:00")
    up(world, first, last)
    proxy = world.cell.process("stpNode", "was_stpProxy")
    probe(world, proxy, "PROXY_HTTPS_ADDRESS", world.at(-1, "20:17:03"), last)
    sip = world.cell.process("sipNode", "SIPProxyRegistrar")
    found = [(world.at(0, "08:41:09"), REMOTE_CLOSED), (world.at(0, "17:03:58"), REMOTE_CLOSED)]
    scan(world, sip, "SIP_DEFAULTHOST_SECURE", found)
    finish(world)
