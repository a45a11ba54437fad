"""Faults of the cell's own machinery: processes, ports, discovery, synchronisation, credentials (RC-32 to RC-43, 50, 55)."""

from __future__ import annotations

from datetime import timedelta

from tests.scenarios.model import Fault
from tests.scenarios.protocol import AGENT, DMGR, MEETING, SERVER
from tests.scenarios.stage import WIDE, Stage, write
from tests.scenarios.texts import REFUSED

AGENTS = ("stpNode/nodeagent", "meetNode/nodeagent", "sipNode/nodeagent")
_HOST = "console.acme.example"


def agent_stopped(stage: Stage) -> None:
    """Somebody stopped the node agent and did not start it again."""
    stage.live(AGENT, ("08:01:00", "09:10:00", "stopped"))
    stage.say(DMGR, stage.at("09:10:30"), "ADMC0047W", "stpNode")


def agent_killed(stage: Stage) -> None:
    """The node agent dies three times without a word; the service manager brings it back."""
    ends = ("08:35:00", "09:10:00", "10:00:00")
    stage.live(AGENT, ("08:01:00", ends[0], "crashed"), ("08:36:20", ends[1], "crashed"),
               ("09:11:20", ends[2], "crashed"), ("10:01:20", "11:00:00", "open"))  # fmt: skip
    for end in ends:
        stage.say(DMGR, stage.at(end) + timedelta(seconds=30), "ADMC0047W", "stpNode")


def dmgr_stopped(stage: Stage) -> None:
    """The deployment manager is stopped; every node agent is refused at the same time."""
    stage.live(DMGR, ("08:00:00", "09:30:00", "stopped"))
    for name in AGENTS:
        for at in stage.times(name, "09:31:00", "10:50:00", 300, 0.02):
            stage.say(name, at, "ADMC0016E", _HOST, 8703, more=[f"Caused by: {REFUSED}"])
            stage.say(name, at + timedelta(milliseconds=20), "ADMS0015E")
            stage.say(name, at + timedelta(milliseconds=40), "ADMS0016I")


def port_taken(stage: Stage) -> None:
    """serverindex.xml gives one port to two processes of stpNode."""
    stage.edit("nodes/stpNode/serverindex.xml", 'port="443"', 'port="9443"')
    at = stage.at("08:03:00")
    stage.say(SERVER, at, "TCPC0003E", "TCP_4", "*", 9443)
    stage.say(SERVER, at + timedelta(seconds=1), "CHFW0034W", "WCInboundDefaultSecure", 5000, 60)


def name_unknown(stage: Stage) -> None:
    """The node of the registrar does not know the deployment manager's name."""
    for at in stage.times("sipNode/nodeagent", "08:30:00", "10:50:00", 600, 0.05):
        problem = f"Caused by: java.net.UnknownHostException: {_HOST}"
        stage.say("sipNode/nodeagent", at, "ADMC0016E", _HOST, 8703, more=[problem])


def idle_dropped(stage: Stage) -> None:
    """A firewall cuts connections of the Meeting server that were idle for fifteen minutes."""
    for at in stage.times(MEETING, "08:20:00", "10:58:00", 900):
        stage.trace(MEETING, at, "java.net.SocketException: Connection reset")


def discovery_wrong(stage: Stage) -> None:
    """The node has an old address of the deployment manager's discovery."""
    stage.edit("stpNode/.*nodes/stDmgrNode/serverindex.xml", 'port="8709"', 'port="7277"')
    stage.mute(AGENT, "ADMD0023I")
    stage.mute(DMGR, "type: NodeAgent", "08:00:00")
    for minutes in (0, 1, 3, 7, 15):
        stage.say(AGENT, stage.at("08:02:00") + timedelta(minutes=minutes), "ADMD0004E", f"{_HOST}:7277")


def operator_synchronised(stage: Stage) -> None:
    """Synchronisation goes on reporting success, and security.xml does not come along."""
    stage.change("09:00:00", arrives=("meetNode", "sipNode"))


def repository_damaged(stage: Stage) -> None:
    """A document of the repository of meetNode cannot be read."""
    name = "meetNode/nodeagent"
    stage.mute(name, "ADMS0003I", "08:40:00")
    for at in stage.times(name, "08:41:00", "10:50:00", 600, 0.02):
        document = "cells/stCell/nodes/meetNode/servers/STMeetingServer/server.xml"
        problem = "com.ibm.ws.management.configservice.DocumentIOException"
        stage.say(name, at, "ADMR0104E", document, problem)
        stage.say(name, at + timedelta(milliseconds=9), "ADMS0005E", problem)
        stage.say(name, at + timedelta(milliseconds=30), "ADMS0016I")


def ltpa_differs(stage: Stage) -> None:
    """The node's LTPA keys are not those of the deployment manager."""
    for at in stage.times(AGENT, "08:40:00", "10:50:00", 700, 0.1):
        problem = "com.ibm.websphere.security.auth.WSLoginFailedException: Validation of LTPA token failed"
        stage.say(DMGR, at, "SECJ0373E", "<null>", problem)
        stage.say(DMGR, at + timedelta(milliseconds=4), "ADMN0022E", "getRepositoryEpoch", "ConfigRepository")
        stage.say(AGENT, at + timedelta(milliseconds=20), "ADMS0005E", "ADMN0022E: Access is denied")


def password_refused(stage: Stage) -> None:
    """A script stops servers with an old password."""
    for number, at in enumerate(stage.times(AGENT, "09:00:00", "09:40:00", 600)):
        log = stage.tool("stpNode", "stopServer.log" if number == 0 else f"stopServer_{number}.log", at)
        write(log, at + timedelta(seconds=4), "WASX7246E", _HOST, "ADMN0022E: Access is denied")
        write(log, at + timedelta(seconds=5), "ADMU4113E")
        stage.say(DMGR, at + timedelta(seconds=4), "SECJ0055E", "wasadmin")


def views_disagree(stage: Stage) -> None:
    """Two members cannot reach each other; every few seconds a view fails."""
    for name, other in ((DMGR, MEETING), (MEETING, DMGR)):
        peer = stage.process(other).name
        for at in stage.times(name, "09:00:00", "09:04:00", 5, 0.2):
            stage.say(name, at, "DCSV8030I", stage.process(name).name, peer)


def unreadable_messages(stage: Stage) -> None:
    """stpNode was upgraded before the deployment manager."""
    for name, other in ((DMGR, AGENT), (AGENT, DMGR)):
        for at in stage.times(name, "08:30:00", "10:30:00", 900, 0.3):
            stage.say(name, at, "DCSV0009W", stage.process(name).name, stage.process(other).name)


def soap_port_assumed(stage: Stage) -> None:
    """syncNode with the port of other cells."""
    for number, at in enumerate(stage.times(AGENT, "09:00:00", "09:25:00", 600)):
        log = stage.tool("stpNode", "syncNode.log" if number == 0 else f"syncNode_{number}.log", at)
        write(log, at + timedelta(seconds=3), "ADMU0401I", "stpNode", _HOST, 8879)
        detail = "com.ibm.websphere.management.exception.ConnectorException: ADMC0016E: The system cannot create a SOAP connector"
        failed = f"{detail} to connect to host {_HOST} at port 8879."
        write(log, at + timedelta(seconds=4), "ADMU0113E", failed, REFUSED, more=[f"Caused by: {REFUSED}"])


FAULTS = (
    Fault("node-agent-down", AGENT, agent_stopped, WIDE, partly=("no-configuration",)),
    Fault("node-agent-restarting", AGENT, agent_killed, WIDE),
    Fault("dmgr-down", DMGR, dmgr_stopped, WIDE, sends=("stpNode", "meetNode", "sipNode"), partly=("no-configuration",)),
    Fault("port-conflict", SERVER, port_taken, WIDE),
    Fault("host-name-resolution", "sipNode/nodeagent", name_unknown, WIDE),
    Fault("firewall-idle-timeout", MEETING, idle_dropped, WIDE, verdict="likely"),
    Fault("discovery-misconfigured", AGENT, discovery_wrong, WIDE),
    Fault("sync-skipped-security-xml", AGENT, operator_synchronised,
          {**WIDE, "node_copy": {"stpNode": {"xda_label": "SSL_TLS"}}}, partly=()),
    Fault("repository-corrupt", "meetNode/nodeagent", repository_damaged, WIDE, verdict="likely"),
    Fault("ltpa-key-mismatch", DMGR, ltpa_differs, WIDE, verdict="likely", sends=("stpNode",), beside=("admin-credentials",)),
    Fault("admin-credentials", AGENT, password_refused, WIDE),
    Fault("core-group-view", DMGR, views_disagree, WIDE, sends=("meetNode",)),
    Fault("version-mix", AGENT, unreadable_messages, {**WIDE, "product_level": {"stpNode": "8.5.5.23"}}, partly=("no-configuration",)),
    Fault("dmgr-soap-port-wrong", AGENT, soap_port_assumed, WIDE, beside=("client-props-mismatch",)),
)  # fmt: skip
