"""Two ends of one event, as two processes logged it, and the clock skew that follows.

A refused handshake is logged by both sides within milliseconds, each by its own clock. Where enough such pairs line up at one
constant distance, that distance is the difference of the clocks. Events that repeat at a period line up at several distances;
the smallest is taken and the period stated as the doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.schema import Correlation
from loganalyzer.correlate.table import HitTable

Int64 = npt.NDArray[np.int64]

_REACH = 10 * 60_000
_BIN = 500
_LEAST = 3
_SHARE = 0.6
_NEAR = 2_000
_MOST_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class Skew:
    """``process``'s clock is ``seconds`` ahead of ``against``'s, give or take ``uncertainty`` seconds; ``source`` says from what."""

    process: str
    against: str
    seconds: float
    uncertainty: float
    source: str


@dataclass(frozen=True, slots=True)
class EventLink:
    """Rows of the hit table that are two ends of one event."""

    one: int
    other: int
    joined_by: str


def find_links(table: HitTable, correlations: Sequence[Correlation]) -> tuple[tuple[Skew, ...], tuple[EventLink, ...]]:
    """Skews between pairs of processes, and the linked rows, for all correlations of kind ``link``."""
    skews: list[Skew] = []
    links: list[EventLink] = []
    for correlation in correlations:
        if correlation.kind != "link":
            continue
        for one, other, rows_one, rows_other in _pairs(table, correlation):
            offset = _offset(table.time[rows_one], table.time[rows_other])
            if offset is not None:
                distance, spread = offset
                skews.append(Skew(one, other, distance / 1000, spread / 1000, correlation.title))
                links += _joined(table, rows_one, rows_other, distance, correlation.title)
    return tuple(skews), tuple(links)


def _pairs(table: HitTable, correlation: Correlation) -> Iterator[tuple[str, str, Int64, Int64]]:
    one_end, other_end = correlation.steps[0], correlation.steps[1]
    for one in table.process_names:
        rows_one = _timed(table, table.select(one_end, [one]))
        if rows_one.size < _LEAST:
            continue
        for other in table.process_names:
            rows_other = _timed(table, table.select(other_end, [other])) if other != one else rows_one[:0]
            if rows_other.size >= _LEAST:
                yield one, other, rows_one[:_MOST_EVENTS], rows_other[:_MOST_EVENTS]


def _timed(table: HitTable, rows: Int64) -> Int64:
    timed: Int64 = rows[table.time[rows] != NO_INSTANT]
    return timed


def _offset(one: Int64, other: Int64) -> tuple[float, float] | None:
    """The distance at which most events line up (ms, one minus other) and its spread; ``None`` if they do not."""
    distances = (one[:, None] - other[None, :]).ravel()
    distances = distances[np.abs(distances) <= _REACH]
    if not distances.size:
        return None
    bins, counts = np.unique(np.round(distances / _BIN).astype(np.int64), return_counts=True)
    needed = max(_LEAST, _SHARE * min(one.size, other.size))
    good = bins[(counts >= needed) & (counts >= counts.max() * 0.9)]
    if not good.size:
        return None
    centre = good[np.argmin(np.abs(good))] * _BIN
    near = distances[np.abs(distances - centre) <= _BIN]
    spread = float(np.percentile(near, 75) - np.percentile(near, 25)) / 2 + 1
    return float(np.median(near)), spread


def _joined(table: HitTable, one: Int64, other: Int64, distance: float, title: str) -> list[EventLink]:
    """Each event of one end with the nearest event of the other, clocks corrected; each event is used once."""
    times = table.time[other] + int(distance)
    links, used = [], set()
    for row in one.tolist():
        place = int(np.argmin(np.abs(times - table.time[row])))
        if abs(int(times[place]) - int(table.time[row])) <= _NEAR and place not in used:
            used.add(place)
            links.append(EventLink(row, int(other[place]), title))
    return links
