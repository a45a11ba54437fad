"""What a healthy process writes all day: each role has its own chatter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tools.samples.model import Process, Run
from tools.samples.traces import application
from tools.samples.world import World
from tools.samples.writer import ProcessLog

Writer = Callable[[ProcessLog, datetime], None]
_PLACES = ("Leeds", "Köln", "Tampere", "Zürich", "Boston", "München")


def chatter(world: World) -> None:
    """Fill every run of every process with its background."""
    for process in world.cell.processes:
        for run in world.runs.get(process.name, ()):
            _fill(world, process, run)
            _rare(world, process, run)
            if process.role == "node agent":
                _synchronise(world, process, run)


def _fill(world: World, process: Process, run: Run) -> None:
    log, gap = world.log(process), _GAPS[_kind(process)] / world.options.density
    table = _TABLES[_kind(process)]
    last = run.last - timedelta(seconds=12)
    now = log.after(run.first, 45, 70) if run.started else log.after(run.first, 1, 30)
    while now < last:
        log.chance.choices([w for _, w in table], [n for n, _ in table])[0](log, now)
        now += timedelta(seconds=min(log.chance.expovariate(1 / gap), 8 * gap) + 0.004)


def _kind(process: Process) -> str:
    return "sip" if process.server.startswith("SIP") else process.role


def _synchronise(world: World, process: Process, run: Run) -> None:
    """The node agent's sync, once a minute, a little irregular; it needs the deployment manager."""
    log = world.log(process)
    now = log.after(run.first, 38, 44) if run.started else log.after(run.first, 0, 60)
    thread = log.thread()
    while now < run.last - timedelta(seconds=10):
        if run.started and process.node.name in world.options.sync_fails:
            log.out.message(now - timedelta(milliseconds=30), "ADMS0015E", thread=thread)
            log.out.message(now, "ADMS0016I", thread=thread)
        elif world.run_at(world.cell.dmgr, now - timedelta(seconds=45)):
            log.out.message(now, "ADMS0003I", thread=thread)
        now = log.after(now, 60.02, 60.9)


def _rare(world: World, process: Process, run: Run) -> None:
    """A few harmless warnings per day."""
    log, hours = world.log(process), (run.last - run.first).total_seconds() / 3600
    if process.role == "node agent" or hours < 2:
        return
    for writer, per_day in _RARE[process.role == "dmgr"]:
        for _ in range(int(per_day * hours / 24 + log.chance.random())):
            writer(log, log.after(run.first, 600, hours * 3600 - 900))


def _say(text: Callable[[Random], str]) -> Writer:
    def write(log: ProcessLog, at: datetime) -> None:
        lag = log.chance.choice((0,) * 40 + (3, 17))
        log.out.print(at, text(log.chance), log.thread(), lag=lag)

    return write


def _token_expired(log: ProcessLog, at: datetime) -> None:
    clock = log.process.node.clock
    expired = clock.java_date(at - timedelta(seconds=log.chance.randint(2, 240)))
    log.out.message(at, "SECJ0371W", expired, clock.java_date(at), thread=log.thread())


def _application_error(log: ProcessLog, at: datetime) -> None:
    part, line = log.chance.choice(("roster", "agenda", "library")), log.chance.randint(40, 300)
    text = "java.lang.IllegalStateException: session has been invalidated"
    thread = log.thread()
    log.out.message(
        at, "SRVE0777E", f"com.acme.portal.{part}.View.service:58", thread=thread, more=[text, *application(part, line)]
    )
    log.err.trace(log.after(at, 0.001, 0.02), [text, *application(part, line)], thread)


def _hung_thread(log: ProcessLog, at: datetime) -> None:
    thread, waited = log.thread(), log.chance.randint(610_000, 690_000)
    name = f"WebContainer : {log.chance.randint(0, 30)}"
    frames = application("agenda", 212)
    log.out.message(at, "WSVR0605W", name, f"{thread:08x}", waited, thread=log.thread(), more=frames)
    after = log.after(at, 8, 50)
    total = waited + int((after - at).total_seconds() * 1000)
    log.out.message(after, "WSVR0606W", name, f"{thread:08x}", total, thread=thread)


def _committed(log: ProcessLog, at: datetime) -> None:
    log.out.message(at, "SRVE8115W", thread=log.thread())


def _session(log: ProcessLog, at: datetime) -> None:
    log.out.message(at, "srve0242", "isclite", "/ibm/console", log.chance.choice(_PAGES), thread=log.thread())


def _registered(log: ProcessLog, at: datetime) -> None:
    log.out.message(at, "tel-reg", log.chance.randint(1000, 1999), 3600, thread=log.thread())


_PAGES = ("action", "/com.ibm.ws.console.core/login.jsp", "secure", "/layouts/tableLayout.jsp", "navigatorCmd")
_PAIRS = (
    "roster sync done: {0} contacts, {1} ms",
    "STProxy: session S{0} polled, {1} updates",
    "STProxy: community mux connection m{0} alive, queue {1}",
)
_TABLES: dict[str, list[tuple[int, Writer]]] = {
    "dmgr": [
        (10, _say(lambda r: f"Repository checkpoint scan: {r.randint(700, 720)} documents, {r.randint(20, 90)} ms")),
        (8, _say(lambda r: f"Health controller cycle {r.randint(1, 9999)}: all conditions evaluated, none violated")),
        (6, _say(lambda r: f"PMI snapshot written, {r.randint(80, 140)} counters")),
        (1, _session),
    ],
    "node agent": [
        (3, _say(lambda r: f"PidMonitor: {r.randint(1, 2)} server(s) answered in {r.randint(1, 40)} ms")),
        (2, _say(lambda r: f"File transfer cache: {r.randint(0, 12)} entries, {r.randint(1, 90)} KB")),
    ],
    "application server": [
        (9, _say(lambda r: r.choice(_PAIRS).format(r.randint(100, 9999), r.randint(1, 180)))),
        (6, _say(lambda r: f"[{r.choice(_PLACES)}] room {r.randint(100, 480)}: {r.randint(2, 30)} participants")),
        (3, _say(lambda r: f"policy cache refreshed for u{r.randint(1000, 1999)} ({r.randint(1, 64)} KB)")),
    ],
    "proxy": [
        (8, _say(lambda r: f"redirect http -> https, {r.randint(1, 60)} request(s) in the last interval")),
        (5, _say(lambda r: f"target server answered, weight {r.randint(1, 20)}, {r.randint(1, 300)} ms")),
    ],
    "sip": [
        (8, _registered),
        (5, _say(lambda r: f"SIPREG REGISTER sip:u{r.randint(1000, 1999)}@acme.com 200 OK {r.randint(1, 40)} ms")),
        (2, _say(lambda r: f"dialog table: {r.randint(20, 400)} active, {r.randint(0, 9)} expired")),
    ],
}
_GAPS = {"dmgr": 58.0, "node agent": 240.0, "application server": 52.0, "proxy": 58.0, "sip": 52.0}
_RARE: dict[bool, list[tuple[Writer, float]]] = {
    True: [(_token_expired, 2.0)],
    False: [(_application_error, 2.0), (_committed, 4.0), (_token_expired, 0.6), (_hung_thread, 0.4)],
}
