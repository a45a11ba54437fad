"""Many texts of a chunk told apart at once, by 64-bit numbers: no Python statement runs per text.

Equal texts have equal numbers. That different ones do too is possible, as with any hash, and so unlikely (below one in four
thousand million for two given texts) that groups are made by them; what a group stands for is read from the text itself.
"""

from __future__ import annotations

import numpy as np

from loganalyzer.formats.windows import Bytes, Int64, Words, digits_as_zeros, windows, word_columns

_WORD = 8
_FACTOR_COUNT = 4096
_HALF = np.uint64(32)
_GOLDEN = 0x9E3779B97F4A7C15
# How much of a text's last word belongs to it, by the number of bytes.
_KEPT = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)


def marks(count: int) -> Words:
    """Large odd numbers without a pattern, the same each time."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.array([_GOLDEN], dtype=np.uint64)
    for factor in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):  # the finalizer of SplitMix64
        steps = (steps ^ (steps >> np.uint64(30))) * np.array([factor], dtype=np.uint64)
    return (steps ^ (steps >> _HALF)) | np.uint64(1)


def outlines(data: Bytes, start: Int64, stop: Int64) -> Words:
    """A number for each text from ``start`` to ``stop``; texts that differ in their digits only have the same."""
    if not start.size:
        return np.empty(0, dtype=np.uint64)
    length = np.maximum(stop - start, 0)
    count = np.maximum((length + _WORD - 1) // _WORD, 1)
    behind = np.cumsum(count)
    number = np.arange(behind[-1]) - np.repeat(behind - count, count)
    words = windows(data, np.repeat(start, count) + number * _WORD, _WORD).view(np.uint64)[:, 0]
    words[behind - 1] &= _KEPT[length - (count - 1) * _WORD]
    mixed = _mixed(digits_as_zeros(words), _FACTORS[number & (_FACTOR_COUNT - 1)])
    return together(np.add.reduceat(mixed, behind - count), length.view(np.uint64))


def outlines_of_heads(data: Bytes, start: Int64, stop: Int64, width: int) -> Words:
    """As :func:`outlines`, of the first ``width`` bytes of each text (a multiple of eight)."""
    columns = digits_as_zeros(word_columns(windows(data, start, width), width // _WORD))
    length = np.minimum(stop - start, width)
    short = np.flatnonzero(length < width)
    if short.size:
        begins = np.arange(0, width, _WORD)[:, None]
        columns[:, short] &= _KEPT[np.clip(length[short] - begins, 0, _WORD)]
    result: Words = _mixed(columns, _FACTORS[: len(columns), None]).sum(axis=0, dtype=np.uint64)
    return result


def of_rows(rows: Bytes) -> Words:
    """A number for each row of bytes."""
    width = rows.shape[1]
    padded = np.zeros((len(rows), max(-(-width // _WORD), 1) * _WORD), dtype=np.uint8)
    padded[:, :width] = rows
    columns = word_columns(padded, padded.shape[1] // _WORD)
    result: Words = _mixed(columns, _FACTORS[: len(columns), None]).sum(axis=0, dtype=np.uint64)
    return result


def together(numbers: Words, *further: Words) -> Words:
    """One number for several; a column of one stands for all rows."""
    for place, more in enumerate(further):
        numbers = _mixed(numbers, _FINAL) + _mixed(more, _FACTORS[place : place + 1])
    return numbers


def _mixed(words: Words, factors: Words) -> Words:
    """A product keeps a difference in the high bits there: they are folded into the low ones, before and after."""
    product: Words = (words ^ (words >> _HALF)) * factors
    return product ^ (product >> _HALF)


_FACTORS = marks(_FACTOR_COUNT)
_FINAL = np.array([_GOLDEN], dtype=np.uint64)
