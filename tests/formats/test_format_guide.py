"""The module that FORMAT.md shows to those who add a format: it runs, and keeps the rules of every format."""

from __future__ import annotations

import re
from typing import Any

from loganalyzer.formats.facts import Fact
from loganalyzer.knowledge import knowledge_root
from loganalyzer.records import LineCounts


def module_of_the_guide() -> dict[str, Any]:
    text = (knowledge_root() / "FORMAT.md").read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "class BackupLog" in block]
    names: dict[str, Any] = {}
    exec(compile(code, "FORMAT.md", "exec"), names)
    return names


def test_the_module_of_the_guide_claims_and_reads_its_samples() -> None:
    names = module_of_the_guide()
    for path, text, expected in names["SAMPLES"]:
        assert names["FORMAT"].matches(path, text)
        counts = LineCounts()
        facts: list[Fact] = list(names["FORMAT"].read(enumerate(text.splitlines(), 1), counts))
        assert [
            (fact.kind, dict(fact.fields).items() >= fields.items())
            for fact, (_, fields) in zip(facts, expected, strict=True)
        ] == [(kind, True) for kind, _ in expected]
        assert counts.records + counts.unparsed == len(text.splitlines())
