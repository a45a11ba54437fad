"""Security standards (FIPS 140, SP 800-131, Suite B) that overrule protocol labels: domain reference, section 2.3."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from loganalyzer.cell import Security
from loganalyzer.tls.jvm import JvmSettings
from loganalyzer.tls.protocols import EnabledVersions, Version

_STRICT: Final = frozenset({Version.TLSV1_2})
_140_3: Final = frozenset({Version.TLSV1_2, Version.TLSV1_3})
_STRICT_LEVELS: Final = frozenset({"SP800-131", "SP800-131A"})
_TLS_MEANS: Final = (
    "IBM says that TLS is used then; whether that means label TLS or the family of versions is uncertain"
)
_FIPS_PROPERTIES: Final = (
    "com.ibm.security.useFIPS",
    "com.ibm.websphere.security.FIPSLevel",
    "com.ibm.websphere.security.suiteb",
)


def standard_of(security: Security) -> str | None:
    """The standard that the custom properties switch on, in the words of FIPSLevel; None when none is on."""
    values = {name: (security.property(name) or "").strip() for name in _FIPS_PROPERTIES}
    if values["com.ibm.security.useFIPS"].lower() != "true":
        return None
    suite = values["com.ibm.websphere.security.suiteb"]
    if suite in {"128", "192"}:
        return f"Suite B {suite}"
    return values["com.ibm.websphere.security.FIPSLevel"] or "FIPS140-2"


def demanded_of_certificates(security: Security) -> str:
    """What a strict standard forbids certificates, written like a list of disabled algorithms; empty where none is on.

    SP 800-131 and Suite B: RSA from 2048, EC from 244 bits, SHA-256 or better (sourced).
    """
    level = standard_of(security) or ""
    strict = level.startswith("Suite B") or level.upper() in _STRICT_LEVELS
    return "MD2, MD5, SHA1, RSA keySize < 2048, DSA keySize < 2048, EC keySize < 244" if strict else ""


def under_standard(
    security: Security,
    enabled: EnabledVersions,
    *,
    jvm: JvmSettings | None = None,
    off: frozenset[Version] | None = None,
) -> EnabledVersions:
    """What is left of ``enabled`` under the standard that is switched on, in security.xml or on the command line.

    Strict SP 800-131 and Suite B demand TLSv1.2 (sourced). Under FIPS 140-2 "TLS is automatically used" (sourced),
    which can mean the label or the family: the label's versions without SSLv3 stay, with both notes. FIPS 140-3 allows
    1.2 and 1.3 (expert knowledge). Transition mode has a protocol setting of its own, from TLSv1 up, which security.xml
    does not show: there the label stays without SSLv3, with a note. ``off``: the versions that the lists of disabled
    algorithms name, which count after the standard.
    """
    level = standard_of(security)
    found = enabled if level is None else _by_level(level, enabled, off or frozenset())
    return _by_jvm(found, jvm.standard if jvm else None)


def _by_level(level: str, enabled: EnabledVersions, off: frozenset[Version]) -> EnabledVersions:
    if level.startswith("Suite B") or level.upper() in _STRICT_LEVELS:
        return _strict(level, enabled, off)
    note = f"FIPS mode ({level}) is on: the standard may overrule the protocol label"
    if level.upper() in {"FIPS140-2", "TRANSITION"}:
        means = (_TLS_MEANS,) if level.upper() == "FIPS140-2" else ()
        return replace(enabled, versions=enabled.versions - {Version.SSLV3}).noting(note, *means)
    if level.upper() == "FIPS140-3":
        return replace(enabled, versions=enabled.versions & _140_3).noting(
            note, because=("FIPS140-3: 1.2 and 1.3 only",)
        )
    return enabled.noting(note)


def _strict(level: str, enabled: EnabledVersions, off: frozenset[Version]) -> EnabledVersions:
    """A label that says the same is beyond doubt; for another one, that the standard wins over it is our reading."""
    note = f"{level} demands TLSv1.2, whatever the protocol label says"
    doubts = () if enabled.problem is None and enabled.versions == _STRICT else (note,)
    wrong = () if enabled.problem is None else (enabled.problem,)
    return replace(enabled, versions=_STRICT - off, problem=None).noting(*doubts, *wrong, because=(note,))


def _by_jvm(enabled: EnabledVersions, standard: str | None) -> EnabledVersions:
    """The twins of the properties on the JVM's command line; how they meet WebSphere's own switch is not documented."""
    if standard in {"strict", "suiteB"}:
        note = "a JVM argument demands strict SP 800-131 or Suite B: TLSv1.2 only"
        return replace(enabled, versions=enabled.versions & _STRICT).noting(note, because=(note,))
    if standard == "transition":
        return enabled.noting("a JVM argument asks for SP 800-131 transition: it may overrule the protocol label")
    return enabled.noting("a JVM argument switches the FIPS provider on") if standard else enabled
