"""All causes over all processes -> one ranked list, with consequences attached to what they follow from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.schema import Cause
from loganalyzer.diagnosis.suppressions import Muting
from loganalyzer.diagnosis.values import Subject, Verdict, Weighed
from loganalyzer.diagnosis.verdict import weigh

_RANK: Mapping[Verdict, int] = {"confirmed": 0, "likely": 1, "possible": 2, "not-evaluable": 3, "ruled-out": 4}
_SEVERITY = {"critical": 0, "error": 1, "warning": 2, "info": 3}
_STANDING = ("confirmed", "likely")


def diagnose(case: Case, causes: Sequence[Cause], muting: Muting | None = None) -> tuple[Weighed, ...]:
    """Weigh every cause; one entry per cause, most probable first, then what was ruled out. What is muted is left out."""
    found = {cause.id: for_all_subjects(cause, case) for cause in causes}
    if muting is not None:
        found = {identifier: muting.heard(weighed) for identifier, weighed in found.items()}
    return rank(found, causes)


def rank(everything: Mapping[str, list[Weighed]], causes: Sequence[Cause]) -> tuple[Weighed, ...]:
    """Attach consequences, join the subjects of each cause, and sort."""
    by_id = {cause.id: cause for cause in causes}
    explained = _attach(everything, by_id)
    merged = [weighed for found in explained.values() if (weighed := _merge(found)) is not None]
    merged += _ruled_out_by_name(merged)
    ranks = {weighed.cause: _RANK[weighed.verdict] for weighed in merged}
    return tuple(sorted(merged, key=lambda weighed: _key(weighed, by_id, ranks)))


def for_all_subjects(cause: Cause, case: Case) -> list[Weighed]:
    """A cause weighed for every process of its roles that shows the symptom."""
    subjects = [subject for subject in case.subjects if not cause.roles or subject.role in cause.roles]
    return [weighed for subject in subjects if (weighed := weigh(cause, subject, case)) is not None]


def _attach(everything: Mapping[str, list[Weighed]], causes: Mapping[str, Cause]) -> dict[str, list[Weighed]]:
    """Mark what follows from another cause of the same process; a cause never follows from its own consequence."""
    marked: dict[str, list[Weighed]] = {}
    for identifier, found in everything.items():
        marked[identifier] = [
            replace(weighed, consequence_of=_leader(weighed, everything, causes))
            if weighed.verdict != "ruled-out"
            else weighed
            for weighed in found
        ]
    return marked


def _leader(weighed: Weighed, everything: Mapping[str, list[Weighed]], causes: Mapping[str, Cause]) -> str | None:
    subject = weighed.subjects[0]
    for identifier, found in everything.items():
        leaders = [one.subjects[0] for one in found if one.verdict in _STANDING]
        if leaders and _explains(causes[identifier], weighed.cause, leaders, subject):
            return identifier
    return None


def _explains(cause: Cause, effect: str, leaders: Sequence[Subject], subject: Subject) -> bool:
    """Whether the effect, seen at the subject, follows from the cause, which stands at the leaders."""
    same_cell = any(one.cell == subject.cell for one in leaders)
    return (
        (effect in cause.explains and subject in leaders)
        or (effect in cause.explains_on_node and any(_same_node(one, subject) for one in leaders))
        or (effect in cause.explains_at_dmgr and subject.role == "dmgr" and same_cell)
        or (effect in cause.explains_in_cell and same_cell)
    )


def _same_node(one: Subject, other: Subject) -> bool:
    return one.node is not None and (one.cell, one.node) == (other.cell, other.node)


def _merge(found: Sequence[Weighed]) -> Weighed | None:
    """One entry per cause: the strongest verdict, of the processes that are not explained otherwise if there are any."""
    if not found:
        return None
    own = [weighed for weighed in found if weighed.consequence_of is None and weighed.verdict != "ruled-out"]
    pool = own or [weighed for weighed in found if weighed.verdict != "ruled-out"] or list(found)
    best = min(pool, key=lambda weighed: (_RANK[weighed.verdict], -weighed.confidence, weighed.subjects[0].name))
    same = [weighed for weighed in pool if weighed.verdict == best.verdict]
    subjects: tuple[Subject, ...] = tuple(dict.fromkeys(weighed.subjects[0] for weighed in same))
    others = [weighed for weighed in same if weighed is not best]
    evidence = best.evidence + tuple(item for weighed in others for item in weighed.evidence[:2])
    first = min((weighed.first for weighed in same if weighed.first is not None), default=None)
    last = max((weighed.last for weighed in same if weighed.last is not None), default=None)
    return replace(best, subjects=subjects, evidence=evidence, first=first, last=last)


def _ruled_out_by_name(merged: Sequence[Weighed]) -> list[Weighed]:
    """Look-alikes that a standing diagnosis excluded and that were not weighed themselves: a person asks for them."""
    present = {weighed.cause for weighed in merged}
    found: dict[str, Weighed] = {}
    for weighed in merged:
        if weighed.verdict not in _STANDING:
            continue
        for cause, because, evidence in weighed.look_alikes:
            if cause not in present and cause not in found:
                items = tuple(replace(item, supports=False) for item in evidence)
                found[cause] = Weighed(
                    cause, "ruled-out", 0.03, weighed.subjects, items, weighed.values, ruled_out_by=(because,)
                )
    return list(found.values())


def _key(
    weighed: Weighed, causes: Mapping[str, Cause], ranks: Mapping[str, int]
) -> tuple[int, bool, float, int, int, str]:
    """Strongest first; a consequence never comes before the cause it follows from."""
    severity = causes[weighed.cause].severity if weighed.cause in causes else "info"
    return (
        max(_RANK[weighed.verdict], ranks.get(weighed.consequence_of or weighed.cause, 0)),
        weighed.consequence_of is not None,
        -weighed.confidence,
        _SEVERITY[severity],
        -len(weighed.evidence),
        weighed.cause,
    )
