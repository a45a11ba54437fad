"""Facts about TLS: what configuration enables, whether two sides have a version in common, whether copies differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from loganalyzer.cell import Cell, ConfigCopy, Place, Security, SslConfiguration, security_drift
from loganalyzer.diagnosis.case import Case, era_reached
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_window import selected
from loganalyzer.tls import (
    Direction,
    EffectiveVersions,
    Era,
    Version,
    alias_swallowed,
    effective_versions,
    enabled_versions,
    negotiate,
    versions_of,
)

Arguments = Mapping[str, Any]
_DIRECTIONS: tuple[Direction, ...] = ("inbound", "outbound")
_NAMING = ("protocol", "offered", "offered_versions")
_NO_CELL = Finding(None, missing=("security-xml",))


def protocols_disjoint(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The SSL configuration ``alias`` (cell scope) and the subject's effective one have no protocol version in common."""
    cell, security = _security(case, subject)
    if cell is None or security is None:
        return _NO_CELL
    found = _cell_configuration(security, str(arguments["alias"]), cell)
    if found is None:
        return Finding(False)
    era = case.era_of(subject)
    mine = versions_of(found, security, era.era)
    values = {
        "alias": found.alias,
        "alias_label": found.protocol or "the product default",
        "alias_versions": set_text(mine.versions),
    }
    for direction in _DIRECTIONS:
        other = effective_of(case, cell, subject, direction, era.era)
        if other is None or other.effective.configuration is None:
            continue
        values |= effective_values(other)
        evidence = (_stated(found, mine.versions), *effective_evidence(other))
        if not (mine.versions & other.enabled.versions):
            return Finding(True, evidence, values, note=_era_note(era.certain, era.why), certain=era.certain)
    return (
        Finding(False, tuple(_against(item) for item in evidence), values) if "effective_label" in values else _NO_CELL
    )


def label_differs(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The protocol label of ``alias`` differs from those of all other SSL configurations."""
    cell, security = _security(case, subject)
    if cell is None or security is None:
        return _NO_CELL
    found = _cell_configuration(security, str(arguments["alias"]), cell)
    others = [one for one in security.ssl_configurations if found is not None and one.alias != found.alias]
    if found is None or not others or any(one.protocol == found.protocol for one in others):
        return Finding(False)
    labels = sorted({one.protocol or "default" for one in others})
    versions = versions_of(found, security, case.era_of(subject).era).versions
    text = f"every other SSL configuration has {', '.join(labels)}"
    other = Evidence(
        "config", text, "left behind when the others were changed", others[0].place.file, others[0].place.line
    )
    values = {"alias": found.alias, "alias_label": found.protocol or "default", "alias_versions": set_text(versions)}
    for direction in _DIRECTIONS:
        effective = effective_of(case, cell, subject, direction, case.era_of(subject).era)
        if effective is not None:
            values |= effective_values(effective)
    values["other_labels"] = ", ".join(labels)
    return Finding(True, (_stated(found, versions), other), values)


def version_excluded(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The protocol version that the hits of ``signatures`` name is not in the subject's effective set of ``direction``."""
    rows = selected(case, subject, arguments)
    named = named_versions(case, rows) or _named_earlier(arguments)
    if not named:
        return Finding(None, missing=("log-subject",))
    cell, security = _security(case, subject)
    if cell is None or security is None or subject.node is None:
        return _NO_CELL
    era = case.era_of(subject)
    other = effective_of(case, cell, subject, direction_of(arguments), era.era)
    if other is None or other.effective.configuration is None:
        return _NO_CELL
    values = {"protocol": ", ".join(str(version) for version in sorted(named)), **effective_values(other)}
    evidence = effective_evidence(other)
    if any(version in other.enabled.versions for version in named):
        return Finding(False, tuple(_against(item) for item in evidence), values)
    return Finding(True, evidence, values, note=_era_note(era.certain, era.why), certain=era.certain)


def copies_identical(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's node reads the same TLS settings as the deployment manager's master."""
    cell = case.cell_of(subject)
    master = cell.master if cell else None
    own = cell.copy_of(subject.node) if cell and subject.node else None
    if master is None or master.security is None or own is None or own.security is None:
        return Finding(None, missing=("security-xml-both",))
    drift = () if own is master else security_drift(master.security, own.security)
    if not drift:
        text = f"{own.security.file} has the TLS settings of {master.security.file}"
        return Finding(True, (Evidence("config", text, "master and node copy agree", own.security.file),))
    evidence = []
    for item in drift[:4]:
        place = item.copy_place or item.master_place
        text = f"{item.setting}: master {item.master_value or '(none)'}, node copy {item.copy_value or '(none)'}"
        evidence.append(_config(place, text, "the node's copy differs from the master", path=item.setting))
    values = {
        "setting": drift[0].setting,
        "master_value": str(drift[0].master_value),
        "copy_value": str(drift[0].copy_value),
    }
    return Finding(False, tuple(evidence), values)


def node_not_synchronised(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's node reads TLS settings that differ from the master's (the answer of ``copies-identical`` turned round)."""
    found = copies_identical(case, subject, arguments)
    truth = None if found.truth is None else not found.truth
    return Finding(truth, found.evidence, found.values, found.missing)


def client_props_disjoint(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """ssl.client.props of the subject's profile and the deployment manager's inbound set have no version in common."""
    cell, security = _security(case, subject)
    dmgr = next((process for process in case.processes.values() if process.role == "dmgr"), None)
    if cell is None or security is None:
        return Finding(None, missing=("security-xml", "ssl-client-props"))
    node = dmgr.node if dmgr and dmgr.node else cell.master.node if cell.master else None
    label = _client_label(cell, subject)
    if label is None or node is None:
        return Finding(None, missing=("ssl-client-props",))
    text, file, line = label
    era = case.era_of(subject)
    mine = enabled_versions(text, era.era).versions
    theirs = effective_versions(cell, node, dmgr.server if dmgr else "dmgr", "inbound", era.era)
    props = Evidence(
        "config",
        f"com.ibm.ssl.protocol={text} enables {set_text(mine)}",
        "what tools of this profile offer",
        file,
        line,
    )
    outcome = negotiate(mine, theirs.enabled.versions)
    evidence = (props, *effective_evidence(theirs))
    values = {"client_label": text, "client_versions": set_text(mine), "client_file": file, **effective_values(theirs)}
    if outcome.outcome == "ok":
        return Finding(False, tuple(_against(item) for item in evidence), values)
    return Finding(True, evidence, values, certain=era.certain)


def java_era(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's Java is at or past the era ``at_least`` (E3: TLSv1 and TLSv1.1 are disabled by the Java level)."""
    version = case.java_version(subject)
    reading = case.era_of(subject)
    if version is None:
        return Finding(None, missing=("log-header",))
    run = next((run for run in reversed(case.runs.get(subject.name, ())) if run.java_version), None)
    evidence = Evidence(
        "log", f"Java {version}: {reading.why}", "the Java level", run.file if run else None, run.line if run else None
    )
    reached = era_reached(reading, str(arguments["at_least"]))
    return Finding(reached, (evidence,), {"java": version}, certain=reading.certain)


def java_crossed(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The logs show the subject (or its node) first below and then at the era ``at_least``."""
    names = case.group(subject, "node")
    runs = sorted(
        (run for name in names for run in case.runs.get(name, ()) if run.java_version and run.start),
        key=lambda run: run.start or 0,
    )
    from loganalyzer.tls import era_of

    least = Era[str(arguments["at_least"])]
    before = [run for run in runs if era_of(run.java_version).era < least]
    after = [run for run in runs if era_of(run.java_version).era >= least]
    if not before or not after or (before[0].start or 0) >= (after[-1].start or 0):
        return Finding(False)
    evidence = tuple(
        Evidence("log", f"Java {run.java_version}", why, run.file, run.line, time=run.start)
        for run, why in ((before[-1], "the level before"), (after[0], "the level after"))
    )
    return Finding(True, evidence, {"java_before": str(before[-1].java_version), "java": str(after[0].java_version)})


def only_tls12(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's effective inbound SSL configuration enables nothing below TLSv1.2."""
    cell, security = _security(case, subject)
    if cell is None or security is None:
        return _NO_CELL
    era = case.era_of(subject)
    found = effective_of(case, cell, subject, "inbound", era.era)
    if found is None or not found.enabled.versions:
        return Finding(False)
    strict = min(found.enabled.versions) >= Version.TLSV1_2
    return Finding(strict, effective_evidence(found) if strict else (), effective_values(found), certain=era.certain)


def alias_affected(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The product level is one of those of APAR PH63778, at which aliases ending in DefaultSSLSettings may be ignored."""
    version = case.product_version(subject)
    if version is None:
        return Finding(None, missing=("log-header",))
    evidence = Evidence("log", f"product level {version}", "APAR PH63778 concerns 8.5.5.26, 9.0.5.20 and 9.0.5.21 only")
    return Finding(alias_swallowed(version), (evidence,), {"product": version})


def _security(case: Case, subject: Subject) -> tuple[Cell | None, Security | None]:
    cell = case.cell_of(subject)
    if cell is None:
        return None, None
    return cell, cell.security_for(subject.node)[0] if subject.node else cell.security


def _cell_configuration(security: Security, alias: str, cell: Cell) -> SslConfiguration | None:
    candidates = security.find_all(alias)
    return next(
        (one for one in candidates if one.scope == f"(cell):{cell.name}"), candidates[0] if candidates else None
    )


def effective_of(case: Case, cell: Cell, subject: Subject, direction: Direction, era: Era) -> EffectiveVersions | None:
    if subject.node is None:
        return None
    return effective_versions(cell, subject.node, subject.server, direction, era)


def direction_of(arguments: Arguments) -> Direction:
    return "outbound" if arguments.get("direction") == "outbound" else "inbound"


def named_versions(case: Case, rows: npt.NDArray[np.int64]) -> set[Version]:
    """The versions that records name."""
    found = (named_version(fields) for fields, _ in case.table.parted(rows, *_NAMING))
    return {version for version in found if version is not None}


def named_version(fields: Mapping[str, str]) -> Version | None:
    """The version a record names: a single one, or the highest of an offered list."""
    single = Version.from_text(fields.get("protocol", ""))
    if single is not None:
        return single
    offered = [Version.from_text(word) for word in re.split(r"[,\s]+", _offer(fields)) if word]
    return max((version for version in offered if version is not None), default=None)


def _named_earlier(arguments: Arguments) -> set[Version]:
    """The versions that an earlier bundle's records named, where its diagnosis is asked again of a later one."""
    words = str(arguments.get("earlier", {}).get("protocol", "")).split(",")
    return {version for word in words if (version := Version.from_text(word)) is not None}


def _offer(fields: Mapping[str, str]) -> str:
    """What a client offered, as a record or a TLS trace has it."""
    return fields.get("offered") or fields.get("offered_versions", "")


def _stated(configuration: SslConfiguration, versions: Iterable[Version]) -> Evidence:
    label = configuration.protocol or "(not set)"
    text = f'{configuration.alias} ({configuration.scope}) sslProtocol="{label}" enables {set_text(versions)}'
    return _config(configuration.place, text, "what this SSL configuration enables")


def effective_evidence(found: EffectiveVersions) -> tuple[Evidence, ...]:
    configuration = found.effective.configuration
    if configuration is None:
        return ()
    label = configuration.protocol or "(not set)"
    text = f'{configuration.alias} ({configuration.scope}) sslProtocol="{label}" enables {set_text(found.enabled.versions)}'
    items = [_config(configuration.place, text, "the effective configuration")]
    if found.effective.place is not None:
        items.append(_config(found.effective.place, found.effective.explanation, "what selects it"))
    return tuple(items)


def effective_values(found: EffectiveVersions) -> dict[str, str]:
    configuration = found.effective.configuration
    if configuration is None:
        return {}
    return {
        "effective_alias": configuration.alias,
        "effective_scope": configuration.scope,
        "effective_label": configuration.protocol or "the product default",
        "effective_versions": set_text(found.enabled.versions),
    }


def _config(place: Place | None, text: str, why: str, path: str | None = None) -> Evidence:
    if place is None:
        return Evidence("config", text, why, path=path)
    return Evidence("config", text, why, place.file, place.line, place.path or path)


def _against(item: Evidence) -> Evidence:
    return Evidence(item.kind, item.text, item.why, item.file, item.line, item.path, item.time, supports=False)


def set_text(versions: Iterable[Version]) -> str:
    names = [str(version) for version in sorted(versions)]
    return ", ".join(names) if names else "no version at all"


def _era_note(certain: bool, why: str) -> str | None:
    return None if certain else f"The Java level is not certain: {why}."


def _client_label(cell: Cell, subject: Subject) -> tuple[str, str, int] | None:
    copy: ConfigCopy | None = cell.copy_of(subject.node) if subject.node else None
    for props in copy.client_props if copy else ():
        if not props.file.endswith("ssl.client.props"):
            continue
        for block in props.blocks:
            value = block.values.get("com.ibm.ssl.protocol")
            if value:
                return value[0], props.file, value[1]
    return None
