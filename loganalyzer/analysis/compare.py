"""Two analyses of one cell, before and after: what ceased, what is new, what changed, and whether the cure took.

"Ceased" is only said where the later logs cover the processes that showed the trouble; otherwise it is open, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from loganalyzer.analysis.model import Analysis, Diagnosis, SignatureReport

_STANDING = ("confirmed", "likely")
_HARMLESS = "info"

Outcome = Literal["ceased", "persists", "open"]


@dataclass(frozen=True, slots=True)
class DiagnosisChange:
    """What became of one earlier diagnosis: ``ceased``, ``persists``, or ``open`` (``why`` says what is missing)."""

    cause: str
    title: str
    outcome: Outcome
    why: str
    verify: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateChange:
    """A signature's hits per hour of log, before and after, over the processes that had it."""

    signature: str
    title: str
    severity: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting that differs: ``what`` names it, values are ``None`` where it does not exist."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences between two analyses."""

    diagnoses: tuple[DiagnosisChange, ...]
    new_diagnoses: tuple[Diagnosis, ...]
    rates: tuple[RateChange, ...]
    settings: tuple[SettingChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Analysis, after: Analysis) -> Comparison:
    """Set a later analysis against an earlier one of the same cell."""
    earlier, later = _standing(before), _standing(after)
    names_before, names_after = ({one.name for one in analysis.processes} for analysis in (before, after))
    return Comparison(
        diagnoses=tuple(_outcome(one, later, after) for one in earlier.values()),
        new_diagnoses=tuple(one for cause, one in later.items() if cause not in earlier),
        rates=tuple(_rates(before, after)),
        settings=tuple(_settings(before, after)),
        only_before=tuple(sorted(names_before - names_after)),
        only_after=tuple(sorted(names_after - names_before)),
    )


def _standing(analysis: Analysis) -> dict[str, Diagnosis]:
    return {one.cause: one for one in analysis.diagnoses if one.verdict in _STANDING}


def _outcome(one: Diagnosis, later: Mapping[str, Diagnosis], after: Analysis) -> DiagnosisChange:
    again = later.get(one.cause)
    if again is not None:
        return DiagnosisChange(one.cause, one.title, "persists", f"still {again.verdict}", one.verify)
    covered = _covered(after)
    unseen = [name for name in one.processes if name not in covered]
    if unseen:
        return DiagnosisChange(
            one.cause, one.title, "open", f"the later bundle has no log of {', '.join(unseen[:3])}", one.verify
        )
    needed = _needed(one)
    short = [name for name in one.processes if covered[name] < needed]
    if short:
        hours = needed.total_seconds() / 3600
        return DiagnosisChange(
            one.cause, one.title, "open", f"the later logs of {short[0]} cover less than {hours:.1f} hours", one.verify
        )
    return DiagnosisChange(
        one.cause, one.title, "ceased", "no longer found, and the later logs cover the processes", one.verify
    )


def _needed(one: Diagnosis) -> timedelta:
    """As long as the trouble lasted, but no more than a day and no less than half an hour."""
    lasted = one.last - one.first if one.first and one.last else timedelta()
    return min(max(lasted, timedelta(minutes=30)), timedelta(days=1))


def _covered(analysis: Analysis) -> dict[str, timedelta]:
    """Process -> the time from its first to its last record."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for file in analysis.bundle.files:
        if file.process and file.first and file.last:
            known = spans.get(file.process, (file.first, file.last))
            spans[file.process] = (min(known[0], file.first), max(known[1], file.last))
    return {name: last - first for name, (first, last) in spans.items()}


def _rates(before: Analysis, after: Analysis) -> Iterable[RateChange]:
    hits_before, hits_after = ({one.id: one for one in analysis.signatures} for analysis in (before, after))
    for name in sorted({*hits_before, *hits_after}):
        one = hits_before.get(name) or hits_after[name]
        if one.severity == _HARMLESS:
            continue
        rate_before, rate_after = _rate(hits_before.get(name), before), _rate(hits_after.get(name), after)
        if rate_before != rate_after:
            yield RateChange(name, one.title, one.severity, rate_before, rate_after)


def _rate(one: SignatureReport | None, analysis: Analysis) -> float:
    if one is None:
        return 0.0
    covered = _covered(analysis)
    hours = sum(covered.get(name, timedelta()).total_seconds() for name in one.processes) / 3600
    return round(one.count / max(hours, 1 / 60), 3)


def _settings(before: Analysis, after: Analysis) -> Iterable[SettingChange]:
    left, right = _all_settings(before), _all_settings(after)
    for what in sorted({*left, *right}):
        if left.get(what) != right.get(what):
            yield SettingChange(what, left.get(what), right.get(what))


def _ssl_settings(analysis: Analysis) -> dict[str, str]:
    """Attributes of the SSL configurations; where all copies agree the setting stands once, else per copy."""
    copies: dict[str, dict[str, str]] = {}
    for one in analysis.configuration.ssl_configurations:
        stated = {
            "sslProtocol": one.protocol or "(default)",
            "clientAuthentication": str(one.client_authentication),
            "securityLevel": one.security_level or "(default)",
        }
        for attribute, value in stated.items():
            copies.setdefault(f"{one.alias} {one.scope} {attribute}", {})[one.copy] = value
    found = {}
    for key, values in copies.items():
        if len(set(values.values())) == 1:
            found[key] = next(iter(values.values()))
        else:
            found |= {f"{key} [{copy}]": value for copy, value in values.items()}
    return found


def _all_settings(analysis: Analysis) -> dict[str, str]:
    found = _ssl_settings(analysis)
    for endpoint in analysis.configuration.endpoints:
        found[f"{endpoint.process} {endpoint.name} port"] = str(endpoint.port)
        found[f"{endpoint.process} {endpoint.name} inbound SSL configuration"] = endpoint.inbound or "(none)"
    for props in analysis.configuration.client_props:
        found[f"{props.file} com.ibm.ssl.protocol"] = props.protocol or "(none)"
    for process in analysis.processes:
        found[f"{process.name} product level"] = process.product_version or "(unknown)"
        found[f"{process.name} Java level"] = process.java_version or "(unknown)"
    return found
