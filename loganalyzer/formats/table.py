"""The hot path: thousands of record headers at once, grouped by the shape of their digits.

No Python statement runs per record. Rows whose stamp has digits in the same places, and the same other characters, share one
layout, which is worked out once from the first of them (log-formats 3.1, 3.3; design: what was measured). A stamp and its
thread are copied once, 64 bytes a row, and compared eight bytes at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.clock.stamps import StampLayout, StampStyle, layout_of
from loganalyzer.formats.foreign_digits import STAMP_BYTES, foreign_stamp
from loganalyzer.records import NO_STYLE, StyleUse

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Rows = slice | Int64

WINDOW = 64
PADDING = 160
_MAX_SHAPES = 256
_SPACE, _BRACKET = 32, 93
_BASIC_LEVEL, _LIBERTY_LEVEL = 25, 72
_NOT_ASCII = 0x80
_LEVELS = np.zeros(256, dtype=bool)
_LEVELS[[ord(letter) for letter in "FEWACIDORZ123><edmuN"]] = True
_SEVERITY = np.full(256, 2, dtype=np.int8)
_SEVERITY[[ord("F"), ord("E")]] = 0
_SEVERITY[ord("W")] = 1


def _each(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte] * 8), "little"))


_LOW, _HIGH, _ZEROS, _BLANKS, _BEFORE_A = _each(0x7F), _each(0x80), _each(0x30), _each(0x20), _each(0x60)
_ABOVE_NINE, _ABOVE_SIX = _each(0x7F - 9), _each(0x7F - 6)


@dataclass(frozen=True, slots=True)
class ChunkStamps:
    """Columns over the candidates of a chunk: whether each is a record, its style, packed stamp and severity column."""

    accepted: Mask
    style: npt.NDArray[np.int16]
    raw: Int64
    severity: npt.NDArray[np.int8]

    @classmethod
    def none(cls, size: int) -> ChunkStamps:
        """Columns of records without a stamp."""
        return cls(
            np.zeros(size, dtype=bool),
            np.full(size, NO_STYLE, dtype=np.int16),
            np.zeros(size, dtype=np.int64),
            np.full(size, 2, dtype=np.int8),
        )

    def of(self, rows: Rows | Mask) -> ChunkStamps:
        """The same columns over some of the rows."""
        return ChunkStamps(self.accepted[rows], self.style[rows], self.raw[rows], self.severity[rows])


class StampReader:
    """Reads the stamps of one member, chunk by chunk, and remembers the styles met and the digit widths in them."""

    def __init__(self) -> None:
        self.styles: list[StyleUse] = []
        self._index: dict[StampStyle, int] = {}

    def read(self, data: Bytes, at: Int64) -> ChunkStamps:
        """Parse the stamps whose ``[`` stands at offsets ``at``.

        Args:
            data: the chunk's bytes.
            at: ascending offsets of opening brackets; -1 for a record that has no stamp.
        """
        stamps = ChunkStamps.none(at.size)
        if not at.size:
            return stamps
        last = data.size - PADDING
        foreign = np.flatnonzero((at >= 0) & (data[np.minimum(at + 1, data.size - 1)] >= _NOT_ASCII))
        for row in foreign.tolist():
            self._read_foreign(data, int(at[row]), row, stamps)
        self._read(data, at, np.flatnonzero((at >= 0) & (at < last)), stamps)
        # What stands so near the end that a window would reach beyond it is read from a padded copy.
        beyond = np.flatnonzero((at >= 0) & (at >= last))
        if beyond.size:
            first = int(at[beyond[0]])
            padded = np.concatenate((data[first:], np.zeros(PADDING, dtype=np.uint8)))
            self._read(padded, at - first, beyond, stamps)
        return stamps

    def _read(self, data: Bytes, at: Int64, todo: Int64, stamps: ChunkStamps) -> None:
        windows = _windows(data, at[todo])
        sifted = False
        for _ in range(_MAX_SHAPES):
            if not todo.size:
                return
            layout, end = _layout(windows[0])
            if layout is None and not sifted:
                sifted, headed = True, _headed(data, at[todo], windows)
                todo, windows = todo[headed], windows[headed]
                continue
            same = _same_shape(windows, layout.fields if layout else _digits(windows[0], end), end)
            group: Rows = slice(None) if same.all() else np.flatnonzero(same)
            if layout is not None:
                self._fill(data, at, todo[group], windows[group], layout, end, stamps)
            todo, windows = todo[~same], windows[~same]

    def _read_foreign(self, data: Bytes, at: int, row: int, stamps: ChunkStamps) -> None:
        found = foreign_stamp(data[at : at + STAMP_BYTES].tobytes())
        if found is None:
            return
        columns = [np.array([number], dtype=np.int64) for number in found.numbers]
        stamps.accepted[row] = True
        stamps.style[row] = self._style(found.layout, columns)
        stamps.raw[row] = pack(StampFields(*columns))[0]
        stamps.severity[row] = _SEVERITY[ord(found.level)] if found.level.isascii() else 2

    def _fill(
        self, data: Bytes, at: Int64, index: Int64, windows: Bytes, layout: StampLayout, end: int, stamps: ChunkStamps
    ) -> None:
        has_thread = _has_thread(data, at[index] + end, windows, end)
        if not has_thread.all():
            index, windows = index[has_thread], windows[has_thread]
        if not index.size:
            return
        columns = [_number(windows, start, stop) for start, stop in layout.fields]
        stamps.accepted[index] = True
        stamps.style[index] = self._style(layout, columns)
        stamps.raw[index] = pack(StampFields(*columns))
        stamps.severity[index] = _severity(data, at, index, windows, end)

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


def _windows(data: Bytes, at: Int64) -> Bytes:
    if not at.size:
        return np.empty((0, WINDOW), dtype=np.uint8)
    strided = np.lib.stride_tricks.as_strided(
        data, shape=(data.size - WINDOW + 1, WINDOW), strides=(1, 1), writeable=False
    )
    return strided[at]


def _layout(row: Bytes) -> tuple[StampLayout | None, int]:
    """The layout of one window (spans shifted to window columns) and the column of its closing bracket."""
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


def _headed(data: Bytes, at: Int64, windows: Bytes) -> Mask:
    """Rows with a closing bracket and a thread behind it: what an application prints in brackets has none."""
    end = (windows == _BRACKET).argmax(axis=1)
    result: Mask = (end > 0) & _hexadecimal(_windows(data, at + end + 2)[:, :8])
    return result


def _digits(row: Bytes, end: int) -> tuple[tuple[int, int], ...]:
    return tuple((column, column + 1) for column in range(end) if 48 <= row[column] < 58)


def _same_shape(windows: Bytes, fields: tuple[tuple[int, int], ...], end: int) -> Mask:
    """Rows with digits where the first has the digits of its numbers, and equal to it in all else up to ``]``."""
    free = np.zeros(WINDOW, dtype=bool)
    for start, stop in fields:
        free[start:stop] = True
    exact = ~free & (np.arange(WINDOW) <= end)
    exact_words, digit_words = _word_mask(exact, 0xFF), _word_mask(free, 0x80)
    words: Words = windows.view(np.uint64)
    differs = np.zeros(len(windows), dtype=np.uint64)
    for number in range(end // 8 + 1):
        word = words[:, number]
        differs |= (word ^ word[0]) & exact_words[number]
        if digit_words[number]:
            differs |= _above(word ^ _ZEROS, _ABOVE_NINE) & digit_words[number]
    same: Mask = differs == 0
    return same


def _word_mask(columns: Mask, byte: int) -> Words:
    return np.where(columns, byte, 0).astype(np.uint8).view(np.uint64)


def _above(words: Words, limit: np.uint64) -> Words:
    """Eight bytes a word: the high bit of each byte that is larger than the limit (given as 0x7F minus it)."""
    return words | ((words & _LOW) + limit)


def _has_thread(data: Bytes, bracket: Int64, windows: Bytes, end: int) -> Mask:
    """Rows with eight hexadecimal digits behind the bracket and a blank."""
    if end + 10 > WINDOW:
        return _hexadecimal(_windows(data, bracket + 2)[:, :8])
    return _hexadecimal(windows[:, end + 2 : end + 10])


def _hexadecimal(eight: Bytes) -> Mask:
    """Rows of eight bytes that are all hexadecimal digits."""
    word: Words = np.ascontiguousarray(eight).view(np.uint64)[:, 0]
    no_digit = _above(word ^ _ZEROS, _ABOVE_NINE)
    letter = (word | _BLANKS) ^ _BEFORE_A
    # A letter a..f is 1..6 here; zero (a back-tick) must not pass.
    no_letter = _above(letter, _ABOVE_SIX) | ~((letter & _LOW) + _LOW)
    good: Mask = (no_digit & no_letter & _HIGH) == 0
    return good


def _number(windows: Bytes, start: int, stop: int) -> npt.NDArray[Any]:
    """The number in some columns, as narrow as it fits."""
    if stop - start == 1:
        return windows[:, start] - np.uint8(48)
    if stop - start == 2:
        return windows[:, start] * np.uint8(10) + windows[:, start + 1] - np.uint8(528 & 0xFF)
    value = windows[:, start].astype(np.int16) - np.int16(48)
    for column in range(start + 1, stop):
        value = value * np.int16(10) + windows[:, column] - np.int16(48)
    return value


def _severity(data: Bytes, at: Int64, index: Int64, windows: Bytes, end: int) -> npt.NDArray[np.int8]:
    """The type letter stands 25 bytes after the bracket (13-column name) or 72 (Liberty's 60-column name)."""
    level = end + _BASIC_LEVEL
    if level + 1 < WINDOW:
        found, letters = _letters(windows[:, level - 1], windows[:, level], windows[:, level + 1])
    else:
        place = at[index] + level
        found, letters = _letters(data[place - 1], data[place], data[place + 1])
    severity = np.where(found, _SEVERITY[letters], np.int8(2))
    other = np.flatnonzero(~found)
    if other.size:
        place = at[index[other]] + end + _LIBERTY_LEVEL
        found, letters = _letters(data[place - 1], data[place], data[place + 1])
        severity[other[found]] = _SEVERITY[letters[found]]
    return severity


def _letters(before: Bytes, letters: Bytes, after: Bytes) -> tuple[Mask, Bytes]:
    return _LEVELS[letters] & (before == _SPACE) & (after == _SPACE), letters
