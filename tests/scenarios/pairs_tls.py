"""Look-alikes among faults of TLS: one fact of configuration, level or target differs, and the verdict flips (section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.scenarios import certificates, events
from tests.scenarios.extras import also, listener
from tests.scenarios.flip import flip
from tests.scenarios.infrastructure import agent_killed
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.protocol import AGENT, DMGR, MEETING, OLD_DAY, PROXY, SIP, STP12, sip_refuses
from tests.scenarios.stage import WIDE
from tests.scenarios.texts import NULL_CHAIN
from tools.samples.texts import LEGACY, MODERN

XDA, STRICT, CLIENT, JAVA = (
    "xda-ssl-settings-mismatch", "strict-server-old-client", "strict-client-old-server", "java-upgrade-disabled-protocols",
)  # fmt: skip
LIST, STANDARD, PENDING = "disabled-algorithms-override", "security-standard-conflict", "restart-pending"
CIPHER, SWALLOWED, DIRECT = "no-common-cipher", "alias-swallowed-ph63778", "direct-reference-override"
INSIDE, OUTSIDE, REPLACED = "signer-missing-cell", "signer-missing-external", "certificate-replaced-not-propagated"
COPY = "node-not-synchronised"
LOOP = "node-agent-restarting"
YES, SOME, FIT, NO = "confirmed", "likely", "possible", "ruled-out"
_TOLD_BY_DMGR = {
    "exception_text": LEGACY.peer, "client_exception_text": LEGACY.peer, "peer_exception_text": MODERN.strict_server,
}  # fmt: skip
_NULL_CHAIN = dict.fromkeys(("exception_text", "client_exception_text", "peer_exception_text"), NULL_CHAIN)
_GONE = "java.io.FileNotFoundException: ${CONFIG_ROOT}/x.p12 (No such file or directory)"
_ALIEN = {"xda_label": "SSL_TLS"}


def _copy(node: str, **changed: str) -> dict[str, Any]:
    return {"node_copy": {node: changed or _ALIEN}}


# fmt: off
def _overlay() -> Iterator[Scenario]:
    """RC-01 against what else makes a node agent seem to come and go."""
    killed = Fault(LOOP, AGENT, agent_killed, {**STP12, "xda_label": "SSL_TLS"})
    yield flip("01-33-new-pids", killed, causes={LOOP: YES}, ruled_out=(XDA,))
    yield flip("33-01-same-pid", killed, {"new_pid_on_restart": False}, ruled_out=(LOOP,), at_most={XDA: YES})
    yield flip("01-05-copy-differs", XDA, _copy("stpNode", dmgr_node_label="SSL_TLS"), at_most={XDA: SOME, "node-not-synchronised": SOME})
    yield flip("01-27-certificates", certificates.FLAP_ON_CERTIFICATES, causes={"client-auth-required": YES}, ruled_out=(XDA,))
    yield flip("01-27-null-chain", XDA, _NULL_CHAIN, at_most={XDA: FIT, "client-auth-required": YES})
    yield flip("01-37-wide", XDA, {"xda_label": "SSL_TLSv2", "flap_protocol_texts": False}, at_most={XDA: NO})
    yield flip("01-14-level", XDA, {"product_level": "8.5.5.26"}, at_most={XDA: SOME})
    yield flip("01-as-published", XDA, {"stp_groups": "server"}, causes={XDA: SOME}, at_most={XDA: SOME})
    yield flip("01-seen-by-dmgr", XDA, _TOLD_BY_DMGR, causes={XDA: YES}, ruled_out=("node-agent-down",))
    yield flip("01-by-others", XDA, causes={XDA: FIT}, sent="other-side")
    yield flip("01-34-dmgr-restarts", XDA, None, events.dmgr_restarts, at_most={XDA: SOME})


def _protocols() -> Iterator[Scenario]:
    """What takes the version away: the label, the Java level, a list, a standard, a stale process or copy."""
    old = {**OLD_DAY, "sip_server_label": "SSL_TLSv2", "java_level": "8.0.6.30"}
    unchanged = Fault(PENDING, SIP, sip_refuses, {**WIDE, "sip_server_label": "SSL_TLSv2"})
    yield flip("02-05-copy-differs", STRICT, _copy("sipNode"), at_most={STRICT: SOME, COPY: SOME})
    yield flip("02-07-java", STRICT, old, at_most={STRICT: SOME, JAVA: SOME})
    yield flip("02-53-no-meeting", STRICT, causes={STRICT: YES}, ruled_out=("sametime-thick-client-tls12", JAVA))
    yield flip("03-05-copy-differs", CLIENT, _copy("stpNode"), at_most={CLIENT: SOME, COPY: SOME})
    yield flip("08-02-label", LIST, {"sip_server_label": "TLSv1.2"}, causes={STRICT: YES}, ruled_out=(LIST,))
    yield flip("09-02-label", STANDARD, {"sip_server_label": "TLSv1.2"}, causes={STRICT: YES}, ruled_out=(STANDARD,))
    yield flip("07-02-label", JAVA, {"java_level": {"stpNode": "8.0.6.15"}}, at_most={JAVA: NO})
    yield flip("06-02-still-excluded", PENDING, {"sip_server_label": "TLSv1.2"}, causes={STRICT: YES}, ruled_out=(PENDING,))
    yield flip("06-02-no-change", unchanged, ruled_out=(PENDING, STRICT), at_most={STRICT: NO})
    yield flip("10-high", Fault(CIPHER, PROXY, events.no_cipher, STP12), at_most={CIPHER: SOME})
    yield flip("14-level", SWALLOWED, {"product_level": "8.5.5.25"}, at_most={SWALLOWED: NO})
    yield flip("15-06-changed", DIRECT, None, lambda stage: stage.change("09:00:00"), at_most={DIRECT: SOME, PENDING: FIT})
    yield flip("15-cleared", DIRECT, None, events.reference_cleared, ruled_out=(DIRECT,), at_most={STRICT: FIT})


def _certificates() -> Iterator[Scenario]:
    """Targets, reports, stores."""
    near = Fault(INSIDE, MEETING, certificates.not_trusted(MEETING, "stp.acme.example:9443", "/opt/trust.p12"), WIDE)
    warned, partner = Fault(INSIDE, AGENT, events.warned, WIDE), Fault(OUTSIDE, AGENT, events.replaced_but_external, WIDE)
    missing, demanded = "keystore-missing", "client-auth-required"
    unresolved = Fault(missing, SIP, certificates.store_fails("${CONFIG_ROOT}/x.p12", _GONE), WIDE)
    stray = Fault(demanded, SIP, listener(SIP, "null-chain", "SIP_DEFAULTHOST_SECURE"), WIDE)
    yield flip("19-20-target", near, causes={INSIDE: YES}, ruled_out=(OUTSIDE,), sends=("stpNode",))
    yield flip("20-19-target", OUTSIDE, causes={OUTSIDE: YES}, ruled_out=(INSIDE,))
    yield flip("18-20-only-warned", warned, causes={INSIDE: YES}, ruled_out=(REPLACED,))
    yield flip("18-20-report-of-nothing", INSIDE, None, also(DMGR, "report"), causes={INSIDE: YES}, ruled_out=(REPLACED,))
    yield flip("18-20-no-report", INSIDE, causes={INSIDE: YES}, ruled_out=(REPLACED,))
    yield flip("18-19-target", partner, ruled_out=(REPLACED,), at_most={OUTSIDE: YES})
    yield flip("25-variable", unresolved, at_most={missing: FIT})
    yield flip("27-not-demanded", stray, at_most={demanded: SOME})
    yield flip("26-54-store", "key-alias-not-found", causes={"key-alias-not-found": YES}, ruled_out=("wildcard-not-in-node-keystore",))
# fmt: on


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _overlay()
    yield from _protocols()
    yield from _certificates()
