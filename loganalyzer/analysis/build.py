"""Internal values -> the published :class:`Analysis`: times become datetimes, rows become samples, templates become text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from string import Formatter

import numpy as np

from loganalyzer.analysis import model
from loganalyzer.analysis.build_bundle import bundle_report, density, process_reports
from loganalyzer.analysis.build_cell import configuration_report
from loganalyzer.clock.instants import NO_INSTANT, minute_of, to_datetime
from loganalyzer.correlate.links import EventLink, Skew
from loganalyzer.correlate.table import Hit, HitTable, Int64
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.known import Knowledge
from loganalyzer.diagnosis.schema import Cause
from loganalyzer.diagnosis.sources import cited
from loganalyzer.diagnosis.suppressions import Muting
from loganalyzer.diagnosis.values import Evidence, Weighed
from loganalyzer.matching.schema import Signature

__all__ = [
    "bundle_report",
    "clock_skew",
    "configuration_report",
    "density",
    "diagnoses",
    "incident_reports",
    "links",
    "process_reports",
    "signature_reports",
    "suppressed",
]

SAMPLES = 20
LINKS = 200
_MINUTE = 60_000


def signature_reports(
    case: Case, signatures: Sequence[Signature], *, minutes: bool
) -> tuple[model.SignatureReport, ...]:
    """One entry per signature that was hit, in the order of the knowledge files; ``minutes``: with its counts by minute."""
    found = []
    for signature in signatures:
        rows = case.table.select([signature.id])
        if not rows.size:
            continue
        table = case.table
        known = table.time[rows][table.time[rows] != NO_INSTANT]
        numbers, counts = np.unique(table.process[rows], return_counts=True)
        names = {table.process_names[number]: int(count) for number, count in zip(numbers, counts, strict=True)}
        samples = tuple(sample_of(hit) for hit in table.quoted(rows, SAMPLES))
        found.append(
            model.SignatureReport(
                id=signature.id,
                title=signature.title,
                family=signature.family,
                severity=signature.severity,
                count=int(rows.size),
                first=to_datetime(int(known.min())) if known.size else None,
                last=to_datetime(int(known.max())) if known.size else None,
                processes=dict(sorted(names.items())),
                samples=samples,
                more_samples=int(rows.size) - len(samples),
                per_minute=_per_minute(table, rows) if minutes else (),
            )
        )
    return tuple(found)


def _per_minute(table: HitTable, rows: Int64) -> tuple[tuple[datetime, str, int], ...]:
    """How many of the rows fall into each minute of each process, by time and name."""
    rows = rows[table.time[rows] != NO_INSTANT]
    ranked = sorted(table.process_names)
    rank = np.array([ranked.index(name) for name in table.process_names], dtype=np.int64)
    keys, counts = np.unique(table.time[rows] // _MINUTE * len(ranked) + rank[table.process[rows]], return_counts=True)
    minutes, names = np.divmod(keys, len(ranked))
    return tuple(
        (minute_of(minute), ranked[name], count)
        for minute, name, count in zip((minutes * _MINUTE).tolist(), names.tolist(), counts.tolist(), strict=True)
    )


def sample_of(hit: Hit) -> model.Sample:
    """A hit as a sample; where text was cut, it says how much."""
    text = ""
    if hit.quote is not None:
        text = hit.quote.text + (f" … ({hit.quote.cut} more characters)" if hit.quote.cut else "")
    return model.Sample(hit.file, hit.line, _time(hit.time), hit.process, text, dict(hit.fields))


def incident_reports(case: Case) -> tuple[model.IncidentReport, ...]:
    """Incidents with up to 20 of their records."""
    found = []
    for incident in case.incidents:
        members = tuple(sample_of(hit) for hit in case.table.quoted(incident.rows, SAMPLES))
        names = (incident.process, *(name for name in incident.observers if name != incident.process))
        found.append(
            model.IncidentReport(
                id=incident.id,
                kind=incident.kind,  # type: ignore[arg-type]
                title=incident.title,
                processes=names,
                first=_time(incident.first),
                last=_time(incident.last),
                count=incident.count,
                period_seconds=incident.period_seconds,
                members=members,
                more_members=max(0, int(incident.rows.size) - len(members)),
            )
        )
    return tuple(found)


def clock_skew(skews: Sequence[Skew]) -> tuple[model.ClockSkew, ...]:
    """Differences between clocks that both ends of many events show."""
    return tuple(model.ClockSkew(one.process, one.against, one.seconds, one.uncertainty, one.source) for one in skews)


def links(table: HitTable, found: Sequence[EventLink]) -> tuple[model.Link, ...]:
    """Two ends of one event each; at most ``LINKS`` of each kind."""
    kinds: dict[str, list[EventLink]] = {}
    for one in found:
        kinds.setdefault(one.joined_by, []).append(one)
    return tuple(
        model.Link((_link_end(table.hit(one.one)), _link_end(table.hit(one.other))), one.joined_by)
        for kind in kinds.values()
        for one in kind[:LINKS]
    )


def _link_end(hit: Hit) -> model.LinkEnd:
    return model.LinkEnd(hit.process, hit.file, hit.line, _time(hit.time))


def diagnoses(weighed: Iterable[Weighed], knowledge: Knowledge) -> tuple[model.Diagnosis, ...]:
    """Weighed causes with their summary, fix and verification filled in."""
    causes = {cause.id: cause for cause in knowledge.causes}
    return tuple(_diagnosis(one, causes.get(one.cause), knowledge) for one in weighed)


def suppressed(muting: Muting) -> tuple[model.Suppressed, ...]:
    """The user's suppressions with what each left out, by id and kind."""
    found = [
        model.Suppressed(
            id=entry.id,
            kind=entry.kind,
            scope=entry.scope,
            reason=entry.reason,
            expires=entry.expires.isoformat() if entry.expires else None,
            expired=entry.expired(muting.last),
            count=muting.counts.get(entry, 0),
            where=f"{PurePath(entry.where.rsplit(':', 2)[0]).name}:{entry.where.rsplit(':', 2)[1]}",
        )
        for entry in muting.entries
    ]
    return tuple(sorted(found, key=lambda one: (one.id, one.kind, one.scope, one.where)))


def _diagnosis(one: Weighed, cause: Cause | None, knowledge: Knowledge) -> model.Diagnosis:
    values, catalogue = _Words(one.values), knowledge.catalogue
    standing = one.verdict in {"confirmed", "likely"} and cause is not None
    summary = _summary(cause.summary, one.values) if cause and one.verdict != "ruled-out" else _dismissed(one)
    notes = " ".join(one.notes) if one.verdict != "ruled-out" else ""
    return model.Diagnosis(
        cause=one.cause,
        title=cause.title if cause else catalogue[one.cause].title,
        verdict=one.verdict,
        confidence=one.confidence,
        severity=cause.severity if cause else "info",
        processes=tuple(subject.name for subject in one.subjects),
        summary=f"{summary} {notes}".strip(),
        evidence=tuple(evidence_item(item) for item in one.evidence),
        ruled_out_by=one.ruled_out_by
        or tuple(f"{catalogue[name].title}: {because}" for name, because, _ in one.look_alikes),
        not_ruled_out=tuple(catalogue[name].title for name in one.not_ruled_out),
        missing=tuple(map(knowledge.source_name, one.missing)),
        fix=_fix(cause, values) if standing and cause else (),
        verify=tuple(_filled(text, values) for text in cause.verify) if standing and cause else (),
        references=cited(cause.references, knowledge.sources) if cause else (),
        consequence_of=one.consequence_of,
        first=_time(one.first),
        last=_time(one.last),
    )


def _summary(sentences: Sequence[str], values: Mapping[str, str]) -> str:
    """The sentences whose placeholders are all known; the others speak of what this bundle does not hold."""
    known = [
        text for text in sentences if all(name is None or name in values for _, name, _, _ in Formatter().parse(text))
    ]
    return " ".join(text.format_map(values) for text in known)


def _dismissed(one: Weighed) -> str:
    return f"Ruled out: {'; '.join(one.ruled_out_by)}." if one.ruled_out_by else "Ruled out."


def _fix(cause: Cause, values: _Words) -> tuple[model.FixStep, ...]:
    return tuple(
        model.FixStep(
            _filled(step.text, values),
            _filled(step.console, values) if step.console else None,
            _filled(step.wsadmin, values) if step.wsadmin else None,
        )
        for step in cause.fix
    )


def evidence_item(item: Evidence) -> model.EvidenceItem:
    """An item of the diagnosis room as the outputs have it."""
    return model.EvidenceItem(
        item.kind, item.supports, item.text, item.why, item.file, item.line, item.path, _time(item.time)
    )


def _time(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else to_datetime(milliseconds)


class _Words(dict[str, str]):
    """Words for a step of the fix; one that no fact found stays a blank to fill in."""

    def __missing__(self, key: str) -> str:
        return f"<{key.replace('_', ' ')}>"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return text.format_map(values)
