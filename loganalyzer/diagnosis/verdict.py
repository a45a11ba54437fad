"""One cause, one subject -> a verdict, by the definition that is the same for every cause (design, contract 2).

``confirmed``: every required fact holds, a log item states the failing relation, a configuration item computes it (unless the
log text itself states the cause), every look-alike is ruled out by name, nothing speaks against it. ``likely``: the log or
the configuration side is missing, or one look-alike stands. ``possible``: the symptom fits, nothing more, or a required
fact is open and no configuration speaks for it. ``not-evaluable``: a required source is absent (named) and nothing else speaks.
``ruled-out``: a required fact is false, or the configuration computes the contrary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.schema import Cause, Fact
from loganalyzer.diagnosis.values import Evidence, Finding, Subject, Verdict, Weighed
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.diagnosis.words_window import Trouble, trouble_of

_CONFIGURATION = 3
"""Place of the configuration side among symptom, required, log, configuration, contrary."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The findings of one part of a cause, with its facts."""

    pairs: tuple[tuple[Fact, Finding], ...]

    def having(self, truth: bool | None) -> list[tuple[Fact, Finding]]:
        return [(fact, finding) for fact, finding in self.pairs if finding.truth is truth]

    @property
    def solid(self) -> bool:
        """Some fact holds that is neither weak nor carried by expert knowledge alone."""
        return any(finding.certain and not fact.weak for fact, finding in self.having(True))

    @property
    def dated(self) -> bool:
        """Some item that holds has a time: a pasted line without one says nothing about this process and time."""
        return any(item.time is not None for _, finding in self.having(True) for item in finding.evidence)

    @property
    def contradicted(self) -> bool:
        """No fact holds, none is open, and at least one was computed to be false."""
        return bool(self.having(False)) and not self.having(True) and not self.having(None)


@dataclass(frozen=True, slots=True)
class _Rivals:
    """What became of the look-alikes: (cause, sentence, evidence), and those that could not be ruled out."""

    excluded: tuple[tuple[str, str, tuple[Evidence, ...]], ...]
    standing: tuple[str, ...]
    unknown: tuple[str, ...]


def weigh(cause: Cause, subject: Subject, case: Case) -> Weighed | None:
    """Weigh a cause for one process; ``None`` if it does not show the symptom."""
    symptom = _side(cause.symptom, subject, case)
    if not symptom.having(True):
        return None
    trouble = trouble_of([fact for fact, _ in symptom.having(True)], subject, case)
    rest = (cause.required, cause.log, cause.configuration, cause.contrary)
    required, log, configuration, contrary = (_side(facts, subject, case, trouble) for facts in rest)
    sides = (symptom, required, log, configuration, _opposing(contrary))
    refuted = _refutation(required, _Side(()) if cause.self_stating else configuration)
    if refuted is not None:
        return _ruled_out(cause, subject, sides, refuted)
    rivals = _rivals(cause, subject, case, trouble)
    verdict, confidence = _verdict(cause, required, log, configuration, contrary, rivals)
    return replace(_weighed(cause, subject, verdict, confidence, sides, rivals), trouble=trouble)


def _opposing(side: _Side) -> _Side:
    """What a contrary fact shows speaks against the cause, whatever the fact itself says."""
    return _Side(
        tuple(
            (fact, replace(f, evidence=tuple(replace(e, supports=False) for e in f.evidence))) for fact, f in side.pairs
        )
    )


def _side(facts: Sequence[Fact], subject: Subject, case: Case, trouble: Trouble | None = None) -> _Side:
    pairs = ((fact, _evaluate(fact, subject, case, trouble)) for fact in facts)
    return _Side(tuple((fact, finding) for fact, finding in pairs if finding.truth or not fact.optional))


def _evaluate(fact: Fact, subject: Subject, case: Case, trouble: Trouble | None = None) -> Finding:
    if fact.arguments.get("role", subject.role) != subject.role:
        return Finding(False)
    finding = WORDS[fact.word](case, subject, {**fact.arguments, "trouble": trouble})
    if fact.negate and finding.truth is not None:
        finding = replace(finding, truth=not finding.truth)
        finding = replace(
            finding, evidence=tuple(replace(item, supports=bool(finding.truth)) for item in finding.evidence)
        )
    if fact.why:
        finding = replace(
            finding, evidence=tuple(_explained(item, fact.why, n) for n, item in enumerate(finding.evidence))
        )
    return finding


def _explained(item: Evidence, why: str, number: int) -> Evidence:
    return replace(item, why=why) if number == 0 else item


def _refutation(required: _Side, configuration: _Side) -> str | None:
    false = required.having(False)
    if false:
        fact = false[0][0]
        return fact.otherwise or fact.why or f"{fact.word} does not hold"
    if configuration.contradicted:
        return configuration.having(False)[0][0].why or "the configuration computes the contrary"
    return None


def _ruled_out(cause: Cause, subject: Subject, sides: Sequence[_Side], why: str) -> Weighed:
    evidence = _evidence(sides, wanted=(False,)) or _evidence(sides, wanted=(True,))
    return Weighed(
        cause.id,
        "ruled-out",
        0.03,
        (subject,),
        tuple(replace(item, supports=False) for item in evidence),
        _values(sides, subject),
        ruled_out_by=(why,),
    )


def _rivals(cause: Cause, subject: Subject, case: Case, trouble: Trouble | None) -> _Rivals:
    excluded, standing, unknown = [], [], []
    for rival in cause.look_alikes:
        finding = _evaluate(rival.ruled_out_when, subject, case, trouble)
        if finding.truth:
            excluded.append((rival.cause, rival.because, finding.evidence[:2]))
        elif finding.truth is None:
            unknown.append(rival.cause)
        else:
            standing.append(rival.cause)
    return _Rivals(tuple(excluded), tuple(standing), tuple(unknown))


def _verdict(
    cause: Cause, required: _Side, log: _Side, configuration: _Side, contrary: _Side, rivals: _Rivals
) -> tuple[Verdict, float]:
    stated = log.solid
    computed = cause.self_stating or configuration.solid
    opposed = bool(contrary.having(True))
    unknown = bool(required.having(None))
    open_ends = unknown or bool(rivals.standing) or bool(rivals.unknown)
    if stated and computed and log.dated and not opposed and not open_ends:
        return "confirmed", 0.95
    some = bool(log.having(True)) or bool(configuration.having(True))
    absent = {name for _, finding in required.having(None) for name in finding.missing}
    if unknown and (not some or absent & set(cause.needs)):
        return "not-evaluable", 0.1
    if not some or opposed or len(rivals.standing) > 1 or (unknown and not configuration.solid):
        return "possible", 0.3
    if stated and computed:
        return "likely", 0.85 if len(rivals.standing) + len(rivals.unknown) <= 1 else 0.8
    if stated:
        return "likely", 0.75
    return "likely", 0.65 if configuration.solid else 0.55


def _weighed(
    cause: Cause, subject: Subject, verdict: Verdict, confidence: float, sides: Sequence[_Side], rivals: _Rivals
) -> Weighed:
    evidence = _evidence(sides, wanted=(True,)) + _evidence(sides[_CONFIGURATION:], wanted=(False,))
    times = [item.time for item in evidence if item.time is not None and item.supports]
    computed = sides[_CONFIGURATION].solid
    holding = [pair for side in sides for pair in side.having(True) if not (pair[0].weak and computed)]
    notes = [finding.note or fact.note for fact, finding in holding]
    missing = [name for side in sides for _, finding in side.having(None) for name in finding.missing]
    return Weighed(
        cause=cause.id,
        verdict=verdict,
        confidence=confidence,
        subjects=(subject,),
        evidence=evidence,
        values=_values(sides, subject),
        notes=tuple(dict.fromkeys(note for note in notes if note)),
        ruled_out_by=(),
        not_ruled_out=(*rivals.standing, *rivals.unknown),
        missing=tuple(dict.fromkeys(missing)),
        look_alikes=rivals.excluded,
        first=min(times, default=None),
        last=max(times, default=None),
    )


def _evidence(sides: Iterable[_Side], wanted: tuple[bool, ...]) -> tuple[Evidence, ...]:
    queues = [finding.evidence for side in sides for _, finding in side.pairs if finding.truth in wanted]
    # The first item of every fact comes before the second of any: a reader who stops early has seen the whole argument.
    found = [item for row in zip_longest(*queues) for item in row if item is not None]
    first: dict[tuple[object, ...], Evidence] = {}
    for item in found:
        first.setdefault((item.file, item.line, item.path, item.text), item)
    return tuple(first.values())


def _values(sides: Iterable[_Side], subject: Subject) -> dict[str, str]:
    values: dict[str, str] = {}
    for side in sides:
        for _, finding in side.pairs:
            values = {**finding.values, **values}
    mine = {
        "process": subject.name,
        "cell": subject.cell,
        "node": subject.node,
        "server": subject.server,
        "role": subject.role,
    }
    return {**values, **{key: value for key, value in mine.items() if value}}
