"""Runs of equal neighbours, and two functions of numpy in few words: its own load masked arrays, which takes longer than a small log."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]


def run_starts(*columns: npt.NDArray[Any]) -> Int64:
    """The rows at which one of the columns (of the same length) is another than in the row before; the first row is one of them."""
    turn = np.ones(columns[0].size, dtype=bool)
    turn[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(turn)


def distinct(numbers: Int64) -> Int64:
    """The numbers in order, each once, as ``np.unique`` has them."""
    ordered = np.sort(numbers)
    result: Int64 = ordered[run_starts(ordered)]
    return result


def median(numbers: npt.NDArray[Any]) -> float:
    """The middle one of at least one number, or the mean of the two in the middle."""
    ordered = np.sort(numbers)
    middle = ordered[(ordered.size - 1) // 2 : ordered.size // 2 + 1]
    return float(middle.mean())
