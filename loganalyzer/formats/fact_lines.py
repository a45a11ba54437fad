"""What the readers of facts share: one way to count a line, to read XML attributes off a line, and to read numbers.

Lines are hostile: attributes are read from the first ``LINE_LIMIT`` characters, by patterns whose repeats are bounded.
No XML parser sees the files, so no entity, document type or nesting can do harm.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from loganalyzer.formats.facts import FACT_TEXT_LIMIT
from loganalyzer.records import LineCounts

# What a format's tests run: (file name, text, the facts it must yield in order, as kind and some of the fields).
Samples = tuple[tuple[str, str, list[tuple[str, dict[str, str]]]], ...]

Role = Literal["records", "continuation", "header", "unparsed"]

LINE_LIMIT = 4_000
_ATTRIBUTE = re.compile(r'([A-Za-z][\w:.-]{0,60})="([^"]{0,3500})"')
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,9})?")


def count(counts: LineCounts, role: Role) -> None:
    """Add one line to its kind."""
    setattr(counts, role, getattr(counts, role) + 1)


def attributes(line: str) -> dict[str, str]:
    """The attributes on a line of XML, as written (entities are not expanded)."""
    return dict(_ATTRIBUTE.findall(line[:LINE_LIMIT]))


def number(text: str | None) -> float | None:
    """A plain decimal number, or ``None`` for anything else."""
    return float(text.replace(",", ".")) if text is not None and _NUMBER.fullmatch(text) else None


def known(**fields: str | None) -> dict[str, str]:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value}


def excerpt(*lines: str) -> str:
    """Lines joined to a passage that is short enough to quote."""
    return "\n".join(line[:LINE_LIMIT].rstrip() for line in lines)[:FACT_TEXT_LIMIT]


def base_name(path: str) -> str:
    """The last part of a member's path, in lower case."""
    return PurePosixPath(path.replace("\\", "/")).name.lower()
