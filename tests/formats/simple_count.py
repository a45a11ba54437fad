"""A simple-minded count of records: one line at a time, nothing shared with the readers."""

from __future__ import annotations

import re

_STAMPED = re.compile(rb"\[\d[^\]]*\] [0-9a-f]{8} ")
_FRAMES = (b"\tat ", b" at ", b"\t... ", b"Caused by: ")


def stamped_records(data: bytes) -> dict[int, bytes]:
    """Number of its first line -> text of each stamped record; a trace in SystemErr.log has a stamp on each line, and is one."""
    found: dict[int, bytes] = {}
    before, begun = b"", 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if not _STAMPED.match(line):
            continue
        thread, _, text = line.partition(b"] ")[2].partition(b" SystemErr     R ")
        if text.startswith(_FRAMES) and thread == before:
            found[begun] += b"\n" + text
            continue
        begun, before = number, thread
        found[begun] = line
    return found
