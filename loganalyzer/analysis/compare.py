"""Two bundles of one cell, before and after: what became of the diagnoses, what is new, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from loganalyzer.analysis.compare_outcomes import DiagnosisChange, covered, outcome, standing
from loganalyzer.analysis.concluding import Examined
from loganalyzer.analysis.model import Analysis, Diagnosis, SignatureReport

_HARMLESS = "info"


class RateChange(Struct, frozen=True):
    """A signature's hits per hour of log, before and after, over the processes that had it."""

    signature: str
    title: str
    severity: str
    before: float
    after: float


class SettingChange(Struct, frozen=True):
    """A setting that differs: ``what`` names it, values are ``None`` where it does not exist."""

    what: str
    before: str | None
    after: str | None


class Comparison(Struct, frozen=True):
    """The differences between two analyses."""

    diagnoses: tuple[DiagnosisChange, ...]
    new_diagnoses: tuple[Diagnosis, ...]
    rates: tuple[RateChange, ...]
    settings: tuple[SettingChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(earlier: Examined, later: Examined) -> Comparison:
    """Set a later bundle against an earlier one of the same cell."""
    before, after = earlier.analysis, later.analysis
    known = standing(before)
    names_before, names_after = ({one.name for one in analysis.processes} for analysis in (before, after))
    return Comparison(
        diagnoses=tuple(outcome(one, earlier, later) for one in known.values()),
        new_diagnoses=tuple(one for cause, one in standing(after).items() if cause not in known),
        rates=tuple(_rates(before, after)),
        settings=tuple(_settings(before, after)),
        only_before=tuple(sorted(names_before - names_after)),
        only_after=tuple(sorted(names_after - names_before)),
    )


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
    spans = covered(analysis)
    hours = sum(spans.get(name, timedelta()).total_seconds() for name in one.processes) / 3600
    return round(one.count / max(hours, 1 / 60), 3)


def _settings(before: Analysis, after: Analysis) -> Iterable[SettingChange]:
    left, right = _all_settings(before), _all_settings(after)
    for what in sorted({*left, *right}):
        if left.get(what) != right.get(what):
            yield SettingChange(what, left.get(what), right.get(what))
    yield from _inbound(before, after)


def _inbound(before: Analysis, after: Analysis) -> Iterable[SettingChange]:
    """Which SSL configuration serves the ports: one entry for all ports of a process that changed alike."""
    left, right = (
        {(one.process, one.name): one.inbound or "(none)" for one in analysis.configuration.endpoints}
        for analysis in (before, after)
    )
    alike: dict[tuple[str, str | None, str | None], list[str]] = {}
    for process, port in sorted({*left, *right}):
        values = left.get((process, port)), right.get((process, port))
        if values[0] != values[1]:
            alike.setdefault((process, *values), []).append(port)
    for (process, old, new), ports in alike.items():
        yield SettingChange(f"{process} inbound SSL configuration of {', '.join(ports)}", old, new)


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
    for props in analysis.configuration.client_props:
        found[f"{props.file} com.ibm.ssl.protocol"] = props.protocol or "(none)"
    for process in analysis.processes:
        found[f"{process.name} product level"] = process.product_version or "(unknown)"
        found[f"{process.name} Java level"] = process.java_version or "(unknown)"
    return found
