"""The things that go wrong, each a function that writes into the logs of the processes it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean

from tools.samples.life import notice
from tools.samples.model import Process
from tools.samples.texts import PLAINTEXT, handshake_key, tls_texts
from tools.samples.traces import heap, inbound, outbound
from tools.samples.world import World


def handshake_failure(world: World, process: Process, at: datetime, text: str, client: str, port: int) -> None:
    """SSLC0008E at a listener, in the wording of the node's product level, with its stack."""
    log, product = world.log(process), process.node.product
    modern = handshake_key(product.version) == "SSLC0008E.hosts"
    ephemeral = log.chance.randint(32768, 60999)
    log.out.message(
        at, handshake_key(product.version), text, client, ephemeral, process.node.host, port,
        thread=log.thread(), more=inbound(modern),
    )  # fmt: skip


def outbound_failure(world: World, process: Process, at: datetime, text: str) -> None:
    """An exception of a connection that the overlay opened: SystemErr, every line stamped."""
    log = world.log(process)
    log.err.trace(at, [text, *outbound()], log.thread())


def incident_report(world: World, process: Process, at: datetime, text: str) -> None:
    """One FFDC incident: its file, and the pointer to it in SystemOut."""
    log, clock = world.log(process), process.node.clock
    digits = f"{log.chance.getrandbits(32):08x}", log.chance.randint(10**18, 10**19 - 1)
    name = f"{process.server}_{digits[0]}_{clock.rolled(at)}.{digits[1]}.txt"
    source, probe = "com.ibm.son.mesh.CfwTCPImpl.connect", "171"
    kind = text.partition(":")[0]
    reporter = f"com.ibm.son.mesh.CfwTCPImpl@{digits[0]}"
    head = f"[{clock.stamp(at)}]     FFDC Exception:{kind} SourceId:{source} ProbeId:{probe} Reporter:{reporter}"
    log.ffdc[name] = "\n".join([head, text, *outbound(), ""])
    path = f"{process.node.home}/logs/ffdc/{name}"
    log.out.message(at + timedelta(milliseconds=4), "FFDC1003I", path, source, probe, thread=log.thread())


def flap(world: World, agent: Process, first: datetime, last: datetime) -> None:
    """The overlay between the deployment manager and a node agent comes and goes; both processes stay up."""
    options, dmgr = world.options, world.cell.dmgr
    chance = world.log(agent).chance
    ups, stops = [first], []
    while (stop := ups[-1] + timedelta(seconds=options.flap_up_seconds + chance.uniform(-3, 3))) < last:
        stops.append(stop)
        ups.append(stop + timedelta(seconds=options.flap_down_seconds + chance.uniform(-1.5, 1.5)))
    if stops and options.flap_protocol_texts:
        text = options.client_exception_text or tls_texts(agent.node.product.java).strict_client
        incident_report(world, agent, stops[0] - timedelta(milliseconds=60), text)
    for stop, up in zip(stops, ups[1:], strict=True):
        _refused(world, agent, stop - timedelta(milliseconds=chance.randint(150, 600)))
        for at, started in ((stop, False), (up, True)):
            notice(world, dmgr, agent, at, started=started)
            notice(world, agent, dmgr, world.log(agent).after(at, 0.01, 0.6), started=started)
    gaps = [(b - a).total_seconds() for a, b in pairwise(stops)]
    period = round(mean(gaps), 1) if gaps else None
    world.incidents.append(
        {"kind": "flap", "process": agent.name, "count_at_least": len(stops), "period_seconds": period}
    )


def _refused(world: World, agent: Process, at: datetime) -> None:
    """Both directions fail within a few milliseconds; each end logs its own half."""
    options, dmgr = world.options, world.cell.dmgr
    here, there = tls_texts(agent.node.product.java), tls_texts(dmgr.node.product.java)
    peer = options.peer_exception_text or there.peer
    server = options.exception_text or (here.strict_server if options.flap_protocol_texts else here.peer)
    client = options.client_exception_text or (here.strict_client if options.flap_protocol_texts else here.peer)
    overlay = "OVERLAY_TCP_LISTENER_ADDRESS"
    handshake_failure(world, agent, at, server, dmgr.node.host, agent.ports[overlay])
    back = at + timedelta(milliseconds=world.log(agent).chance.randint(20, 90))
    outbound_failure(world, agent, back, client)
    handshake_failure(world, dmgr, world.log(dmgr).after(back, 0.001, 0.02), peer, agent.node.host, dmgr.ports[overlay])


def refused_clients(
    world: World, server: Process, first: datetime, last: datetime, mean_gap: float, *, text: str | None = None
) -> None:
    """Old SIP clients knock at a strict listener, at irregular times, each with its companion line."""
    log = world.log(server)
    text = text or world.options.exception_text or tls_texts(server.node.product.java).strict_server
    now, count = log.after(first, 5, 90), 0
    while now < last:
        log.out.message(now, "tel-null", thread=log.thread())
        client = f"pc{log.chance.randint(100, 180)}.acme.example"
        refused = log.after(now, 0.2, 7.5)
        handshake_failure(world, server, refused, text, client, server.ports["SIP_DEFAULTHOST_SECURE"])
        now, count = refused + timedelta(seconds=2 + log.chance.expovariate(1 / mean_gap)), count + 1
    world.incidents.append({"kind": "burst", "process": server.name, "count_at_least": count})


def probe(world: World, server: Process, port: str, first: datetime, last: datetime) -> None:
    """A monitor sends plain text to a TLS port, at a constant period."""
    log, options, count, now = world.log(server), world.options, 0, first
    while now < last:
        if world.run_at(server, now):
            at = now + timedelta(milliseconds=log.chance.randint(-4, 9))
            text = options.probe_text or PLAINTEXT
            handshake_failure(world, server, at, text, "lb1.acme.example", server.ports[port])
            count += 1
        now += timedelta(seconds=options.probe_seconds)
    world.incidents.append(
        {"kind": "burst", "process": server.name, "count_at_least": count, "period_seconds": options.probe_seconds}
    )


def scan(world: World, server: Process, port: str, found: Sequence[tuple[datetime, str]]) -> None:
    """Single failures from one address: noise."""
    for at, text in found:
        handshake_failure(world, server, at, text, "scan.acme.example", server.ports[port])


def out_of_memory(world: World, process: Process, crash: datetime) -> None:
    """The last seconds of a JVM whose heap is full: SystemOut, SystemErr and native_stderr.log; then silence."""
    log, run = world.log(process), world.run_at(process, crash - timedelta(seconds=1))
    assert run is not None
    text = "java.lang.OutOfMemoryError: Java heap space"
    dump = crash - timedelta(seconds=31)
    log.native += _dumps(process, dump, run.pid)
    for seconds in (12.4, 6.1, 1.7):
        at, thread = crash - timedelta(seconds=seconds), log.thread()
        log.err.trace(at, [text, *heap()], thread)
        log.out.message(log.after(at, 0.003, 0.2), "ASYN0012E", thread=thread, more=heap())


def _dumps(process: Process, at: datetime, pid: int) -> list[str]:
    """What the JVM itself writes: local time, no zone."""
    local = process.node.clock.local(at)
    day, clock = f"{local:%Y/%m/%d %H:%M:%S}", f"{local:%Y%m%d.%H%M%S}"
    event = '"systhrow", detail "java/lang/OutOfMemoryError"'
    lines = [f'JVMDUMP039I Processing dump event {event} "Java heap space" at {day} - please wait.']
    for number, (kind, stem, suffix) in enumerate((("Heap", "heapdump", "phd"), ("Java", "javacore", "txt")), 1):
        path = f"{process.node.home}/{stem}.{clock}.{pid}.{number:04d}.{suffix}"
        lines.append(f"JVMDUMP032I JVM requested {kind} dump using '{path}' in response to an event")
        lines.append(f"JVMDUMP010I {kind} dump written to {path}")
    return [*lines, f"JVMDUMP013I Processed dump event {event}."]
