"""The table of verdicts: FORMAT.md prints it, and it keeps what the definition of the verdicts promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from loganalyzer.diagnosis.rules import CELLS, RULES, VALUES, Picture, Rule, decide

FORMAT = Path(__file__).parents[2] / "signatures" / "FORMAT.md"


def pictures() -> Iterator[Picture]:
    yield from (Picture(*values) for values in product(*VALUES.values()))


def printed() -> list[list[str]]:
    """The rows of the table in FORMAT.md, without head and rule."""
    text = FORMAT.read_text(encoding="utf-8").partition("## Verdicts")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def written(rule: Rule) -> list[str]:
    return [*(", ".join(getattr(rule, cell)) or "any" for cell in CELLS), rule.verdict, f"{rule.confidence:.2f}"]


def test_the_documented_table_is_the_one_that_decides() -> None:
    assert printed() == [written(rule) for rule in RULES]


def test_every_row_decides_something() -> None:
    assert {id(decide(picture)) for picture in pictures()} == {id(rule) for rule in RULES}


def test_confirmed_asks_for_everything() -> None:
    for picture in pictures():
        if decide(picture).verdict == "confirmed":
            assert picture.required == "hold"
            assert picture.log == "dated"
            assert picture.configuration in {"computed", "not needed"}
            assert picture.against == "nothing"
            assert picture.rivals == "none"


def test_only_a_false_fact_or_a_contrary_configuration_rules_out() -> None:
    for picture in pictures():
        out = picture.required == "false" or picture.configuration == "contrary"
        assert (decide(picture).verdict == "ruled-out") is out


def test_what_speaks_against_never_raises_a_verdict() -> None:
    for picture in pictures():
        if picture.against == "nothing":
            worse = Picture(picture.required, picture.log, picture.configuration, "something", picture.rivals)
            assert decide(worse).confidence <= decide(picture).confidence


def test_another_look_alike_that_stands_never_raises_a_verdict() -> None:
    order = ("none", "one stands", "two stand")
    for picture in pictures():
        if picture.rivals in order[:2]:
            more = order[order.index(picture.rivals) + 1]
            worse = Picture(picture.required, picture.log, picture.configuration, picture.against, more)
            assert decide(worse).confidence <= decide(picture).confidence
