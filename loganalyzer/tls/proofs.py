"""Whether the ends of a channel accept each other's certificate: the listener's always, the initiator's on demand.

Texts of both ends: IBM's path validation words its refusals otherwise than OpenJDK's; both are here, and only the latter
could be checked against a real JVM.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from loganalyzer.cell.stores import Entry
from loganalyzer.tls.certificates import key_of, parsed
from loganalyzer.tls.keyring import Held
from loganalyzer.tls.trust import SHIPPED, Flaw, Purpose, judge, sent_with
from loganalyzer.tls.wording import Wording

Dialect = Literal["ibm", "openjdk"]
ProofVerdict = Literal["accepted", "refused", "absent", "unknown"]

NO_PATH: Final = {
    "ibm": "PKIX path building failed: java.security.cert.CertPathBuilderException: "
    "PKIXCertPathBuilderImpl could not build a valid CertPath",
    "openjdk": "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: "
    "unable to find valid certification path to requested target",
}
NOT_VALID: Final = "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed"
# What an initiator sends below TLSv1.3; under it, and from a listener that refuses a client's certificate, the alert is
# certificate_unknown for any reason (so it is from OpenJDK 11.0.5 in any case).
_ALERTS: Final = {"untrusted": "certificate_unknown", "expired": "certificate_expired", "not-yet-valid": "bad_certificate",
                  "usage": "certificate_unknown", "weak": "unsupported_certificate"}  # fmt: skip


class Proof(Struct, frozen=True):
    """What one end makes of the other's certificate.

    ``absent``: the end that has to show one has none. ``unknown``: a store is not in the bundle, or several certificates
    may be shown; ``reason`` says which. ``keys`` are the key types that can be shown.
    """

    whose: Purpose
    verdict: ProofVerdict
    reason: str
    flaw: Flaw | None = None
    alias: str | None = None
    shown_from: str | None = None
    checked_in: str | None = None
    keys: frozenset[str] | None = None


class Terms(Struct, frozen=True):
    """What a check depends on besides the stores: the time, the verifier's disabled algorithms, whose rules count.

    ``names_authorities``: the listener names the issuers it knows and the initiator shows nothing else, as OpenJDK does
    (under TLSv1.3 not in its older releases). What IBM's key manager does with a configured alias is not documented.
    """

    at: datetime | None = None
    disabled: str = SHIPPED
    dialect: Dialect = "ibm"
    names_authorities: bool = False


def prove(whose: Purpose, shown: Held | None, alias: str | None, checked: Held | None, terms: Terms) -> Proof:
    """The proof of the listener (``server``) or the initiator (``client``) before the other end's trust store."""
    if shown is None or shown.entries is None:
        why = "no key store is configured" if shown is None else shown.unknown or ""
        return Proof(whose, "unknown", why)
    found = shown.keys(alias or None)
    file = shown.store.file if shown.store else None
    if not found:
        what = f"alias {alias!r} with a key" if alias else "a key"
        return Proof(whose, "absent", f"{shown.name} ({file}) does not hold {what}", alias=alias, shown_from=file)
    if whose == "client" and terms.names_authorities:
        found = tuple(e for e in found if _is_offered(e, shown, checked))
        if not found:
            return Proof(
                whose, "absent", f"no key of {shown.name} has an issuer that the listener names", shown_from=file
            )
    keys = frozenset(kind for e in found if (kind := _key_type(e)) is not None)
    base = Proof(whose, "unknown", "", alias=found[0].alias if len(found) == 1 else None, shown_from=file, keys=keys)
    if checked is None or checked.entries is None:
        return _with(base, "unknown", "no trust store is configured" if checked is None else checked.unknown or "")
    return _checked(base, found, shown, checked, terms)


def _checked(base: Proof, found: Sequence[Entry], shown: Held, checked: Held, terms: Terms) -> Proof:
    against = checked.store.file if checked.store else None
    flaws = [_flaw(e, shown, checked, base.whose, terms) for e in found]
    if all(f is None for f in flaws):
        return _with(base, "accepted", f"{checked.name} trusts it", against)
    if any(f is None for f in flaws):
        return _with(
            base, "unknown", f"{shown.name} holds {len(found)} keys, no alias is chosen, and not all are trusted"
        )
    first = next(f for f in flaws if f is not None)
    reason = f"{first.reason} ({checked.name}, {against})"
    return Proof(base.whose, "refused", reason, first, base.alias, base.shown_from, against, base.keys)


def _with(proof: Proof, verdict: ProofVerdict, reason: str, against: str | None = None) -> Proof:
    return Proof(
        proof.whose, verdict, reason, None, proof.alias, proof.shown_from, against or proof.checked_in, proof.keys
    )


def _flaw(entry: Entry, shown: Held, checked: Held, whose: Purpose, terms: Terms) -> Flaw | None:
    if shown.store is None:
        return None
    sent = sent_with(entry, shown.store)
    anchors = [e.certificate for e in checked.entries or ()]
    lenient = terms.dialect == "openjdk"
    return judge(sent, anchors, purpose=whose, at=terms.at, disabled=terms.disabled, anchors_may_expire=lenient)


def _is_offered(entry: Entry, shown: Held, checked: Held | None) -> bool:
    """A JSSE client shows only a certificate whose chain has an issuer that the listener named as its authorities."""
    if shown.store is None or checked is None or checked.entries is None:
        return True
    known = {c.subject for e in checked.entries if (c := parsed(e.certificate)) is not None}
    return any(c.issuer in known for der in sent_with(entry, shown.store) if (c := parsed(der)) is not None)


def _key_type(entry: Entry) -> str | None:
    found = parsed(entry.certificate)
    return key_of(found)[0] if found is not None else None


def refusal(proofs: Sequence[Proof]) -> Proof | None:
    """The proof at which a handshake fails: the listener's certificate is looked at first."""
    order = sorted(proofs, key=lambda p: p.whose != "server")
    return next((p for p in order if p.verdict in {"refused", "absent"}), None)


def refused(proof: Proof, *, is_new: bool, dialect: Dialect = "ibm", below_13: bool = True) -> Wording:
    """Reason and texts for a proof that fails. ``below_13``: the version agreed on is older."""
    if proof.verdict == "absent":
        return _absent(proof, is_new=is_new, below_13=below_13)
    flaw = proof.flaw
    kind = flaw.kind if flaw else "untrusted"
    who, other = ("listener", "initiator") if proof.whose == "server" else ("initiator", "listener")
    reason = f"the {other} refuses the {who}'s certificate: {proof.reason}"
    alert = _ALERTS[kind] if is_new and below_13 and proof.whose == "server" else "certificate_unknown"
    said, told = _said(kind, proof.whose, dialect), f"Received fatal alert: {alert}"
    return Wording(reason, said, told) if proof.whose == "server" else Wording(reason, told, said)


def _absent(proof: Proof, *, is_new: bool, below_13: bool) -> Wording:
    if proof.whose == "server":
        server = "no cipher suites in common" if below_13 else "No available authentication scheme"
        return Wording(
            f"the listener has no certificate: {proof.reason}", "Received fatal alert: handshake_failure", server
        )
    # Below TLSv1.3 the JDK calls it "Empty server certificate chain", up to 21.0.4 at least.
    server = "Empty client certificate chain" if is_new else "null cert chain"
    alert = "bad_certificate" if is_new else "handshake_failure"
    reason = f"the listener demands a client certificate, and the initiator has none: {proof.reason}"
    return Wording(reason, f"Received fatal alert: {alert}", server)


def _said(kind: str, purpose: Purpose, dialect: Dialect) -> str:
    match kind:
        case "expired" | "not-yet-valid":
            return NOT_VALID
        case "usage":
            return f"Extended key usage does not permit use for TLS {purpose} authentication"
        case "weak":
            return "PKIX path validation failed: java.security.cert.CertPathValidatorException: Algorithm constraints check failed"
        case _:
            return NO_PATH[dialect]
