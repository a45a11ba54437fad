"""Key stores and certificate files -> the certificates in them. Private keys are never kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from loganalyzer.errors import LogAnalyzerError

if TYPE_CHECKING:
    from loganalyzer.cell.store_passwords import Secret

MAX_BYTES: Final = 8 << 20
STORE_ENDINGS: Final = (".p12", ".pfx", ".jks", ".jceks", ".cer", ".crt", ".der", ".pem", ".arm")
MISSING: Final = 'key stores need more libraries: pip install "websphere-loganalyzer[certificates]"'


class StoreError(LogAnalyzerError):
    """A store that cannot be read; the text says why in a few words."""


class PasswordError(StoreError):
    """No password at hand opens the store, or its content was changed since it was sealed."""


class Entry(Struct, frozen=True):
    """One entry: its alias, whether a private key belongs to it, the certificate and the chain stored with it (DER)."""

    alias: str
    has_key: bool
    certificate: bytes
    chain: tuple[bytes, ...] = ()


class Store(Struct, frozen=True):
    """A store of the bundle; ``problem`` says why it is empty, ``remark`` what was left out.

    ``password_fits``: whether one of the passwords tried is the store's (None: the file does not tell);
    ``own_password``: whether the one that the configuration has for this file is. ``sealing`` names the algorithms that
    a PKCS12 file is sealed with.
    """

    file: str
    kind: str
    entries: tuple[Entry, ...] = ()
    problem: str | None = None
    remark: str | None = None
    password_fits: bool | None = None
    own_password: bool | None = None
    sealing: tuple[str, ...] = ()


def is_store(path: str) -> bool:
    """True for key stores and certificate files, by name."""
    return path.lower().endswith(STORE_ENDINGS)


def has_libraries() -> bool:
    """Whether the extra ``certificates`` is installed."""
    try:
        import cryptography  # noqa: F401
        import pyasn1_modules  # noqa: F401
    except ImportError:
        return False
    return True


def read_store(file: str, data: bytes, secrets: Sequence[Secret]) -> Store:
    """Read a store with the first password that fits. Never raises for what a stranger's file may hold."""
    from loganalyzer.cell.jks import is_jks

    kind = "JKS" if is_jks(data) else "certificate" if _is_certificate(file, data) else "PKCS12"
    if len(data) > MAX_BYTES:
        return Store(file, kind, problem=f"larger than {MAX_BYTES >> 20} MiB, no key store is")
    try:
        return _read(file, kind, data, secrets)
    except PasswordError as problem:
        return Store(file, kind, problem=str(problem), password_fits=False if secrets else None)
    except StoreError as problem:
        return Store(file, kind, problem=str(problem))
    except Exception as problem:  # noqa: BLE001 - a library's way to say that a stranger's bytes are no store
        return Store(file, kind, problem=f"not readable as {kind} ({type(problem).__name__})")


def _read(file: str, kind: str, data: bytes, secrets: Sequence[Secret]) -> Store:
    from loganalyzer.cell.jks import digest_fits, read_jks
    from loganalyzer.cell.pkcs12 import read_pkcs12

    if kind == "certificate":
        return Store(file, kind, _certificates(data))
    if kind == "PKCS12":
        entries, fits, sealing = read_pkcs12(data, secrets)
        return Store(file, kind, entries, password_fits=fits, sealing=sealing)
    entries, remark = read_jks(data)
    checked = any(digest_fits(data, secret) for secret in secrets)
    remark = remark or (None if checked else "integrity not checked: no password fits")
    return Store(file, kind, entries, None, remark, checked if secrets else None)


def _is_certificate(file: str, data: bytes) -> bool:
    return b"-----BEGIN CERTIFICATE" in data or file.lower().endswith((".cer", ".crt", ".der", ".pem", ".arm"))


def _certificates(data: bytes) -> tuple[Entry, ...]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = b"-----BEGIN CERTIFICATE" in data
    found = x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
    return tuple(Entry(f"certificate {n}", False, c.public_bytes(Encoding.DER)) for n, c in enumerate(found, 1))
