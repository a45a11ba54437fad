"""An earlier diagnosis asked again of a later bundle: does the configuration still compute the fault?

A cause is otherwise weighed only where its symptom shows; after a cure there is none, and the setting is what is left to ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.schema import Cause
from loganalyzer.diagnosis.values import Evidence, Finding, Subject, Weighed
from loganalyzer.diagnosis.words import WORDS

_LOGS = "log-"


class Recheck(Struct, frozen=True):
    """What the configuration facts of a cause give now, for the processes of the earlier diagnosis.

    ``standing``: places of what still computes the fault; ``refuted``: places of what computes the contrary;
    ``missing``: sources other than logs that a fact would need.
    """

    standing: tuple[Evidence, ...] = ()
    refuted: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()


def recheck(earlier: Weighed, cause: Cause, case: Case) -> Recheck:
    """Ask the configuration facts of a cause, weighed in an earlier bundle, of the later one.

    Facts that are weak or optional cannot show a cure. One that needs the lines of the symptom is asked with what the
    earlier lines named, or left out.
    """
    facts = [fact for fact in cause.configuration if not fact.weak and not fact.optional]
    findings = []
    for subject in earlier.subjects:
        named = earlier.values if earlier.values.get("process") == subject.name else {}
        for fact in facts:
            if fact.arguments.get("role", subject.role) == subject.role:
                found = WORDS[fact.word](
                    case, _now(subject, case), {**fact.arguments, "trouble": None, "earlier": named}
                )
                findings.append((found, _truth(found, fact.negate)))
    return Recheck(
        _places(one for one, truth in findings if truth),
        _places(one for one, truth in findings if truth is False),
        tuple(dict.fromkeys(_files(one for one, truth in findings if truth is None))),
    )


def _now(subject: Subject, case: Case) -> Subject:
    return next((one for one in case.subjects if one.name == subject.name), subject)


def _truth(found: Finding, negate: bool) -> bool | None:
    return found.truth if found.truth is None or not negate else not found.truth


def _places(findings: Iterable[Finding]) -> tuple[Evidence, ...]:
    items = (item for one in findings for item in one.evidence if item.kind == "config" and item.file)
    return tuple({(item.file, item.line, item.path, item.text): item for item in items}.values())


def _files(findings: Iterable[Finding]) -> Iterable[str]:
    return (name for one in findings for name in one.missing if not name.startswith(_LOGS))
