"""Markdown that untrusted text cannot leave: escaped words, code spans and blocks with long enough fences."""

from __future__ import annotations

import re

from loganalyzer.report.text import clean, one_line

_SPECIAL = re.compile(r"[`*\[\]<]|~~|\\(?=[!-/:-@\[-`{-~])|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_AT_START = re.compile(r"^(?:>|#{1,6}(?=\s|$)|[-+=](?=[\s=-]|$)|~{3,}|\d{1,9}[.)](?=\s|$))")
_DOTTED = re.compile(r"^(\d{1,9})([.)])")


def escape(text: str) -> str:
    """One line of prose; only what Markdown or HTML would act on is escaped, so that it also reads plain."""
    line = _SPECIAL.sub(lambda found: "".join("\\" + char for char in found[0]), one_line(text))
    if _AT_START.match(line):
        line = _DOTTED.sub(r"\1\\\2", line) if line[0].isdigit() else "\\" + line
    return line


def code(text: str, limit: int | None = None) -> str:
    """A code span on one line, quoted with more backticks than it contains in a row."""
    line = one_line(text, limit) or " "
    fence = "`" * (_longest_run(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def block(text: str, language: str = "", indent: int = 0) -> str:
    """A fenced block whose fence is longer than any run of backticks inside; indented to sit in a list item."""
    body = clean(text).strip("\n")
    fence = "`" * max(3, _longest_run(body) + 1)
    lines = (f"{fence}{language}", *body.split("\n"), fence)
    return "\n".join(" " * indent + line if line else "" for line in lines)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
