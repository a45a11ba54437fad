"""Held-out faults of protocol versions, ciphers and SSL configurations (domain document, RC-01 to RC-16 and RC-51)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.heldout.cell import ALPHA, BETA, GATE, MANAGER, Own, Plan
from tests.heldout.scene import Scene, running, tell
from tests.scenarios.model import Fault
from tests.scenarios.texts import SSL, alert
from tools.samples.faults import flap, handshake_failure
from tools.samples.texts import tls_texts

DMGR, AGENT_A, AGENT_B, AGENT_G = f"{MANAGER}/dmgr", *(f"{node}/nodeagent" for node in (ALPHA, BETA, GATE))
ORDER_A, ORDER_B, EDGE = f"{ALPHA}/order_a1", f"{BETA}/order_b1", f"{ALPHA}/edge_a1"
MEETING, SIP = f"{GATE}/STMeetingServer1", f"{GATE}/sipreg_g1"
HOST = "was-dm.shop.example"
NEWER = {"java_level": "8.0.6.26", "product_level": "8.5.5.20", "day": date(2021, 9, 27)}
NOT_ACCEPTED = f"{SSL}The client supported protocol versions [TLSv1] are not accepted by server preferences [TLS12]"
CHOSEN = f"{SSL}The server selected protocol version TLS10 is not accepted by client preferences [TLS12]"
UNRECOGNIZED = "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message"


def refused_often(
    name: str, text: str, port: str, first: str = "08:22:00", mean: float = 430.0
) -> Callable[[Scene], None]:
    """A listener refuses clients of several machines, at irregular times."""

    def happen(scene: Scene) -> None:
        for number, at in enumerate(scene.times(name, first, "10:52:00", mean, 0.85)):
            scene.refuse(name, at, text, port, f"till{(7 * number) % 23:02d}.shop.example")

    return happen


def overlay_left_strict(scene: Scene) -> None:
    """The overlay's alias was raised to TLSv1.2; alphaNode still offers TLSv1 only, and its node agent comes and goes."""
    flap(scene.world, scene.process(AGENT_A), scene.at("08:41:00"), scene.at("09:55:00"))


def directory_too_old(scene: Scene) -> None:
    """A directory answers with TLSv1, and the registrar wants TLSv1.2."""
    for at in scene.times(SIP, "08:33:00", "10:50:00", 720, 0.5):
        scene.say(SIP, at, "CWWIM4520E", "ldap2.corp.example:636", more=[f"Caused by: {CHOSEN}"])
        scene.trace(SIP, at + timedelta(milliseconds=3), CHOSEN)


def scripts_locked_out(scene: Scene) -> None:
    """A script stops a server every night; its ssl.client.props still says TLSv1, and the cell was raised."""
    text = tls_texts(scene.process(DMGR).node.product.java)
    for number, at in enumerate(scene.times(DMGR, "09:12:00", "10:20:00", 1500)):
        log = scene.tool(BETA, f"wsadmin_{number}.log", at)
        failed = at + timedelta(seconds=6)
        tell(log, failed, "WASX7023E", HOST, f"com.ibm.websphere.management.exception.ConnectorException: {text.peer}",
             more=[f"Caused by: {text.peer}", "\tat com.ibm.jsse2.k.a(k.java:42)"])  # fmt: skip
        tell(log, failed + timedelta(milliseconds=40), "WASX7213I", "wsadmin.traceout")
        scene.refuse(
            DMGR,
            failed - timedelta(milliseconds=25),
            text.strict_server,
            "SOAP_CONNECTOR_ADDRESS",
            "was-b.shop.example",
        )


def rolled_back(scene: Scene) -> None:
    """The cell went back from TLSv1.2 to SSL_TLS while betaNode was away; now its node agent rejects what the manager chooses."""
    scene.live(DMGR, ("08:00:00", "09:06:00", "stopped"), ("09:07:30", "11:00:00", "open"))
    scene.live(AGENT_B, ("08:02:00", "09:00:00", "stopped"), ("09:12:00", "11:00:00", "open"))
    scene.change("09:02:00", arrives=(ALPHA, GATE))
    scene.mute(AGENT_B, "ADMS0003I", "09:00:00")
    text = tls_texts(scene.process(DMGR).node.product.java)
    nested = f"com.ibm.websphere.management.exception.ConnectorException: ADMC0009E: {text.strict_client}"
    for at in scene.times(AGENT_B, "09:13:30", "10:58:00", 240):
        scene.refuse(DMGR, at, text.peer, "SOAP_CONNECTOR_ADDRESS", "was-b.shop.example")
        scene.say(
            AGENT_B, at + timedelta(milliseconds=35), "ADMS0005E", nested, more=[f"Caused by: {text.strict_client}"]
        )
        scene.say(AGENT_B, at + timedelta(milliseconds=50), "ADMS0015E")
        scene.say(AGENT_B, at + timedelta(milliseconds=66), "ADMS0016I")


def reload_failed(scene: Scene) -> None:
    """security.xml was widened; the running server could not take it over and goes on refusing."""
    text = tls_texts(scene.process(ORDER_B).node.product.java).strict_server
    refused_often(ORDER_B, text, "WC_defaulthost_secure")(scene)
    scene.change("09:20:00")
    scene.say(ORDER_B, scene.at("09:20:52"), "CWPKI0026E", "com.ibm.websphere.ssl.SSLException: not reinitialized")


def fix_pack(scene: Scene) -> None:
    """order_b1 comes back from a Java fix pack, and its label TLSv1 enables nothing any more."""
    scene.live(ORDER_B, ("08:02:00", "09:10:00", "stopped"), ("09:25:00", "11:00:00", "open"))
    scene.older_java(ORDER_B, "8.0.6.20")
    text = f"{SSL}No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"
    for at in scene.times(ORDER_B, "09:28:00", "10:52:00", 500, 0.6):
        scene.refuse(ORDER_B, at, text, "WC_defaulthost_secure", "lbx.shop.example")


def standard(scene: Scene) -> None:
    """Suite B was switched on; the server announces FIPS and refuses the tills."""
    scene.say(ORDER_A, scene.at("08:03:40"), "CWPKI0012I")
    scene.say(ORDER_A, scene.at("08:03:41"), "CWPKI0049W")
    text = tls_texts(scene.process(ORDER_A).node.product.java).strict_server
    refused_often(ORDER_A, text, "WC_defaulthost_secure")(scene)


def ciphers(scene: Scene) -> None:
    """An auditor's list left one ECDSA suite; the certificate is RSA."""
    custom = 'securityLevel="CUSTOM" enabledCiphers="TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"'
    scene.edit("security.xml", r'securityLevel="HIGH" enabledCiphers=""(?=[^>]*sslProtocol="TLSv1.2")', custom)
    refused_often(ORDER_A, f"{SSL}no cipher suites in common", "WC_defaulthost_secure")(scene)


def partner_dh(scene: Scene) -> None:
    """A partner's DH parameters are beyond what this Java takes."""
    for at in scene.times(ORDER_A, "08:35:00", "10:45:00", 900, 0.4):
        scene.trace(ORDER_A, at, f"{SSL}java.lang.RuntimeException: Could not generate DH keypair",
                    "Caused by: java.security.InvalidAlgorithmParameterException: Prime size must be multiple of 64, and can"
                    " only range from 512 to 2048 (inclusive)")  # fmt: skip


def balancer(scene: Scene) -> None:
    """A load balancer checks a TLS port in plain text, once a minute."""
    process = running(scene, ORDER_A, "08:02:00")
    for at in scene.times(ORDER_A, "08:20:00", "10:55:00", 60):
        port = process.ports["WC_defaulthost_secure"]
        handshake_failure(scene.world, process, at, UNRECOGNIZED, "lb-int.shop.example", port)


def plain_port(scene: Scene) -> None:
    """The registrar is configured with https and the plain port of order_b1."""
    for at in scene.times(SIP, "08:31:00", "10:50:00", 1100, 0.7):
        scene.trace(SIP, at, f"java.io.IOException: GET https://was-b.shop.example:9081/stock failed: {UNRECOGNIZED}")


def legacy_alias(scene: Scene) -> None:
    """The queue manager's alias ends with DefaultSSLSettings, and the product replaces it."""
    own = '<repertoire xmi:id="SSLConfig_80" alias="QueueDefaultSSLSettings" type="JSSE" managementScope="ManagementScope_1">'
    scene.edit("security.xml", "</security:Security>", own + _SETTING.format("TLSv1.2") + "</security:Security>")
    scene.edit("order_b1/server.xml", 'sslConfigAlias=""', 'sslConfigAlias="QueueDefaultSSLSettings"')
    node = scene.process(ORDER_B).node
    lines = []
    for at in scene.times(ORDER_B, "08:35:00", "10:45:00", 1300, 0.4):
        head = f"[{node.clock.stamp(at)}] 000000a7 JSSEHelper    3   "
        lines.append(f"{head}legacy alias is true for alias[DefaultSSLSettings]")
        scene.say(ORDER_B, at, "CWWMQ0087W", "jms/orders", more=[
            "com.ibm.mq.MQException: JMSCMQ0001: WebSphere MQ call failed with compcode '2' ('MQCC_FAILED') reason '2400'.",
            "Caused by: AMQ9641: Remote CipherSpec error for channel 'ORDERS.SVRCONN'."])  # fmt: skip
    scene.files[f"{node.folder}/logs/order_b1/trace.log"] = "\n".join([*lines, ""])


def old_reference(scene: Scene) -> None:
    """One channel of order_b1 names a configuration of its own, stricter than what the console shows."""
    own = '<repertoire xmi:id="SSLConfig_80" alias="PartnerOnlySSL" type="JSSE" managementScope="ManagementScope_1">'
    scene.edit("security.xml", "</security:Security>", own + _SETTING.format("TLSv1.2") + "</security:Security>")
    scene.edit("order_b1/server.xml", 'sslConfigAlias=""', 'sslConfigAlias="PartnerOnlySSL"')
    text = tls_texts(scene.process(ORDER_B).node.product.java).strict_server
    refused_often(ORDER_B, text, "WC_defaulthost_secure")(scene)


_SETTING = (
    '<setting xmi:id="SecureSocketLayer_80" clientAuthentication="false" securityLevel="HIGH" enabledCiphers=""'
    ' jsseProvider="IBMJSSE2" sslProtocol="{}" keyStore="KeyStore_1" trustStore="KeyStore_1"'
    ' trustManager="TrustManager_1" keyManager="KeyManager_1"/></repertoire>\n'
)


def label_too_new(scene: Scene) -> None:
    """TLSv1.3 was set; this Java does not know it."""
    at = scene.at("08:04:12")
    problem = "java.security.NoSuchAlgorithmException: TLSv1.3 SSLContext not available"
    scene.say(ORDER_A, at, "CWPKI0028E", "TLSv1.3", "OrderSSL", "security.xml", problem)
    chain = "WCInboundDefaultSecure"
    scene.say(ORDER_A, at + timedelta(seconds=3), "CHFW0030E", chain, problem)
    scene.mute(ORDER_A, "WSVR0001I")
    scene.say(ORDER_A, at + timedelta(seconds=11), "WSVR0002I", "order_a1")


def back_leg(scene: Scene) -> None:
    """edge_a1 was raised in both directions, the servers behind it were not; browsers get 502."""
    text = tls_texts(scene.process(EDGE).node.product.java)
    for at in scene.times(EDGE, "08:36:00", "10:50:00", 380, 0.6):
        scene.trace(EDGE, at, text.strict_client)
        back = at - timedelta(milliseconds=22)
        scene.refuse(ORDER_B, back, text.peer, "WC_defaulthost_secure", "was-a.shop.example")


_LIST = {
    "com.ibm.websphere.tls.disabledAlgorithms": "SSLv3, TLSv1, TLSv1.1, 3DES, RC4, DH keySize < 1024, EC keySize < 224"
}
_SUITE_B = {"com.ibm.security.useFIPS": "true", "com.ibm.websphere.security.suiteb": "128"}
_FLAP = {
    "flap_node": ALPHA, "flap_up_seconds": 140.0, "flap_down_seconds": 17.0, "exception_text": alert("handshake_failure"),
    "client_exception_text": alert("handshake_failure"),
    "peer_exception_text": f"{SSL}Client requested protocol TLSv1 not enabled or not supported",
}  # fmt: skip
_LOW = dict.fromkeys((ALPHA, BETA, GATE, MANAGER), "SSL_TLS")
# fmt: off
FAULTS = (
    Fault("xda-ssl-settings-mismatch", AGENT_A, overlay_left_strict,
          {**_FLAP, "plan": Plan(overlay="TLSv1.2", nodes={ALPHA: "SSL_TLS"}, governed=(ALPHA,))}),
    Fault("strict-server-old-client", EDGE, refused_often(EDGE, NOT_ACCEPTED, "PROXY_HTTPS_ADDRESS"),
          {**NEWER, "plan": Plan(servers={EDGE: Own("EdgeSSL", "TLSv1.2")})}),
    Fault("strict-client-old-server", SIP, directory_too_old,
          {**NEWER, "plan": Plan(servers={SIP: Own("OutSSL", "TLSv1.2", ("outbound",))})}),
    Fault("client-props-mismatch", AGENT_B, scripts_locked_out,
          {"plan": Plan("TLSv1.2", "TLSv1.2"), "client_props": {BETA: "TLSv1"}}),
    Fault("node-not-synchronised", AGENT_B, rolled_back,
          {"plan": Plan("SSL_TLS", "SSL_TLS", copies={BETA: {"cell": "TLSv1.2", "overlay": "TLSv1.2"}}),
           "client_props_label": "SSL_TLSv2"}),
    Fault("restart-pending", ORDER_B, reload_failed, {"plan": Plan(servers={ORDER_B: Own("OrderSSL", "SSL_TLSv2")})},
          beside=("strict-server-old-client",)),
    Fault("java-upgrade-disabled-protocols", ORDER_B, fix_pack,
          {**NEWER, "plan": Plan(servers={ORDER_B: Own("OrderSSL", "TLSv1")}), "java_level": {BETA: "8.0.6.35", MANAGER: "8.0.6.20"}}),
    Fault("disabled-algorithms-override", SIP, refused_often(SIP, NOT_ACCEPTED, "SIP_DEFAULTHOST_SECURE"),
          {**NEWER, "plan": Plan(), "security_properties": _LIST}, partly=("one-side",)),
    Fault("security-standard-conflict", ORDER_A, standard, {"plan": Plan(), "security_properties": _SUITE_B}, partly=("one-side",)),
    Fault("no-common-cipher", ORDER_A, ciphers, {"plan": Plan(servers={ORDER_A: Own("OrderSSL", "TLSv1.2")})}),
    Fault("weak-dh-parameters", ORDER_A, partner_dh),
    Fault("plaintext-on-tls-port", ORDER_A, balancer, NEWER),
    Fault("tls-on-plaintext-port", SIP, plain_port, NEWER, sends=(BETA,)),
    Fault("alias-swallowed-ph63778", ORDER_B, legacy_alias,
          {"product_level": "9.0.5.20", "java_level": "8.0.8.20", "day": date(2024, 10, 22)}),
    Fault("direct-reference-override", ORDER_B, old_reference, partly=("one-side",)),
    Fault("invalid-ssl-configuration", ORDER_A, label_too_new, {"plan": Plan(servers={ORDER_A: Own("OrderSSL", "TLSv1.3")})}),
    Fault("proxy-leg-mismatch", EDGE, back_leg,
          {"plan": Plan("SSL_TLS", "SSL_TLS", _LOW, servers={EDGE: Own("EdgeSSL", "TLSv1.2", ("inbound", "outbound"))})}, sends=(BETA,)),
)
