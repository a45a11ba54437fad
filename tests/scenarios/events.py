"""Courses of events that differ from those of a fault in one thing."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.certificates import not_trusted
from tests.scenarios.extras import in_tool
from tests.scenarios.infrastructure import AGENTS, agent_stopped
from tests.scenarios.protocol import AGENT, DMGR, MEETING, PROXY, SERVER, sync_attempts
from tests.scenarios.stage import Stage
from tests.scenarios.texts import NO_CIPHER, REFUSED
from tools.samples.life import notice


def dmgr_restarts(stage: Stage) -> None:
    """The deployment manager is restarted three times."""
    stage.live(
        DMGR,
        ("08:00:00", "08:45:00", "stopped"),
        ("08:45:40", "09:02:00", "stopped"),
        ("09:02:40", "09:14:00", "stopped"),
        ("09:14:40", "11:00:00", "open"),
    )


def no_cipher(stage: Stage) -> None:
    """No common cipher, with the suites at their default."""
    for at in stage.times(PROXY, "08:40:00", "10:50:00", 900, 0.7):
        stage.refuse(PROXY, at, NO_CIPHER, "PROXY_HTTPS_ADDRESS")


def reference_cleared(stage: Stage) -> None:
    """The direct reference is gone from server.xml."""
    stage.edit("was_stpProxy/server.xml", 'sslConfigAlias="OldSSLSettings"', 'sslConfigAlias=""')


def warned(stage: Stage) -> None:
    """The monitor only warns of an expiry."""
    stage.say(DMGR, stage.at("08:30:00"), "CWPKI0037I", "alias default in CellDefaultKeyStore expires in 40 days")
    not_trusted(AGENT, "console.acme.example:8703", "/opt/trust.p12")(stage)


def replaced_but_external(stage: Stage) -> None:
    """Certificates were replaced, but the one not trusted is a partner's."""
    stage.say(DMGR, stage.at("08:30:00"), "CWPKI0037I", "The following certificates were replaced: alias default")
    not_trusted(AGENT, "api.partner.example:443", "/opt/trust.p12")(stage)


def refused_but_up(stage: Stage) -> None:
    """Node agents are refused, while the deployment manager runs."""
    for name in AGENTS:
        for at in stage.times(name, "09:31:00", "10:30:00", 600, 0.02):
            stage.say(name, at, "ADMC0016E", "console.acme.example", 8703, more=[f"Caused by: {REFUSED}"])


def timed_out(stage: Stage) -> None:
    """The deployment manager is away, and connections time out on the way."""
    stage.live(DMGR, ("08:00:00", "09:30:00", "stopped"))
    for name in AGENTS:
        for at in stage.times(name, "09:31:00", "10:30:00", 600, 0.02):
            stage.say(
                name,
                at,
                "ADMC0016E",
                "console.acme.example",
                8703,
                more=["Caused by: java.net.ConnectException: Connection timed out"],
            )


def still_synchronises(stage: Stage) -> None:
    """Synchronisation goes on completing after the change."""
    stage.mutes = [one for one in stage.mutes if one[1] != "ADMS0003I"]


def sync_fails_once(stage: Stage) -> None:
    """Two synchronisations fail."""
    for clock in ("09:30:00", "09:50:00"):
        stage.say(AGENT, stage.at(clock), "ADMS0015E")
        stage.say(AGENT, stage.at(clock), "ADMS0016I")


def right_port(stage: Stage) -> None:
    """A tool is refused at the right port."""
    sync_attempts(stage, REFUSED, "")


def tool_denied(stage: Stage) -> None:
    """Each tool was refused for its credentials."""
    in_tool("stpNode", "Access is denied")(stage)


def orderly_restarts(stage: Stage) -> None:
    """The node agent is stopped and started in order, three times."""
    stage.live(
        AGENT,
        ("08:01:00", "08:40:00", "stopped"),
        ("08:42:00", "09:20:00", "stopped"),
        ("09:22:00", "10:05:00", "stopped"),
        ("10:07:00", "11:00:00", "open"),
    )


def agent_back(stage: Stage) -> None:
    """The node agent was away for ten minutes."""
    stage.live(AGENT, ("08:01:00", "09:10:00", "stopped"), ("09:20:00", "11:00:00", "open"))
    stage.say(DMGR, stage.at("09:10:30"), "ADMC0047W", "stpNode")


def socket_failed(stage: Stage) -> None:
    """Discovery fails at the address that serverindex.xml has."""
    for clock in ("08:02:00", "08:03:00", "08:05:00"):
        stage.say(AGENT, stage.at(clock), "ADMD0004E", "console.acme.example:8709")


def starved_thrice(stage: Stage) -> None:
    """Two starvations, each followed by a loss."""
    dmgr, agent = stage.process(DMGR), stage.process(AGENT)
    for clock in ("08:50:00", "09:20:00"):
        stage.say(DMGR, stage.at(clock), "HMGR0152W", 34)
        notice(stage.world, dmgr, agent, stage.at(clock) + timedelta(seconds=12), started=False)
        notice(stage.world, dmgr, agent, stage.at(clock) + timedelta(seconds=40), started=True)


def no_address(stage: Stage) -> None:
    """A tool finds nobody at the address."""
    stage.tool("stpNode", "syncNode.log", stage.at("09:00:00"))
    in_tool("stpNode", "no-address")(stage)


def connects_time_out(stage: Stage) -> None:
    """Connections time out at a period."""
    for at in stage.times(MEETING, "08:20:00", "10:58:00", 900):
        stage.trace(MEETING, at, "java.net.SocketTimeoutException: connect timed out")


def location_service(stage: Stage) -> None:
    """A server cannot register with its node agent."""
    text = "com.ibm.ejs.EJSException: Could not register with Location Service Daemon, which could only reside in the NodeAgent"
    stage.say(SERVER, stage.at("08:03:30"), "WSVR0009E", more=[text])


def stopped_unseen(stage: Stage) -> None:
    """Only the routing table tells that the node agent is gone."""
    agent_stopped(stage)
    for key in ("ODCF8041I", "ASND0003I"):
        stage.mute(DMGR, key)


def stopped_quietly(stage: Stage) -> None:
    """Only the overlay tells that the node agent is gone."""
    stage.live(AGENT, ("08:01:00", "09:10:00", "stopped"))


def node_fails(stage: Stage) -> None:
    """The deployment manager says which node could not be synchronised."""
    stage.change("09:00:00", arrives=("meetNode", "sipNode"))
    stage.mute(AGENT, "ADMS0003I", "08:59:00")
    stage.say(DMGR, stage.at("09:00:20"), "ADMS0206I", "stpNode")
    sync_fails_once(stage)
