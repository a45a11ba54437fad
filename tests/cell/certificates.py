"""Certificates and stores made in memory."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
    serialize_key_and_certificates,
)
from cryptography.x509.oid import NameOID

PASSWORD = "s3cret-store"
START, END = datetime(2015, 1, 1, tzinfo=UTC), datetime(2017, 1, 1, tzinfo=UTC)


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def key(kind: str = "rsa2048") -> Any:
    return ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, int(kind[3:]))


def certificate(
    common: str, own: Any, issuer: tuple[str, Any] | None = None, *extensions: x509.ExtensionType
) -> x509.Certificate:
    """Signed by ``issuer`` (name, key), else by itself."""
    by, signer = issuer or (common, own)
    builder = (
        x509.CertificateBuilder().subject_name(name(common)).issuer_name(name(by)).public_key(own.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(START).not_valid_after(END)
    )  # fmt: skip
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(signer, hashes.SHA256())


def der(found: x509.Certificate) -> bytes:
    return found.public_bytes(Encoding.DER)


def p12(alias: str, own: Any, leaf: x509.Certificate, *others: x509.Certificate, password: str = PASSWORD) -> bytes:
    sealed = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return serialize_key_and_certificates(alias.encode(), own, leaf, list(others) or None, sealed)


def truststore(*found: x509.Certificate) -> bytes:
    marked = [PKCS12Certificate(one, f"signer{n}".encode()) for n, one in enumerate(found)]
    return serialize_java_truststore(marked, BestAvailableEncryption(PASSWORD.encode()))


def jks(*entries: tuple[int, str, list[bytes]], magic: int = 0xFEEDFEED, password: str = PASSWORD) -> bytes:
    """Entries are (tag, alias, certificates); a key is four meaningless bytes."""
    out = struct.pack(">III", magic, 2, len(entries))
    for tag, alias, chain in entries:
        out += struct.pack(">I", tag) + struct.pack(">H", len(alias)) + alias.encode() + bytes(8)
        if tag == 1:
            out += struct.pack(">I", 4) + b"\0" * 4 + struct.pack(">I", len(chain))
        for one in chain if tag != 3 else ():
            out += struct.pack(">H", 5) + b"X.509" + struct.pack(">I", len(one)) + one
    return out + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + out).digest()
