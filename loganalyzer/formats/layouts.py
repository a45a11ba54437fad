"""Behind stamp and thread: the name that logs, and the type letter. Source: log-formats 3.3, 3.4, 3.5, 3.10.

Basic: the name in 13 columns, cut (``osgiLog-`` names and names of several words are not always). Liberty: in 60. Advanced: the
letter first, then ``UOW= source=...`` and the message on the next line. Pasted: blanks collapsed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TYPE_LETTERS = "FEWACIDORZN123><edmu"

_LETTER = f"[{re.escape(TYPE_LETTERS)}]"
_ADVANCED = re.compile(rf" ({_LETTER}) (?:UOW=\S* )?source=(\S+)")
_COLUMNS = tuple(re.compile(rf" (?:id=\w{{8}} )?(?=\S)(.{{{width}}}) ({_LETTER}) ") for width in (13, 60))
_COLLAPSED = re.compile(rf"\s+(.{{1,60}}?)\s+({_LETTER})\s")


class Layout(NamedTuple):
    """``name`` as printed; ``letter`` is a type letter; both empty where the text has none."""

    name: str
    letter: str


def layout_behind(text: str) -> Layout:
    """Read what follows the thread in a record's first line, its leading blank included."""
    advanced = _ADVANCED.match(text)
    if advanced:
        return Layout(advanced.group(2), advanced.group(1))
    for columns in _COLUMNS:
        match = columns.match(text)
        if match:
            return Layout(match.group(1).strip(), match.group(2))
    match = _COLLAPSED.match(text)
    return Layout(match.group(1).strip(), match.group(2)) if match else Layout("", "")


def letter_behind(data: bytes) -> str:
    """The type letter alone, for a name of letters that take several bytes each."""
    return layout_behind(data.split(b"\n", 1)[0].decode("utf-8", "replace")).letter
