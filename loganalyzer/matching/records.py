"""The parts of a record's text that conditions look at: what stands behind stamp and thread, the component, the type letter."""

from __future__ import annotations

import re
from typing import NamedTuple

from loganalyzer.formats.layouts import layout_behind

_HEAD = re.compile(r"\s*(?:[>|*]\s*)?\[[^\]]*\]\s*[0-9a-fA-F]{8,16}(?![0-9A-Za-z])")
_FRAME_HEAD = re.compile(r"\n\[[^\]\n]*\] ?[0-9a-fA-F]{8} SystemErr +R ")


class RecordParts(NamedTuple):
    """``tail`` is the text behind stamp and thread; ``component`` and ``level`` are empty for an unstamped record."""

    tail: str
    component: str
    level: str


def parts_of(text: str) -> RecordParts:
    """Split one record's text, whatever its layout; the stamps of a stack trace's further lines are left out."""
    head = _HEAD.match(text)
    if head is None:
        return RecordParts(text, "", "")
    tail = text[head.end() :]
    component, letter = layout_behind(tail.partition("\n")[0])
    return RecordParts(_FRAME_HEAD.sub("\n", tail) if letter == "R" else tail, component, letter)
