"""Records chosen from the chunks of a member, to be looked at more closely than their stamps were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from loganalyzer.formats import ChunkLines
from loganalyzer.formats.windows import Int64, Mask, windows
from loganalyzer.records import NO_STYLE

_STAMP_BYTES = 80
_OTHERS = 2


class Chosen(NamedTuple):
    """Columns over some records. ``data`` holds their bytes; ``start``, ``line_end`` (of the first line) and ``end`` are offsets in it.

    ``head``: how many bytes stamp and thread take (see :class:`~loganalyzer.formats.ChunkStamps`, as for the columns that follow).
    ``line``: the number of the first line.
    """

    data: bytes
    start: Int64
    line_end: Int64
    end: Int64
    head: Int64
    line: Int64
    style: npt.NDArray[np.int16]
    severity: npt.NDArray[np.int8]
    raw: Int64

    @classmethod
    def of(cls, lines: ChunkLines, rows: Int64) -> Chosen:
        """Some records of a chunk, where they are."""
        stamps, end = lines.stamps, lines.end[rows]
        return cls(
            lines.data,
            lines.start[rows],
            np.minimum(lines.first_end[rows], end),
            end,
            stamps.head[rows].astype(np.int64),
            lines.line[rows],
            stamps.style[rows],
            stamps.severity[rows],
            stamps.raw(rows),
        )

    def only(self, numbers: Int64) -> Chosen:
        """Some of them."""
        return Chosen(self.data, *(column[numbers] for column in self[1:]))  # type: ignore[arg-type]

    def copied(self) -> Chosen:
        """The same with bytes of their own, so that the chunk can be let go of."""
        data = self.data
        pieces = [data[begin:end] for begin, end in zip(self.start.tolist(), self.end.tolist(), strict=True)]
        size = self.end - self.start
        return self.moved(b"".join(pieces), np.cumsum(size) - size - self.start)

    def behind_thread(self) -> Int64:
        """Where the text behind stamp and thread begins; a record that has them otherwise than a line of a log counts whole."""
        behind = self.start + self.head
        letter = np.frombuffer(self.data, dtype=np.uint8)[np.minimum(behind, len(self.data) - 1)]
        return np.where(letter == ord(" "), behind, self.start)

    def behind_head(self) -> Int64:
        """Where the text behind ``[stamp] thread `` begins, wherever these stand."""
        head = self.head.copy()
        other = np.flatnonzero(head == 0)
        if other.size:
            array = np.frombuffer(self.data, dtype=np.uint8)
            bracket = (windows(array, self.start[other], _STAMP_BYTES) == ord("]")).argmax(axis=1)
            head[other] = bracket + len("] 0000008e")
        return self.start + head + 1

    def moved(self, data: bytes, by: Int64 | int) -> Chosen:
        """The same where their bytes have moved into other data."""
        return self._replace(data=data, start=self.start + by, line_end=self.line_end + by, end=self.end + by)


def is_trouble(severity: npt.NDArray[np.int8], style: npt.NDArray[np.int16]) -> Mask:
    """Which records are errors or warnings."""
    trouble: Mask = (severity < _OTHERS) & (style != NO_STYLE)
    return trouble


def joined(some: Sequence[Chosen]) -> Chosen:
    """Records chosen from several chunks, one behind the other."""
    if len(some) == 1:
        return some[0]
    data = b"".join([one.data for one in some])
    begin, moved = 0, []
    for one in some:
        moved.append(one.moved(data, begin))
        begin += len(one.data)
    return Chosen(data, *(np.concatenate(column) for column in zip(*(one[1:] for one in moved), strict=True)))
