"""Our few words for numpy's functions; Python's own are the second source."""

from __future__ import annotations

import statistics

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.arrays import distinct, median


@given(st.lists(st.integers(-5, 5) | st.integers(-(1 << 62), 1 << 62)))
def test_distinct_numbers_are_those_of_a_set(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, dtype=np.int64)).tolist() == sorted(set(numbers))


@given(st.lists(st.integers(-(1 << 50), 1 << 50), min_size=1))
def test_the_median_is_that_of_the_textbook(numbers: list[int]) -> None:
    assert median(np.array(numbers, dtype=np.int64)) == statistics.median(numbers)
