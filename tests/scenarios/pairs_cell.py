"""Look-alikes among faults of the cell: order, number or place differs (section 4), and causes told by one sign alone."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scenarios import events
from tests.scenarios.extras import also, in_tool, listener
from tests.scenarios.flip import ALL, flip
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.pairs_tls import CLIENT, FIT, LOOP, NO, OUTSIDE, SOME, STRICT, YES
from tests.scenarios.protocol import AGENT, DMGR, MEETING, PROXY, SERVER, SIP
from tests.scenarios.stage import WIDE

DOWN, GONE, SYNC, SKIPPED = "dmgr-down", "node-agent-down", "node-not-synchronised", "sync-skipped-security-xml"
PROBE, PLAIN, PROPS, PORT = (
    "plaintext-on-tls-port",
    "tls-on-plaintext-port",
    "client-props-mismatch",
    "dmgr-soap-port-wrong",
)
STARVED, IDLE, LTPA, USER = "cpu-starvation", "firewall-idle-timeout", "ltpa-key-mismatch", "admin-credentials"
CHAIN, FOUND, RECORDING = "incomplete-certificate-chain", "discovery-misconfigured", "sametime-recording-tls"
_OFTEN = ("08:50:00", "09:05:00", "09:30:00", "09:55:00", "10:20:00", "10:25:00")


# fmt: off
def _connections() -> Iterator[Scenario]:
    """Who does not answer, and why."""
    scan = Fault(PROBE, PROXY, listener(PROXY, "plaintext", "PROXY_HTTPS_ADDRESS"), WIDE)
    agent_refused = also(AGENT, "client-refused", ("09:40:00",))
    yield flip("12-scan", scan, ruled_out=(PROBE,), at_most={PLAIN: NO})
    yield flip("13-12-listener", PLAIN, None, listener(SERVER, "plaintext", "WC_defaulthost_secure"), at_most={PLAIN: NO})
    yield flip("34-dmgr-up", Fault(DOWN, DMGR, events.refused_but_up, WIDE), at_most={DOWN: FIT}, sends=ALL)
    yield flip("34-37-timeouts", Fault(DOWN, DMGR, events.timed_out, WIDE), at_most={DOWN: SOME, IDLE: SOME}, sends=ALL)
    yield flip("34-03-tls", DOWN, None, agent_refused, at_most={DOWN: NO, STRICT: YES}, sends=ALL)
    yield flip("55-34-stopping", PORT, None, events.dmgr_restarts, at_most={PORT: SOME})
    yield flip("55-04-right-port", Fault(PROPS, AGENT, events.right_port, WIDE), ruled_out=(PROPS,), at_most={PORT: FIT})
    yield flip("04-42-credentials", PROPS, None, events.tool_denied, at_most={PROPS: NO, USER: YES})
    yield flip("04-55-no-address", PROPS, None, in_tool("stpNode", "no-address"), at_most={PROPS: NO})
    yield flip("41-23-clocks", LTPA, None, also(AGENT, "not-yet-valid"), at_most={LTPA: FIT, "clock-skew": YES})
    yield flip("41-42-password", LTPA, None, also(DMGR, "password"), at_most={LTPA: FIT, USER: YES})
    yield flip("42-41-token", USER, None, also(DMGR, "token"), at_most={USER: SOME})
    yield flip("42-41-dmgr-unseen", USER, causes={USER: SOME}, at_most={USER: SOME}, sent="one-side")
    yield flip("37-45-hung", IDLE, None, also(MEETING, "hung"), at_most={IDLE: FIT})
    yield flip("38-listed", Fault(FOUND, AGENT, events.socket_failed, WIDE), at_most={FOUND: NO})


def _lives() -> Iterator[Scenario]:
    """Copies, levels, stops and starts."""
    silent = lambda stage: stage.mute(AGENT, "ADMS0003I", "08:59:00")  # noqa: E731
    full = also("meetNode/nodeagent", "full", ("09:10:00",))
    nothing = Fault(RECORDING, SIP, lambda _: None, {**WIDE, "sip_server_label": "TLSv1.2"})
    yield flip("05-39-completes", SYNC, None, events.still_synchronises, at_most={SYNC: SOME, STRICT: YES, SKIPPED: SOME})
    yield flip("39-05-fails", SKIPPED, None, events.sync_fails_once, at_most={SKIPPED: SOME, SYNC: SOME})
    yield flip("39-05-before", SKIPPED, None, silent, ruled_out=(SKIPPED,), at_most={SYNC: SOME})
    yield flip("50-older-node", "version-mix", {"product_level": {"stpNode": "8.5.5.8"}}, at_most={"version-mix": SOME})
    yield flip("33-orderly", Fault(LOOP, AGENT, events.orderly_restarts, WIDE), at_most={LOOP: FIT})
    yield flip("32-back-again", Fault(GONE, AGENT, events.agent_back, WIDE), at_most={GONE: FIT})
    yield flip("40-47-full", "repository-corrupt", None, full, at_most={"repository-corrupt": FIT, "disk-full": YES})
    yield flip("52-other-server", nothing, at_most={RECORDING: NO})


def _alternatives() -> Iterator[Scenario]:
    """The same cause told by another of its signs alone."""
    drift = {**WIDE, "node_copy": {"stpNode": {"xda_label": "SSL_TLS"}}}
    few, often = (Fault(STARVED, DMGR, one, WIDE, sends=("stpNode",)) for one in (events.starved_thrice, also(DMGR, "starved", _OFTEN)))
    yield flip("44-few-but-each-time", few, causes={STARVED: YES})
    yield flip("44-often", often, causes={STARVED: YES})
    yield flip("55-no-address", Fault(PORT, AGENT, events.no_address, WIDE), causes={PORT: FIT}, beside=(PROPS,))
    yield flip("03-closed", Fault(CLIENT, SERVER, also(SERVER, "closed"), WIDE), causes={CLIENT: FIT})
    yield flip("37-connects", Fault(IDLE, MEETING, events.connects_time_out, WIDE), causes={IDLE: SOME})
    yield flip("21-19-unnamed", Fault(CHAIN, SERVER, also(SERVER, "untrusted"), WIDE), causes={OUTSIDE: SOME, CHAIN: FIT})
    yield flip("32-server-says", Fault(GONE, SERVER, events.location_service, WIDE), causes={GONE: SOME}, sent="one-side")
    yield flip("32-routing-table", Fault(GONE, AGENT, events.stopped_unseen, WIDE), causes={GONE: YES})
    yield flip("32-overlay", Fault(GONE, AGENT, events.stopped_quietly, WIDE), causes={GONE: YES})
    yield flip("33-by-others", LOOP, causes={LOOP: "not-evaluable"}, sent="other-side")
    yield flip("05-drift-alone", Fault(SYNC, AGENT, lambda _: None, drift), causes={SYNC: SOME})
    fails = Fault(SYNC, AGENT, events.sync_fails_once, WIDE)
    yield flip("05-fails-alone", fails, causes={SYNC: FIT}, at_most={SYNC: FIT}, sent="no-configuration")
    yield flip("05-dmgr-says", Fault(SYNC, AGENT, events.node_fails, drift), causes={SYNC: YES})
# fmt: on


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _connections()
    yield from _lives()
    yield from _alternatives()
