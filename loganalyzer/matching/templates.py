"""What no signature explains, grouped: errors and warnings whose texts differ only in numbers, names and addresses.

Two steps keep it cheap. Inside a chunk, records are grouped by the bytes behind their stamp with digits blotted out, all at
once. Then only one record of each group is decoded and masked to a *template*, and groups with one template are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import shake_128

import numpy as np

from loganalyzer.formats.windows import Bytes, Int64, windows, word_columns
from loganalyzer.records import TextGroup

KEY_BYTES = 72
_STAMP_BYTES = 80
GROUPS_LIMIT = 2_000
_TEMPLATE_LIMIT = 200
_NEWLINE = 10
_DIGITS_AS_ZEROS = np.array([48 if 48 <= byte < 58 else byte for byte in range(256)], dtype=np.uint8)
# Large odd numbers, as random as a digest: rows are told apart by a sum of products that wraps at 64 bits.
_FACTORS = np.frombuffer(shake_128(b"rows").digest(KEY_BYTES), dtype=np.uint64) | np.uint64(1)

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


def text_offsets(array: Bytes, start: Int64) -> Int64:
    """Where the text behind ``[stamp] thread `` begins, for records that start at ``start``."""
    head = windows(array, start, _STAMP_BYTES)
    offsets: Int64 = start + (head == ord("]")).argmax(axis=1) + len("] 0000008e ")
    return offsets


def similar_rows(array: Bytes, text_at: Int64) -> tuple[Int64, Int64, Int64]:
    """Group records by the bytes at ``text_at`` with digits blotted out.

    Args:
        array: the chunk's bytes.
        text_at: offsets behind each record's stamp and thread.

    Returns:
        For each group the index of its first record and of its last, and how many it has; in order of first appearance.
    """
    keys = _DIGITS_AS_ZEROS[windows(array, text_at, KEY_BYTES)]
    # Only the first line tells records apart here; what follows it is a stack trace more often than not.
    line_end = np.where((ends := keys == _NEWLINE).any(axis=1), ends.argmax(axis=1), KEY_BYTES)
    keys[np.arange(KEY_BYTES) >= line_end[:, None]] = 0
    digest = (word_columns(keys, KEY_BYTES // 8) * _FACTORS[:, None]).sum(axis=0, dtype=np.uint64)
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


def joined(groups: Iterable[TextGroup]) -> tuple[TextGroup, ...]:
    """Groups with one template and level made one, in order of first appearance; at most ``GROUPS_LIMIT``."""
    found: dict[str, TextGroup] = {}
    for group in groups:
        key = group.template
        known = found.get(key)
        if known is None:
            if len(found) < GROUPS_LIMIT:
                found[key] = group
            continue
        found[key] = replace(known, count=known.count + group.count, last=group.last)
    return tuple(found.values())
