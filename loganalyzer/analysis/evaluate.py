"""How good the diagnosis is, in numbers: labelled bundles analysed and compared with their labels.

A labelled folder holds ``EXPECTED.yaml`` (our samples and scenarios) or ``case.yaml`` (excerpts with ``expected_cause``,
``acceptable_causes``, ``strongest_verdict``). The label files themselves are never part of what is analysed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.errors import LogAnalyzerError, UsageError
from loganalyzer.knowledge import load_yaml

_RANK = {"possible": 1, "likely": 2, "confirmed": 3}
_LABELS = ("EXPECTED.yaml", "case.yaml")


class Label(Struct, frozen=True):
    """What a folder should give: causes of which one must come first (none: silence), and the greatest verdict allowed."""

    folder: Path
    causes: tuple[str, ...]
    accepted: tuple[str, ...]
    strongest: str | None


class Score(Struct, frozen=True):
    """One folder's result: ``found`` are (cause, verdict) as ranked, consequences and what was ruled out left aside."""

    label: Label
    found: tuple[tuple[str, str, float], ...]

    @property
    def silent(self) -> bool:
        """Nothing above ``possible``."""
        return all(_RANK[verdict] < _RANK["likely"] for _, verdict, _ in self.found)

    @property
    def first_right(self) -> bool:
        """The first cause is one of those accepted; for a label without a cause, silence."""
        if not self.label.accepted:
            return self.silent
        return bool(self.found) and self.found[0][0] in self.label.accepted

    @property
    def in_three(self) -> bool:
        """All causes of the label (or one accepted) are among the first three."""
        if not self.label.accepted:
            return self.silent
        first = {cause for cause, _, _ in self.found[:3]}
        return set(self.label.causes) <= first or (
            len(self.label.causes) <= 1 and bool(first & set(self.label.accepted))
        )

    @property
    def false_alarms(self) -> int:
        """Causes at ``likely`` or above that the label does not accept."""
        return sum(
            _RANK[verdict] >= _RANK["likely"] and cause not in self.label.accepted for cause, verdict, _ in self.found
        )

    @property
    def overclaimed(self) -> bool:
        """A verdict stronger than the label allows, or a confirmed cause that is not in the label."""
        limit = _RANK.get(self.label.strongest or "", 3)
        too_strong = any(_RANK[verdict] > limit for _, verdict, _ in self.found)
        return too_strong or any(
            verdict == "confirmed" and cause not in self.label.accepted for cause, verdict, _ in self.found
        )


def labelled(paths: Sequence[Path]) -> tuple[Label, ...]:
    """All labelled folders at or below the given ones.

    Raises:
        UsageError: there is none.
    """
    found = sorted({file.parent for path in paths for name in _LABELS for file in path.rglob(name)})
    if not found:
        raise UsageError(f"no EXPECTED.yaml or case.yaml below {', '.join(map(str, paths))}")
    return tuple(_label(folder) for folder in found)


def evaluate(labels: Iterable[Label], options: Options | None = None) -> tuple[Score, ...]:
    """Analyse every labelled folder (without its label) and score it."""
    return tuple(Score(label, _found(_analysed(label, options))) for label in labels)


def confusion(scores: Iterable[Score]) -> Counter[tuple[str, str]]:
    """(wanted, first found) -> how often, for those that are wrong."""
    return Counter(
        ("/".join(score.label.causes) or "(none)", score.found[0][0] if score.found else "(none)")
        for score in scores
        if not score.first_right
    )


def _label(folder: Path) -> Label:
    expected, case = folder / "EXPECTED.yaml", folder / "case.yaml"
    if expected.exists():
        document = load_yaml(expected)
        causes = tuple(item["cause"] for item in document.get("causes", ()))
        allowed = tuple(document.get("at_most", {}))
        return Label(folder, causes, causes, document["at_most"].get("*") if not causes and allowed else None)
    document = load_yaml(case)
    cause = document.get("expected_cause")
    accepted = [cause] if cause else []
    return Label(
        folder, tuple(accepted), (*accepted, *document.get("acceptable_causes", ())), document.get("strongest_verdict")
    )


def _analysed(label: Label, options: Options | None) -> Analysis | None:
    with tempfile.TemporaryDirectory(prefix="loganalyzer-") as scratch:
        copy = Path(scratch) / "bundle"
        shutil.copytree(label.folder, copy, ignore=shutil.ignore_patterns(*_LABELS))
        try:
            return analyze(copy, options)
        except LogAnalyzerError:
            return None


def _found(analysis: Analysis | None) -> tuple[tuple[str, str, float], ...]:
    if analysis is None:
        return ()
    return tuple(
        (one.cause, one.verdict, one.confidence)
        for one in analysis.diagnoses
        if one.verdict in _RANK and one.consequence_of is None
    )
