"""Faults of ciphers, ports and SSL configurations (domain document, RC-10 to RC-16)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.scenarios.model import Fault
from tests.scenarios.protocol import MEETING, PROXY, SERVER, SIP, STP12
from tests.scenarios.stage import WIDE, Stage
from tests.scenarios.texts import NO_CIPHER, SSL, alert
from tools.samples.faults import probe
from tools.samples.texts import PLAINTEXT, tls_texts


def ciphers_narrowed(stage: Stage) -> None:
    """Only an ECDSA suite is left, while the certificate is RSA."""
    custom = 'securityLevel="CUSTOM" enabledCiphers="SSL_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"'
    stage.edit("security.xml", r'securityLevel="HIGH" enabledCiphers=""(?=[^>]*sslProtocol="TLSv1.2")', custom)
    for at in stage.times(PROXY, "08:40:00", "10:50:00", 400, 0.7):
        stage.refuse(PROXY, at, NO_CIPHER, "PROXY_HTTPS_ADDRESS")


def dh_refused(stage: Stage) -> None:
    """A partner still answers with 768 bits."""
    text = f"{SSL}DH ServerKeyExchange does not comply to algorithm constraints"
    for at in stage.times(SERVER, "08:40:00", "10:50:00", 1500, 0.3):
        stage.trace(SERVER, at, text)


def proxy_probed(stage: Stage) -> None:
    """A monitor asks in plain text."""
    stage.live(PROXY, ("08:02:00", "11:00:00", "open"))
    probe(stage.world, stage.process(PROXY), "PROXY_HTTPS_ADDRESS", stage.at("08:30:00"), stage.at("10:50:00"))


def calls_plain_port(stage: Stage) -> None:
    """STProxyServer speaks TLS to the plain port of the Meeting server."""
    for at in stage.times(SERVER, "08:40:00", "10:50:00", 1700, 0.6):
        stage.trace(
            SERVER, at, f"java.io.IOException: POST https://meet.acme.example:9080/rest/rooms failed: {PLAINTEXT}"
        )


def alias_ignored(stage: Stage) -> None:
    """MQDefaultSSLSettings is taken for a legacy name; the queue manager refuses what the default offers."""
    _repertoire(stage, "MQDefaultSSLSettings", "TLSv1.2")
    _direct(stage, "STMeetingServer", "MQDefaultSSLSettings")
    for at in stage.times(MEETING, "08:40:00", "10:50:00", 1500, 0.3):
        trace = f"[{_stamp(stage, MEETING, at)}] 000000c4 SSLConfigMana 3   legacy alias is true for alias[DefaultSSLSettings]"
        path = "meetNode/profiles/hostSTMPNProfile1/logs/STMeetingServer/trace.log"
        stage.files[path] = stage.files.get(path, "") + trace + "\n"
        detail = "CC=2;RC=2400;AMQ9641: Remote CipherSpec error for channel 'ST.SVRCONN'"
        stage.say(MEETING, at, "CWWMQ0087W", detail, more=[f"Caused by: {alert('handshake_failure')}"])


def direct_reference(stage: Stage) -> None:
    """A channel of was_stpProxy names its own configuration, which refuses what central management would allow."""
    _repertoire(stage, "OldSSLSettings", "TLSv1.2")
    _direct(stage, "was_stpProxy", "OldSSLSettings")
    text = tls_texts(stage.process(PROXY).node.product.java).strict_server
    for at in stage.times(PROXY, "08:40:00", "10:50:00", 600, 0.6):
        stage.refuse(PROXY, at, text, "PROXY_HTTPS_ADDRESS")


def label_misspelt(stage: Stage) -> None:
    """The registrar starts with a protocol label that is none."""
    at = stage.at("08:04:00")
    problem = "TLS1.2 SSLContext not available"
    stage.say(SIP, at, "CWPKI0028E", "TLS1.2", "SIPTLS12SSLSettings", "security.xml", problem)
    stage.say(
        SIP,
        at + timedelta(seconds=2),
        "CHFW0029E",
        "SIPCInboundDefaultSecure",
        "java.security.NoSuchAlgorithmException",
    )
    stage.mute(SIP, "WSVR0001I")
    stage.say(SIP, at + timedelta(seconds=9), "WSVR0002I", "SIPProxyRegistrar")


def _stamp(stage: Stage, name: str, at: datetime) -> str:
    return stage.process(name).node.clock.stamp(at)


def _repertoire(stage: Stage, alias: str, label: str) -> None:
    """One more SSL configuration at cell scope."""
    more = (
        f'  <repertoire xmi:id="SSLConfig_90" alias="{alias}" type="JSSE" managementScope="ManagementScope_1">\n'
        f'    <setting xmi:id="SecureSocketLayer_90" clientAuthentication="false" securityLevel="HIGH" enabledCiphers=""'
        f' jsseProvider="IBMJSSE2" sslProtocol="{label}" keyStore="KeyStore_1" trustStore="KeyStore_1"'
        ' trustManager="TrustManager_1" keyManager="KeyManager_1"/>\n  </repertoire>\n</security:Security>'
    )
    stage.edit("security.xml", "</security:Security>", more)


def _direct(stage: Stage, server: str, alias: str) -> None:
    stage.edit(f"{server}/server.xml", 'sslConfigAlias=""', f'sslConfigAlias="{alias}"')


_OLD_CLIENT = {**STP12, "stp_node_label": "SSL_TLSv2"}

FAULTS = (
    Fault("no-common-cipher", PROXY, ciphers_narrowed, STP12),
    Fault("weak-dh-parameters", SERVER, dh_refused, WIDE),
    Fault("plaintext-on-tls-port", PROXY, proxy_probed, {**WIDE, "probe_seconds": 300.0}),
    Fault("tls-on-plaintext-port", SERVER, calls_plain_port, WIDE, sends=("meetNode",)),
    Fault("alias-swallowed-ph63778", MEETING, alias_ignored, {**WIDE, "product_level": "8.5.5.26", "day": date(2024, 9, 17)}),
    Fault("direct-reference-override", PROXY, direct_reference, _OLD_CLIENT, partly=("one-side",)),
    Fault("invalid-ssl-configuration", SIP, label_misspelt, {**WIDE, "sip_server_label": "TLS1.2"}),
)  # fmt: skip
