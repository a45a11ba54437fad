"""Two functions of numpy in few words: numpy's own load its masked arrays, which takes longer than a small log."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]


def distinct(numbers: Int64) -> Int64:
    """The numbers in order, each once, as ``np.unique`` has them."""
    ordered = np.sort(numbers)
    first = np.append(True, ordered[1:] != ordered[:-1])
    result: Int64 = ordered[first[: ordered.size]]
    return result


def median(numbers: npt.NDArray[Any]) -> float:
    """The middle one of at least one number, or the mean of the two in the middle."""
    ordered = np.sort(numbers)
    middle = ordered[(ordered.size - 1) // 2 : ordered.size // 2 + 1]
    return float(middle.mean())
