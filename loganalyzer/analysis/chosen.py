"""Records chosen from the chunks of a member, to be looked at more closely than their stamps were."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from loganalyzer.formats import ChunkLines
from loganalyzer.formats.chunk_stamps import StampRows, joined
from loganalyzer.formats.windows import Int64, Mask, windows
from loganalyzer.records import NO_STYLE

_STAMP_BYTES = 80
_SHORT = 256
_OTHERS = 2


class Chosen(NamedTuple):
    """Columns over some records. ``data`` holds their bytes; ``start``, ``line_end`` (of the first line) and ``end`` are offsets in it.

    ``head``: how many bytes stamp and thread take (see :class:`~loganalyzer.formats.ChunkStamps`, as for the columns that follow).
    ``line``: the number of the first line. ``stamps``: theirs, as they are written.
    """

    data: bytes
    stamps: StampRows
    start: Int64
    line_end: Int64
    end: Int64
    head: Int64
    line: Int64
    style: npt.NDArray[np.int16]
    severity: npt.NDArray[np.int8]

    @classmethod
    def of(cls, lines: ChunkLines, rows: Int64) -> Chosen:
        """Some records of a chunk, where they are."""
        stamps, end = lines.stamps, lines.end[rows]
        return cls(
            lines.data,
            stamps.written.at(rows),
            lines.start[rows],
            np.minimum(lines.first_end[rows], end),
            end,
            stamps.head[rows].astype(np.int64),
            lines.line[rows],
            stamps.style[rows],
            stamps.severity[rows],
        )

    def only(self, numbers: Int64) -> Chosen:
        """Some of them."""
        return Chosen(self.data, self.stamps.at(numbers), *(column[numbers] for column in self[2:]))  # type: ignore[arg-type]

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


def is_trouble(severity: npt.NDArray[np.int8], style: npt.NDArray[np.int16]) -> Mask:
    """Which records are errors or warnings."""
    trouble: Mask = (severity < _OTHERS) & (style != NO_STYLE)
    return trouble


class Copies:
    """Records chosen from several chunks, with bytes of their own, so that the chunks can be let go of.

    ``count``: how many there are. ``size``: how many bytes they take.
    """

    def __init__(self) -> None:
        self.count, self.size = 0, 0
        self._data: list[memoryview | bytes] = []
        self._records: list[Chosen] = []

    def add(self, records: Chosen) -> None:
        """Copy some records. A short one is given more room than it needs: many of one width are copied in one go."""
        start, size = records.start, records.end - records.start
        short, long = np.flatnonzero(size <= _SHORT), np.flatnonzero(size > _SHORT)
        begin = np.empty_like(start)
        begin[short] = self.size + np.arange(short.size) * _SHORT
        self._data.append(windows(np.frombuffer(records.data, dtype=np.uint8), start[short], _SHORT).data)
        self.size += short.size * _SHORT
        begin[long] = self.size + np.cumsum(size[long]) - size[long]
        places = zip(start[long].tolist(), records.end[long].tolist(), strict=True)
        self._data += [records.data[first:end] for first, end in places]
        self.size += int(size[long].sum())
        by = begin - start
        self._records.append(
            records._replace(data=b"", start=begin, line_end=records.line_end + by, end=records.end + by)
        )
        self.count += start.size

    def joined(self) -> Chosen:
        """All of them."""
        columns = zip(*(one[2:] for one in self._records), strict=True)
        return Chosen(
            b"".join(self._data), joined([one.stamps for one in self._records]), *map(np.concatenate, columns)
        )
