"""Rows of bytes cut out of a chunk, one for each place, and compared eight bytes at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def _each(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte] * 8), "little"))


_LOW, _HIGH, _ZEROS, _BLANKS, _BEFORE_A = _each(0x7F), _each(0x80), _each(0x30), _each(0x20), _each(0x60)
_ABOVE_NINE, _ABOVE_SIX = _each(0x7F - 9), _each(0x7F - 6)
_SEVEN, _LOW_NIBBLE = np.uint64(7), np.uint64(0x0F)


def windows(data: Bytes, at: Int64, width: int) -> Bytes:
    """The bytes from each offset on, as rows of ``width``; zeros stand for what lies beyond the end of ``data``."""
    inside = at <= data.size - width
    if inside.all():
        return _gathered(data, at, width)
    rows = np.zeros((at.size, width), dtype=np.uint8)
    if inside.any():
        rows[inside] = _gathered(data, at[inside], width)
    for row in np.flatnonzero(~inside).tolist():
        piece = data[int(at[row]) : int(at[row]) + width]
        rows[row, : piece.size] = piece
    return rows


def _gathered(data: Bytes, at: Int64, width: int) -> Bytes:
    if not at.size or not width:  # a field may be captured empty
        return np.empty((at.size, width), dtype=np.uint8)
    # One opaque item a row is copied as a block; a strided view of bytes would be copied byte by byte.
    items: Bytes = np.ndarray((data.size - width + 1,), f"V{width}", data, strides=(1,))[at]
    return items.view(np.uint8).reshape(-1, width)


def word_columns(rows: Bytes, count: int) -> Words:
    """The first ``count`` words of rows whose width is a multiple of eight, each word a contiguous column."""
    return np.ascontiguousarray(rows.view(np.uint64)[:, :count].T)


def words_at(rows: Bytes, column: int) -> Words:
    """The word that begins at one column of each row."""
    if not rows.size:
        return np.empty(0, dtype=np.uint64)
    return np.ndarray((len(rows),), "V8", rows, column, (rows.strides[0],)).copy().view(np.uint64)


def word_mask(columns: Mask, byte: int) -> Words:
    """``byte`` in the chosen columns of a row, zero in the others, as words."""
    return np.where(columns, byte, 0).astype(np.uint8).view(np.uint64)


def not_digits(words: Words) -> Words:
    """The high bit of each byte that is no decimal digit; the other bits mean nothing."""
    return _above(words ^ _ZEROS, _ABOVE_NINE)


def digits_as_zeros(words: Words) -> Words:
    """Words in which each byte that is a decimal digit is a zero (``0``)."""
    digit = ~not_digits(words) & _HIGH
    return words & ~((digit >> _SEVEN) * _LOW_NIBBLE)


def hexadecimal(words: Words) -> Mask:
    """Words whose eight bytes are all hexadecimal digits."""
    # A letter a..f is 1..6 here; zero (a back-tick) must not pass.
    letter = (words | _BLANKS) ^ _BEFORE_A
    no_letter = _above(letter, _ABOVE_SIX) | ~((letter & _LOW) + _LOW)
    good: Mask = (not_digits(words) & no_letter & _HIGH) == 0
    return good


def _above(words: Words, limit: np.uint64) -> Words:
    """The high bit of each byte that is larger than the limit (given as 0x7F minus it)."""
    return words | ((words & _LOW) + limit)
