"""How good the diagnosis is, in numbers: ``python -m benchmarks.accuracy [--mutants] [FOLDER…]`` writes benchmarks/accuracy.md.

Every scenario of tests/scenarios and of tests/heldout and every sample of sample_logs (and labelled folders that are named)
is analysed. What the held-out set gave on the day it was written is kept in held_out_first.md and never computed again.
``--check`` writes nothing and ends with 1 if anything is not as expected. ``--mutants`` deletes each evidence clause of each
cause in turn as well, which takes minutes; without it the section about mutants is kept as it was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loganalyzer.analysis.evaluate import Label, Score, evaluate, labelled
from loganalyzer.diagnosis.schema import load_catalogue
from tests.heldout.catalogue import held_out
from tests.scenarios.catalogue import everything
from tests.scenarios.model import Scenario
from tests.scenarios.mutants import survivors
from tests.scenarios.scoring import analysed, knowledge_kept, leading, problems

TARGET = Path(__file__).with_name("accuracy.md")
SAMPLES = Path(__file__).parents[1] / "sample_logs"
FIRST_HELD_OUT = Path(__file__).with_name("held_out_first.md")
HELD_OUT = "held-out, "
ORDER = (
    *(kinds := ("textbook", "partly-missing", "with-second-fault", "look-alike", "healthy")),
    *(HELD_OUT + kind for kind in kinds),
    "samples",
    "folders named",
)
BANDS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01))
_MUTANTS = "## Mutants"


@dataclass(frozen=True, slots=True)
class Row:
    """One bundle: its kind, its score, and whether everything expected of it held (None: not asked)."""

    name: str
    kind: str
    score: Score
    holds: bool | None


def main() -> int:
    """Write the file; 1 if a confirmed verdict was wrong or an expectation failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", action="store_true", help="run the mutants too")
    parser.add_argument("--check", action="store_true", help="write nothing; say what is not as expected")
    parser.add_argument("folders", nargs="*", type=Path, help="further labelled folders")
    options = parser.parse_args()
    rows = [*_scenarios(everything()), *_scenarios(held_out(), HELD_OUT), *_labelled([SAMPLES], "samples")]
    rows += _labelled(options.folders, "folders named") if options.folders else []
    bad = [row.name for row in rows if row.score.overclaimed or row.holds is False]
    if options.check:
        sys.stdout.write("".join(f"not as expected  {name}\n" for name in bad))
        sys.stdout.write(f"{len(rows)} bundles, {len(bad)} not as expected\n")
        return int(bool(bad))
    mutants = _mutants() if options.mutants else _kept()
    TARGET.write_text(
        "\n".join([*_head(rows), *_table(rows), *_first_held_out(), *_calibration(rows), *_failed(rows), *mutants]),
        encoding="utf-8",
    )
    return int(bool(bad))


def _scenarios(scenarios: Mapping[str, Scenario], prefix: str = "") -> Iterator[Row]:
    with knowledge_kept():
        for scenario in scenarios.values():
            found = analysed(scenario).diagnoses
            seen = tuple((one.cause, one.verdict, one.confidence) for one in leading(found))
            score = Score(_label(scenario), seen)
            yield Row(prefix + scenario.name, prefix + scenario.difficulty, score, not problems(scenario, found))


def _label(scenario: Scenario) -> Label:
    causes = tuple(cause for cause, least in scenario.causes if least != "not-evaluable")
    limits = tuple(cause for cause, _ in scenario.at_most)
    return Label(Path(scenario.name), causes, (*causes, *scenario.beside, *limits), None)


def _labelled(folders: Sequence[Path], kind: str) -> Iterator[Row]:
    for score in evaluate(labelled(folders)):
        yield Row(score.label.folder.name, kind, score, None)


def _head(rows: Sequence[Row]) -> Iterator[str]:
    faults = {cause for row in rows if row.kind == "textbook" for cause in row.score.label.causes}
    yield "# Accuracy of the diagnosis"
    yield ""
    yield "Written by `python -m benchmarks.accuracy`; what the columns mean stands below each table."
    yield f"{len(rows)} bundles; textbook scenarios cover {len(faults)} of {len(load_catalogue())} causes that can be named from a bundle."
    yield ""


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield "| bundles | number | top-1 | top-3 | confirmed | false alarms | wrongly confirmed | as expected |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for kind in ORDER:
        mine = [row for row in rows if row.kind == kind]
        if mine:
            yield f"| {kind} | {len(mine)} | {' | '.join(_cells(mine))} |"
    yield ""
    yield "*top-1*: a right cause comes first, consequences aside (silence where nothing is wrong). *confirmed*: the right cause is"
    yield "confirmed. *false alarms*: other causes at `likely` or above. *as expected*: order, least and greatest verdicts all hold."
    yield "Look-alike bundles without a right cause are left out of top-1 and top-3; they say what must not be certain."
    yield ""


def _first_held_out() -> Iterator[str]:
    yield from FIRST_HELD_OUT.read_text(encoding="utf-8").splitlines()
    yield ""


def _cells(rows: Sequence[Row]) -> Iterator[str]:
    asked = [
        row for row in rows if row.score.label.causes or row.kind.endswith(("healthy", "samples", "folders named"))
    ]
    named = [row for row in rows if row.score.label.causes]
    yield _share(row.score.first_right for row in asked)
    yield _share(row.score.in_three for row in asked)
    yield _share(_confirmed(row.score) for row in named)
    yield str(sum(row.score.false_alarms for row in rows))
    yield str(sum(row.score.overclaimed for row in rows))
    yield _share(row.holds for row in rows if row.holds is not None)


def _share(values: Iterable[bool | None]) -> str:
    known = [bool(value) for value in values]
    return f"{sum(known)}/{len(known)} ({sum(known) / len(known):.0%})" if known else "-"


def _confirmed(score: Score) -> bool:
    return any(verdict == "confirmed" and cause == score.label.causes[0] for cause, verdict, _ in score.found)


def _calibration(rows: Sequence[Row]) -> Iterator[str]:
    """Of the causes that were given a confidence, how many were right."""
    known = [row for row in rows if row.score.label.causes or row.kind.endswith("healthy")]
    found = [(cause in row.score.label.accepted, sure) for row in known for cause, _, sure in row.score.found]
    yield "| confidence | causes named | right |"
    yield "|---|---:|---:|"
    for low, high in BANDS:
        yield f"| {low:.1f} to {min(high, 1.0):.1f} | {_band(found, low, high)} |"
    yield ""
    yield "Every cause named in a bundle whose right causes are known counts, not the first one only."
    yield ""


def _band(found: Sequence[tuple[bool, float]], low: float, high: float) -> str:
    mine = [right for right, sure in found if low <= sure < high]
    return f"{len(mine)} | {_share(mine)}"


def _failed(rows: Sequence[Row]) -> Iterator[str]:
    failed = [row.name for row in rows if row.holds is False or row.score.overclaimed]
    if failed:
        yield from ("Not as expected:", "", *(f"- {name}" for name in failed), "")


def _mutants() -> Iterator[str]:
    count, left = survivors()
    yield _MUTANTS
    yield ""
    yield "Each fact and each look-alike of each cause was deleted in turn (`python -m tests.scenarios.mutants`)."
    yield f"A scenario noticed {count - len(left)} of {count} ({(count - len(left)) / count:.0%}). Not noticed:"
    yield ""
    yield from (f"- {clause}" for clause in left)
    yield ""


def _kept() -> Iterator[str]:
    text = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    _, found, rest = text.partition(_MUTANTS)
    yield from (found + rest).splitlines()
    yield ""


if __name__ == "__main__":
    sys.exit(main())
