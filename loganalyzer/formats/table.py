"""The hot path: thousands of record headers at once, grouped by the shape of their digits.

No Python statement runs per record. Rows whose stamp has the same digits in the same places, and the same other characters,
share one layout, which is worked out once from the first of them (log-formats 3.1, 3.3; design: what was measured).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.clock.stamps import StampLayout, StampStyle, layout_of
from loganalyzer.records import NO_STYLE, StyleUse

Bytes = npt.NDArray[np.uint8]
Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

WINDOW = 64
PADDING = 160
_MASKED = 32
_MAX_SHAPES = 256
_SPACE, _BRACKET = 32, 93
_BASIC_LEVEL, _LIBERTY_LEVEL = 25, 72
_LEVELS = np.zeros(256, dtype=bool)
_LEVELS[[ord(letter) for letter in "FEWACIDORZ123><edmuN"]] = True
_SEVERITY = np.full(256, 2, dtype=np.int64)
_SEVERITY[[ord("F"), ord("E")]] = 0
_SEVERITY[ord("W")] = 1
_WEIGHTS = (1 << np.arange(_MASKED, dtype=np.uint64)).astype(np.uint64)
_HEX = np.zeros(256, dtype=bool)
_HEX[[ord(letter) for letter in "0123456789abcdefABCDEF"]] = True


@dataclass(frozen=True, slots=True)
class ChunkStamps:
    """Columns over the candidates of a chunk: whether each is a record, its style, packed stamp and severity column."""

    accepted: Mask
    style: npt.NDArray[np.int16]
    raw: Int64
    severity: Int64


class StampReader:
    """Reads the stamps of one member, chunk by chunk, and remembers the styles met and the digit widths in them."""

    def __init__(self) -> None:
        self.styles: list[StyleUse] = []
        self._index: dict[StampStyle, int] = {}

    def read(self, data: Bytes, at: Int64) -> ChunkStamps:
        """Parse the stamps whose ``[`` stands at offsets ``at``.

        Args:
            data: the chunk's bytes followed by at least ``PADDING`` zero bytes.
            at: ascending offsets of opening brackets; -1 for a record that has no stamp.
        """
        size = at.size
        stamps = ChunkStamps(
            np.zeros(size, dtype=bool),
            np.full(size, NO_STYLE, dtype=np.int16),
            np.zeros(size, dtype=np.int64),
            np.full(size, 2),
        )
        todo = np.flatnonzero(at >= 0)
        if not todo.size:
            return stamps
        windows = _windows(data, at[todo])
        digits = (windows - 48) < 10
        mask = (digits[:, 1 : _MASKED + 1] * _WEIGHTS).sum(axis=1, dtype=np.uint64)
        self._by_shape(data, at, todo, windows, mask, stamps)
        return stamps

    def _by_shape(
        self, data: Bytes, at: Int64, todo: Int64, windows: Bytes, mask: npt.NDArray[np.uint64], stamps: ChunkStamps
    ) -> None:
        rows = np.arange(todo.size)
        for _ in range(_MAX_SHAPES):
            if not rows.size:
                return
            same = mask[rows] == mask[rows[0]]
            layout, end = _layout(windows[rows[0]])
            if layout is None:
                rows = rows[~same]
                continue
            exact = _exact_columns(windows[rows[0]], layout, end)
            same &= (windows[rows][:, exact] == windows[rows[0]][exact]).all(axis=1)
            group = rows[same]
            self._fill(data, at, todo[group], windows[group], layout, end, stamps)
            rows = rows[~same]

    def _fill(
        self, data: Bytes, at: Int64, index: Int64, windows: Bytes, layout: StampLayout, end: int, stamps: ChunkStamps
    ) -> None:
        has_thread = (
            _HEX[windows[:, end + 2 : end + 10]].all(axis=1) if end + 10 <= WINDOW else np.zeros(len(index), dtype=bool)
        )
        index, windows = index[has_thread], windows[has_thread]
        if not index.size:
            return
        columns = [_number(windows, start, stop) for start, stop in layout.fields]
        stamps.accepted[index] = True
        stamps.style[index] = self._style(layout, columns)
        stamps.raw[index] = pack(StampFields(*columns))
        stamps.severity[index] = _severity(data, at[index] + end)

    def _style(self, layout: StampLayout, columns: list[Int64]) -> int:
        number = self._index.setdefault(layout.style, len(self.styles))
        if number == len(self.styles):
            self.styles.append(StyleUse(layout.style))
        widths = self.styles[number].widths
        for name, span, column in zip("123h", layout.fields[:4], columns[:4], strict=True):
            width = span[1] - span[0]
            if width != 2 or bool((column < 10).any()):
                widths.setdefault(name, set()).add(width)
        return number


def severities_of(letters: Bytes) -> Int64:
    """Type letters -> index into ``SEVERITY_COLUMNS``."""
    return _SEVERITY[letters]


def _windows(data: Bytes, at: Int64) -> Bytes:
    strided = np.lib.stride_tricks.as_strided(
        data, shape=(data.size - WINDOW + 1, WINDOW), strides=(1, 1), writeable=False
    )
    return strided[at]


def _layout(row: Bytes) -> tuple[StampLayout | None, int]:
    """The layout of one window (spans shifted to window columns) and the column of its closing bracket."""
    raw = row.tobytes()
    end = raw.find(b"]")
    if end < 0:
        return None, 0
    # Latin-1 keeps one character per byte, so spans are columns whatever the encoding of the literal text.
    layout = layout_of(raw[1:end].decode("latin-1"))
    if layout is None:
        return None, 0
    shifted = tuple((start + 1, stop + 1) for start, stop in layout.fields)
    return StampLayout(layout.style, shifted, (layout.zone[0] + 1, layout.zone[1] + 1)), end


def _exact_columns(row: Bytes, layout: StampLayout, end: int) -> Int64:
    """Columns in which every row of the group must equal the first: all but the digits of the seven numbers."""
    free = {column for start, stop in layout.fields for column in range(start, stop)}
    return np.array([column for column in range(end + 1) if column not in free], dtype=np.int64)


def _number(windows: Bytes, start: int, stop: int) -> Int64:
    value = windows[:, start].astype(np.int64) - 48
    for column in range(start + 1, stop):
        value = value * 10 + windows[:, column] - 48
    return value


def _severity(data: Bytes, bracket: Int64) -> Int64:
    """The type letter stands 25 bytes after the bracket (13-column name) or 72 (Liberty's 60-column name)."""
    letters = np.zeros(bracket.size, dtype=np.uint8)
    for distance in (_LIBERTY_LEVEL, _BASIC_LEVEL):
        place = bracket + distance
        found = _LEVELS[data[place]] & (data[place - 1] == _SPACE) & (data[place + 1] == _SPACE)
        letters[found] = data[place][found]
    return _SEVERITY[letters]
