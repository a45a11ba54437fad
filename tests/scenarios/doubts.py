"""A textbook fault with one record of a look-alike beside it: it is not certain any more."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scenarios.extras import Happen, also, in_tool, listener
from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.model import Scenario
from tests.scenarios.protocol import AGENT, DMGR, MEETING, PROXY, SERVER, SIP

_EARLY = ("08:04:10",)
_IN_FLAP = ("08:50:00",)
_REFUSED = listener(PROXY, "client-refused", "PROXY_HTTPS_ADDRESS")

# fmt: off
DOUBTS: dict[str, dict[str, Happen]] = {
    "xda-ssl-settings-mismatch": {
        "null-chain": also(AGENT, "null-chain", _IN_FLAP), "view": also(DMGR, "view", _IN_FLAP),
        "starved": also(DMGR, "starved", _IN_FLAP),
    },
    "client-props-mismatch": {"untrusted": in_tool("stpNode", "untrusted"), "refused": in_tool("stpNode", "refused")},
    "node-not-synchronised": {"refused": also(AGENT, "refused")},
    "no-common-cipher": {"alias": also(PROXY, "alias"), "key-size": also(PROXY, "key-size")},
    "weak-dh-parameters": {"weak": also(SERVER, "weak")},
    "plaintext-on-tls-port": {"client-refused": _REFUSED},
    "invalid-ssl-configuration": {"not-loaded": also(SIP, "not-loaded", _EARLY)},
    "proxy-leg-mismatch": {"client-refused": _REFUSED},
    "certificate-expired": {"not-yet-valid": also(MEETING, "not-yet-valid")},
    "signer-missing-external": {"expired": also(MEETING, "expired")},
    "hostname-mismatch": {"alias": also(SERVER, "alias")},
    "clock-skew": {"expired": also(AGENT, "expired")},
    "keystore-password-wrong": {"undecryptable": also(SIP, "undecryptable", _EARLY), "file-gone": also(SIP, "file-gone", _EARLY)},
    "keystore-missing": {"tampered": also(SIP, "tampered", _EARLY)},
    "key-alias-not-found": {"expired": also(PROXY, "expired")},
    "client-auth-required": {"untrusted-target": also(SIP, "untrusted-target")},
    "weak-algorithm-rejected": {"dh": also(SERVER, "dh")},
    "revocation-check-failed": {"reset": also(SERVER, "reset")},
    "restricted-crypto-policy": {"weak": also(SERVER, "weak")},
    "pkcs12-incompatible": {"tampered": also(SIP, "tampered", _EARLY)},
    "port-conflict": {"unknown-host": also(SERVER, "unknown-host", ("08:03:10",))},
    "host-name-resolution": {"no-address": also("sipNode/nodeagent", "no-address")},
    "discovery-misconfigured": {"refused": also(AGENT, "refused", ("08:05:00",))},
    "core-group-view": {"starved": also(DMGR, "starved"), "unknown-host": also(DMGR, "unknown-host")},
    "cpu-starvation": {"memory": also(DMGR, "memory")},
    "hung-threads": {"pool": also(MEETING, "pool"), "starved": also(MEETING, "starved")},
    "db-pool-exhausted": {"reset": also(MEETING, "reset")},
}

# What the added record itself may be diagnosed as, however strongly.
_OWN = {
    "memory": "out-of-memory", "starved": "cpu-starvation", "alias": "key-alias-not-found", "pool": "db-pool-exhausted",
    "dh": "weak-dh-parameters", "weak": "weak-algorithm-rejected", "key-size": "restricted-crypto-policy",
    "expired": "certificate-expired", "not-yet-valid": "clock-skew", "unknown-host": "host-name-resolution",
    "client-refused": "strict-server-old-client", "tampered": "keystore-password-wrong", "undecryptable": "pkcs12-incompatible",
    "file-gone": "keystore-missing", "untrusted-target": "signer-missing-external",
    "untrusted": "signer-missing-external",
}
# fmt: on


def scenarios() -> Iterator[Scenario]:
    """One per record."""
    for cause, facts in DOUBTS.items():
        for key, happen in facts.items():
            own = ((_OWN[key], "confirmed"),) if key in _OWN else ()
            limits = ((cause, "likely"), *own)
            yield Scenario(f"{cause}/but-{key}", "look-alike", (BY_CAUSE[cause],), (), also=(happen,), at_most=limits)
