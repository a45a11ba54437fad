"""The hot path: thousands of record headers at once, grouped by the shape of their digits.

No Python statement runs per record. Rows whose stamp has digits in the same places, and the same other characters, share one
layout, which is worked out once from the first of them (log-formats 3.1, 3.3; design: what was measured). A stamp and its
thread are copied once, 64 bytes a row. The numbers in a stamp are worked out for those rows only whose number somebody asks
for: whether a record falls into the minute of the one before is seen from the bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.clock.stamps import StampLayout, StampStyle, layout_of
from loganalyzer.formats.chunk_stamps import READ_ALONE, WINDOW, ChunkStamps, number_in
from loganalyzer.formats.foreign_digits import STAMP_BYTES, foreign_stamp
from loganalyzer.formats.layouts import TYPE_LETTERS, letter_behind
from loganalyzer.formats.windows import (
    Bytes,
    Int64,
    Mask,
    Words,
    hexadecimal,
    not_digits,
    windows,
    word_columns,
    word_mask,
    words_at,
)
from loganalyzer.records import StyleUse

_MAX_SHAPES = 256
_THREAD = slice(2, 10)
_BRACKET = 93
_ONE_BYTE, _OUTER, _BLANKS = np.uint64(8), np.uint64(0xFF00FF), np.uint64(0x200020)
_BASIC_LEVEL, _OTHER_LEVELS = 25, (11, 72, 84)
_LINE = 200
_NOT_ASCII = 0x80
_LEVELS = np.zeros(256, dtype=bool)
_LEVELS[[ord(letter) for letter in TYPE_LETTERS]] = True
_SEVERITY = np.full(256, 2, dtype=np.int8)
_SEVERITY[[ord("F"), ord("E")]] = 0
_SEVERITY[ord("W")] = 1
_UP_TO_MINUTE = 5


class StampReader:
    """Reads the stamps of one member, chunk by chunk, and remembers the styles met and the digit widths in them."""

    def __init__(self) -> None:
        self.styles: list[StyleUse] = []
        self._index: dict[StampStyle, int] = {}
        self._layouts: list[StampLayout] = []
        self._numbers: dict[StampLayout, int] = {}

    def read(self, data: Bytes, at: Int64) -> ChunkStamps:
        """Parse the stamps whose ``[`` stands at offsets ``at``.

        Args:
            data: the chunk's bytes.
            at: offsets of opening brackets; -1 for a record that has no stamp.
        """
        rows = windows(data, np.maximum(at, 0), WINDOW)
        stamps = ChunkStamps.none(rows, self._layouts)
        bracketed = at >= 0
        for row in np.flatnonzero(bracketed & (rows[:, 1] >= _NOT_ASCII)).tolist():
            self._read_foreign(data, int(at[row]), row, stamps)
        self._read(data, at, np.flatnonzero(bracketed), stamps)
        return stamps

    def _read(self, data: Bytes, at: Int64, todo: Int64, stamps: ChunkStamps) -> None:
        sifted = False
        for _ in range(_MAX_SHAPES):
            if not todo.size:
                return
            rows = stamps.written.rows if todo.size == at.size else stamps.written.rows[todo]
            layout, end = _layout(rows[0])
            if layout is None and not sifted:
                sifted, todo = True, todo[_headed(data, at[todo], rows)]
                continue
            words = word_columns(rows, end // 8 + 1)
            same = _same_shape(words, layout.fields if layout else _digits(rows[0], end), end)
            if layout is not None:
                if same.all():
                    self._fill(data, at, todo, words, layout, end, stamps)
                    return
                self._fill(data, at, todo[same], words[:, same], layout, end, stamps)
            todo = todo[~same]

    def _read_foreign(self, data: Bytes, at: int, row: int, stamps: ChunkStamps) -> None:
        found = foreign_stamp(data[at : at + STAMP_BYTES].tobytes())
        if found is None:
            return
        columns = [np.array([number], dtype=np.int64) for number in found.numbers]
        stamps.accepted[row] = True
        stamps.style[row] = self._style(found.layout, columns)
        stamps.written.shape[row] = READ_ALONE
        stamps.written.alone[row] = pack(StampFields(*columns))[0]
        stamps.severity[row] = _SEVERITY[ord(found.level)] if found.level.isascii() else 2

    def _fill(
        self, data: Bytes, at: Int64, index: Int64, words: Words, layout: StampLayout, end: int, stamps: ChunkStamps
    ) -> None:
        rows = stamps.written.rows if index.size == at.size else stamps.written.rows[index]
        threaded = _threaded(data, at[index] + end, rows, end)
        if not threaded.all():
            index, words, rows = index[threaded], words[:, threaded], rows[threaded]
        if not index.size:
            return
        turn = _turns(words, layout)
        turn[1:] |= np.diff(index) != 1
        first = rows[turn]
        # Nearly always all rows are alike, and a slice is written many times faster than an index.
        where = slice(None) if index.size == at.size else index
        stamps.accepted[where] = True
        stamps.style[where] = self._style(layout, [number_in(first, *span) for span in layout.fields[:4]])
        stamps.severity[where] = _severity(data, at, index, rows, end)
        stamps.head[where] = end + _THREAD.stop
        stamps.turn[where] = turn
        number = self._numbers.setdefault(layout, len(self._layouts))
        if number == len(self._layouts):
            self._layouts.append(layout)
        stamps.written.shape[where] = number

    def _style(self, layout: StampLayout, columns: list[Any]) -> int:
        number = self._index.setdefault(layout.style, len(self.styles))
        if number == len(self.styles):
            self.styles.append(StyleUse(layout.style))
        widths = self.styles[number].widths
        for name, span, column in zip("123h", layout.fields[:4], columns[:4], strict=True):
            width = span[1] - span[0]
            if width != 2 or bool((column < 10).any()):
                widths.setdefault(name, set()).add(width)
        return number


def _layout(row: Bytes) -> tuple[StampLayout | None, int]:
    """The layout of one row (spans shifted to its columns) and the column of its closing bracket."""
    raw = row.tobytes()
    end = raw.find(b"]")
    if end < 0:
        return None, WINDOW - 1
    # Latin-1 keeps one character per byte, so spans are columns whatever the encoding of the literal text.
    layout = layout_of(raw[1:end].decode("latin-1"))
    if layout is None:
        return None, end
    shifted = tuple((start + 1, stop + 1) for start, stop in layout.fields)
    style = StampStyle(_text(layout.style.skeleton), _text(layout.style.zone), layout.style.iso)
    return StampLayout(style, shifted, (layout.zone[0] + 1, layout.zone[1] + 1)), end


def _text(latin: str) -> str:
    """The literal text of a stamp (``年``, a French minus) as it was meant."""
    try:
        return latin.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return latin


def _headed(data: Bytes, at: Int64, rows: Bytes) -> Mask:
    """Rows with a closing bracket and a thread behind it: what an application prints in brackets has none."""
    end = (rows == _BRACKET).argmax(axis=1)
    result: Mask = (end > 0) & hexadecimal(words_at(windows(data, at + end + _THREAD.start, 8), 0))
    return result


def _digits(row: Bytes, end: int) -> tuple[tuple[int, int], ...]:
    return tuple((column, column + 1) for column in range(end) if 48 <= row[column] < 58)


def _same_shape(words: Words, fields: tuple[tuple[int, int], ...], end: int) -> Mask:
    """Rows with digits where the first has the digits of its numbers, and equal to it in all else up to ``]``."""
    free = _columns(fields)
    exact_words, digit_words = word_mask(~free & (np.arange(WINDOW) <= end), 0xFF), word_mask(free, 0x80)
    differs = np.zeros(words.shape[1], dtype=np.uint64)
    for word, exact, digits in zip(words, exact_words, digit_words, strict=False):
        differs |= (word ^ word[0]) & exact
        if digits:
            differs |= not_digits(word) & digits
    same: Mask = differs == 0
    return same


def _turns(words: Words, layout: StampLayout) -> Mask:
    """Rows whose date, hour or minute is written otherwise than in the row before."""
    turn = np.ones(words.shape[1], dtype=bool)
    differs = np.zeros(words.shape[1] - 1, dtype=np.uint64)
    for word, mask in zip(words, word_mask(_columns(layout.fields[:_UP_TO_MINUTE]), 0xFF), strict=False):
        if mask:
            differs |= (word[1:] ^ word[:-1]) & mask
    turn[1:] = differs != 0
    return turn


def _columns(spans: tuple[tuple[int, int], ...]) -> Mask:
    chosen = np.zeros(WINDOW, dtype=bool)
    for start, stop in spans:
        chosen[start:stop] = True
    return chosen


def _threaded(data: Bytes, bracket: Int64, rows: Bytes, end: int) -> Mask:
    """Rows with eight hexadecimal digits behind the bracket and a blank."""
    if end + _THREAD.stop > WINDOW:
        return hexadecimal(words_at(windows(data, bracket + _THREAD.start, 8), 0))
    return hexadecimal(words_at(rows, end + _THREAD.start))


def _severity(data: Bytes, at: Int64, index: Int64, rows: Bytes, end: int) -> npt.NDArray[np.int8]:
    """The type letter stands 25 bytes after the bracket (13-column name), 11 (advanced) or 72 and 84 (Liberty's 60-column name).

    Where it stands nowhere there, as behind a name of letters that take several bytes, the line is looked at by itself.
    """
    level = end + _BASIC_LEVEL
    inside = level - 1 + 8 <= WINDOW
    found, severity = _letters(words_at(rows, level - 1) if inside else _around(data, at[index] + level))
    if found.all():
        return severity
    other = np.flatnonzero(~found)
    for column in _OTHER_LEVELS:
        if other.size:
            found, further = _letters(_around(data, at[index[other]] + end + column))
            severity[other] = np.where(found, further, 2)
            other = other[~found]
    for row in other.tolist():
        begin = int(at[index[row]]) + end + _THREAD.stop
        severity[row] = _SEVERITY[ord(letter_behind(data[begin : begin + _LINE].tobytes()) or " ")]
    return severity


def _around(data: Bytes, at: Int64) -> Words:
    return words_at(windows(data, at - 1, 8), 0)


def _letters(around: Words) -> tuple[Mask, npt.NDArray[np.int8]]:
    """Whether a type letter stands between two blanks in the first three bytes, and the severity it means."""
    letters = (around >> _ONE_BYTE).astype(np.uint8)
    return _LEVELS[letters] & (around & _OUTER == _BLANKS), _SEVERITY[letters]
