"""Counting in time, with the lessons others paid for: windows slide, order matters, nothing outside is admitted."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.correlate.windows import bursts, distinct_in_window, milliseconds, rhythm, sequences

TIMES = st.lists(st.integers(0, 60), max_size=12).map(sorted)


def array(*times: float) -> np.ndarray:
    return np.array([round(time * 1000) for time in times], dtype=np.int64)


def test_a_window_slides() -> None:
    """Two at the end of one minute and one at the start of the next are three within a minute."""
    assert bursts(array(58, 59, 61), 60_000, 3) == [(0, 2)]


def test_both_ends_belong_to_a_window() -> None:
    assert bursts(array(0, 30, 60), 60_000, 3) == [(0, 2)]
    assert bursts(array(0, 30, 60.001), 60_000, 3) == []


def test_overlapping_windows_are_one_burst() -> None:
    assert bursts(array(0, 20, 40, 60, 80, 500, 1000, 1010, 1020), 60_000, 3) == [(0, 4), (6, 8)]


@given(TIMES, st.integers(1, 20), st.integers(1, 4))
def test_an_event_is_in_a_burst_if_some_window_around_it_is_full(times: list[int], window: int, least: int) -> None:
    found = bursts(np.array(times, dtype=np.int64), window, least)
    inside = {index for start, stop in found for index in range(start, stop + 1)}
    expected = {
        index
        for index in range(len(times))
        for first in times
        if first <= times[index] <= first + window and sum(first <= other <= first + window for other in times) >= least
    }
    assert inside == expected


def test_a_then_c_then_b_is_no_run() -> None:
    a, b, c = array(0), array(20), array(10)
    assert sequences([a, b, c], 60_000) == []
    assert sequences([a, c, b], 60_000) == [(0, 10_000, 20_000)]


def test_a_step_outside_the_window_completes_nothing() -> None:
    assert sequences([array(0), array(10), array(60.001)], 60_000) == []
    assert sequences([array(0), array(10), array(60)], 60_000) == [(0, 10_000, 60_000)]


def test_a_later_first_step_may_complete_what_an_early_one_cannot() -> None:
    assert sequences([array(0, 50), array(70), array(100)], 60_000) == [(50_000, 70_000, 100_000)]


def test_runs_do_not_share_events() -> None:
    assert sequences([array(0, 1, 30), array(10, 40)], 60_000) == [(0, 10_000), (30_000, 40_000)]


@given(TIMES, TIMES, st.integers(1, 30))
def test_every_run_is_ordered_and_within_its_window(first: list[int], second: list[int], window: int) -> None:
    runs = sequences([np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)], window)
    assert all(a < b <= a + window for a, b in runs)
    assert all(before[-1] < after[0] for before, after in pairwise(runs))
    assert bool(runs) == any(a < b <= a + window for a in first for b in second)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from("xyz")), min_size=1, max_size=10).map(sorted),
    st.integers(1, 15),
)
def test_distinct_values_within_one_window(events: list[tuple[int, str]], window: int) -> None:
    times, values = np.array([time for time, _ in events]), [value for _, value in events]
    expected = max(
        len({value for _, value in chosen})
        for size in range(1, len(events) + 1)
        for chosen in combinations(events, size)
        if chosen[-1][0] - chosen[0][0] <= window
    )
    assert distinct_in_window(times, values, window) == expected


def test_a_steady_rhythm() -> None:
    beat = rhythm(array(0, 60, 120, 180))
    assert beat is not None
    assert (beat.period_seconds, beat.variation) == (60, 0)


def test_a_night_between_does_not_spoil_a_rhythm() -> None:
    beat = rhythm(array(*range(0, 600, 60), *range(36_000, 36_600, 60)))
    assert beat is not None
    assert (beat.period_seconds, beat.variation) == (60, 0)


@pytest.mark.parametrize("times", [(), (0,), (0, 60), (5, 5, 5)])
def test_too_little_for_a_rhythm(times: tuple[int, ...]) -> None:
    assert rhythm(array(*times)) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("90s", 90_000), ("10m", 600_000), ("1.5h", 5_400_000), ("2d", 172_800_000), ("250ms", 250)]
)
def test_spans(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize("text", ["", "10", "m", "-5m", "10 minutes", "1e3s"])
def test_no_spans(text: str) -> None:
    with pytest.raises(ValueError, match="not a time span"):
        milliseconds(text)
