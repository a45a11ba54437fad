"""Text on its way into the HTML report: cleaned, cut with the size of the cut, and bytes made safe to embed.

Escaping is Jinja's (autoescape); what stands here is what escaping does not do. Every value that a template prints
passes ``printed``, so nobody can forget it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from markupsafe import Markup, escape
from msgspec import Struct

from loganalyzer.report.text import clean

WORDS, QUOTE = 4_000, 2_400
_CLEANED = 100_000
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]\"'][.!?])\s+(?=[A-Z\"'(])")

Row = TypeVar("Row")


class Capped(Struct, Generic[Row], frozen=True):
    """The rows that are shown, and how many there are beyond them."""

    rows: tuple[Row, ...]
    more: int

    @property
    def total(self) -> int:
        return len(self.rows) + self.more


def capped(rows: Iterable[Row], limit: int) -> Capped[Row]:
    everything = tuple(rows)
    return Capped(everything[:limit], max(0, len(everything) - limit))


def cut(text: str, limit: int = QUOTE) -> str:
    """Cleaned text with its lines, cut at ``limit`` with the number of characters left out."""
    # A line of megabytes is not cleaned as a whole only to be thrown away.
    words = clean(text[: max(limit, _CLEANED)]).strip("\n")
    beyond = max(0, len(text) - max(limit, _CLEANED)) + max(0, len(words) - limit)
    return words if not beyond else f"{words[:limit].rstrip()}… [{beyond:,} more characters not shown]"


def printed(value: object) -> object:
    """What a template prints: markup as it is, nothing for None, all else as cleaned and cut text."""
    if isinstance(value, Markup):
        return value
    return "" if value is None else cut(str(value), WORDS)


def path(text: str) -> Markup:
    """A path that may break after its slashes."""
    return escape(text).replace("/", Markup("/<wbr>"))


def sentences(text: str, number: int) -> str:
    """The first sentences of a text."""
    return " ".join(_SENTENCE.split(text.strip())[:number])


def short_process(name: str) -> str:
    r"""``node\server`` of ``cell\node\server``."""
    return "\\".join(name.split("\\")[-2:])


def names(processes: Sequence[str]) -> str:
    """``a, b and 3 more``."""
    shown = ", ".join(map(short_process, processes[:3]))
    return shown + (f" and {len(processes) - 3} more" if len(processes) > 3 else "")


def embedded_json(value: Any) -> Markup:
    """JSON for a script element of type application/json: no character in it can end the element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def csp_hash(text: str) -> str:
    """The source expression that lets exactly this inline script or style run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data_uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
