"""Faults of machine and JVM (RC-44 to RC-49), and of Sametime (RC-52, RC-53)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.scenarios.model import Fault
from tests.scenarios.protocol import AGENT, DMGR, MEETING, SERVER, SIP
from tests.scenarios.stage import WIDE, Stage
from tools.samples.faults import out_of_memory, refused_clients
from tools.samples.life import notice
from tools.samples.model import Process


def starved(stage: Stage) -> None:
    """The machine of the deployment manager stands still now and then, and the overlay loses a node agent each time."""
    dmgr, agent = stage.process(DMGR), stage.process(AGENT)
    for at in stage.times(DMGR, "08:40:00", "10:40:00", 1100, 0.6):
        stage.say(DMGR, at, "HMGR0152W", 34)
        notice(stage.world, dmgr, agent, at + timedelta(seconds=12), started=False)
        notice(stage.world, dmgr, agent, at + timedelta(seconds=40), started=True)


def threads_hang(stage: Stage) -> None:
    """The Meeting server waits for something."""
    for number, at in enumerate(stage.times(MEETING, "09:00:00", "09:20:00", 180)):
        stage.say(
            MEETING,
            at,
            "WSVR0605W",
            f"WebContainer : {number}",
            f"000000{number + 32:02x}",
            612_345 + number,
            number + 1,
        )


def pool_empty(name: str) -> Callable[[Stage], None]:
    """No connection is free."""

    def happen(stage: Stage) -> None:
        for at in stage.times(name, "09:00:00", "10:30:00", 400, 0.8):
            stage.say(name, at, "J2CA0045E", "createOrWaitForConnection", "jdbc/mtg")

    return happen


def disk_full(stage: Stage) -> None:
    """Nothing can be written any more on stpNode."""
    stage.mute(AGENT, "ADMS0003I", "09:00:00")
    for at in stage.times(AGENT, "09:00:30", "10:50:00", 900, 0.02):
        document = "cells/stCell/security.xml"
        stage.say(AGENT, at, "ADMR0105E", document, "java.io.IOException: No space left on device")
        stage.say(AGENT, at + timedelta(milliseconds=30), "ADMS0016I")


def descriptors_gone(stage: Stage) -> None:
    """STProxyServer cannot open another file."""
    for at in stage.times(SERVER, "09:00:00", "10:30:00", 500, 0.8):
        stage.trace(SERVER, at, "java.net.SocketException: Too many open files")


def memory_gone(stage: Stage) -> None:
    """STProxyServer dies of a full heap; the node agent brings it back with a new process id."""
    stage.live(SERVER, ("08:03:00", "09:20:00", "crashed"), ("09:24:00", "11:00:00", "open"))
    out_of_memory(stage.world, stage.process(SERVER), stage.at("09:20:00"))
    stage.say(AGENT, stage.at("09:22:40"), "ADML0063W", "STProxyServer")
    stage.say(AGENT, stage.at("09:22:50"), "ADML0064I", "STProxyServer")


def meeting_strict(stage: Stage) -> None:
    """The Meeting server alone accepts TLSv1.2 and nothing else."""
    more = (
        '  <managementScopes xmi:id="ManagementScope_91" scopeType="server"'
        ' scopeName="(cell):stCell:(node):meetNode:(server):STMeetingServer"/>\n'
        '  <sslConfigGroups xmi:id="SSLConfigGroup_91" name="STMeetingServer" direction="inbound" certificateAlias="default"'
        ' sslConfig="SSLConfig_5" managementScope="ManagementScope_91"/>\n</security:Security>'
    )
    stage.edit("security.xml", "</security:Security>", more)


def rich_clients_refused(stage: Stage) -> None:
    """Sametime rich clients offer TLSv1 to it."""
    meeting_strict(stage)
    refused_clients(stage.world, _with_port(stage), stage.at("08:30:00"), stage.at("10:50:00"), 500.0)


def _with_port(stage: Stage) -> Process:
    process = stage.process(MEETING)
    process.ports.setdefault("SIP_DEFAULTHOST_SECURE", process.ports["WC_defaulthost_secure"])
    return process


_MEET12 = {**WIDE, "meet_node_label": "TLSv1.2"}

FAULTS = (
    Fault("cpu-starvation", DMGR, starved, WIDE, sends=("stpNode",)),
    Fault("hung-threads", MEETING, threads_hang, WIDE),
    Fault("db-pool-exhausted", MEETING, pool_empty(MEETING), WIDE),
    Fault("disk-full", AGENT, disk_full, WIDE),
    Fault("file-descriptors-exhausted", SERVER, descriptors_gone, WIDE),
    Fault("out-of-memory", SERVER, memory_gone, WIDE),
    Fault("sametime-recording-tls", MEETING, meeting_strict, _MEET12, verdict="not-evaluable", partly=()),
    Fault("sametime-thick-client-tls12", MEETING, rich_clients_refused, _MEET12, beside=("strict-server-old-client",)),
)  # fmt: skip
POOL = Fault("db-pool-exhausted", SIP, pool_empty(SIP), {})
POOL_MEETING = Fault("db-pool-exhausted", MEETING, pool_empty(MEETING), {})
