"""Nothing is wrong: cells of several locales with the noise that every cell has. Nothing may stand above possible."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scenarios.model import Scenario
from tests.scenarios.protocol import AGENT, DMGR, MEETING, PROXY, SIP, STP12
from tests.scenarios.stage import STRICT, WIDE, Stage
from tests.scenarios.texts import SSL
from tools.samples.faults import scan
from tools.samples.texts import PLAINTEXT, REMOTE_CLOSED


def scanned(stage: Stage) -> None:
    """A port scanner passes by, twice."""
    for number, (name, port) in enumerate(((PROXY, "PROXY_HTTPS_ADDRESS"), (SIP, "SIP_DEFAULTHOST_SECURE"))):
        found = [(stage.at(f"09:1{number}:07"), REMOTE_CLOSED), (stage.at(f"09:1{number}:08"), PLAINTEXT)]
        scan(stage.world, stage.process(name), port, found)
        stage.refuse(name, stage.at(f"09:1{number}:09"), f"{SSL}no cipher suites in common", port, "scan.acme.example")


def restarted(stage: Stage) -> None:
    """An application server and a node agent are stopped and started in order."""
    stage.live(MEETING, ("08:01:00", "09:00:00", "stopped"), ("09:02:30", "11:00:00", "open"))
    stage.live(AGENT, ("08:01:30", "09:30:00", "stopped"), ("09:31:30", "11:00:00", "open"))


def tokens_expire(stage: Stage) -> None:
    """Tokens of users who left."""
    for at in stage.times(DMGR, "08:20:00", "10:50:00", 1700, 0.6):
        stage.say(DMGR, at, "SECJ0371W", "Token expiration Date: x, current Date: y")


def thread_slow(stage: Stage) -> None:
    """One slow request, which ends."""
    stage.say(MEETING, stage.at("09:40:00"), "WSVR0605W", "WebContainer : 7", "0000007b", 623_417, 1)
    log = stage.world.log(stage.process(MEETING))
    log.out.message(stage.at("09:41:10"), "WSVR0606W", "WebContainer : 7", "0000007b", 693_417, thread=log.thread())


def changed(stage: Stage) -> None:
    """A document is changed, and everyone gets it."""
    stage.change("09:20:00", "cells/stCell/applications/x.ear/deployment.xml")


_JAPANESE = {
    "locales": {"stpNode": "ja_JP", "sipNode": "ja_JP"},
    "zones": {"stpNode": "Asia/Tokyo", "sipNode": "Asia/Tokyo"},
}
_SWEDISH = {"locales": {"stDmgrNode": "sv_SE", "stpNode": "sv_SE"}, "zones": {"stDmgrNode": "Europe/Berlin"}}
_INDIAN = {"locales": {"stpNode": "en_IN", "meetNode": "de_DE"}}


def scenarios() -> Iterator[Scenario]:
    """Eight quiet cells."""
    rows = (
        ("quiet", {}, ()),
        ("scanned", WIDE, (scanned,)),
        ("restarted", WIDE, (restarted,)),
        ("tokens", {**WIDE, **_JAPANESE}, (tokens_expire, thread_slow)),
        ("strict", {**STRICT, **_SWEDISH}, (scanned, changed)),
        ("one-node-strict", {**STP12, **_INDIAN}, (restarted, thread_slow)),
        ("newer-java", {**STRICT, "java_level": "8.0.6.30", "product_level": "8.5.5.23"}, (scanned, tokens_expire)),
        ("affected-level", {**WIDE, "product_level": "8.5.5.26"}, (changed, thread_slow)),
    )
    for name, options, happen in rows:
        yield Scenario(f"healthy/{name}", "healthy", (), (), options=options, also=happen)
