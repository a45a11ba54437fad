"""What the tests of every fact format ask: its samples, the lines it counts, and its facts declared in ``signatures/facts``."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.facts import FACT_TEXT_LIMIT, Fact, FactFormat
from loganalyzer.formats.registry import FACT_FORMATS
from loganalyzer.knowledge import knowledge_root, load_yaml
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures
from loganalyzer.records import LineCounts
from tests.matching.making import matches


def facts_of(format_: FactFormat, text: str) -> tuple[list[Fact], LineCounts]:
    """Read a text as the pipeline does; every line must be of exactly one kind, every fact within the file."""
    lines = text.split("\n")[: text.count("\n") + (not text.endswith("\n"))] if text else []
    counts = LineCounts(lines=len(lines))
    found = list(format_.read(enumerate(lines, 1), counts))
    assert counts.records + counts.continuation + counts.header + counts.unparsed == len(lines)
    assert all(1 <= fact.line <= len(lines) and len(fact.text) <= FACT_TEXT_LIMIT for fact in found)
    check_declared(found)
    return found, counts


def check_samples(format_: FactFormat, samples: Samples) -> None:
    """Every sample is claimed by its format (or marked for a second reading) and yields just the facts it lists."""
    for name, text, expected in samples:
        assert format_.matches(name, text[: 64 << 10]) or _is_noticed(format_, text), name
        found, counts = facts_of(format_, text)
        assert [fact.kind for fact in found] == [kind for kind, _ in expected], name
        for fact, (_, fields) in zip(found, expected, strict=True):
            assert fields.items() <= dict(fact.fields).items(), (name, fact)
        assert counts.unparsed == 0, name


def _is_noticed(format_: FactFormat, text: str) -> bool:
    """Whether a log with this text is read a second time, for one of the format's marks or of the signatures it listens to."""
    entry = next(one for one in FACT_FORMATS if one.name == format_.name)
    heard = set(entry.heard)
    return any(mark in text for mark in entry.marks) or any(
        heard & matches(_engine(), line).keys() for line in text.splitlines() if heard
    )


@cache
def _engine() -> Engine:
    return Engine(load_signatures())


@cache
def declared_fields() -> dict[str, set[str]]:
    rows: list[Any] = [row for path in (knowledge_root() / "facts").glob("*.yaml") for row in load_yaml(path)]
    return {row["id"]: set(row.get("fields", [])) for row in rows}


def check_declared(facts: list[Fact]) -> None:
    for fact in facts:
        assert set(fact.fields) <= declared_fields()[fact.kind], fact
        assert all(isinstance(value, str) and value for value in fact.fields.values()), fact


@st.composite
def mutations(draw: st.DrawFn, samples: Samples) -> str:
    """A sample with lines lost, doubled, cut, moved, or replaced by anything."""
    lines = draw(st.sampled_from(samples))[1].splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(lines)))
        edit = draw(st.sampled_from(["drop", "double", "cut", "noise", "digits"]))
        piece = lines[at : at + 1] or [""]
        lines[at : at + 1] = {
            "drop": [],
            "double": piece * 2,
            "cut": [piece[0][: draw(st.integers(0, 80))]],
            "noise": [draw(st.text(max_size=60)).replace("\r", "") + "\n"],
            "digits": [
                piece[0].translate(str.maketrans("0123456789", draw(st.text("0359", min_size=10, max_size=10))))
            ],
        }[edit]
    return "".join(lines)
