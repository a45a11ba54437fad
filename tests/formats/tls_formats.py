"""What the tests of the TLS formats share: samples, counts, and mutations of the samples."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import strategies as st

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.facts import FACT_TEXT_LIMIT, Fact, FactFormat
from loganalyzer.knowledge import load_yaml
from loganalyzer.records import LineCounts

DECLARED = {
    item["id"]: set(item["fields"])
    for item in load_yaml(Path(__file__).parents[2] / "signatures" / "facts" / "tls.yaml")
}


def facts_of(one: FactFormat, text: str) -> list[Fact]:
    """Read a text; every line must be counted once, every fact declared."""
    counts = LineCounts()
    lines = text.split("\n")
    facts = list(one.read(enumerate(lines, 1), counts))
    assert counts.records + counts.continuation + counts.header + counts.unparsed == len(lines)
    for fact in facts:
        assert 1 <= fact.line <= len(lines)
        assert len(fact.text) <= FACT_TEXT_LIMIT
        assert set(fact.fields) <= DECLARED[fact.kind], (fact.kind, fact.fields)
        assert all(isinstance(value, str) and value for value in fact.fields.values()), fact.fields
    return facts


def check_samples(one: FactFormat, samples: Samples) -> None:
    """Each sample yields exactly the facts it names, in the order of their lines, with those fields."""
    for name, text, expected in samples:
        facts = (
            sorted(facts_of(one, text), key=lambda fact: fact.line)
            if one.name.startswith("Java")
            else facts_of(one, text)
        )
        assert [fact.kind for fact in facts] == [kind for kind, _ in expected], name
        for fact, (_, fields) in zip(facts, expected, strict=True):
            assert {key: fact.fields.get(key) for key in fields} == fields, name


def mutations(samples: Samples) -> st.SearchStrategy[str]:
    """Samples with lines lost, doubled, swapped, cut or spoilt."""
    return st.builds(_mutate, st.sampled_from([text for _, text, _ in samples]), st.integers(0, 1 << 30))


def _mutate(text: str, seed: int) -> str:
    chance = random.Random(seed)
    lines = text.split("\n")
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(lines))
        what = chance.randrange(5)
        if what == 0 and len(lines) > 1:
            del lines[at]
        elif what == 1:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif what == 2:
            lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
        elif what == 3:
            lines[at] = lines[at].replace(chance.choice(" :=,|([") or " ", chance.choice(["", "::", "\uff1a", "\x00"]))
        else:
            other = chance.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)
