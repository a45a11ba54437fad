"""Facts about what decides: which setting takes a protocol version away, which names no suite, which is bypassed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from loganalyzer.cell import Cell, Security, SslConfiguration
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_tls import (
    direction_of,
    effective_evidence,
    effective_of,
    effective_values,
    named_versions,
    set_text,
)
from loganalyzer.diagnosis.words_window import selected
from loganalyzer.tls import Era, Version, configured_off, effective_versions, enabled_versions, versions_of

Arguments = Mapping[str, Any]
_NO_SECURITY = Finding(None, missing=("security-xml",))
_BUILT_IN = re.compile(r"^(?:Cell|Node|XDA)DefaultSSLSettings$")
_NEWER_SUITE = re.compile(r"GCM|CHACHA|SHA256$|SHA384$")


def excluded_by(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """What takes the refused version away: ``by`` is ``label``, ``java`` (its shipped list), ``list`` (property), ``standard``.

    The version is the one that the hits of ``signatures`` name; where they name none, it is all that the label had. Of two
    reasons the first in this order counts, because without it the second would have nothing to take.
    """
    cell, security = _security(case, subject)
    if cell is None or security is None or subject.node is None:
        return _NO_SECURITY
    era = case.era_of(subject)
    found = effective_of(case, cell, subject, direction_of(arguments), era.era)
    configuration = found.effective.configuration if found else None
    if found is None or configuration is None:
        return _NO_SECURITY
    named = named_versions(case, selected(case, subject, arguments)) - found.enabled.versions
    if not named and found.enabled.versions:
        return Finding(False)
    steps = _steps(configuration, security, era.era)
    reason = next((name for name, left in steps.items() if _gone(named, left)), "standard")
    evidence = effective_evidence(found)
    if reason != arguments["by"]:
        return Finding(False, (), effective_values(found))
    lost = steps["label"] - found.enabled.versions
    values = {**effective_values(found), "lost_versions": set_text(named or lost)}
    return Finding(True, evidence, values, certain=era.certain)


def _gone(named: set[Version], left: frozenset[Version]) -> bool:
    return not named & left if named else not left


def _steps(configuration: SslConfiguration, security: Security, era: Era) -> dict[str, frozenset[Version]]:
    """What is left of the label after each thing that can take versions away; the property replaces the Java level's list."""
    off = configured_off(security)
    plain = enabled_versions(configuration.protocol, era.labels_alone).versions
    shipped = plain if off is not None else enabled_versions(configuration.protocol, era).versions
    listed = shipped if off is None else enabled_versions(configuration.protocol, era, disabled=off).versions
    return {
        "label": plain,
        "java": shipped,
        "list": listed,
        "standard": versions_of(configuration, security, era).versions,
    }


def ciphers_narrowed(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The effective inbound SSL configuration lists suites of its own, and none of them can be used by everyone.

    Suites for an ECDSA key alone, or suites of TLSv1.2 where that version is not enabled. What the peer offers is not in the
    bundle, so a list without such a fault leaves the answer open.
    """
    cell, security = _security(case, subject)
    if cell is None or security is None or subject.node is None:
        return _NO_SECURITY
    found = effective_of(case, cell, subject, "inbound", case.era_of(subject).era)
    one = found.effective.configuration if found else None
    if found is None or one is None or (one.security_level or "").upper() != "CUSTOM" or not one.enabled_ciphers:
        return Finding(None, missing=("log-others",))
    fault = _suite_fault(one.enabled_ciphers, found.enabled.versions)
    if fault is None:
        return Finding(None, missing=("log-others",))
    text = f"{one.alias} ({one.scope}) securityLevel=CUSTOM enabledCiphers={' '.join(one.enabled_ciphers)[:200]}"
    place = one.place
    evidence = Evidence("config", text, fault, place.file, place.line, place.path)
    return Finding(True, (evidence,), {**effective_values(found), "suite_fault": fault})


def _suite_fault(suites: tuple[str, ...], versions: frozenset[Version]) -> str | None:
    if all("_ECDSA_" in suite for suite in suites):
        return "every suite listed needs an ECDSA key"
    if Version.TLSV1_2 not in versions and all(_NEWER_SUITE.search(suite) for suite in suites):
        return "every suite listed belongs to TLSv1.2, which is not enabled"
    return None


def reference_decides(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A direct reference excludes the version that the hits of ``signatures`` name, and central management would allow it."""
    cell, security = _security(case, subject)
    document = cell.server_xml(subject.node, subject.server) if cell and subject.node else None
    if cell is None or security is None or document is None or subject.node is None:
        return Finding(None, missing=("server-xml",))
    named = named_versions(case, selected(case, subject, arguments))
    era = case.era_of(subject).era
    central = effective_versions(cell, subject.node, subject.server, "inbound", era).enabled.versions
    for reference in document.direct_references:
        for endpoint in reference.endpoints:
            direct = effective_versions(cell, subject.node, subject.server, "inbound", era, endpoint=endpoint)
            if named and not named & direct.enabled.versions and named <= central:
                values = {"reference": reference.alias, "endpoint": endpoint, **effective_values(direct)}
                return Finding(True, effective_evidence(direct), values)
    return Finding(False)


def alias_at_risk(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """An SSL configuration of the cell has an alias of its own that ends in DefaultSSLSettings (XDADefaultSSLSettings is a guess)."""
    security = _security(case, subject)[1]
    if security is None:
        return _NO_SECURITY
    own = [one for one in security.ssl_configurations if one.alias.endswith("DefaultSSLSettings")]
    custom = next((one for one in own if not _BUILT_IN.match(one.alias)), None)
    one = custom or next((one for one in own if one.alias == "XDADefaultSSLSettings"), None)
    if one is None:
        return Finding(False)
    if custom is None:
        return Finding(None)
    text = f"{one.alias} ({one.scope}) ends in DefaultSSLSettings"
    evidence = Evidence("config", text, "an alias that may be taken for a legacy name", one.place.file, one.place.line)
    return Finding(True, (evidence,), {"alias": one.alias})


def _security(case: Case, subject: Subject) -> tuple[Cell | None, Security | None]:
    cell = case.cell_of(subject)
    if cell is None:
        return None, None
    return cell, cell.security_for(subject.node)[0] if subject.node else cell.security
