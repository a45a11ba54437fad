"""Held-out faults of processes, ports, discovery, synchronisation, machines and Sametime (RC-32 to RC-50, 52, 53, 55)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.heldout.cell import ALPHA, BETA, GATE, MANAGER, Own, Plan
from tests.heldout.protocol import (
    AGENT_A,
    AGENT_B,
    AGENT_G,
    DMGR,
    EDGE,
    HOST,
    MEETING,
    NEWER,
    NOT_ACCEPTED,
    ORDER_A,
    ORDER_B,
    SIP,
    refused_often,
)  # fmt: skip
from tests.heldout.scene import Scene, dmgr_port, tell
from tests.scenarios.model import Fault
from tools.samples.faults import out_of_memory
from tools.samples.life import notice

REFUSED = "java.net.ConnectException: Connection refused (Connection refused)"
_CONNECTOR = "com.ibm.websphere.management.exception.ConnectorException"


def agent_gone(scene: Scene) -> None:
    """The node agent of betaNode is killed and nobody starts it again; its servers keep running."""
    scene.live(AGENT_B, ("08:02:00", "09:33:00", "crashed"))
    scene.say(DMGR, scene.at("09:33:40"), "ADMC0047W", BETA)
    log = scene.tool(BETA, "serverStatus.log", scene.at("10:02:00"))
    tell(log, scene.at("10:02:05"), "ADMU0509I", "Node Agent", "nodeagent")


def agent_crashes(scene: Scene) -> None:
    """A native crash takes the node agent of alphaNode four times; the service starts it anew."""
    ends = ("08:40:00", "09:05:00", "09:50:00", "10:25:00")
    begins = ("08:02:00", "08:41:10", "09:06:10", "09:51:10")
    lives = [(first, last, "crashed") for first, last in zip(begins, ends, strict=True)]
    scene.live(AGENT_A, *lives, ("10:26:10", "11:00:00", "open"))
    for end in ends:
        when = scene.process(AGENT_A).node.clock.local(scene.at(end))
        scene.world.log(scene.process(AGENT_A)).native += [
            f'JVMDUMP039I Processing dump event "gpf", detail "" at {when:%Y/%m/%d %H:%M:%S} - please wait.',
            'JVMDUMP013I Processed dump event "gpf", detail "".',
        ]
        scene.say(DMGR, scene.at(end) + timedelta(seconds=25), "ADMC0047W", ALPHA)
        scene.say(DMGR, scene.at(end) + timedelta(seconds=95), "ADMC0048I", ALPHA)


def manager_killed(scene: Scene) -> None:
    """The deployment manager dies without a word; every node agent is refused from then on."""
    scene.live(DMGR, ("08:00:00", "09:41:00", "crashed"))
    port = dmgr_port(scene, "SOAP_CONNECTOR_ADDRESS")
    for name in (AGENT_A, AGENT_B, AGENT_G):
        for at in scene.times(name, "09:41:40", "10:55:00", 240, 0.02):
            scene.say(name, at, "ADMC0053E", HOST, port, more=[f"Caused by: {REFUSED}"])
            scene.say(name, at + timedelta(milliseconds=15), "ADMS0015E")
            scene.say(name, at + timedelta(milliseconds=31), "ADMS0016I")


def core_group_port(scene: Scene) -> None:
    """edge_a1 was given the DCS port of order_a1 and does not start any more."""
    taken, wanted = (
        scene.process(ORDER_A).ports["DCS_UNICAST_ADDRESS"],
        scene.process(EDGE).ports["DCS_UNICAST_ADDRESS"],
    )
    scene.edit(f"nodes/{ALPHA}/serverindex.xml", f'port="{wanted}"', f'port="{taken}"')
    scene.live(EDGE, ("08:03:00", "08:03:45", "crashed"))
    scene.mute(EDGE, "WSVR0001I")
    scene.say(EDGE, scene.at("08:03:30"), "HMGR0031E")
    scene.say(EDGE, scene.at("08:03:31"), "WSVR0009E", more=["com.ibm.ws.exception.RuntimeError: HMGR0031E"])
    log = scene.tool(ALPHA, "startServer_edge_a1.log", scene.at("08:02:50"))
    tell(log, scene.at("08:03:50"), "ADMU3011E", f"{scene.process(EDGE).node.home}/logs/edge_a1")


def short_name(scene: Scene) -> None:
    """gateNode is told a short name of the deployment manager that it cannot resolve."""
    scene.edit(f"nodes/{MANAGER}/serverindex.xml", 'host="was-dm.shop.example"', 'host="was-dm"')
    port = dmgr_port(scene, "SOAP_CONNECTOR_ADDRESS")
    for at in scene.times(AGENT_G, "08:20:00", "10:52:00", 480, 0.05):
        scene.say(AGENT_G, at, "ADMC0053E", "was-dm", port, more=["Caused by: java.net.UnknownHostException: was-dm"])
        scene.say(AGENT_G, at + timedelta(milliseconds=12), "ADMS0015E")


def idle(scene: Scene) -> None:
    """A firewall forgets connections of the registrar after half an hour; new ones at times time out."""
    for at in scene.times(SIP, "08:12:00", "10:58:00", 1800):
        scene.trace(SIP, at, "java.net.SocketException: Connection reset")
    for at in scene.times(SIP, "08:42:20", "10:58:00", 1800):
        scene.trace(SIP, at, "java.net.SocketTimeoutException: connect timed out")


def discovery(scene: Scene) -> None:
    """The manager looks for betaNode's node agent at a port where nobody listens."""
    port = scene.process(AGENT_B).ports["NODE_DISCOVERY_ADDRESS"]
    scene.edit(f"{MANAGER}/.*nodes/{BETA}/serverindex.xml", f'port="{port}"', 'port="7272"')
    for name in (DMGR, AGENT_B):
        scene.mute(name, "ADMD0023I")
    for minutes in (0, 1, 3, 7, 15, 31):
        scene.say(DMGR, scene.at("08:03:10") + timedelta(minutes=minutes), "ADMD0004E", "was-b.shop.example:7272")


def operator(scene: Scene) -> None:
    """security.xml was changed; the one who synchronised gateNode is an operator, and it stayed behind."""
    scene.change("08:50:00", arrives=(ALPHA, BETA))


def repository(scene: Scene) -> None:
    """A truncated document in betaNode's repository."""
    document = f"cells/shopCell07/nodes/{BETA}/serverindex.xml"
    problem = "com.ibm.ws.management.configservice.DocumentIOException: Premature end of file"
    scene.mute(AGENT_B, "ADMS0003I", "08:30:00")
    for at in scene.times(AGENT_B, "08:31:00", "10:50:00", 420, 0.02):
        scene.say(AGENT_B, at, "ADMR0104E", document, problem)
        scene.say(AGENT_B, at + timedelta(milliseconds=5), "ADMS0005E", problem)
        scene.say(AGENT_B, at + timedelta(milliseconds=22), "ADMS0016I")


def tokens(scene: Scene) -> None:
    """The LTPA keys of gateNode are older than the manager's."""
    problem = "com.ibm.websphere.security.CustomTokenCreationFailedException: token validation failed"
    for at in scene.times(AGENT_G, "08:30:00", "10:50:00", 540, 0.1):
        scene.say(DMGR, at, "SECJ0369E", problem)
        scene.say(DMGR, at + timedelta(milliseconds=3), "SECJ0373E", "<null>", problem)
        scene.say(DMGR, at + timedelta(milliseconds=5), "ADMN0022E", "getRepositoryEpoch", "ConfigRepository")
        scene.say(AGENT_G, at + timedelta(milliseconds=19), "ADMS0005E", "ADMN0022E: Access is denied")


def old_password(scene: Scene) -> None:
    """stopServer is called with last year's password."""
    for number, at in enumerate(scene.times(ORDER_B, "09:05:00", "10:05:00", 1200)):
        log = scene.tool(BETA, f"order_b1/stopServer{number or ''}.log", at)
        tell(log, at + timedelta(seconds=1), "ADMU3100I", "order_b1")
        tell(log, at + timedelta(seconds=3), "ADMU3002E", "order_b1")
        tell(log, at + timedelta(seconds=3.1), "ADMU3007E", f"{_CONNECTOR}: ADMN0022E: Access is denied")
        tell(log, at + timedelta(seconds=3.2), "ADMU4113E")
        scene.say(ORDER_B, at + timedelta(seconds=2), "SECJ0055E", "opsadmin")


def views(scene: Scene) -> None:
    """order_a1 and order_b1 cannot reach each other; the merge fails every few seconds."""
    for name, other in ((ORDER_A, ORDER_B), (ORDER_B, ORDER_A)):
        for at in scene.times(name, "09:20:00", "09:27:00", 4.5, 0.15):
            scene.say(name, at, "DCSV8030I", scene.process(name).name, scene.process(other).name)


def starved(scene: Scene) -> None:
    """The machine of betaNode stands still for most of a minute, again and again; others suspect its processes."""
    agent = scene.process(AGENT_B)
    for at in scene.times(AGENT_B, "08:33:00", "10:40:00", 700, 0.6):
        last = agent.node.clock.java_date(at - timedelta(seconds=44))
        scene.say(AGENT_B, at, "DCSV0004W", agent.name, last, 44)
        scene.say(AGENT_B, at + timedelta(seconds=1), "HMGR0152W", 41)
        scene.say(AGENT_B, at + timedelta(seconds=3), "DCSV1116W", agent.name, scene.process(DMGR).name)
        notice(scene.world, scene.process(DMGR), agent, at + timedelta(seconds=5), started=False)
        notice(scene.world, scene.process(DMGR), agent, at + timedelta(seconds=21), started=True)


def connector_threads(scene: Scene) -> None:
    """The SOAP connector's threads of the manager hang; tools time out."""
    for number, at in enumerate(scene.times(DMGR, "09:10:00", "09:40:00", 200)):
        scene.say(
            DMGR,
            at,
            "WSVR0605W",
            f"SoapConnectorThreadPool : {number}",
            f"000000{number + 80:02x}",
            601_200 + number,
            number + 1,
        )
    log = scene.tool(ALPHA, "syncNode.log", scene.at("09:20:00"))
    nested = "java.net.SocketTimeoutException: Read timed out"
    tell(
        log,
        scene.at("09:23:00"),
        "ADMU0113E",
        f"{_CONNECTOR}: ADMC0009E: {nested}",
        nested,
        more=[f"Caused by: {nested}"],
    )


def pool(name: str) -> Callable[[Scene], None]:
    """No connection is free, and requests wait."""

    def happen(scene: Scene) -> None:
        for number, at in enumerate(scene.times(name, "09:15:00", "10:35:00", 330, 0.8)):
            scene.say(name, at, "J2CA0045E", "createOrWaitForConnection", "jdbc/orders",
                      more=["com.ibm.websphere.ce.j2c.ConnectionWaitTimeoutException: Connection not available, Timed out"])  # fmt: skip
            if number == 2:
                scene.say(name, at + timedelta(seconds=20), "WSVR0605W", "WebContainer : 3", "0000005f", 640_001, 1)

    return happen


def full(scene: Scene) -> None:
    """The file system of gateNode is full: applications and the repository say so."""
    gone = "java.io.IOException: No space left on device"
    scene.mute(AGENT_G, "ADMS0003I", "09:10:00")
    for at in scene.times(SIP, "09:10:00", "10:00:00", 600, 0.3):
        scene.trace(SIP, at, gone)
        scene.say(
            AGENT_G,
            at + timedelta(seconds=2),
            "ADMR0105E",
            "cells/shopCell07/virtualhosts.xml",
            gone,
        )


def descriptors(scene: Scene) -> None:
    """The registrar opens no file any more, its key store neither."""
    store = "/opt/IBM/WebSphere/AppServer/profiles/Custom01/etc/key.p12"
    for at in scene.times(SIP, "09:12:00", "10:40:00", 600, 0.7):
        scene.trace(SIP, at, f"java.io.FileNotFoundException: {store} (Too many open files)")


def heap_full(name: str, agent: str) -> Callable[[Scene], None]:
    """A server dies of a full heap and is brought back with a new process id."""

    def happen(scene: Scene) -> None:
        server = name.partition("/")[2]
        scene.live(name, ("08:03:00", "09:36:00", "crashed"), ("09:39:00", "11:00:00", "open"))
        out_of_memory(scene.world, scene.process(name), scene.at("09:36:00"))
        scene.say(agent, scene.at("09:37:30"), "ADML0063W", server)
        scene.say(agent, scene.at("09:37:40"), "ADML0064I", server)

    return happen


def mixed(scene: Scene) -> None:
    """gateNode has a newer fix pack than the deployment manager, and the core group cannot read its messages."""
    for name, other in ((DMGR, AGENT_G), (AGENT_G, DMGR)):
        for at in scene.times(name, "08:20:00", "10:40:00", 1000, 0.3):
            scene.say(name, at, "DCSV0009W", scene.process(name).name, scene.process(other).name)


def default_port(scene: Scene) -> None:
    """A runbook says 8879; this cell's manager listens elsewhere."""
    for number, at in enumerate(scene.times(AGENT_B, "09:20:00", "10:10:00", 1400)):
        log = scene.tool(BETA, f"syncNode_{number}.log", at)
        tell(log, at + timedelta(seconds=2), "ADMU0401I", BETA, HOST, 8879)
        failed = f"{_CONNECTOR}: ADMC0016E: The system cannot create a SOAP connector to connect to host {HOST} at port 8879."
        tell(log, at + timedelta(seconds=3), "ADMU0113E", failed, REFUSED, more=[f"Caused by: {REFUSED}"])


def untouched(_: Scene) -> None:
    """Nothing shows in any log: recordings are rendered elsewhere."""


_STRICT_MEETING = Plan(servers={MEETING: Own("MeetingSSL", "TLSv1.2")})
# fmt: off
FAULTS = (
    Fault("node-agent-down", AGENT_B, agent_gone, partly=("no-configuration",)),
    Fault("node-agent-restarting", AGENT_A, agent_crashes),
    Fault("dmgr-down", DMGR, manager_killed, sends=(ALPHA, BETA, GATE), partly=("no-configuration",)),
    Fault("port-conflict", EDGE, core_group_port),
    Fault("host-name-resolution", AGENT_G, short_name),
    Fault("firewall-idle-timeout", SIP, idle, verdict="likely"),
    Fault("discovery-misconfigured", DMGR, discovery, sends=(BETA,)),
    Fault("sync-skipped-security-xml", AGENT_G, operator, {"plan": Plan(copies={GATE: {"overlay": "SSL_TLS"}})}, partly=()),
    Fault("repository-corrupt", AGENT_B, repository, verdict="likely"),
    Fault("ltpa-key-mismatch", DMGR, tokens, verdict="likely", sends=(GATE,), beside=("admin-credentials",)),
    Fault("admin-credentials", ORDER_B, old_password),
    Fault("core-group-view", ORDER_A, views, sends=(BETA,)),
    Fault("cpu-starvation", AGENT_B, starved),
    Fault("hung-threads", DMGR, connector_threads, sends=(ALPHA,)),
    Fault("db-pool-exhausted", ORDER_B, pool(ORDER_B)),
    Fault("disk-full", SIP, full),
    Fault("file-descriptors-exhausted", SIP, descriptors),
    Fault("out-of-memory", ORDER_B, heap_full(ORDER_B, AGENT_B)),
    Fault("version-mix", AGENT_G, mixed, {"product_level": {GATE: "8.5.5.19"}, "day": date(2021, 3, 25)}, partly=("no-configuration",)),
    Fault("dmgr-soap-port-wrong", AGENT_B, default_port, beside=("client-props-mismatch",)),
    Fault("sametime-recording-tls", MEETING, untouched, {"plan": _STRICT_MEETING}, verdict="not-evaluable", partly=()),
    Fault("sametime-thick-client-tls12", MEETING, refused_often(MEETING, NOT_ACCEPTED, "WC_defaulthost_secure"),
          {**NEWER, "plan": _STRICT_MEETING}, beside=("strict-server-old-client",)),
)
