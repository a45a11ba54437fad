"""Stack traces in SystemErr.log: WebSphere stamps each of their lines, though they are one thing that happened (log-formats 4)."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from loganalyzer.formats.chunk_stamps import WINDOW, ChunkStamps

Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FRAME = rb" SystemErr +R (?:[ \t]+at |[ \t]*\.\.\. \d|Caused by: |[ \t]+Suppressed: )"
"""What stands behind the thread of a line that goes on with the trace of the line before."""

_FRAME = re.compile(FRAME)
_NAME = np.frombuffer(b" SystemE", dtype=np.uint8)
_THREAD = 8


def trace_lines(data: bytes, at: Int64, stamps: ChunkStamps) -> Mask:
    """The rows that continue the stack trace of the row before, on the same thread.

    Args:
        data: the chunk's bytes.
        at: where the stamp of each row begins; -1 for none.
        stamps: as read there.
    """
    joined = np.zeros(at.size, dtype=bool)
    rows = np.flatnonzero(_of_system_err(stamps))
    before, thread_before = -2, b""
    for row in rows.tolist():
        end = int(at[row]) + int(stamps.head[row])
        thread = data[end - _THREAD : end]
        joined[row] = before == row - 1 and thread == thread_before and _FRAME.match(data, end) is not None
        before, thread_before = row, thread
    return joined


def _of_system_err(stamps: ChunkStamps) -> Mask:
    """Rows whose thread is followed by a name that begins so, wherever their stamps end."""
    result = np.zeros(stamps.head.size, dtype=bool)
    for head in np.flatnonzero(np.bincount(stamps.head)).tolist():
        if 0 < head <= WINDOW - _NAME.size:
            # One column tells most logs that they hold no such name, at a fraction of the cost of eight.
            maybe = np.flatnonzero(stamps.written.rows[:, head + _NAME.size - 1] == _NAME[-1])
            if maybe.size:
                named = (stamps.written.rows[maybe, head : head + _NAME.size] == _NAME).all(axis=1)
                result[maybe] |= named & (stamps.head[maybe] == head) & stamps.accepted[maybe]
    return result
