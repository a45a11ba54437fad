"""Security standards (FIPS 140, SP 800-131, Suite B) that overrule protocol labels: domain reference, section 2.3."""

from __future__ import annotations

from loganalyzer.cell import Security
from loganalyzer.tls.protocols import EnabledVersions, Version

_STRICT = frozenset({Version.TLSV1_2})


def under_standard(security: Security, enabled: EnabledVersions) -> EnabledVersions:
    """What is left of ``enabled`` under the standard that the custom properties of ``security`` switch on.

    Only strict SP 800-131 and Suite B are settled (TLSv1.2); otherwise the label's versions stay, with a note.
    """
    if (security.property("com.ibm.security.useFIPS") or "").strip().lower() != "true":
        return enabled
    level = (security.property("com.ibm.websphere.security.FIPSLevel") or "").strip()
    suite = (security.property("com.ibm.websphere.security.suiteb") or "").strip()
    if suite in {"128", "192"} or level.upper() in {"SP800-131", "SP800-131A"}:
        name = f"Suite B {suite}" if suite in {"128", "192"} else level
        note = f"{name} demands TLSv1.2, whatever the protocol label says"
        return EnabledVersions(_STRICT, (*enabled.uncertain, note), enabled.problem)
    note = f"FIPS mode ({level or 'FIPS140-2'}) is on: the standard may overrule the protocol label"
    return EnabledVersions(enabled.versions, (*enabled.uncertain, note), enabled.problem)
