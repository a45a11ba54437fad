"""A second list of secrets, written from the field's formats before its author had read the redactor's patterns.

``fresh_secrets.txt`` is the bundle itself: ``=== path`` begins a file, and every secret stands in brackets ⟦ ⟧, once for
each place where it could be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

_TEXT: Final = (Path(__file__).parent / "fresh_secrets.txt").read_text(encoding="utf-8")
_MARKED: Final = re.compile(r"⟦(.*?)⟧", re.DOTALL)
SUBJECT: Final = ("tanusitvany-gep.example.hu", "Peremi Tanusito Kft", "Kozponti Halozat", "Balatonfured")
TERMS: Final = ("Csillaghegy",)


def secrets() -> list[str]:
    """Every secret once, in the order of the file."""
    return list(dict.fromkeys((*_MARKED.findall(_TEXT), *SUBJECT)))


def plain(text: str) -> str:
    """The text without the brackets."""
    return _MARKED.sub(r"\1", text)


def files() -> Iterator[tuple[str, str]]:
    """(path, text) of every file, without the brackets."""
    for part in re.split(r"^=== ", _TEXT, flags=re.MULTILINE)[1:]:
        path, _, text = plain(part).partition("\n")
        yield path, text


def write(folder: Path) -> None:
    """The bundle as files, a certificate among them."""
    for path, text in files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "certs").mkdir()
    (folder / "certs" / "server.pem").write_bytes(_certificate())


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    common, organization, unit, place = SUBJECT
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.LOCALITY_NAME, place),
        ]
    )
    begin = datetime(2016, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 4711, begin, begin + timedelta(days=365))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
