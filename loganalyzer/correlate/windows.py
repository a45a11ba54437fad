"""Counting in time: sliding windows, distinct values, ordered sequences, regularity. Pure functions over sorted instants.

All times are milliseconds UTC. Windows slide (no fixed buckets), and both ends belong to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.arrays import median

Int64 = npt.NDArray[np.int64]

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNIT = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(text: str) -> int:
    """``90s``, ``10m``, ``2h`` -> milliseconds.

    Raises:
        ValueError: not a time span.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a time span: {text!r} (write 90s, 10m, 2h)")
    return int(float(match.group(1)) * _UNIT[match.group(2)])


def bursts(times: Int64, window: int, least: int) -> list[tuple[int, int]]:
    """Index ranges (first, last inclusive) in which every event lies in some window of ``window`` ms with ``least`` events."""
    if times.size < least:
        return []
    reach = np.searchsorted(times, times + window, side="right")
    full = np.flatnonzero(reach - np.arange(times.size) >= least)
    if not full.size:
        return []
    last = reach[full] - 1
    apart = np.flatnonzero(full[1:] > last[:-1])  # each reaches at least as far as those before it
    firsts, lasts = full[np.append(0, apart + 1)], last[np.append(apart, full.size - 1)]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def distinct_in_window(times: Int64, values: Sequence[str], window: int) -> int:
    """The largest number of different values that fall into one sliding window."""
    most, start = 0, 0
    counts: dict[str, int] = {}
    for stop, value in enumerate(values):
        counts[value] = counts.get(value, 0) + 1
        while times[stop] - times[start] > window:
            counts[values[start]] -= 1
            if not counts[values[start]]:
                del counts[values[start]]
            start += 1
        most = max(most, len(counts))
    return most


def sequences(steps: Sequence[Int64], window: int) -> list[tuple[int, ...]]:
    """Times (one per step) of each ordered run A, then B, then C, within ``window`` ms of A; runs do not overlap.

    A -> C -> B is no run of A -> B -> C.
    """
    found: list[tuple[int, ...]] = []
    after = np.iinfo(np.int64).min
    for start in steps[0].tolist():
        if start <= after:
            continue
        run = _complete(start, steps[1:], start + window)
        if run is not None:
            found.append((start, *run))
            after = run[-1] if run else start
    return found


def _complete(start: int, steps: Sequence[Int64], limit: int) -> tuple[int, ...] | None:
    run: list[int] = []
    current = start
    for times in steps:
        place = int(np.searchsorted(times, current, side="right"))
        if place >= times.size or times[place] > limit:
            return None
        current = int(times[place])
        run.append(current)
    return tuple(run)


class Rhythm(Struct, frozen=True):
    """How regular events come: the median distance in seconds and the coefficient of variation of the distances."""

    period_seconds: float
    variation: float


def rhythm(times: Int64) -> Rhythm | None:
    """The rhythm of at least three sorted events; a single much longer pause (a night, a missing file) does not spoil it."""
    if times.size < 3:
        return None
    distances = np.diff(times).astype(np.float64)
    usually = median(distances)
    if usually <= 0:
        return None
    usual = distances[distances <= usually * 3]
    if usual.size < max(2, distances.size * 0.8):
        usual = distances
    return Rhythm(usually / 1000, float(usual.std() / usual.mean()))
