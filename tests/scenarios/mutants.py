"""``python -m tests.scenarios.mutants [CAUSE…]``: delete each evidence clause of each cause; does a scenario notice?

A mutant is a cause without one fact of symptom, required, log, configuration or contrary, or without one look-alike. It is
caught if a scenario that holds with the whole cause fails with the mutant. It takes minutes, so it is no part of the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.diagnose import for_all_subjects, rank
from loganalyzer.diagnosis.schema import Cause, load_causes
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.matching.loader import load_signatures
from tests.scenarios.catalogue import everything
from tests.scenarios.model import Scenario
from tests.scenarios.scoring import case_of, knowledge_kept, problems

_PARTS = ("symptom", "required", "log", "configuration", "contrary", "look_alikes")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A cause without one clause."""

    cause: Cause
    clause: str


@dataclass(frozen=True, slots=True)
class Known:
    """A scenario with its case and how every cause was weighed."""

    scenario: Scenario
    case: Case
    weighed: Mapping[str, list[Weighed]]


def mutants(causes: Sequence[Cause]) -> Iterator[Mutant]:
    """Every cause without every one of its clauses."""
    for cause in causes:
        for part in _PARTS:
            clauses = getattr(cause, part)
            for number, clause in enumerate(clauses):
                left = clauses[:number] + clauses[number + 1 :]
                word = clause.word if hasattr(clause, "word") else f"{clause.cause} by {clause.ruled_out_when.word}"
                yield Mutant(replace(cause, **{part: left}), f"{cause.id}: {part}[{number}] {word}")


def known(causes: Sequence[Cause]) -> list[Known]:
    """All scenarios that hold, analysed once."""
    found = []
    with knowledge_kept():
        for scenario in everything().values():
            case = case_of(scenario)
            weighed = {cause.id: for_all_subjects(cause, case) for cause in causes}
            if problems(scenario, rank(weighed, causes)):
                sys.stdout.write(f"left out, because it fails unchanged: {scenario.name}\n")
                continue
            found.append(Known(scenario, case, weighed))
    return found


def caught_by(mutant: Mutant, scenarios: Sequence[Known], causes: Sequence[Cause]) -> str | None:
    """The first scenario that notices."""
    changed = [mutant.cause if one.id == mutant.cause.id else one for one in causes]
    # Without a symptom a cause is not weighed, and a mutant has no symptom more than the whole cause.
    concerned = [one for one in scenarios if one.weighed[mutant.cause.id]]
    for one in sorted(concerned, key=lambda one: not _asks_about(one.scenario, mutant.cause.id)):
        weighed = for_all_subjects(mutant.cause, one.case)
        if weighed == one.weighed[mutant.cause.id]:
            continue
        if problems(one.scenario, rank({**one.weighed, mutant.cause.id: weighed}, changed)):
            return one.scenario.name
    return None


def _asks_about(scenario: Scenario, cause: str) -> bool:
    named = (*scenario.causes, *scenario.at_most, *((shown.cause, shown.words) for shown in scenario.shows))
    return cause in scenario.name or any(cause == one for one, _ in named)


def survivors(only: Sequence[str] = ()) -> tuple[int, list[str]]:
    """How many mutants there are, and those that no scenario notices."""
    causes = load_causes((), WORDS, [one.id for one in load_signatures()])
    scenarios = known(causes)
    tried = [one for one in mutants(causes) if not only or one.cause.id in only]
    return len(tried), [one.clause for one in tried if caught_by(one, scenarios, causes) is None]


def main() -> int:
    """Print the survivors; 1 if fewer than nine of ten mutants were caught."""
    count, left = survivors(sys.argv[1:])
    sys.stdout.writelines(f"survived  {clause}\n" for clause in left)
    sys.stdout.write(f"{count - len(left)} of {count} mutants caught ({(count - len(left)) / max(count, 1):.0%})\n")
    return int(len(left) > count / 10)


if __name__ == "__main__":
    sys.exit(main())
