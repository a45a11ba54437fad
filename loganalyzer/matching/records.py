"""The parts of a record's text that conditions look at: what stands behind stamp and thread, the component, the type letter."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEAD = re.compile(r"\s*(?:[>|*]\s*)?\[[^\]]*\]\s*[0-9a-fA-F]{8,16}(\s+(.{1,60}?)\s+([FEWACIDORZN123><edmu])\s)?")


class RecordParts(NamedTuple):
    """``tail`` is the text behind stamp and thread; ``component`` and ``level`` are empty for an unstamped record."""

    tail: str
    component: str
    level: str


def parts_of(text: str) -> RecordParts:
    """Split one record's text (basic layout, padded or with its padding collapsed)."""
    head = _HEAD.match(text)
    if head is None:
        return RecordParts(text, "", "")
    if head.group(1) is None:
        return RecordParts(text[head.end() :], "", "")
    return RecordParts(text[head.start(1) :], head.group(2).strip(), head.group(3))
