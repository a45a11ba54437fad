"""The bundles by name, and ``build``, which writes one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.samples import stories, stories_small
from tools.samples.expected import Cause, Verdicts, expectation, to_yaml
from tools.samples.options import Options, with_overrides
from tools.samples.output import bundle_files, write_files
from tools.samples.world import World, new_world

AGENT, SIP = "stCell\\stpNode\\nodeagent", "stCell\\sipNode\\SIPProxyRegistrar"
MEET_AGENT, SIP_AGENT = "stCell\\meetNode\\nodeagent", "stCell\\sipNode\\nodeagent"
XDA, STRICT = "xda-ssl-settings-mismatch", "strict-server-old-client"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One sample: its options, its story and what an analysis must say."""

    description: str
    options: Options
    story: Callable[[World], None]
    verdicts: Verdicts


_WIDE = Options(
    cell_label="SSL_TLSv2",
    dmgr_node_label="SSL_TLSv2",
    meet_node_label="SSL_TLSv2",
    sip_node_label="SSL_TLSv2",
    client_props_label="SSL_TLSv2",
    stp_node_label="TLSv1.2",
)
_MISMATCH = with_overrides(_WIDE, {"stp_groups": "node", "sip_server_label": "TLSv1.2", "flap": True})
_QUIET = (("*", "possible"),)
_PACKED = {"meetNode": "tar.gz", "sipNode": "zip", "stpNode": "zip"}
_BEFORE = {
    "cell_label": "SSL_TLS",
    "xda_label": "SSL_TLS",
    "stp_node_label": "SSL_TLS",
    "meet_node_label": "SSL_TLS",
    "sip_node_label": "SSL_TLS",
    "dmgr_node_label": "SSL_TLS",
    "stp_groups": "none",
}
_REMOTE_TERMINATED = "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake"
_NOTHING_LEFT = "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"

BUNDLES: dict[str, Bundle] = {
    "sametime-tls12": Bundle(
        "TLSv1.2 enforced on stpNode at node scope while XDADefaultSSLSettings stayed SSL_TLS; its node agent flaps"
        " with one pid. The SIP registrar enforces TLSv1.2 too and refuses its clients.",
        _MISMATCH,
        stories.mismatch,
        Verdicts(
            (Cause(XDA, "confirmed", (AGENT,)), Cause(STRICT, "confirmed", (SIP,))),
            ruled_out=("node-agent-restarting",),
        ),
    ),
    "sametime-as-published": Bundle(
        "The groups exactly as the article has them: only was_stpProxy uses TLSv1.2, so by the model the node agent and"
        " XDADefaultSSLSettings still share TLSv1; the node agent flaps all the same.",
        with_overrides(
            _WIDE,
            {"stp_groups": "server", "flap": True, "flap_protocol_texts": False, "archives": {"sipNode": "zip"}},
        ),
        stories.published,
        Verdicts(
            (Cause(XDA, "possible", (AGENT,), first=True),), ((XDA, "likely"),), ruled_out=("node-agent-restarting",)
        ),
    ),
    "sametime-fixed": Bundle(
        "The same change, complete: XDADefaultSSLSettings is SSL_TLSv2, every node was synchronised, nothing flaps.",
        with_overrides(_WIDE, {"stp_groups": "node", "xda_label": "SSL_TLSv2", "archives": {"meetNode": "tar.gz"}}),
        stories.fixed,
        Verdicts(at_most=_QUIET),
    ),
    "healthy": Bundle(
        "A cell where nothing is wrong; the Meeting server was restarted once, on purpose.",
        Options(),
        stories.healthy,
        Verdicts(at_most=_QUIET),
    ),
    "sametime-logs-only": Bundle(
        "The logs of sametime-tls12 without any configuration; two nodes came as archives.",
        with_overrides(_MISMATCH, {"with_config": False, "archives": {"meetNode": "tar.gz", "sipNode": "zip"}}),
        stories.mismatch,
        Verdicts(
            (Cause(XDA, "likely", (AGENT,), first=True), Cause(STRICT, "likely", (SIP,))),
            ((XDA, "likely"), (STRICT, "likely")),
            ruled_out=("node-agent-restarting",),
        ),
    ),
    "nodeagent-oom": Bundle(
        "The node agent of stpNode really restarts: out of memory, a new pid each time.",
        Options(),
        stories.node_agent_oom,
        Verdicts(
            (Cause("out-of-memory", "confirmed", (AGENT,)), Cause("node-agent-restarting", "confirmed", (AGENT,))),
            ruled_out=(XDA,),
        ),
    ),
    "health-probe": Bundle(
        "A load balancer asks the TLS port of was_stpProxy in plain text every two minutes; stpNode and the deployment"
        " manager are at newer levels, whose SSLC0008E names the hosts.",
        with_overrides(
            _WIDE,
            {
                "stp_node_label": "SSL_TLSv2",
                "xda_label": "SSL_TLSv2",
                "product_level": {"stpNode": "8.5.5.23", "stDmgrNode": "8.5.5.23"},
                "java_level": {"stpNode": "8.0.6.26", "stDmgrNode": "8.0.6.26"},
                "archives": {"stpNode": "zip"},
                "day": date(2022, 10, 12),
            },
        ),
        stories.health_probe,
        Verdicts((Cause("plaintext-on-tls-port", "confirmed", ("stCell\\stpNode\\was_stpProxy",)),), _QUIET),
    ),
    "starting-cell": Bundle(
        "The article's cell before any change: every SSL configuration and every ssl.client.props at SSL_TLS.",
        Options(density=0.05, archives=_PACKED),
        stories_small.quiet_evening,
        Verdicts(at_most=_QUIET),
    ),
    "migrated-references": Bundle(
        "A cell migrated from version 6.0 whose server.xml files still name sipNode/DefaultSSLSettings and"
        " stpNode/DefaultSSLSettings: the SIP registrar refuses TLSv1 though its group allows it, and STProxyServer accepts"
        " TLSv1 though its node enforces TLSv1.2.",
        with_overrides(
            _WIDE,
            {
                "xda_label": "SSL_TLSv2",
                "stp_groups": "node",
                "legacy_labels": {"stpNode": "SSL_TLSv2", "sipNode": "TLSv1.2"},
                "direct_references": {
                    "stpNode/STProxyServer": {"WC_defaulthost_secure": "stpNode/DefaultSSLSettings"},
                    "sipNode/SIPProxyRegistrar": {"SIP_DEFAULTHOST_SECURE": "sipNode/DefaultSSLSettings"},
                },
                "density": 0.05,
                "archives": _PACKED,
            },
        ),
        stories_small.refused_at_sip,
        Verdicts((Cause("direct-reference-override", "confirmed", (SIP,)),), _QUIET),
    ),
    "unsynchronised-nodes": Bundle(
        "CellDefaultSSLSettings became TLSv1.2 while meetNode and sipNode were away: their copies still say SSL_TLS, so"
        " neither SOAP nor file transfer works, and they cannot fetch the change.",
        with_overrides(
            _WIDE,
            {
                "cell_label": "TLSv1.2",
                "xda_label": "SSL_TLSv2",
                "stp_groups": "node",
                "node_copy": dict.fromkeys(("meetNode", "sipNode"), _BEFORE),
                "sync_fails": ("meetNode", "sipNode"),
                "density": 0.05,
                "archives": _PACKED,
            },
        ),
        stories_small.left_behind,
        Verdicts((Cause("node-not-synchronised", "confirmed", (MEET_AGENT, SIP_AGENT)),), _QUIET),
    ),
    "java-disables-tlsv1": Bundle(
        "Java 8.0.6.30 disables TLSv1 and TLSv1.1 on every node: XDADefaultSSLSettings, still SSL_TLS, has no version left"
        " and all node agents flap; SSL_TLSv2 means TLSv1.2 only, so old SIP clients are refused.",
        with_overrides(
            _WIDE,
            {
                "client_props": {"meetNode": "SSL_TLS"},
                "java_level": "8.0.6.30",
                "product_level": "8.5.5.20",
                "day": date(2021, 6, 12),
                "flap_up_seconds": 900.0,
                "exception_text": _REMOTE_TERMINATED,
                "client_exception_text": "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
                "peer_exception_text": _NOTHING_LEFT,
                "density": 0.05,
                "archives": _PACKED,
            },
        ),
        stories_small.java_disables,
        Verdicts(
            (
                Cause(XDA, "confirmed", (AGENT, MEET_AGENT, SIP_AGENT)),
                Cause("java-upgrade-disabled-protocols", "likely", (SIP,)),
            ),
            _QUIET,
            ruled_out=("node-agent-restarting",),
        ),
    ),
}


def simulate(name: str, **overrides: Any) -> World:
    """Run the story of a bundle; nothing is written."""
    bundle = BUNDLES[name]
    world = new_world(with_overrides(bundle.options, overrides))
    bundle.story(world)
    return world


def build(name: str, target: Path, **overrides: Any) -> dict[str, Any]:
    """Write a bundle, or a variant of it, into ``target`` (created; its other content stays) and return EXPECTED.

    The overrides are the fields of ``options.Options``. The verdicts of EXPECTED are those of the unchanged bundle:
    a caller who changes the outcome states its own.
    """
    bundle, world = BUNDLES[name], simulate(name, **overrides)
    files, records = bundle_files(world)
    document = expectation(name, bundle.description, world, bundle.verdicts, records)
    files["EXPECTED.yaml"] = to_yaml(document).encode()
    write_files(files, target)
    return document
