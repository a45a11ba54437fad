"""Stories of one evening, for bundles that are about configuration and need few logs."""

from __future__ import annotations

from datetime import datetime, timedelta

from tools.samples.faults import flap, handshake_failure, outbound_failure, refused_clients
from tools.samples.model import Process
from tools.samples.stories import change, finish, restart_times, up
from tools.samples.texts import tls_texts
from tools.samples.world import World


def _evening(world: World) -> tuple[datetime, datetime]:
    """Long enough for every node to see a midnight of its own zone, so that its stamps tell their date order."""
    return world.at(0, "20:44:00"), world.at(0, "23:42:00")


def quiet_evening(world: World) -> None:
    """Everything starts and nothing happens."""
    up(world, *_evening(world))
    finish(world)


def refused_at_sip(world: World) -> None:
    """The change was made and everything restarted; a SIP listener refuses its old clients from then on."""
    _, last = change(world, span=_evening(world))
    sip = world.cell.process("sipNode", "SIPProxyRegistrar")
    refused_clients(world, sip, restart_times(world, sip)[1] + timedelta(seconds=50), last, 110.0)
    finish(world)


def java_disables(world: World) -> None:
    """Everything starts on the new Java: the overlay of every node comes and goes, old SIP clients are refused."""
    first, last = _evening(world)
    up(world, first, last)
    for number, node in enumerate(world.cell.nodes[1:]):
        start = first + timedelta(minutes=15, seconds=97 * number)
        flap(world, world.cell.agent(node.name), start, last - timedelta(seconds=20))
    sip = world.cell.process("sipNode", "SIPProxyRegistrar")
    old_client = "javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 is not enabled or supported in server context"
    refused_clients(world, sip, first + timedelta(minutes=20), last, 130.0, text=old_client)
    finish(world)


def left_behind(world: World) -> None:
    """Two nodes were down when the change was synchronised; after the restart they cannot fetch it."""
    _, last = change(world, span=_evening(world), away=world.options.sync_fails)
    for name in world.options.sync_fails:
        _apart(world, world.cell.agent(name), last)
    finish(world)


def _apart(world: World, agent: Process, last: datetime) -> None:
    """Both directions of SOAP fail every few minutes; the strict end, which has the change, names the version."""
    dmgr, now = world.cell.dmgr, restart_times(world, agent)[1] + timedelta(seconds=70)
    here, there = tls_texts(agent.node.product.java), tls_texts(dmgr.node.product.java)
    port = "SOAP_CONNECTOR_ADDRESS"
    while now < last - timedelta(seconds=60):
        handshake_failure(world, dmgr, now, there.strict_server, agent.node.host, dmgr.ports[port])
        outbound_failure(world, agent, world.log(agent).after(now, 0.002, 0.03), here.peer)
        back = world.log(dmgr).after(now, 20, 50)
        outbound_failure(world, dmgr, back, there.strict_client)
        handshake_failure(
            world, agent, world.log(agent).after(back, 0.002, 0.03), here.peer, dmgr.node.host, agent.ports[port]
        )
        now = world.log(agent).after(now, 170, 320)
