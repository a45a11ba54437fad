"""Does a trust store accept the certificate that an end shows? Path, validity, purpose, algorithms, in that order.

The rules are those of the JDK's PKIX validation, checked against real ones in tests/real. IBM's implementation follows
the same standard (RFC 5280); where the two are known to differ, or nothing is known, the caller says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from loganalyzer.cell.stores import Entry, Store
from loganalyzer.tls.certificates import key_of, parsed, signature_of, signed_by, usages_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Purpose = Literal["server", "client"]
FlawKind = Literal["untrusted", "expired", "not-yet-valid", "usage", "weak"]
SHIPPED: Final = "MD2, MD5, RSA keySize < 1024, DSA keySize < 1024, EC keySize < 224"
"""What every shipped ``jdk.certpath.disabledAlgorithms`` of the last ten years holds; SHA1 only concerns public CAs."""
_LONGEST: Final = 12
_WANTED: Final = {"server": "serverAuth", "client": "clientAuth"}
_KEY_SIZE: Final = re.compile(r"keySize\s*(<=|<|==|!=|>=|>)\s*(\d+)")


class Flaw(Struct, frozen=True):
    """Why a certificate is refused; ``subject`` is the certificate in question, ``reason`` a clause about it."""

    kind: FlawKind
    subject: str
    reason: str


def sent_with(entry: Entry, store: Store) -> tuple[bytes, ...]:
    """What an end sends: its certificate and the chain that its store has for it, up to a self-signed root.

    A JKS keeps the chain with the key. In a PKCS12 store Java follows the issuers through all certificates of the file.
    """
    if store.kind == "JKS":
        return (entry.certificate, *entry.chain)
    chain, pool = [entry.certificate], [e.certificate for e in store.entries]
    while len(chain) < _LONGEST:
        last = parsed(chain[-1])
        following = _issuer_in(last, pool) if last is not None and last.subject != last.issuer else None
        if following is None or following in chain:
            break
        chain.append(following)
    return tuple(chain)


def _issuer_in(found: Certificate, pool: Sequence[bytes]) -> bytes | None:
    named = [der for der in pool if (c := parsed(der)) is not None and c.subject == found.issuer]
    return next((der for der in named if signed_by(found, parsed(der))), None)


def judge(
    sent: Sequence[bytes],
    anchors: Sequence[bytes],
    *,
    purpose: Purpose,
    at: datetime | None,
    disabled: str = SHIPPED,
    anchors_may_expire: bool = True,
) -> Flaw | None:
    """The first flaw of a chain under a trust store; None when it is accepted.

    Args:
        sent: the chain, the end's own certificate first (DER).
        anchors: the certificates of the trust store (DER).
        purpose: what the certificate is shown as.
        at: the time of the handshake; None: validity is not judged.
        disabled: ``jdk.certpath.disabledAlgorithms`` of the verifying end.
        anchors_may_expire: a certificate that stands in the trust store itself is accepted past its end, as the JDK does.
    """
    leaf = parsed(sent[0])
    if leaf is None:
        return Flaw("untrusted", "(not readable)", "it cannot be read")
    path, missing = _path(sent, anchors)
    if missing is not None:
        return Flaw("untrusted", leaf.subject.rfc4514_string(), f"no signer {missing} in the trust store")
    judged = path if anchors_may_expire else path or [leaf]
    wrong = next((f for c in judged for f in (_validity(c, at),) if f), None)
    return wrong or _usage(leaf, purpose) or next((f for c in path for f in (_weakness(c, disabled),) if f), None)


def _path(sent: Sequence[bytes], anchors: Sequence[bytes]) -> tuple[list[Certificate], str | None]:
    """(certificates below the trusted one, None), or what could be followed and the name of the issuer nobody has."""
    trusted = [c for der in anchors if (c := parsed(der)) is not None]
    others = [c for der in sent[1:] if (c := parsed(der)) is not None]
    path: list[Certificate] = []
    current = parsed(sent[0])
    while current is not None and len(path) < _LONGEST:
        if any(current == a or _same_authority(current, a) for a in trusted):
            return path, None
        path.append(current)
        if any(a.subject == current.issuer and signed_by(current, a) for a in trusted):
            return path, None
        name = current.issuer.rfc4514_string()
        current = next((c for c in others if c.subject == path[-1].issuer and signed_by(path[-1], c)), None)
        if current is None or current in path:
            return path, name
    return path, "(the chain does not end)"


def _same_authority(one: Certificate, other: Certificate) -> bool:
    """The same name and the same key: a certificate issued again."""
    if one.subject != other.subject:
        return False
    try:
        return one.public_key() == other.public_key()
    except Exception:  # noqa: BLE001 - key types that the library does not know
        return False


def _validity(found: Certificate, at: datetime | None) -> Flaw | None:
    subject = found.subject.rfc4514_string()
    if at is not None and at > found.not_valid_after_utc:
        return Flaw("expired", subject, f"{subject} expired {found.not_valid_after_utc:%Y-%m-%d}")
    if at is not None and at < found.not_valid_before_utc:
        return Flaw("not-yet-valid", subject, f"{subject} is not valid before {found.not_valid_before_utc:%Y-%m-%d}")
    return None


def _usage(leaf: Certificate, purpose: Purpose) -> Flaw | None:
    usages = usages_of(leaf)
    if usages is None or {_WANTED[purpose], "any"} & set(usages):
        return None
    reason = f"its extended key usage ({', '.join(usages) or 'empty'}) lacks {_WANTED[purpose]}"
    return Flaw("usage", leaf.subject.rfc4514_string(), reason)


def _weakness(found: Certificate, disabled: str) -> Flaw | None:
    kind, size = key_of(found)
    names = _names(signature_of(found)) | {kind}
    for entry in _entries(disabled):
        name, _, condition = entry.partition(" ")
        if name.upper() not in names:
            continue
        told = _KEY_SIZE.fullmatch(condition.strip())
        if not condition.strip() or (told and name.upper() == kind and _compares(size, told[1], int(told[2]))):
            return Flaw("weak", found.subject.rfc4514_string(), f"{signature_of(found)}, {kind} {size}: {entry!r}")
    return None


def _entries(disabled: str) -> Iterator[str]:
    """Entries with conditions other than a key size (``jdkCA``, ``usage``) do not concern a cell's own certificates."""
    return (" ".join(entry.split()) for entry in disabled.split(",") if entry.strip())


def _names(signature: str) -> set[str]:
    """``sha1WithRSAEncryption`` -> SHA1, RSA, SHA1WITHRSA, as the JDK takes an algorithm's name apart."""
    plain = signature.upper().replace("-", "").replace("ENCRYPTION", "")
    digest, _, rest = plain.partition("WITH")
    return {plain, digest, rest} - {""}


def _compares(size: int | None, sign: str, limit: int) -> bool:
    if size is None:
        return False
    return {"<": size < limit, "<=": size <= limit, "==": size == limit, "!=": size != limit, ">": size > limit,
            ">=": size >= limit}[sign]  # fmt: skip
