"""Held-out faults of certificates and key stores (domain document, RC-17 to RC-31 and RC-54)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.heldout.cell import ALPHA, BETA, Own, Plan
from tests.heldout.protocol import (
    AGENT_A,
    AGENT_B,
    DMGR,
    EDGE,
    HOST,
    MEETING,
    NEWER,
    ORDER_A,
    ORDER_B,
    refused_often,
)
from tests.heldout.scene import Scene, dmgr_port, tell
from tests.scenarios.model import Fault
from tests.scenarios.texts import PKIX, SSL, TAMPERED, alert

_SUN = (
    "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid"
    " certification path to requested target"
)
_STORES = "/opt/IBM/WebSphere/AppServer/profiles/AppSrv02/config/cells/shopCell07/nodes/betaNode"


def ended(scene: Scene) -> None:
    """The certificate of order_b1 ended at midnight: its callers say so, and so does the store."""
    scene.say(ORDER_B, scene.at("08:03:02"), "CWPKI0017E", "default", "NodeDefaultKeyStore")
    for at in scene.times(ORDER_B, "08:20:00", "10:50:00", 420, 0.8):
        scene.refuse(ORDER_B, at, alert("certificate_expired"), "WC_defaulthost_secure", "was-a.shop.example")
        late = at - timedelta(milliseconds=18)
        end = "NotAfter: " + scene.process(ORDER_A).node.clock.java_date(scene.at("00:00:00"))
        scene.trace(ORDER_A, late, f"{SSL}java.security.cert.CertificateExpiredException: {end}")


def untrusted(
    name: str, target: str, store: str, alias: str, reason: str, mean: float = 700
) -> Callable[[Scene], None]:
    """CWPKI0022E with its companion and its exception."""

    def happen(scene: Scene) -> None:
        for at in scene.times(name, "09:01:00", "10:52:00", mean, 0.4):
            subject = f"CN={target.partition(':')[0]}, O=Shop"
            scene.say(name, at, "CWPKI0022E", subject, target, store, alias, "security.xml", reason)
            scene.say(name, at + timedelta(milliseconds=1), "CWPKI0428I")
            scene.trace(name, at + timedelta(milliseconds=2), f"{SSL}{reason}")

    return happen


def monitor_replaced(scene: Scene) -> None:
    """The monitor replaced the cell's certificates while betaNode was down; back again, it does not trust the manager."""
    report = "CWPKI0735I: The following certificates were replaced: alias default from keyStore CellDefaultKeyStore"
    scene.live(AGENT_B, ("08:02:00", "08:20:00", "stopped"), ("09:04:00", "11:00:00", "open"))
    scene.say(DMGR, scene.at("08:31:00"), "CWPKI0037I", report)
    scene.live(DMGR, ("08:00:00", "08:49:00", "stopped"), ("08:50:40", "11:00:00", "open"))
    scene.mute(AGENT_B, "ADMS0003I", "08:49:00")
    target = f"{HOST}:{dmgr_port(scene, 'SOAP_CONNECTOR_ADDRESS')}"
    untrusted(AGENT_B, target, f"{_STORES}/../../trust.p12", "CellDefaultSSLSettings", PKIX, 900)(scene)
    for at in scene.times(AGENT_B, "09:05:10", "10:55:00", 300):
        scene.say(AGENT_B, at, "ADMS0015E")
        scene.say(AGENT_B, at + timedelta(milliseconds=8), "ADMS0016I")


def client_store(scene: Scene) -> None:
    """syncNode does not trust the deployment manager: its own client store lacks the new root."""
    target = f"{HOST}:{dmgr_port(scene, 'SOAP_CONNECTOR_ADDRESS')}"
    store = f"{scene.process(AGENT_A).node.home}/etc/trust.p12"
    for number, at in enumerate(scene.times(AGENT_A, "09:10:00", "10:10:00", 1700)):
        log = scene.tool(ALPHA, "syncNode.log" if number == 0 else f"syncNode_{number}.log", at)
        tell(log, at + timedelta(seconds=2), "ADMU0401I", ALPHA, HOST, target.partition(":")[2])
        failed = at + timedelta(seconds=4)
        tell(
            log,
            failed,
            "CWPKI0022E",
            f"CN={HOST}, O=Shop",
            target,
            store,
            "DefaultSSLSettings",
            "ssl.client.props",
            PKIX,
        )
        tell(log, failed + timedelta(milliseconds=3), "CWPKI0040I")
        nested = f"{SSL}com.ibm.jsse2.util.j: {PKIX}"
        tell(
            log,
            failed + timedelta(seconds=1),
            "ADMU0113E",
            f"ADMU0006E: {nested}",
            nested,
            more=[f"Caused by: {nested}"],
        )


def calls(name: str, text: str, *more: str, mean: float = 800) -> Callable[[Scene], None]:
    """An outbound call fails again and again, with a stack in SystemErr.log."""

    def happen(scene: Scene) -> None:
        for at in scene.times(name, "08:25:00", "10:52:00", mean, 0.6):
            scene.trace(name, at, text, *more)

    return happen


def behind(scene: Scene) -> None:
    """The clock of betaNode is 47 minutes slow: what the manager issued a while ago is not valid there yet."""
    for at in scene.times(AGENT_B, "08:30:00", "10:50:00", 800, 0.2):
        start = scene.process(AGENT_B).node.clock.java_date(at + timedelta(minutes=3))
        scene.say(AGENT_B, at, "CWPKI0311E", f"CN={HOST}, O=Shop", start)
        scene.trace(AGENT_B, at, f"{SSL}java.security.cert.CertificateNotYetValidException: NotBefore: {start}")
        for seconds in (1, 4, 6, 11):
            info = "Token expiration Date: Thu Mar 21 10:00:00 CET 2019, current Date: Thu Mar 21 10:47:00 CET 2019"
            scene.say(DMGR, at + timedelta(seconds=seconds), "SECJ0371W", info)


def store_broken(name: str, location: str, error: str, *, starts: bool) -> Callable[[Scene], None]:
    """A key store does not load while a server starts; the TLS chain stays down."""

    def happen(scene: Scene) -> None:
        at, server = scene.at("08:03:48"), name.partition("/")[2]
        scene.say(
            name,
            at,
            "CWPKI0033E",
            location,
            error,
            more=[error, "\tat com.ibm.ws.ssl.core.WSKeyStore.load(WSKeyStore.java:612)"],
        )
        scene.say(name, at + timedelta(seconds=1.5), "CHFW0030E", "WCInboundDefaultSecure", error)
        scene.mute(name, "WSVR0001I")
        scene.say(name, at + timedelta(seconds=8), "WSVR0002I" if starts else "WSVR0009E", server)

    return happen


def client_alias(scene: Scene) -> None:
    """order_a1 is to show a certificate to a partner and does not find it."""
    for at in scene.times(ORDER_A, "08:28:00", "10:50:00", 640, 0.6):
        scene.say(ORDER_A, at, "CWPKI0023E", "partner_2018", "CellDefaultKeyStore")
        scene.trace(ORDER_A, at + timedelta(milliseconds=30), alert("handshake_failure"))


def certificate_wanted(scene: Scene) -> None:
    """order_b1 wants certificates from its clients, who have none."""
    refused_often(ORDER_B, f"{SSL}Empty client certificate chain", "WC_defaulthost_secure")(scene)


def no_intermediate(scene: Scene) -> None:
    """edge_a1 shows its own certificate only; phones hang up, and somebody checked from outside."""
    refused_often(EDGE, alert("unknown_ca"), "PROXY_HTTPS_ADDRESS")(scene)
    scene.files["check-4443.txt"] = _CHECK


_CHECK = """$ openssl s_client -connect was-a.shop.example:4443 -servername shop.example
CONNECTED(00000005)
depth=0 C = DE, O = Shop, CN = *.shop.example
verify error:num=20:unable to get local issuer certificate
verify return:1
depth=0 C = DE, O = Shop, CN = *.shop.example
verify error:num=21:unable to verify the first certificate
verify return:1
---
Certificate chain
 0 s:C = DE, O = Shop, CN = *.shop.example
   i:C = DE, O = Public CA, CN = Public Issuing CA 3
---
SSL-Session:
    Protocol  : TLSv1.2
    Cipher    : ECDHE-RSA-AES128-GCM-SHA256
    Verify return code: 21 (unable to verify the first certificate)
---
"""


def node_store_lacks(scene: Scene) -> None:
    """edge_a1 was moved to NodeDefaultSSLSettings, and the wildcard is in the cell's store only."""
    for at in scene.times(EDGE, "08:33:00", "10:52:00", 510, 0.7):
        scene.say(EDGE, at, "CWPKI0024E", "star_shop_2019", "NodeDefaultKeyStore")
        scene.refuse(EDGE, at + timedelta(milliseconds=9), f"{SSL}no cipher suites in common", "PROXY_HTTPS_ADDRESS")


_REVOCATION = (
    '<trustManagers xmi:id="TrustManager_1" name="IbmPKIX" algorithm="IbmPKIX" provider="IBMJSSE2"'
    ' managementScope="ManagementScope_1"><additionalTrustManagerAttrs xmi:id="A_1" name="com.ibm.jsse2.checkRevocation"'
    ' value="true"/></trustManagers>'
)


def revocation(scene: Scene) -> None:
    """Revocation is checked, and there is no way to the CRL."""
    scene.edit("security.xml", r'<trustManagers [^>]*xmi:id="TrustManager_1"[^>]*/>', _REVOCATION)
    text = f"{SSL}com.ibm.jsse2.util.j: PKIX path validation failed: java.security.cert.CertPathValidatorException: "
    calls(ORDER_B, f"{text}RevocationStatus could not be determined")(scene)


_TARGET = "payments.bank.example"
_KEY_B = f"{_STORES}/key.p12"
_OTHER_NAME = f"{SSL}java.security.cert.CertificateException: No subject alternative DNS name matching {_TARGET} found."
_GONE = f"java.io.FileNotFoundException: {_KEY_B} (A file or directory in the path name does not exist.)"
_SHORT_KEY = (
    f"{SSL}com.ibm.jsse2.util.j: PKIX path validation failed: java.security.cert.CertPathValidatorException: Algorithm"
    f" constraints check failed on keysize limits. RSA 512bit key used with certificate: CN={_TARGET}"
)
_POLICY = "java.lang.SecurityException: Unsupported keysize or algorithm parameters"
_FORMAT = "java.io.IOException: Invalid keystore format"
# fmt: off
FAULTS = (
    Fault("certificate-expired", ORDER_B, ended, sends=(ALPHA,)),
    Fault("certificate-replaced-not-propagated", AGENT_B, monitor_replaced, partly=("no-configuration",), beside=("signer-missing-cell",)),
    Fault("signer-missing-external", ORDER_B, untrusted(ORDER_B, f"{_TARGET}:443", "CellDefaultTrustStore", "CellDefaultSSLSettings", _SUN),
          beside=("signer-missing-cell",)),
    Fault("signer-missing-cell", AGENT_A, client_store, beside=("signer-missing-external",)),
    Fault("incomplete-certificate-chain", EDGE, no_intermediate, verdict="likely"),
    Fault("hostname-mismatch", ORDER_A, calls(ORDER_A, _OTHER_NAME)),
    Fault("clock-skew", AGENT_B, behind, {"fast": {BETA: timedelta(minutes=-47)}}),
    Fault("keystore-password-wrong", ORDER_B, store_broken(ORDER_B, _KEY_B, TAMPERED, starts=False)),
    Fault("keystore-missing", ORDER_B, store_broken(ORDER_B, _KEY_B, _GONE, starts=True)),
    Fault("key-alias-not-found", ORDER_A, client_alias,
          {"plan": Plan(servers={ORDER_A: Own("OutSSL", "SSL_TLSv2", ("outbound",), "partner_2018")})}),
    Fault("client-auth-required", ORDER_B, certificate_wanted,
          {**NEWER, "plan": Plan(servers={ORDER_B: Own("OrderSSL", "SSL_TLSv2", client_authentication=True)})}),
    Fault("weak-algorithm-rejected", MEETING, calls(MEETING, _SHORT_KEY)),
    Fault("revocation-check-failed", ORDER_B, revocation),
    Fault("restricted-crypto-policy", ORDER_A, calls(ORDER_A, _POLICY), {"java_level": "8.0.3.0"}),
    Fault("pkcs12-incompatible", ORDER_B, store_broken(ORDER_B, _KEY_B, _FORMAT, starts=True), verdict="likely",
          beside=("keystore-missing",)),
    Fault("wildcard-not-in-node-keystore", EDGE, node_store_lacks,
          {"plan": Plan(governed=(ALPHA,), certificates={ALPHA: "star_shop_2019"})}),
)
