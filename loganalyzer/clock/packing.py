"""A stamp's seven numbers in one 64-bit integer, as read: nothing is decided about their order yet.

Layout, high to low: first, second, third date field (12 bits each), hour (5), minute (6), second (6), millisecond (10).
Sorting packed values of one style sorts by the fields in their written order, which is time order for year-first dates only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]

MINUTE_SHIFT = 16
DATE_SHIFT = 27
_FIELD = (51, 39, 27, 22, 16, 10, 0)
_MASK = (0xFFF, 0xFFF, 0xFFF, 0x1F, 0x3F, 0x3F, 0x3FF)


class StampFields(NamedTuple):
    """Columns (or single numbers) of packed stamps."""

    first: Int64
    second: Int64
    third: Int64
    hour: Int64
    minute: Int64
    second_of_minute: Int64
    millisecond: Int64


def pack(fields: StampFields) -> Int64:
    """Pack seven integer columns; a number no JVM prints (hour 99) becomes the largest its bits hold, which is no time either."""
    packed = np.zeros(np.shape(fields.first), dtype=np.int64)
    for column, shift, mask in zip(fields, _FIELD, _MASK, strict=True):
        packed |= np.minimum(np.asarray(column, dtype=np.int64), mask) << shift
    return packed


def unpack(packed: Int64) -> StampFields:
    """The inverse of :func:`pack`."""
    values = np.asarray(packed, dtype=np.int64)
    return StampFields(*((values >> shift) & mask for shift, mask in zip(_FIELD, _MASK, strict=True)))
