"""What no signature explains, grouped: errors and warnings whose texts differ only in numbers, names and addresses.

Two steps keep it cheap. Inside a chunk, records are grouped by the bytes behind their stamp with digits blotted out, all at
once. Then only one record of each group is decoded and masked to a *template*, and groups with one template are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from loganalyzer.formats.windows import Bytes, Int64
from loganalyzer.matching.digests import outlines_of_heads
from loganalyzer.records import TextGroup

KEY_BYTES = 72
GROUPS_LIMIT = 2_000
_TEMPLATE_LIMIT = 200

_MASKS = (
    (re.compile(r'"[^"]{1,200}"|\'[^\']{1,200}\''), "<text>"),
    (re.compile(r"\b(?:[a-z]+://|/)[^\s,;)\]]+"), "<path>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"), "<address>"),
    (re.compile(r"\b[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,}){0,4}\b"), "<hex>"),
    (re.compile(r"@[0-9a-fA-F]{4,}\b"), "@<hex>"),
    (re.compile(r"\b[\w.-]+\\[\w.-]+\\[\w.-]+"), "<process>"),
    (re.compile(r"(?<![A-Za-z])\d[\d.,:]*(?![A-Za-z0-9])"), "<n>"),
)
_MESSAGE_ID = re.compile(r"\b[A-Z][A-Z0-9]{2,7}\d{3,5}[A-Z]\b")


def similar_rows(array: Bytes, text_at: Int64, line_end: Int64) -> tuple[Int64, Int64, Int64]:
    """Group records by the first bytes of their text with digits blotted out.

    Only the first line tells records apart here; what follows it is a stack trace more often than not.

    Args:
        array: the chunk's bytes.
        text_at: offsets behind each record's stamp and thread.
        line_end: where each record's first line ends.

    Returns:
        For each group the index of its first record and of its last, and how many it has; in order of first appearance.
    """
    digest = outlines_of_heads(array, text_at, line_end, KEY_BYTES)
    _, first, inverse, counts = np.unique(digest, return_index=True, return_inverse=True, return_counts=True)
    last = np.zeros(first.size, dtype=np.int64)
    last[inverse] = np.arange(text_at.size)
    order = np.argsort(first, kind="stable")
    return first[order], last[order], counts[order]


def template_of(text: str) -> str:
    """The first line of a message with everything that varies masked; message ids and exception classes stay."""
    line = text.strip().splitlines()[0] if text.strip() else ""
    kept = _MESSAGE_ID.search(line)
    for expression, word in _MASKS:
        line = expression.sub(word, line)
    if kept and kept.group(0) not in line:
        line = f"{kept.group(0)} {line}"
    return " ".join(line.split())[:_TEMPLATE_LIMIT]


def joined(groups: Iterable[TextGroup]) -> list[TextGroup]:
    """Groups with one template made one, in order of first appearance; at most ``GROUPS_LIMIT``."""
    found: dict[str, TextGroup] = {}
    for group in sorted(groups, key=lambda one: one.line):
        known = found.get(group.template)
        if known is None:
            if len(found) < GROUPS_LIMIT:
                found[group.template] = group
            continue
        later = max(known, group, key=lambda one: one.last_line)
        found[group.template] = replace(
            known, count=known.count + group.count, last=later.last, last_line=later.last_line
        )
    return list(found.values())
