"""Faults of protocol versions (domain document, RC-01 to RC-09 and RC-51)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.scenarios.model import Fault
from tests.scenarios.stage import STRICT, WIDE, Stage, write
from tests.scenarios.texts import NO_PROTOCOL
from tools.samples.faults import flap, refused_clients
from tools.samples.texts import tls_texts

AGENT, DMGR, PROXY = "stpNode/nodeagent", "stDmgrNode/dmgr", "stpNode/was_stpProxy"
SIP, SERVER, MEETING = "sipNode/SIPProxyRegistrar", "stpNode/STProxyServer", "meetNode/STMeetingServer"
STP12 = {**WIDE, "stp_node_label": "TLSv1.2", "stp_groups": "node"}
OLD_DAY = {"day": date(2021, 6, 14), "product_level": "8.5.5.19"}


def agent_flaps(stage: Stage) -> None:
    """The overlay between the deployment manager and the node agent of stpNode comes and goes."""
    flap(stage.world, stage.process(AGENT), stage.at("08:30:00"), stage.at("09:20:00"))


def sip_refuses(stage: Stage) -> None:
    """Old SIP clients are refused."""
    refused_clients(stage.world, stage.process(SIP), stage.at("08:30:00"), stage.at("10:50:00"), 500.0)


def server_rejects(stage: Stage) -> None:
    """STProxyServer, as a client of a directory, rejects what that chose."""
    text = tls_texts(stage.process(SERVER).node.product.java).strict_client
    for at in stage.times(SERVER, "08:40:00", "10:40:00", 900, 0.4):
        stage.trace(
            SERVER, at, f"javax.naming.CommunicationException: ldap1.acme.example:636 [Root exception is {text}]"
        )


def sync_attempts(stage: Stage, nested: str, seen: str) -> None:
    """Three runs of syncNode that fail; ``seen`` is what the deployment manager logs of each."""
    for number, at in enumerate(stage.times(DMGR, "09:00:00", "09:25:00", 600)):
        log = stage.tool("stpNode", "syncNode.log" if number == 0 else f"syncNode_{number}.log", at)
        write(log, at + timedelta(seconds=3), "ADMU0401I", "stpNode", "console.acme.example", 8703)
        failed = at + timedelta(seconds=5)
        kind = "com.ibm.websphere.management.exception.ConnectorException"
        detail = f"{kind}: ADMC0016E: The system cannot create a SOAP connector to connect to host console.acme.example at port 8703."
        write(
            log, failed, "ADMU0113E", detail, nested, more=[f"Caused by: {nested}", "\tat com.ibm.jsse2.o.a(o.java:8)"]
        )
        if seen:
            stage.refuse(DMGR, failed - timedelta(milliseconds=40), seen, "SOAP_CONNECTOR_ADDRESS", "stp.acme.example")


def tools_too_new(stage: Stage) -> None:
    """ssl.client.props was raised before the cell was: the tool rejects what the deployment manager chooses."""
    text = tls_texts(stage.process(DMGR).node.product.java)
    sync_attempts(stage, text.strict_client, text.peer)


def tools_too_old(stage: Stage) -> None:
    """The cell was raised and ssl.client.props forgotten: the deployment manager refuses the tool."""
    text = tls_texts(stage.process(DMGR).node.product.java)
    sync_attempts(stage, text.peer, text.strict_server)


def node_left_behind(stage: Stage) -> None:
    """The master moved to TLSv1.2 and was restarted while the node agent of stpNode kept the old settings."""
    stage.live(DMGR, ("08:00:00", "08:58:00", "stopped"), ("08:59:00", "11:00:00", "open"))
    stage.change("08:55:00", arrives=("meetNode", "sipNode"))
    stage.mute(AGENT, "ADMS0003I", "08:55:00")
    text = tls_texts(stage.process(DMGR).node.product.java)
    failure = f"com.ibm.websphere.management.exception.ConnectorException: ADMC0009E: {text.peer}"
    for at in stage.times(AGENT, "09:02:00", "10:58:00", 300):
        stage.refuse(DMGR, at, text.strict_server, "SOAP_CONNECTOR_ADDRESS", "stp.acme.example")
        stage.say(AGENT, at + timedelta(milliseconds=60), "ADMS0005E", failure, more=[f"Caused by: {text.peer}"])
        stage.say(AGENT, at + timedelta(milliseconds=80), "ADMS0015E")
        stage.say(AGENT, at + timedelta(milliseconds=95), "ADMS0016I")


def sip_not_restarted(stage: Stage) -> None:
    """The registrar was widened to SSL_TLSv2 on disk and still runs with what it started with."""
    stage.change("09:00:00")
    sip_refuses(stage)


def java_upgraded(stage: Stage) -> None:
    """STProxyServer came back from a fix pack, and SSL_TLS enables nothing any more."""
    stage.live(SERVER, ("08:02:00", "08:50:00", "stopped"), ("08:52:00", "11:00:00", "open"))
    stage.older_java(SERVER, "8.0.6.15")
    for at in stage.times(SERVER, "08:55:00", "10:50:00", 700, 0.3):
        stage.refuse(SERVER, at, NO_PROTOCOL, "WC_defaulthost_secure")


def standard_on(stage: Stage) -> None:
    """A security standard is announced at the start, and old clients are refused."""
    stage.say(SIP, stage.at("08:03:20"), "CWPKI0012I")
    sip_refuses(stage)


def proxy_leg(stage: Stage) -> None:
    """was_stpProxy was raised to TLSv1.2, the server behind it was not; the outbound leg fails."""
    text = tls_texts(stage.process(PROXY).node.product.java)
    for at in stage.times(PROXY, "08:40:00", "10:50:00", 500, 0.6):
        stage.trace(PROXY, at, text.strict_client)
        stage.refuse(MEETING, at - timedelta(milliseconds=30), text.peer, "WC_defaulthost_secure", "stp.acme.example")


_PROPERTY = {"com.ibm.websphere.tls.disabledAlgorithms": "TLSv1, TLSv1.1, SSLv3, RC4, MD5withRSA, DH keySize < 1024"}
_FIPS = {"com.ibm.security.useFIPS": "true", "com.ibm.websphere.security.FIPSLevel": "SP800-131"}

FAULTS = (
    Fault("xda-ssl-settings-mismatch", AGENT, agent_flaps, {**STP12, "xda_label": "SSL_TLS", "flap": True}),
    Fault("strict-server-old-client", SIP, sip_refuses, {**WIDE, "sip_server_label": "TLSv1.2"}),
    Fault("strict-client-old-server", SERVER, server_rejects, STP12),
    Fault("client-props-mismatch", AGENT, tools_too_new,
          {**dict.fromkeys(WIDE, "SSL_TLS"), "client_props": {"stpNode": "TLSv1.2"}}),
    Fault("node-not-synchronised", AGENT, node_left_behind,
          {**STRICT, "client_props_label": "SSL_TLSv2", "node_copy": {"stpNode": dict.fromkeys(WIDE, "SSL_TLS")}}),
    Fault("restart-pending", SIP, sip_not_restarted, {**WIDE, "sip_server_label": "SSL_TLSv2"},
          beside=("strict-server-old-client",)),
    Fault("java-upgrade-disabled-protocols", SERVER, java_upgraded,
          {**WIDE, **OLD_DAY, "cell_label": "SSL_TLS", "java_level": {"stpNode": "8.0.6.30", "stDmgrNode": "8.0.6.15"}}),
    Fault("disabled-algorithms-override", SIP, sip_refuses,
          {**WIDE, **OLD_DAY, "java_level": "8.0.6.15", "security_properties": _PROPERTY, "sip_server_label": "SSL_TLSv2"},
          partly=("one-side",)),
    Fault("security-standard-conflict", SIP, standard_on,
          {**WIDE, "security_properties": _FIPS, "sip_server_label": "SSL_TLSv2"}, partly=("one-side",)),
    Fault("proxy-leg-mismatch", PROXY, proxy_leg,
          {**dict.fromkeys(WIDE, "SSL_TLS"), "stp_node_label": "TLSv1.2", "stp_groups": "server"}, sends=("meetNode",)),
)  # fmt: skip
