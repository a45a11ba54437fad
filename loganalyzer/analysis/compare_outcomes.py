"""What became of one earlier diagnosis, as far as a later bundle can tell.

"Cured" needs two things: the later logs cover, for long enough, the processes that showed the trouble, and do not show it;
and where a setting was part of the evidence, the later configuration computes the contrary, with its place. Silence alone
never cures a setting that stands as it stood.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from loganalyzer.analysis.build import evidence_item
from loganalyzer.analysis.concluding import Examined
from loganalyzer.analysis.model import Analysis, Diagnosis, EvidenceItem
from loganalyzer.diagnosis.recheck import Recheck, recheck

_STANDING = ("confirmed", "likely")
_SHORTEST, _LONGEST = timedelta(minutes=30), timedelta(days=1)
_PLACES = 3

Outcome = Literal["cured", "persists", "open"]


class DiagnosisChange(Struct, frozen=True):
    """What became of an earlier diagnosis: ``cured``, ``persists``, or ``open`` (``why`` says what is missing).

    ``places``: where the later bundle shows it; ``verify``: the steps of the earlier diagnosis.
    """

    cause: str
    title: str
    outcome: Outcome
    why: str
    places: tuple[EvidenceItem, ...]
    verify: tuple[str, ...]


def standing(analysis: Analysis) -> dict[str, Diagnosis]:
    """The diagnoses at ``likely`` or ``confirmed``, by their cause."""
    return {one.cause: one for one in analysis.diagnoses if one.verdict in _STANDING}


def covered(analysis: Analysis) -> dict[str, timedelta]:
    """Process -> the time from its first to its last record."""
    return {name: last - first for name, (first, last, _) in _spans(analysis).items()}


def outcome(one: Diagnosis, earlier: Examined, later: Examined) -> DiagnosisChange:
    """Ask the later bundle for an earlier diagnosis."""
    kind, why, places = _again(one, later) or _silent(one, earlier, later)
    return DiagnosisChange(one.cause, one.title, kind, why, tuple(places)[:_PLACES], one.verify)


_Answer = tuple[Outcome, str, Iterable[EvidenceItem]]


def _again(one: Diagnosis, later: Examined) -> _Answer | None:
    """What the later bundle's own diagnosis of the same cause says, unless it rules the cause out or is of other processes."""
    again = _diagnosed(one, later)
    if again is None or again.verdict == "ruled-out":
        return None
    places = [item for item in again.evidence if item.supports and item.file]
    if again.verdict in _STANDING:
        return "persists", f"still {again.verdict}, of {_names(again.processes)}", places
    missing = f"; to settle it: {'; '.join(again.missing)}" if again.missing else ""
    return "open", f"its symptom still shows at {_names(again.processes)}, but only as {again.verdict}{missing}", places


def _diagnosed(one: Diagnosis, later: Examined) -> Diagnosis | None:
    """The later diagnosis of the same cause: wherever it stands, else where it is of a process of the earlier one."""
    again = next((other for other in later.analysis.diagnoses if other.cause == one.cause), None)
    if again is None or again.verdict in _STANDING or set(again.processes) & set(one.processes):
        return again
    return None


def _silent(one: Diagnosis, earlier: Examined, later: Examined) -> _Answer:
    """The later bundle does not show the symptom, or rules the cause out: is that a cure?"""
    names = _witnesses(one, earlier.analysis)
    gap = _not_covered(one, names, later.analysis)
    if gap:
        return "open", gap, ()
    facts = _facts(one, earlier, later)
    if facts.standing:
        why = "the logs do not show it any more, but the configuration still computes it"
        return "open", why, map(evidence_item, facts.standing)
    if facts.missing and not facts.refuted:
        wanted = "; ".join(map(later.knowledge.source_name, facts.missing))
        return "open", f"the logs do not show it any more, but the later bundle lacks {wanted}", ()
    dismissed = _diagnosed(one, later)
    if dismissed is not None:
        why = f"the later bundle rules it out: {'; '.join(dismissed.ruled_out_by)}"
        return "cured", why, [*map(evidence_item, facts.refuted), *(item for item in dismissed.evidence if item.file)]
    quiet = _quiet(names, later.analysis)
    if facts.refuted:
        return (
            "cured",
            "the configuration no longer computes it, and the logs do not show it any more",
            [
                *map(evidence_item, facts.refuted[: _PLACES - 1]),
                *quiet,
            ],
        )
    return "cured", "the logs, which cover the processes for long enough, do not show it any more", quiet


def _facts(one: Diagnosis, earlier: Examined, later: Examined) -> Recheck:
    """The configuration facts asked again, where configuration was part of the earlier evidence."""
    weighed = next(other for other in earlier.weighed if other.cause == one.cause)
    cause = next((other for other in later.knowledge.causes if other.id == one.cause), None)
    if cause is None or not any(item.kind == "config" and item.supports for item in one.evidence):
        return Recheck()
    return recheck(weighed, cause, later.case)


def _witnesses(one: Diagnosis, before: Analysis) -> tuple[str, ...]:
    """The processes whose logs showed the trouble, and those it is about that sent logs: all must be heard again."""
    owners = {file.path: file.process for file in before.bundle.files if file.process}
    logs = (item.file for item in one.evidence if item.kind == "log" and item.supports and item.file)
    told = [owners[path] for path in logs if path in owners]
    about = [name for name in one.processes if name in owners.values()]
    return tuple(dict.fromkeys([*about, *told])) or one.processes


def _not_covered(one: Diagnosis, names: Iterable[str], after: Analysis) -> str | None:
    spans = _spans(after)
    unseen = [name for name in names if name not in spans]
    if unseen:
        return f"the later bundle has no log of {_names(unseen)}"
    needed = _needed(one)
    tools = {process.name for process in after.processes if process.role == "client tool"}
    for name in names:
        first, last, _ = spans[name]
        if name not in tools and last - first < needed:
            lasted = f"{(last - first).total_seconds() / 3600:.1f}"
            hours = f"{needed.total_seconds() / 3600:.1f}"
            return f"the later logs of {name} are too short: {lasted} hours, where {hours} are needed to tell"
    return None


def _needed(one: Diagnosis) -> timedelta:
    """As long as the trouble lasted, but no more than a day and no less than half an hour."""
    lasted = one.last - one.first if one.first and one.last else timedelta()
    return min(max(lasted, _SHORTEST), _LONGEST)


def _spans(analysis: Analysis) -> dict[str, tuple[datetime, datetime, str]]:
    """Process -> first and last record, and the file with the last one."""
    spans: dict[str, tuple[datetime, datetime, str]] = {}
    for file in analysis.bundle.files:
        if file.process and file.first and file.last:
            first, last, path = spans.get(file.process, (file.first, file.last, file.path))
            spans[file.process] = (
                min(first, file.first),
                max(last, file.last),
                file.path if file.last > last else path,
            )
    return spans


def _quiet(names: Iterable[str], after: Analysis) -> Iterable[EvidenceItem]:
    spans = _spans(after)
    for name in names:
        first, last, path = spans[name]
        text = f"not logged by {name} from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
        yield EvidenceItem("absence", False, text, "the log covers the time", path)


def _names(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - 3} more" if len(every) > 3 else ""
    return ", ".join(every[:3]) + more
