"""Causes told by a file beside the logs, or by a TLS trace in them; the reader is shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.scenarios import certificates
from tests.scenarios.extras import Happen, listener
from tests.scenarios.flip import flip
from tests.scenarios.model import Fault, Scenario, Shown
from tests.scenarios.other_files import (
    collections,
    debug_file,
    fails,
    javacore,
    keytool,
    plugin,
    s_client,
    said,
    sent,
    stops_before,
    told,
    trace,
)
from tests.scenarios.pairs_tls import FIT, OUTSIDE, SOME, XDA, YES
from tests.scenarios.protocol import AGENT, MEETING, PROXY, SERVER, SIP, STP12, agent_flaps
from tests.scenarios.stage import WIDE
from tests.scenarios.texts import PKIX

EXPIRED, NAME, CHAIN, PASSWORD = (
    "certificate-expired", "hostname-mismatch", "incomplete-certificate-chain", "keystore-password-wrong",
)  # fmt: skip
ALIAS, CLIENT, CIPHER, SIGNER = "key-alias-not-found", "client-auth-required", "no-common-cipher", "signer-missing-cell"
MEMORY, STARVED, OLD = "out-of-memory", "cpu-starvation", "strict-server-old-client"


_OUT, _NO_NAME = "/SystemOut.log", "No name matching stp.acme.example found"
_LATE = [("10:10:00", 12), ("10:20:00", 14), ("10:30:00", 19), ("10:40:00", 30)]
_GC, _DEBUG = "verbosegc.001.log", "ssl_debug.txt"
_SIP = {**WIDE, "sip_server_label": "SSL_TLSv2"}
_SEND_VERSION = "WebContainer : 1, SEND TLSv1.2 ALERT:  fatal, description = protocol_version"
See = tuple[str, str]
"""The end of a file's path, and words of the evidence from it."""


def _alone(
    name: str, cause: str, process: str, verdict: str, happens: tuple[Happen, ...] | Happen, see: See, **says: Any
) -> Scenario:
    """A cell in which only this happened."""
    first, *more = happens if isinstance(happens, tuple) else (happens,)
    one = Fault(cause, process, first, says.pop("options", WIDE))
    says["shows"] = (*says.get("shows", ()), Shown(cause, *see))
    return flip(name, one, None, *more, causes={cause: verdict}, **says)


def _beside(name: str, cause: str, happen: Happen, see: See) -> Scenario:
    """The textbook fault, confirmed as before, with this file beside it."""
    return flip(name, cause, None, happen, causes={cause: YES}, shows=(Shown(cause, *see),))


# fmt: off
def _traces() -> Iterator[Scenario]:
    """javax.net.debug shows what the log does not say (RC-02, 03, 10, 17, 19, 22, 27)."""
    jsse = "javax.net.ssl.SSLHandshakeException"
    yield _alone("17-trace", EXPIRED, SERVER, YES, trace(SERVER, told("certificate_expired")), (_OUT, "certificate_expired"))
    name = debug_file(SERVER, f"TransportContext.java:345|Fatal (CERTIFICATE_UNKNOWN): {_NO_NAME} (")
    yield _alone("22-trace", NAME, SERVER, YES, name, (_DEBUG, "No name matching"))
    empty = debug_file(SIP, "CertificateRequest.java:627|Produced CertificateRequest handshake message (",
                       "TransportContext.java:345|Fatal (BAD_CERTIFICATE): Empty client certificate chain (")
    yield _alone("27-trace", CLIENT, SIP, YES, (certificates.demanded, empty), (_DEBUG, "Empty client certificate chain"), options=_SIP)
    suites = trace(PROXY, *fails(jsse, "no cipher suites in common", "handshake_failure"))
    yield _alone("10-trace", CIPHER, PROXY, SOME, suites, (_OUT, "no cipher suites in common"), options=WIDE)
    refused = trace(SERVER, *fails("", "Client requested protocol TLSv1 not enabled or not supported", "protocol_version"), version="TLSv1")
    yield _alone("02-trace", OLD, SERVER, YES, refused, (_OUT, "protocol_version"), options=STP12)
    bare = trace(SERVER, _SEND_VERSION, version="TLSv1")
    yield _alone("02-alert", OLD, SERVER, YES, bare, (_OUT, "protocol_version"), options=STP12)
    unknown = debug_file(MEETING, f"TransportContext.java:345|Fatal (CERTIFICATE_UNKNOWN): {PKIX} (", side="client")
    yield flip("19-trace", OUTSIDE, None, unknown, causes={OUTSIDE: YES}, shows=(Shown(OUTSIDE, _DEBUG, "PKIX"),))


def _checks() -> Iterator[Scenario]:
    """openssl s_client and keytool, from the inside and from elsewhere (RC-17, 21, 22)."""
    ended, other = s_client(10, "certificate has expired"), s_client(10, "certificate has expired", "www.partner.example")
    told_so = listener(PROXY, "told-expired", "PROXY_HTTPS_ADDRESS")
    yield _alone("17-outside", EXPIRED, PROXY, SOME, ended, ("check_10.txt", "certificate has expired"))
    yield _alone("17-unplaced", EXPIRED, PROXY, SOME, other, ("check_10.txt", "certificate has expired"))
    yield _alone("17-client-says", EXPIRED, PROXY, YES, told_so, (_OUT, "certificate_expired"))
    yield _beside("17-listing", EXPIRED, keytool("api.partner.example"), ("keytool.txt", "api.partner.example"))
    yield _beside("17-in-store", EXPIRED, said(MEETING, "CWPKI0017E", "oldcert", "CellDefaultTrustStore"), (_OUT, "oldcert"))
    yield _alone("22-outside", NAME, PROXY, SOME, s_client(62, "hostname mismatch"), ("check_62.txt", "hostname mismatch"))
    short, whole = s_client(21, "unable to verify the first certificate"), s_client(0, "ok")
    yield _alone("21-outside", CHAIN, PROXY, SOME, short, ("check_21.txt", "unable to verify"))
    verified = (Shown(CHAIN, "check_0.txt", "could verify the chain", supports=False),)
    yield _alone("21-verifies", CHAIN, PROXY, FIT, (short, whole), ("check_21.txt", "unable"), at_most={CHAIN: FIT}, shows=verified)
    yield _alone("21-listing", CHAIN, PROXY, SOME, (short, keytool()), ("keytool.txt", "stp.acme.example"))
    shut = sent("keytool.txt", "keytool error: java.io.IOException: keystore password was incorrect\n")
    yield _beside("24-keytool", PASSWORD, shut, ("keytool.txt", "password was incorrect"))
    sealed = sent("p12.txt", "MAC: sha256, Iteration 2048\nMAC length: 32, salt length: 8\n"
                  "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256\nCertificate bag\n")
    yield _beside("31-listing", "pkcs12-incompatible", sealed, ("p12.txt", "encryption that older IBM Java cannot read"))
    added = sent("retrieveSigners.txt", 'CWPKI0308I: Adding signer alias "default_signer" to local keystore\n'
                 '           "ClientDefaultTrustStore" with the following SHA digest:\n           91:5A:80:11:22:33:44:55:66:77:88:99\n')
    yield _beside("20-retrieved", SIGNER, added, ("retrieveSigners.txt", "default_signer"))


def _plugin() -> Iterator[Scenario]:
    """The codes of GSKit, whose names say what is missing; which server it was about they don't say."""
    for code, name, cause, verdict in (
        (414, "GSK_ERROR_BAD_CERT", SIGNER, SOME), (402, "GSK_ERROR_NO_CIPHERS", CIPHER, SOME),
        (408, "GSK_ERROR_BAD_KEYFILE_PASSWORD", PASSWORD, SOME), (407, "GSK_ERROR_BAD_KEYFILE_LABEL", ALIAS, SOME),
    ):
        yield _alone(f"plugin-{code}", cause, PROXY, verdict, plugin(code, name), ("http_plugin.log", name))


def _machine() -> Iterator[Scenario]:
    """Dumps and garbage collection (RC-44, RC-49)."""
    memory = javacore('"systhrow" (00040000) Detail "java/lang/OutOfMemoryError" "Java heap space"')
    yield _alone("49-javacore", MEMORY, AGENT, YES, memory, (".0001.txt", "OutOfMemoryError"))
    yield _alone("49-heap-full", MEMORY, SERVER, SOME, collections(SERVER, _LATE, 2), (_GC, "frees nothing any more"))
    paused = stops_before("logs/dmgr/SystemOut.log", 9_000)
    flaps = {**STP12, "xda_label": "SSL_TLS", "flap": True, "flap_protocol_texts": False}
    contrary = (Shown(XDA, _GC, "long pauses of garbage collection", supports=False),)
    yield _alone("44-pauses", STARVED, AGENT, YES, agent_flaps, (_GC, "stopped the process for seconds"), options=flaps, adds=(paused,),
                 at_most={XDA: FIT}, shows=contrary)
# fmt: on


def scenarios() -> Iterator[Scenario]:
    """All of them."""
    yield from _traces()
    yield from _checks()
    yield from _plugin()
    yield from _machine()
