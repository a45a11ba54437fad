"""Errors and warnings that no signature explains, grouped while a member is read."""

from __future__ import annotations

import numpy as np

from loganalyzer.analysis.chosen import Chosen
from loganalyzer.analysis.hit_notes import QUOTE_LIMIT
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.templates import GROUPS_LIMIT, joined, similar_rows, template_of
from loganalyzer.records import TextGroup


class Unexplained:
    """The groups of a member; one record of each is decoded."""

    def __init__(self) -> None:
        self._groups: list[TextGroup] = []

    def add(self, records: Chosen) -> None:
        """Group some records."""
        if not records.start.size:
            return
        if len(self._groups) >= 4 * GROUPS_LIMIT:
            self._groups = joined(self._groups)
        array = np.frombuffer(records.data, dtype=np.uint8)
        first, last, count = similar_rows(array, records.behind_head(), records.line_end)
        stamps = records.stamps.at(np.concatenate((first, last))).packed().reshape(2, -1).T
        for begin, end, size, ends in zip(first.tolist(), last.tolist(), count.tolist(), stamps.tolist(), strict=True):
            self._groups.append(_group(records, begin, end, size, ends))

    def groups(self) -> list[TextGroup]:
        """Those of one template joined, in the order of the file."""
        return joined(self._groups)


def _group(records: Chosen, first: int, last: int, count: int, stamps: list[int]) -> TextGroup:
    start, stop = int(records.start[first]), int(records.end[first])
    text = legacy_text(records.data[start : min(stop, start + QUOTE_LIMIT)]).rstrip()
    template = template_of(parts_of(text).tail.lstrip())
    begin, end = ((int(records.style[place]), raw) for place, raw in zip((first, last), stamps, strict=True))
    line, last_line = int(records.line[first]), int(records.line[last])
    return TextGroup(template, int(records.severity[first]), count, line, text, begin, end, last_line)
