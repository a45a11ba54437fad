"""The bundles by name, and ``build``, which writes one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.samples import stories
from tools.samples.expected import Cause, Verdicts, expectation, to_yaml
from tools.samples.options import Options, with_overrides
from tools.samples.output import bundle_files, write_files
from tools.samples.world import World, new_world

AGENT, SIP = "stCell\\stpNode\\nodeagent", "stCell\\sipNode\\SIPProxyRegistrar"
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
