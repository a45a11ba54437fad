"""One more fact: single records that point to a look-alike, put beside a fault at the same time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.scenarios.stage import Stage, write
from tests.scenarios.texts import NULL_CHAIN, PKIX, REFUSED, SSL, TAMPERED, alert
from tools.samples.texts import LEGACY, PLAINTEXT, REMOTE_CLOSED

Happen = Callable[[Stage], None]
TIMES = ("09:12:30", "09:40:10")

_THROWN = {
    "expired": f"{SSL}java.security.cert.CertificateExpiredException: NotAfter: Wed Oct 12 23:59:59 BST 2016",
    "not-yet-valid": f"{SSL}java.security.cert.CertificateNotYetValidException: NotBefore: Thu Oct 13 23:59:59 BST 2016",
    "refused": REFUSED,
    "reset": "java.net.SocketException: Connection reset",
    "timed-out": "java.net.SocketTimeoutException: connect timed out",
    "unknown-host": "java.net.UnknownHostException: ldap9.acme.example",
    "no-address": "java.io.IOException: Unable to find a valid IP for host console.acme.example",
    "key-size": "java.security.InvalidKeyException: Illegal key size",
    "weak": f"{SSL}java.security.cert.CertificateException: Certificates does not conform to algorithm constraints",
    "dh": f"{SSL}Could not generate DH keypair",
    "tampered": TAMPERED,
    "undecryptable": "java.io.IOException: Error in loading the keystore: Private key decryption error",
    "file-gone": "java.io.FileNotFoundException: /opt/keys/other.p12 (No such file or directory)",
    "memory": "java.lang.OutOfMemoryError: Java heap space",
    "full": "java.io.IOException: No space left on device",
    "untrusted": f"{SSL}{PKIX}",
    "null-chain": NULL_CHAIN,
    "client-refused": LEGACY.strict_server,
    "plaintext": PLAINTEXT,
    "closed": REMOTE_CLOSED,
    "told-expired": alert("certificate_expired"),
}
_SAID: dict[str, tuple[str, tuple[object, ...]]] = {
    "alias": ("CWPKI0024E", ("wildcard_acme", "CellDefaultKeyStore")),
    "starved": ("HMGR0152W", (31,)),
    "view": ("DCSV8030I", ("stCell\\stDmgrNode\\dmgr", "stCell\\meetNode\\STMeetingServer")),
    "pool": ("J2CA0045E", ("createOrWaitForConnection", "jdbc/other")),
    "token": ("SECJ0373E", ("<null>", "com.ibm.websphere.security.auth.WSLoginFailedException")),
    "password": ("SECJ0055E", ("wasadmin",)),
    "denied": ("ADMN0022E", ("stop", "Server")),
    "hung": ("WSVR0605W", ("WebContainer : 4", "00000044", 634_201, 1)),
    "not-loaded": ("CWPKI0033E", ("/opt/keys/other.p12", "java.io.IOException: (see above)")),
    "report": ("CWPKI0037I", ("no certificate was found that requires attention",)),
    "untrusted-target": (
        "CWPKI0022E",
        ("CN=idp.acme.example", "idp.partner.example:443", "/opt/trust.p12", "CellDefaultSSLSettings", "security.xml", PKIX),
    ),
}  # fmt: skip


def also(name: str, key: str, times: tuple[str, ...] = TIMES) -> Happen:
    """The records of one look-alike in the logs of a process."""

    def happen(stage: Stage) -> None:
        for clock in times:
            if key in _THROWN:
                stage.trace(name, stage.at(clock), _THROWN[key])
            else:
                message, arguments = _SAID[key]
                stage.say(name, stage.at(clock), message, *arguments)

    return happen


def listener(name: str, key: str, port: str, times: tuple[str, ...] = TIMES) -> Happen:
    """The same at a TLS listener, as SSLC0008E."""

    def happen(stage: Stage) -> None:
        for clock in times:
            stage.refuse(name, stage.at(clock), _THROWN[key], port)

    return happen


def in_tool(node: str, key: str) -> Happen:
    """The same as the output of each tool that ran on a node."""

    def happen(stage: Stage) -> None:
        detail = _THROWN.get(key) or f"ADMN0022E: {key}"
        for path, log in stage.world.profile_logs.items():
            if path.startswith(node):
                at = log.entries[-1].at + timedelta(seconds=1)
                write(log, at, "ADMU0006E", detail, more=[f"Caused by: {detail}"])

    return happen
