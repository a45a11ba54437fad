"""What stands beside the evidence of a diagnosis: the handshake in a TLS trace, the FFDC incident of the same event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from loganalyzer.correlate.links import EventLink
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Evidence, Weighed

_MOST = 3
_Place = tuple[str | None, int | None]


def with_joined(weighed: Sequence[Weighed], joins: Sequence[EventLink], case: Case) -> tuple[Weighed, ...]:
    """Add the other end of each join to the evidence that quotes one end, at most ``_MOST`` of them to a diagnosis."""
    others: dict[_Place, list[Evidence]] = {}
    for join in joins:
        record, fact = case.table.hit(join.one), case.table.hit(join.other)
        others.setdefault((record.file, record.line), []).append(log_evidence(fact, join.joined_by))
        others.setdefault((fact.file, fact.line), []).append(log_evidence(record, join.joined_by))
    return tuple(_completed(one, others) if one.verdict != "ruled-out" else one for one in weighed)


def _completed(one: Weighed, others: Mapping[_Place, Sequence[Evidence]]) -> Weighed:
    present = {(item.file, item.line) for item in one.evidence}
    added = 0
    evidence: list[Evidence] = []
    for item in one.evidence:
        evidence.append(item)
        for other in others.get((item.file, item.line), ()) if item.kind == "log" else ():
            if added < _MOST and (other.file, other.line) not in present:
                present.add((other.file, other.line))
                evidence.append(replace(other, supports=item.supports))
                added += 1
    return replace(one, evidence=tuple(evidence)) if added else one
