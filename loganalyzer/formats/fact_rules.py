"""Reading facts off logs whose records are single stamped lines: one expression per kind of fact, the first that matches counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from loganalyzer.formats.fact_lines import LINE_LIMIT, count, excerpt, known
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

Enrich = Callable[[dict[str, str]], dict[str, str]]


class Rule(Struct, frozen=True):
    """``pattern`` is searched where ``literal`` occurs; its named groups are the fields, ``fixed`` is added to them."""

    kind: str
    literal: str
    pattern: re.Pattern[str]
    fixed: Mapping[str, str] | None = None
    enrich: Enrich | None = None

    def fact(self, line_number: int, line: str, stamp: str) -> Fact | None:
        """The fact on a line, if it is there."""
        found = self.pattern.search(line) if self.literal in line else None
        if found is None:
            return None
        fields = known(**{name: value.strip() if value else None for name, value in found.groupdict().items()})
        fields |= self.fixed or {}
        return Fact(self.kind, line_number, excerpt(line), self.enrich(fields) if self.enrich else fields, stamp)


def facts_by_rule(
    lines: Iterable[tuple[int, str]], counts: LineCounts, opening: re.Pattern[str], rules: tuple[Rule, ...]
) -> Iterator[Fact]:
    """Read a log of stamped lines.

    Args:
        lines: numbered lines.
        counts: a line that ``opening`` matches is a record; others continue it, or are unparsed before the first one.
        opening: the beginning of a record, with a group ``stamp``.
        rules: tried in order.
    """
    begun = False
    for line_number, full_line in lines:
        line = full_line[:LINE_LIMIT]
        record = opening.match(line)
        if record is None:
            count(counts, "continuation" if begun else "unparsed" if line.strip() else "header")
            continue
        begun = True
        count(counts, "records")
        fact = next(filter(None, (rule.fact(line_number, line, record["stamp"]) for rule in rules)), None)
        if fact:
            yield fact
