"""Key and trust stores for handshakes with real JVMs: made with ``cryptography``, in the old PKCS12 form that every Java reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PBES,
    PKCS12Certificate,
    serialize_java_truststore,
    serialize_key_and_certificates,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "changeit"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
OLD = (
    PrivateFormat.PKCS12.encryption_builder()
    .kdf_rounds(1000)
    .key_cert_algorithm(PBES.PBESv1SHA1And3KeyTripleDESCBC)
    .hmac_hash(hashes.SHA1())
    .build(PASSWORD.encode())
)
SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH


@cache
def own_key(name: str) -> Any:
    return ec.generate_private_key(ec.SECP256R1()) if name.endswith("ec") else rsa.generate_private_key(65537, 2048)


@cache
def certificate(
    name: str,
    issuer: str,
    first: int = -10,
    last: int = 100,
    usage: tuple[x509.ObjectIdentifier, ...] = (),
    ca: bool = False,
) -> x509.Certificate:
    """``name`` signed by the key of ``issuer``; ``first`` and ``last`` are days from now."""

    def called(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = (
        x509.CertificateBuilder().subject_name(called(name)).issuer_name(called(issuer)).public_key(own_key(name).public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(NOW + first * DAY).not_valid_after(NOW + last * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )  # fmt: skip
    if not ca:
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName("*.example.com")])
        builder = builder.add_extension(names, critical=False)
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=False)
    return builder.sign(own_key(issuer), hashes.SHA256())


ROOT, SUB, FOREIGN = (
    certificate("root", "root", ca=True), certificate("sub", "root", ca=True), certificate("foreign", "foreign", ca=True),
)  # fmt: skip
LEAVES = {
    "rsa": (certificate("rsa", "root"), (ROOT,)),
    "ec": (certificate("ec", "root"), (ROOT,)),
    "chained": (certificate("chained", "sub"), (SUB, ROOT)),
    "short": (certificate("short", "sub"), ()),
    "alone": (certificate("alone", "alone"), ()),
    "expired": (certificate("expired", "root", -300, -100), (ROOT,)),
    "early": (certificate("early", "root", 50, 100), (ROOT,)),
    "servers": (certificate("servers", "root", usage=(SERVER,)), (ROOT,)),
    "clients": (certificate("clients", "root", usage=(CLIENT,)), (ROOT,)),
    "strange": (certificate("strange", "foreign"), (FOREIGN,)),
}
TRUSTS = {
    "root": (ROOT,),
    "sub": (SUB,),
    "foreign": (FOREIGN,),
    "both": (ROOT, FOREIGN),
    "itself": tuple(LEAVES[name][0] for name in ("alone", "expired", "rsa", "early")),
}


def write(folder: Path) -> Path:
    """All stores as files: ``k-NAME.p12`` with a key, ``t-NAME.p12`` with signers."""
    for name, (leaf, chain) in LEAVES.items():
        data = serialize_key_and_certificates(name.encode(), own_key(name), leaf, chain or None, OLD)
        (folder / f"k-{name}.p12").write_bytes(data)
    for name, signers in TRUSTS.items():
        marked = [PKCS12Certificate(one, f"signer{n}".encode()) for n, one in enumerate(signers)]
        (folder / f"t-{name}.p12").write_bytes(serialize_java_truststore(marked, OLD))
    return folder
