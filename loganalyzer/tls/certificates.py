"""What certificates say, and what is wrong with them: domain reference, RC-17 to RC-31."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from loganalyzer.cell.stores import Entry, Store

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_WEAK_HASHES: Final = ("md2", "md5", "sha1")
_SERVER, _CLIENT, _ANY = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"
_PURPOSES: Final = {_SERVER: "serverAuth", _CLIENT: "clientAuth", _ANY: "any"}
_LONGEST: Final = 12


class CertificateFacts(Struct, frozen=True):
    """One certificate of a store. ``chain`` is complete, or says which issuer is missing; a None usage is unlimited."""

    store: str
    alias: str
    has_key: bool
    subject: str
    issuer: str
    not_before: datetime | None
    not_after: datetime | None
    key: str
    signature: str
    names: tuple[str, ...]
    usages: tuple[str, ...] | None
    chain: str
    problems: tuple[str, ...]
    fingerprint: str = ""


def certificate_facts(store: Store, at: datetime | None) -> tuple[CertificateFacts, ...]:
    """All certificates of a store, judged at a time (None: validity is not judged)."""
    known = [(entry, found) for entry in store.entries if (found := parsed(entry.certificate)) is not None]
    pool = [found for _, found in known]
    pool += [extra for e in store.entries for der in e.chain if (extra := parsed(der)) is not None]
    return tuple(_facts(store.file, entry, found, pool, at) for entry, found in known)


@lru_cache(maxsize=4096)
def parsed(der: bytes) -> Certificate | None:
    """A certificate from its bytes; None for bytes that the library refuses: such an entry is left out, as Java leaves it out."""
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(der)
    except Exception:  # noqa: BLE001 - whatever a stranger's bytes provoke
        return None


def _facts(
    file: str, entry: Entry, found: Certificate, pool: Sequence[Certificate], at: datetime | None
) -> CertificateFacts:
    usages = usages_of(found)
    chain = _chain(found, pool)
    return CertificateFacts(
        store=file,
        alias=entry.alias,
        has_key=entry.has_key,
        subject=found.subject.rfc4514_string(),
        issuer=found.issuer.rfc4514_string(),
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        key=_key(found),
        signature=signature_of(found),
        names=_names(found),
        usages=usages,
        chain=chain,
        problems=tuple(_problems(entry, found, usages, chain, at)),
        fingerprint=fingerprint_of(found),
    )


def validity(facts: CertificateFacts, at: datetime) -> str:
    """``valid``, ``expired`` or ``not yet valid`` at a time."""
    if facts.not_after is not None and at > facts.not_after:
        return "expired"
    return "not yet valid" if facts.not_before is not None and at < facts.not_before else "valid"


def _problems(
    entry: Entry, found: Certificate, usages: tuple[str, ...] | None, chain: str, at: datetime | None
) -> Iterator[str]:
    if at is not None and at > found.not_valid_after_utc:
        yield f"expired {found.not_valid_after_utc:%Y-%m-%d}"
    if at is not None and at < found.not_valid_before_utc:
        yield f"not valid before {found.not_valid_before_utc:%Y-%m-%d}"
    if any(word in signature_of(found).lower() for word in _WEAK_HASHES) and found.subject != found.issuer:
        yield f"weak signature {signature_of(found)}"
    kind, _, size = _key(found).partition(" ")
    if kind in {"RSA", "DSA"} and size.isdigit() and int(size) < 2048:
        yield f"weak key: {kind} {size}"
    if not entry.has_key:
        return
    if usages is not None and not {"serverAuth", "any"} & set(usages):
        yield "extended key usage without serverAuth: no server certificate"
    if usages is not None and not {"clientAuth", "any"} & set(usages):
        yield "extended key usage without clientAuth: refused where client authentication is on"
    if chain.startswith("missing"):
        yield f"chain incomplete, {chain}"


def _key(found: Certificate) -> str:
    name, size = key_of(found)
    curve = _curve(found)
    return f"EC {curve}" if curve else f"{name} {size}" if size else name


def _curve(found: Certificate) -> str | None:
    try:
        return getattr(getattr(found.public_key(), "curve", None), "name", None)
    except Exception:  # noqa: BLE001 - key types that the library does not know
        return None


def key_of(found: Certificate) -> tuple[str, int | None]:
    """Type and size of the key: ``("RSA", 2048)``, ``("EC", 256)``; ``("unknown", None)`` for what the library refuses."""
    try:
        key: Any = found.public_key()
    except Exception:  # noqa: BLE001 - key types that the library does not know
        return "unknown", None
    name = type(key).__name__.lstrip("_").removesuffix("PublicKey").removesuffix("PublicNumbers")
    name = {"EllipticCurve": "EC", "ECPublicKey": "EC"}.get(name, name)
    return name, getattr(key, "key_size", None)


def fingerprint_of(found: Certificate) -> str:
    """SHA-256 of the certificate, in hexadecimal digits."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return found.fingerprint(SHA256()).hex()


def signature_of(found: Certificate) -> str:
    """The name of the algorithm, such as ``sha256WithRSAEncryption``; the library's own table of names."""
    return str(getattr(found.signature_algorithm_oid, "_name", found.signature_algorithm_oid.dotted_string))


def _extension(found: Certificate, wanted: Any) -> Any:
    try:
        return found.extensions.get_extension_for_class(wanted).value
    except Exception:  # noqa: BLE001 - absent, or malformed in a stranger's certificate
        return None


def _names(found: Certificate) -> tuple[str, ...]:
    from cryptography import x509

    names = _extension(found, x509.SubjectAlternativeName)
    if names is None:
        return ()
    hosts = [f"DNS:{n}" for n in names.get_values_for_type(x509.DNSName)]
    return (*hosts, *(f"IP:{n}" for n in names.get_values_for_type(x509.IPAddress)))


def usages_of(found: Certificate) -> tuple[str, ...] | None:
    """The extended key usages in words; None where the certificate has none and may be used for anything."""
    from cryptography import x509

    usages = _extension(found, x509.ExtendedKeyUsage)
    return None if usages is None else tuple(_PURPOSES.get(u.dotted_string, u.dotted_string) for u in usages)


def _chain(found: Certificate, pool: Sequence[Certificate]) -> str:
    """``self-signed``, ``complete (n)`` up to a self-signed root, or ``missing ISSUER``; by names and signatures."""
    if found.subject == found.issuer:
        return "self-signed"
    current, length = found, 1
    while current.subject != current.issuer:
        issuer = next((c for c in pool if c.subject == current.issuer and signed_by(current, c)), None)
        if issuer is None:
            return f"missing {current.issuer.rfc4514_string()}"
        current, length = issuer, length + 1
        if length > _LONGEST:
            return "missing: the chain does not end"
    return f"complete ({length})"


def signed_by(one: Certificate, issuer: Certificate | None) -> bool:
    """Whether the key of ``issuer`` made the signature of ``one``, and the names agree."""
    if issuer is None:
        return False
    try:
        one.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - wrong signature, unsupported algorithm: not the issuer
        return False
    return True


def host_fits(facts: CertificateFacts, host: str) -> bool:
    """Whether a name of the certificate covers a host; a wildcard covers one label and no more."""
    names = [n.removeprefix("DNS:").lower() for n in facts.names if n.startswith("DNS:")]
    names = names or [facts.subject.partition("CN=")[2].partition(",")[0].lower()]
    wanted = host.lower()
    return any(
        n == wanted or (n.startswith("*.") and "." in wanted and n[2:] == wanted.partition(".")[2]) for n in names
    )
