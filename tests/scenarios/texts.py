"""Message templates of the domain document, and the exception texts of its section 2.7."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tools.samples.texts import Message

SSL = "javax.net.ssl.SSLHandshakeException: "
REFUSED = "java.net.ConnectException: Connection refused"
PKIX = (
    "PKIX path building failed: java.security.cert.CertPathBuilderException: PKIXCertPathBuilderImpl could not build a"
    " valid CertPath.; internal cause is: java.security.cert.CertPathValidatorException: The certificate issued by"
    " CN=Acme Issuing CA, O=Acme is not trusted"
)
NULL_CHAIN = SSL + "null cert chain"
NO_PROTOCOL = SSL + "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"
NO_CIPHER = SSL + "no cipher suites in common"
TAMPERED = "java.io.IOException: Keystore was tampered with, or password was incorrect"


@cache
def templates() -> dict[str, Message]:
    """Every message of messages.tsv by id."""
    lines = Path(__file__).with_name("messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: Message(*row) for row in rows}


def alert(name: str) -> str:
    """What a peer logs that is told of a failure."""
    return f"{SSL}Received fatal alert: {name}"
