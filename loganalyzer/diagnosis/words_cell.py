"""Facts about the cell's configuration beyond protocol versions: properties, client authentication, references, ports, levels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from loganalyzer.cell import Security
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.tls import effective_versions

Arguments = Mapping[str, Any]
_NO_SECURITY = Finding(None, missing=("security-xml",))


def property_set(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """security.xml has the root custom property ``name`` (and its value matches the expression ``value``)."""
    security = _security(case, subject)
    if security is None:
        return _NO_SECURITY
    entry = security.properties.get(str(arguments["name"]))
    wanted = str(arguments.get("value", ""))
    if entry is None or (wanted and not re.search(wanted, entry[0], re.IGNORECASE)):
        return Finding(False)
    value, place = entry
    text = f"{arguments['name']}={value}"
    evidence = Evidence("config", text, "a custom property of security.xml", place.file, place.line, place.path)
    return Finding(True, (evidence,), {"property": str(arguments["name"]), "property_value": value})


def client_authentication(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's effective inbound SSL configuration demands client certificates; ``alias`` counts while the subject flaps."""
    cell, security = case.cell_of(subject), _security(case, subject)
    if cell is None or security is None or subject.node is None:
        return _NO_SECURITY
    era = case.era_of(subject).era
    found = [effective_versions(cell, subject.node, subject.server, "inbound", era).effective.configuration]
    if "alias" in arguments and case.incident_of(subject, "flap") is not None:
        found += security.find_all(str(arguments["alias"]))
    for one in found:
        if one is not None and one.client_authentication:
            text = f'{one.alias} ({one.scope}) clientAuthentication="true"'
            place = one.place
            evidence = Evidence("config", text, "it demands a client certificate", place.file, place.line, place.path)
            return Finding(True, (evidence,), {"effective_alias": one.alias, "effective_scope": one.scope})
    return Finding(False)


def direct_reference(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """server.xml of the subject names an SSL configuration directly, so that central management is bypassed."""
    cell = case.cell_of(subject)
    document = cell.server_xml(subject.node, subject.server) if cell and subject.node else None
    if document is None:
        return Finding(None, missing=("server-xml",))
    if not document.direct_references:
        return Finding(False)
    evidence = tuple(
        Evidence(
            "config",
            f"{one.kind} {one.name} refers to {one.alias}",
            "a direct reference beats central management",
            one.place.file,
            one.place.line,
            one.place.path,
        )
        for one in document.direct_references[:4]
    )
    return Finding(True, evidence, {"reference": document.direct_references[0].alias})


def unusable_configuration(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's effective SSL configuration has a label that is none, or refers to stores that do not exist."""
    cell, security = case.cell_of(subject), _security(case, subject)
    if cell is None or security is None or subject.node is None:
        return _NO_SECURITY
    for direction in ("inbound", "outbound"):
        found = effective_versions(cell, subject.node, subject.server, direction, case.era_of(subject).era)
        one = found.effective.configuration
        problem = found.enabled.problem or (f"dangling reference {one.dangling[0]}" if one and one.dangling else None)
        if problem:
            place = one.place if one else found.effective.place
            where = (place.file, place.line, place.path) if place else (security.file, None, None)
            evidence = Evidence("config", problem, "this SSL configuration cannot be used", *where)
            return Finding(True, (evidence,), {"problem": problem, "effective_alias": one.alias if one else "(none)"})
    return Finding(False)


def levels_differ(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The processes of the cell run at different product levels, and the subject's is newer than the deployment manager's."""
    mine = case.product_version(subject)
    dmgr = next((one for one in case.subjects if one.role == "dmgr"), None)
    theirs = case.product_version(dmgr) if dmgr else None
    if mine is None or theirs is None:
        return Finding(None, missing=("log-header",))
    newer = _level(mine) > _level(theirs)
    text = f"{subject.name} runs {mine}, the deployment manager {theirs}"
    values = {"product": mine, "dmgr_product": theirs}
    return Finding(
        newer, (Evidence("log", text, "a node must not be newer than its deployment manager", supports=newer),), values
    )


def _level(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:4])


def _security(case: Case, subject: Subject) -> Security | None:
    cell = case.cell_of(subject)
    if cell is None:
        return None
    return cell.security_for(subject.node)[0] if subject.node else cell.security
