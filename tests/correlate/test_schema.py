"""Correlation files: what is wrong is told with its place, and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.correlate.schema import load_correlations
from loganalyzer.errors import KnowledgeError
from loganalyzer.matching.loader import load_signatures

GOOD = "- id: mine\n  kind: sequence\n  title: T\n  steps: [a, [b, c]]\n  least: 1\n  window: 10m\n"
KNOWN = ["a", "b", "c", *(one.id for one in load_signatures())]


def load(tmp_path: Path, text: str) -> object:
    (tmp_path / "correlations").mkdir(exist_ok=True)
    (tmp_path / "correlations" / "mine.yaml").write_text(text, encoding="utf-8")
    return load_correlations([tmp_path], KNOWN)[-1]


def test_steps_are_signatures_or_groups_of_them(tmp_path: Path) -> None:
    mine = load(tmp_path, GOOD)
    assert (mine.steps, mine.window, mine.least) == ((("a",), ("b", "c")), 600_000, 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("steps: [a, [b, c]]", "steps: 5", "4:10", "'steps' must be a list"),
        ("steps: [a, [b, c]]", "steps: text", "4:10", "'steps' must be a list"),
        ("steps: [a, [b, c]]", "steps: [a, 5]", "4:10", "'steps' must be a list"),
        ("steps: [a, [b, c]]", "steps: [a, nobody]", "1:7", "unknown signature 'nobody'"),
        ("steps: [a, [b, c]]", "steps: []", "1:7", "names no signature"),
        ("window: 10m", "window: ten", "6:11", "not a time span"),
        ("least: 1", "least: some", "5:10", "must be a number"),
        ("kind: sequence", "kind: sequins", "2:9", "'sequins'"),
        ("title: T", "titel: T", "3:10", "unknown key 'titel'"),
        (GOOD, "a: b\n", "1:1", "expected a list of correlations"),
        (GOOD, "- [", "2:1", ""),
    ],
)
def test_a_problem_has_its_place(tmp_path: Path, old: str, new: str, place: str, message: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert any(f"mine.yaml:{place}:" in problem and message in problem for problem in caught.value.problems)


def test_a_file_that_is_no_yaml_does_not_hide_the_next(tmp_path: Path) -> None:
    (tmp_path / "correlations").mkdir()
    (tmp_path / "correlations" / "a.yaml").write_text("[", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path, "a: b\n")
    assert [problem.rsplit("/", 1)[1].split(":")[0] for problem in caught.value.problems] == ["a.yaml", "mine.yaml"]
