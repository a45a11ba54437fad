"""What was read of the stamps of a chunk, as columns; the numbers in them only when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.arrays import distinct
from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.clock.stamps import StampLayout
from loganalyzer.formats.windows import Bytes, Int64, Mask
from loganalyzer.records import NO_STYLE

WINDOW = 64
UNREAD = -1
READ_ALONE = -2


class StampRows(NamedTuple):
    """Stamps as they are written: the numbers in them are worked out when somebody asks, for many at once.

    ``rows``: the first ``WINDOW`` bytes of each record. ``shape``: which of ``layouts`` they have, or ``UNREAD``, or ``READ_ALONE``:
    the packed stamp stands in ``alone``.
    """

    rows: Bytes
    shape: npt.NDArray[np.int32]
    alone: Int64
    layouts: list[StampLayout]

    def at(self, rows: Int64 | Mask) -> StampRows:
        """Some of them."""
        return StampRows(self.rows[rows], self.shape[rows], self.alone[rows], self.layouts)

    def packed(self) -> Int64:
        """The packed stamps (:mod:`loganalyzer.clock.packing`); 0 where there is none."""
        result = self.alone.copy()
        shape = self.shape
        alike = bool((shape == shape[:1]).all())
        for number in (shape[:1] if alike else distinct(shape.astype(np.int64))).tolist():
            if number >= 0:
                mine = slice(None) if alike else np.flatnonzero(shape == number)
                found = self.rows[mine]
                result[mine] = pack(StampFields(*(number_in(found, *span) for span in self.layouts[number].fields)))
        return result


def joined(some: Sequence[StampRows]) -> StampRows:
    """Stamps of one member, one behind the other."""
    rows, shape, alone = (np.concatenate(column) for column in list(zip(*some, strict=True))[:3])
    return StampRows(rows, shape, alone, some[0].layouts)


class ChunkStamps(Struct, frozen=True):
    """Columns over the candidates of a chunk.

    ``accepted``: whether it is a record. ``style``: number of its stamp style. ``severity``: index into ``SEVERITY_COLUMNS``.
    ``head``: how many bytes stamp and thread take; 0 where they stand otherwise than in a line of a log.
    ``turn``: false only where the row before, in file order, is of the same style and minute.
    ``written``: the stamps themselves.
    """

    accepted: Mask
    style: npt.NDArray[np.int16]
    severity: npt.NDArray[np.int8]
    head: npt.NDArray[np.int16]
    turn: Mask
    written: StampRows

    @classmethod
    def none(cls, rows: Bytes, layouts: list[StampLayout]) -> ChunkStamps:
        """Columns of records of which no stamp was read yet; for ``rows`` and ``layouts`` see :class:`StampRows`."""
        size = len(rows)
        return cls(
            accepted=np.zeros(size, dtype=bool),
            style=np.full(size, NO_STYLE, dtype=np.int16),
            severity=np.full(size, 2, dtype=np.int8),
            head=np.zeros(size, dtype=np.int16),
            turn=np.ones(size, dtype=bool),
            written=StampRows(rows, np.full(size, UNREAD, dtype=np.int32), np.zeros(size, dtype=np.int64), layouts),
        )

    def of(self, keep: Mask) -> ChunkStamps:
        """The same columns over some of the rows."""
        rows = np.flatnonzero(keep)
        turn = self.turn[rows]
        turn[1:] |= np.diff(rows) != 1
        return ChunkStamps(
            self.accepted[rows],
            self.style[rows],
            self.severity[rows],
            self.head[rows],
            turn,
            self.written.at(rows),
        )

    def raw(self, rows: Int64 | None = None) -> Int64:
        """The packed stamps of some rows, or of all; 0 where there is none."""
        return self.written.packed() if rows is None else self.written.at(rows).packed()


def number_in(rows: Bytes, start: int, stop: int) -> npt.NDArray[Any]:
    """The number in some columns, as narrow as it fits."""
    if stop - start == 1:
        return rows[:, start] - np.uint8(48)
    if stop - start == 2:
        return rows[:, start] * np.uint8(10) + rows[:, start + 1] - np.uint8(528 & 0xFF)
    value = rows[:, start].astype(np.int16) - np.int16(48)
    for column in range(start + 1, stop):
        value = value * np.int16(10) + rows[:, column] - np.int16(48)
    return value
