"""One cause, one subject -> a verdict, by the definition that is the same for every cause (design, contract 2).

The facts of a cause are evaluated and summed up as a picture; the table of ``rules.py`` says what verdict that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.rules import ConfigurationSide, LogSide, Picture, Required, Rivals, Rule, decide
from loganalyzer.diagnosis.schema import Cause, Fact
from loganalyzer.diagnosis.values import Evidence, Finding, Subject, Weighed
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.diagnosis.words_window import Trouble, trouble_of

_REQUIRED, _CONFIGURATION, _CONTRARY = 1, 3, 4
"""Places among symptom, required, log, configuration, contrary."""


class _Side(Struct, frozen=True):
    """The findings of one part of a cause, with its facts."""

    pairs: tuple[tuple[Fact, Finding], ...]

    def having(self, truth: bool | None) -> list[tuple[Fact, Finding]]:
        return [(fact, finding) for fact, finding in self.pairs if finding.truth is truth]

    def solid(self) -> list[Finding]:
        """What holds and is neither weak nor carried by expert knowledge alone."""
        return [finding for fact, finding in self.having(True) if finding.certain and not fact.weak]

    @property
    def contradicted(self) -> bool:
        """No fact holds, none is open, and at least one was computed to be false."""
        return bool(self.having(False)) and not self.having(True) and not self.having(None)


class _LookAlikes(Struct, frozen=True):
    """What became of the look-alikes: (cause, sentence, evidence), and those that could not be ruled out."""

    excluded: tuple[tuple[str, str, tuple[Evidence, ...]], ...]
    standing: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def left(self) -> Rivals:
        """How many are left, in the table's words."""
        if self.standing:
            return "two stand" if len(self.standing) > 1 else "one stands"
        return ("none", "one open", "open")[min(len(self.unknown), 2)]


def weigh(cause: Cause, subject: Subject, case: Case) -> Weighed | None:
    """Weigh a cause for one process; ``None`` if it does not show the symptom."""
    symptom = _side(cause.symptom, subject, case)
    if not symptom.having(True):
        return None
    trouble = trouble_of([fact for fact, _ in symptom.having(True)], subject, case)
    rest = (cause.required, cause.log, cause.configuration, cause.contrary)
    required, log, configuration, contrary = (_side(facts, subject, case, trouble) for facts in rest)
    if not configuration.having(True):
        log = _Side(tuple(pair for pair in log.pairs if not pair[0].with_configuration))
    remarks = _Side(tuple(_side(cause.remarks, subject, case, trouble).having(True)))
    sides = (symptom, required, log, configuration, _opposing(contrary), remarks)
    rivals = _rivals(cause, subject, case, trouble)
    picture = Picture(
        _required(cause, required),
        _log(log),
        _configuration(cause, configuration),
        "something" if contrary.having(True) else "nothing",
        rivals.left,
    )
    rule = decide(picture)
    if rule.verdict == "ruled-out":
        return _ruled_out(cause, subject, sides, rule.confidence)
    return replace(_weighed(cause, subject, rule, sides, rivals), trouble=trouble)


def _required(cause: Cause, side: _Side) -> Required:
    if side.having(False):
        return "false"
    unknown = side.having(None)
    absent = {name for _, finding in unknown for name in finding.missing}
    if absent & set(cause.needs):
        return "source absent"
    return "open" if unknown else "hold"


def _log(side: _Side) -> LogSide:
    """A pasted line without a time says nothing about this process and time, so it is *undated*."""
    solid = side.solid()
    if solid:
        return "dated" if any(item.time is not None for one in solid for item in one.evidence) else "undated"
    return "weak" if side.having(True) else "silent"


def _configuration(cause: Cause, side: _Side) -> ConfigurationSide:
    if side.contradicted and not cause.self_stating:
        return "contrary"
    if side.solid():
        return "computed"
    if cause.self_stating:
        return "not needed"
    return "weak" if side.having(True) else "silent"


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
    why = refuted(fact) if finding.truth is False else fact.why
    if why and finding.evidence:
        finding = replace(finding, evidence=(replace(finding.evidence[0], why=why), *finding.evidence[1:]))
    return finding


def refuted(fact: Fact) -> str:
    """The sentence for a fact that is false; ``why`` says the opposite of what was found, so it never stands alone."""
    return fact.otherwise or (f"does not hold: {fact.why}" if fact.why else "")


def _ruled_out(cause: Cause, subject: Subject, sides: Sequence[_Side], confidence: float) -> Weighed:
    against = _evidence(sides[:_CONTRARY], (False,)) + _evidence(sides[_CONTRARY : _CONTRARY + 1], (True,))
    return Weighed(
        cause.id,
        "ruled-out",
        confidence,
        (subject,),
        tuple(replace(item, supports=False) for item in against) or _evidence(sides, wanted=(True,)),
        _values(sides, subject),
        ruled_out_by=(_refutation(sides[_REQUIRED], sides[_CONFIGURATION]),),
    )


def _refutation(required: _Side, configuration: _Side) -> str:
    """Why, in words: the required fact that is false, else what the configuration computes."""
    false = required.having(False)
    if false:
        fact = false[0][0]
        return refuted(fact) or f"{fact.word} does not hold"
    return refuted(configuration.having(False)[0][0]) or "the configuration computes the contrary"


def _rivals(cause: Cause, subject: Subject, case: Case, trouble: Trouble | None) -> _LookAlikes:
    excluded, standing, unknown = [], [], []
    missing: list[str] = []
    for rival in cause.look_alikes:
        finding = _evaluate(rival.ruled_out_when, subject, case, trouble)
        if finding.truth:
            excluded.append((rival.cause, rival.because, finding.evidence[:2]))
        elif finding.truth is None:
            unknown.append(rival.cause)
            missing += finding.missing
        else:
            standing.append(rival.cause)
    return _LookAlikes(tuple(excluded), tuple(standing), tuple(unknown), tuple(missing))


def _weighed(cause: Cause, subject: Subject, rule: Rule, sides: Sequence[_Side], rivals: _LookAlikes) -> Weighed:
    evidence = _evidence(sides, wanted=(True,)) + _evidence(sides[_CONFIGURATION:_CONTRARY], wanted=(False,))
    times = [item.time for item in evidence if item.time is not None and item.supports]
    computed = bool(sides[_CONFIGURATION].solid())
    holding = [pair for side in sides for pair in side.having(True) if not (pair[0].weak and computed)]
    notes = [finding.note or fact.note for fact, finding in holding]
    missing = [name for side in sides for _, finding in side.having(None) for name in finding.missing]
    missing += rivals.missing
    return Weighed(
        cause=cause.id,
        verdict=rule.verdict,
        confidence=rule.confidence,
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
