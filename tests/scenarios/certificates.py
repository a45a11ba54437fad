"""Faults of certificates and key stores (domain document, RC-17 to RC-31 and RC-54)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.scenarios.model import Fault
from tests.scenarios.protocol import AGENT, DMGR, MEETING, PROXY, SERVER, SIP, STP12, agent_flaps
from tests.scenarios.stage import WIDE, Stage
from tests.scenarios.texts import NO_CIPHER, NULL_CHAIN, PKIX, SSL, TAMPERED, alert

_STORE = "/opt/IBM/WebSphere/AppServer/profiles/hostSTPPNProfile1/config/cells/stCell"
_DMGR_SOAP = "console.acme.example:8703"


def calls(text: str, *more: str, seconds: float = 1500) -> Callable[[Stage], None]:
    """STProxyServer calls a partner, and its JSSE says no."""

    def happen(stage: Stage) -> None:
        for at in stage.times(SERVER, "08:40:00", "10:50:00", seconds, 0.4):
            stage.trace(SERVER, at, text, *more)

    return happen


def expired(stage: Stage) -> None:
    """A partner's certificate ended last night; every call fails from one instant on."""
    subject = "CN=api.partner.example, O=Partner, C=DE"
    for at in stage.times(MEETING, "08:40:00", "10:50:00", 800, 0.5):
        stage.say(MEETING, at, "CWPKI0312E", subject, "Wed Oct 12 23:59:59 CEST 2016")
        stage.trace(
            MEETING, at, f"{SSL}java.security.cert.CertificateExpiredException: NotAfter: Wed Oct 12 23:59:59 CEST 2016"
        )


def not_trusted(
    name: str, target: str, store: str, file: str = "security.xml", seconds: float = 900
) -> Callable[[Stage], None]:
    """CWPKI0022E with its exception."""

    def happen(stage: Stage) -> None:
        subject = f"CN={target.partition(':')[0]}, OU=stCell, O=Acme, C=GB"
        for at in stage.times(name, "09:05:00", "10:50:00", seconds, 0.3):
            stage.say(name, at, "CWPKI0022E", subject, target, store, "NodeDefaultSSLSettings", file, PKIX)
            stage.trace(name, at, f"{SSL}com.ibm.jsse2.util.j: {PKIX}")

    return happen


def replaced(stage: Stage) -> None:
    """The expiration monitor replaced the certificates; after the restart the node does not trust the deployment manager."""
    report = (
        "CWPKI0735I: The following expired or expiring certificates were replaced: alias default in CellDefaultKeyStore"
    )
    stage.say(DMGR, stage.at("08:30:00"), "CWPKI0037I", report)
    stage.live(DMGR, ("08:00:00", "08:58:00", "stopped"), ("08:59:30", "11:00:00", "open"))
    stage.mute(AGENT, "ADMS0003I", "08:58:00")
    not_trusted(AGENT, _DMGR_SOAP, f"{_STORE}/trust.p12")(stage)
    for at in stage.times(AGENT, "09:05:00", "10:50:00", 900):
        stage.say(AGENT, at, "ADMS0016I")


def not_yet_valid(stage: Stage) -> None:
    """The machine of stpNode is an hour behind."""
    for at in stage.times(AGENT, "08:40:00", "10:50:00", 900, 0.2):
        start = "Thu Oct 13 11:05:12 BST 2016"
        stage.say(AGENT, at, "CWPKI0311E", "CN=console.acme.example, OU=stCell", start)
        stage.trace(AGENT, at, f"{SSL}java.security.cert.CertificateNotYetValidException: NotBefore: {start}")
        for seconds in (2, 9, 15):
            stage.say(AGENT, at + timedelta(seconds=seconds), "SECJ0371W", "Token expiration Date: x, current Date: y")


def store_fails(location: str, error: str) -> Callable[[Stage], None]:
    """A key store that does not load at the start of the registrar; its TLS chain stays down."""

    def happen(stage: Stage) -> None:
        at = stage.at("08:04:00")
        stage.say(
            SIP, at, "CWPKI0033E", location, error, more=[error, "\tat java.security.KeyStore.load(KeyStore.java:420)"]
        )
        problem = "com.ibm.wsspi.channel.framework.exception.ChannelException"
        stage.say(SIP, at + timedelta(seconds=2), "CHFW0029E", "SIPCInboundDefaultSecure", problem)
        stage.mute(SIP, "WSVR0001I")
        stage.say(SIP, at + timedelta(seconds=9), "WSVR0002I", "SIPProxyRegistrar")

    return happen


_KEY = "/opt/IBM/WebSphere/AppServer/profiles/hostSTSPRProfile1/config/cells/stCell/nodes/sipNode/key.p12"
password_wrong = store_fails(_KEY, TAMPERED)
unreadable = store_fails(_KEY, f"java.io.FileNotFoundException: {_KEY} (Permission denied)")
foreign_format = store_fails(_KEY, "java.io.IOException: Error in loading the keystore: Private key decryption error")


def alias_missing(store: str) -> Callable[[Stage], None]:
    """The group names a certificate that the selected key store does not hold."""

    def happen(stage: Stage) -> None:
        for at in stage.times(PROXY, "08:40:00", "10:50:00", 700, 0.6):
            stage.say(PROXY, at, "CWPKI0024E", "wildcard_acme", store)
            stage.refuse(PROXY, at + timedelta(milliseconds=5), NO_CIPHER, "PROXY_HTTPS_ADDRESS")

    return happen


def demanded(stage: Stage) -> None:
    """The registrar demands client certificates."""
    demand = r'(alias="SIPTLS12SSLSettings"[^>]*>\s*<setting [^>]*?)clientAuthentication="false"'
    stage.edit("security.xml", demand, r'\1clientAuthentication="true"')


def client_certificate_demanded(stage: Stage) -> None:
    """The registrar demands client certificates that its clients do not have."""
    demanded(stage)
    for at in stage.times(SIP, "08:40:00", "10:50:00", 600, 0.6):
        stage.refuse(SIP, at, NULL_CHAIN, "SIP_DEFAULTHOST_SECURE")


def short_chain(stage: Stage) -> None:
    """The proxy's certificate was imported without its intermediate; phones and a check from outside complain."""
    for at in stage.times(PROXY, "08:40:00", "10:50:00", 500, 0.6):
        stage.refuse(PROXY, at, alert("unknown_ca"), "PROXY_HTTPS_ADDRESS")
    stage.files["s_client_443.txt"] = _CHECK


_CHECK = """$ openssl s_client -connect stp.acme.example:443 -showcerts
CONNECTED(00000003)
depth=0 CN = stp.acme.example
verify error:num=21:unable to verify the first certificate
---
Certificate chain
 0 s:CN = stp.acme.example
   i:CN = Acme Issuing CA
---
issuer=CN = Acme Issuing CA
---
New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
    Protocol  : TLSv1.2
    Verify return code: 21 (unable to verify the first certificate)
---
"""
_PARTNER = "api.partner.example"
_FLAP_ON_CERTIFICATES = {
    **WIDE, "flap": True, "exception_text": NULL_CHAIN, "client_exception_text": alert("bad_certificate"),
    "peer_exception_text": alert("bad_certificate"),
}  # fmt: skip

FAULTS = (
    Fault("certificate-expired", MEETING, expired, WIDE),
    Fault("certificate-replaced-not-propagated", AGENT, replaced, WIDE, partly=("no-configuration",),
          beside=("signer-missing-cell",)),
    Fault("signer-missing-external", MEETING, not_trusted(MEETING, f"{_PARTNER}:443", f"{_STORE}/trust.p12"), WIDE,
          beside=("signer-missing-cell",)),
    Fault("signer-missing-cell", AGENT, not_trusted(AGENT, _DMGR_SOAP, f"{_STORE}/trust.p12"), WIDE,
          beside=("signer-missing-external",)),
    Fault("incomplete-certificate-chain", PROXY, short_chain, WIDE, verdict="likely"),
    Fault("hostname-mismatch", SERVER, calls(f"{SSL}java.security.cert.CertificateException: No name matching {_PARTNER} found"), WIDE),
    Fault("clock-skew", AGENT, not_yet_valid, WIDE),
    Fault("keystore-password-wrong", SIP, password_wrong, WIDE),
    Fault("keystore-missing", SIP, unreadable, WIDE),
    Fault("key-alias-not-found", PROXY, alias_missing("CellDefaultKeyStore"), {**WIDE, "stp_groups": "node"}),
    Fault("client-auth-required", SIP, client_certificate_demanded, {**WIDE, "sip_server_label": "SSL_TLSv2"}),
    Fault("weak-algorithm-rejected", SERVER, calls(
        f"{SSL}java.security.cert.CertificateException: Certificates does not conform to algorithm constraints",
        "Caused by: java.security.cert.CertPathValidatorException: Algorithm constraints check failed on signature algorithm: MD5withRSA"),
        WIDE),
    Fault("revocation-check-failed", SERVER, calls(
        f"{SSL}java.security.cert.CertPathValidatorException: RevocationStatus could not be determined"), WIDE),
    Fault("restricted-crypto-policy", SERVER, calls("java.security.InvalidKeyException: Illegal key size"), WIDE),
    Fault("pkcs12-incompatible", SIP, foreign_format, WIDE, beside=("keystore-missing",)),
    Fault("wildcard-not-in-node-keystore", PROXY, alias_missing("NodeDefaultKeyStore"), {**STP12, "stp_node_label": "SSL_TLSv2"}),
)  # fmt: skip
FLAP_ON_CERTIFICATES = Fault("client-auth-required", AGENT, agent_flaps, _FLAP_ON_CERTIFICATES)
