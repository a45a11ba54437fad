"""The held-out set: every cause once with everything sent, with less, and beside a second fault; and healthy cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

from tests.heldout import certificates, machinery, protocol
from tests.heldout.cell import ALPHA, BETA, GATE, Plan
from tests.heldout.model import HeldOut
from tests.heldout.protocol import AGENT_B, DMGR, EDGE, MEETING, NEWER, ORDER_A, ORDER_B, SIP, UNRECOGNIZED
from tests.heldout.scene import Scene
from tests.scenarios.model import Fault
from tests.scenarios.texts import SSL
from tools.samples.faults import scan

FAULTS: tuple[Fault, ...] = (*protocol.FAULTS, *certificates.FAULTS, *machinery.FAULTS)
_AT_GATE = (
    Fault("out-of-memory", SIP, machinery.heap_full(SIP, f"{GATE}/nodeagent")),
    Fault("db-pool-exhausted", MEETING, machinery.pool(MEETING)),
    Fault("hostname-mismatch", MEETING, certificates.calls(
        MEETING, f"{SSL}java.security.cert.CertificateException: No name matching rooms.partner.example found")),
)  # fmt: skip
_AT_BETA = (
    Fault("out-of-memory", ORDER_B, machinery.heap_full(ORDER_B, AGENT_B)),
    Fault("db-pool-exhausted", ORDER_B, machinery.pool(ORDER_B)),
    Fault("hostname-mismatch", ORDER_B, certificates.calls(
        ORDER_B, f"{SSL}java.security.cert.CertificateException: No name matching rooms.partner.example found")),
)  # fmt: skip


def held_out() -> dict[str, HeldOut]:
    """Every held-out scenario by name."""
    numbers = count(1)
    return {one.name: one for one in (*_textbook(numbers), *_partly(numbers), *_doubles(numbers), *_healthy(numbers))}


def _textbook(numbers: Iterator[int]) -> Iterator[HeldOut]:
    for fault in FAULTS:
        expected = ((fault.cause, fault.verdict),)
        yield HeldOut(
            f"{fault.cause}/textbook", "textbook", (fault,), expected, beside=fault.beside, number=next(numbers)
        )


def _partly(numbers: Iterator[int]) -> Iterator[HeldOut]:
    for fault in FAULTS:
        for sent in fault.partly:
            yield HeldOut(
                f"{fault.cause}/{sent}", "partly-missing", (fault,), ((fault.cause, "possible"),),
                sent=sent, beside=fault.beside, number=next(numbers),
            )  # fmt: skip


def _doubles(numbers: Iterator[int]) -> Iterator[HeldOut]:
    for place, fault in enumerate(FAULTS):
        pool = _AT_BETA if fault.process.startswith(GATE) else _AT_GATE
        second = next(one for one in (*pool[place % 3 :], *pool) if one.cause != fault.cause)
        if fault.verdict == "not-evaluable":
            continue
        causes = ((fault.cause, "possible"), (second.cause, "possible"))
        name = f"{fault.cause}/and-{second.cause}"
        yield HeldOut(name, "with-second-fault", (fault, second), causes, beside=fault.beside, number=next(numbers))


def _passers_by(scene: Scene) -> None:
    """A vulnerability scan of two listeners, within seconds."""
    for name, port in ((EDGE, "PROXY_HTTPS_ADDRESS"), (ORDER_A, "WC_defaulthost_secure")):
        at = scene.at("09:44:00")
        texts = ("Remote host terminated the handshake", "no cipher suites in common", "SSLv2Hello is not enabled")
        found = [(at + timedelta(seconds=n), f"{SSL}{text}") for n, text in enumerate(texts)]
        scan(scene.world, scene.process(name), port, [*found, (at + timedelta(seconds=5), UNRECOGNIZED)])


def _night_work(scene: Scene) -> None:
    """The cell is stopped and started in order after a harmless change."""
    scene.change("08:25:00", "cells/shopCell07/resources.xml")
    scene.live(ORDER_B, ("08:03:00", "08:40:00", "stopped"), ("08:42:00", "11:00:00", "open"))
    scene.live(AGENT_B, ("08:02:00", "08:38:00", "stopped"), ("08:39:00", "11:00:00", "open"))
    scene.live(DMGR, ("08:00:00", "08:35:00", "stopped"), ("08:36:30", "11:00:00", "open"))


def _reminders(scene: Scene) -> None:
    """Certificates that end some day, tokens that ended, one slow thread."""
    scene.say(DMGR, scene.at("08:30:00"), "CWPKI0016W", "default", "CellDefaultKeyStore", 52)
    scene.say(DMGR, scene.at("08:30:01"), "CWPKI0037I", "alias default in CellDefaultKeyStore expires in 52 days")
    for at in scene.times(SIP, "08:40:00", "10:40:00", 2400, 0.7):
        scene.say(SIP, at, "SECJ0371W", "Token expiration Date: x, current Date: y")
    scene.say(ORDER_A, scene.at("10:10:00"), "WSVR0605W", "WebContainer : 2", "00000061", 611_200, 1)
    scene.world.log(scene.process(ORDER_A)).out.message(
        scene.at("10:12:10"), "WSVR0606W", "WebContainer : 2", "00000061", 741_201
    )


def _healthy(numbers: Iterator[int]) -> Iterator[HeldOut]:
    rows: tuple[tuple[str, dict[str, object], tuple[Callable[[Scene], None], ...]], ...] = (
        ("quiet", {}, ()),
        ("scanned", {"plan": Plan("TLSv1.2", "TLSv1.2")}, (_passers_by,)),
        ("worked-on", {"plan": Plan("SSL_TLS", "SSL_TLS")}, (_night_work, _reminders)),
        ("mixed-labels", {"plan": Plan(nodes={ALPHA: "TLSv1.2"}, governed=(ALPHA,))}, (_reminders, _passers_by)),
        ("newer", {**NEWER, "plan": Plan(nodes={BETA: "TLSv1.2"}, governed=(BETA,))}, (_night_work, _passers_by)),
        ("clocks-apart", {"fast": {BETA: timedelta(minutes=23)}}, (_reminders,)),
    )
    for name, options, happen in rows:
        yield HeldOut(f"healthy/{name}", "healthy", (), (), options=options, also=happen, number=next(numbers))
