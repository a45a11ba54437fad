"""Two ends of one event, as two processes logged it, and the clock skew that follows.

A refused handshake is logged by both sides within milliseconds, each by its own clock. Where enough such pairs line up at one
constant distance, that distance is the difference of the clocks. Events that repeat at a period line up at several distances;
the smallest is taken and the period stated as the doubt. Beyond ten minutes a distance counts only where no other comes near.

Other events name themselves (a core group view by its identifier, a document by its path): they are paired by that name, so
that any distance is found (``same_events``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.arrays import median
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.schema import Correlation
from loganalyzer.correlate.table import HitTable

Int64 = npt.NDArray[np.int64]

_REACH = 10 * 60_000
_FAR = 26 * 60 * 60_000
_LEAST_FAR = 5
_BIN = 500
_LEAST = 3
_SHARE = 0.6
_NEAR = 2_000
_MOST_EVENTS = 2_000
_CLEAR = 60


class Skew(Struct, frozen=True):
    """``process``'s clock is ``seconds`` ahead of ``against``'s, give or take ``uncertainty`` seconds; ``source`` says from what."""

    process: str
    against: str
    seconds: float
    uncertainty: float
    source: str


class EventLink(Struct, frozen=True):
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
        if correlation.same:
            skews += same_events(table, correlation)
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
    every = (one[:, None] - other[None, :]).ravel()
    needed = max(_LEAST, _SHARE * min(one.size, other.size))
    near = every[np.abs(every) <= _REACH]
    centre = _lined_up(near, needed, 0.9)
    if centre is None:
        near = every[np.abs(every) <= _FAR]
        centre = _lined_up(near, max(_LEAST_FAR, needed), 0.5, alone=True)
    if centre is None:
        return None
    lined = near[np.abs(near - centre) <= _BIN]
    spread = float(np.percentile(lined, 75) - np.percentile(lined, 25)) / 2 + 1
    return median(lined), spread


def _lined_up(distances: Int64, needed: float, share: float, *, alone: bool = False) -> float | None:
    """The smallest of the distances that have (nearly) the most events; ``alone``: no other may come near that number."""
    if not distances.size:
        return None
    bins, counts = np.unique(np.round(distances / _BIN).astype(np.int64), return_counts=True)
    good = bins[(counts >= max(needed if not alone else 1, counts.max() * share))]
    if not good.size or counts.max() < needed or (alone and good.max() - good.min() > 2):
        return None
    return float(good[np.argmin(np.abs(good))] * _BIN)


def same_events(table: HitTable, correlation: Correlation) -> list[Skew]:
    """Skews against one process (the one with the most events), from events that both sides name alike.

    The second end is logged up to ``window`` after the first; half of it is taken off, and is the doubt.
    """
    ends = [_named_events(table, signatures, correlation.same) for signatures in correlation.steps[:2]]
    if not ends[0] or not ends[1]:
        return []
    hub = max(sorted(ends[0]), key=lambda name: len(ends[0][name]))
    skews = []
    for process, events in sorted(ends[1].items()):
        common = [key for key in events if len(ends[0][hub].get(key, ())) == len(events[key])]
        distances = [mine - its for key in common for mine, its in zip(events[key], ends[0][hub][key], strict=True)]
        if process != hub and len(distances) >= correlation.least:
            skews += _steady(process, hub, np.array(distances, dtype=np.int64), correlation)
    return skews


def _steady(process: str, hub: str, distances: Int64, correlation: Correlation) -> list[Skew]:
    """One skew, if the distances agree within the time that the second end may take."""
    lag = correlation.window
    middle = median(distances)
    if np.abs(distances - middle).max() > max(lag, 2 * _NEAR):
        return []
    one_way = correlation.steps[0] != correlation.steps[1]
    seconds = (middle - (lag / 2 if one_way else 0)) / 1000
    return [Skew(process, hub, seconds, max(lag / 2, float(np.ptp(distances)) / 2, 1) / 1000, correlation.title)]


def _named_events(
    table: HitTable, signatures: Sequence[str], fields: Sequence[str]
) -> dict[str, dict[tuple[str, ...], list[int]]]:
    """process -> the name of an event -> when it was logged; what is logged twice within seconds counts once."""
    found: dict[str, dict[tuple[str, ...], list[int]]] = {}
    for row in _timed(table, table.select(signatures)).tolist():
        captured = table.fields(row)
        if not all(captured.get(field) for field in fields):
            continue
        mine = found.setdefault(table.process_names[int(table.process[row])], {})
        times = mine.setdefault(tuple(captured[field] for field in fields), [])
        if not times or int(table.time[row]) - times[-1] > 2 * _NEAR:
            times.append(int(table.time[row]))
    return found


def clock_offsets(skews: Sequence[Skew], reference: str | None) -> dict[str, float]:
    """How many seconds each process's clock is ahead of the reference's, where a chain of skews leads there.

    Only clear differences: a minute or more, and more than twice the doubt. The surest chain counts.
    """
    known: dict[str, tuple[float, float]] = {reference: (0.0, 0.0)} if reference else {}
    if not known and skews:
        known = {skews[0].against: (0.0, 0.0)}
    edges = [(one.process, one.against, one.seconds, one.uncertainty) for one in skews]
    edges += [(other, one, -seconds, doubt) for one, other, seconds, doubt in edges]
    for _ in range(len(known) + len({one for one, *_ in edges})):
        for one, other, seconds, doubt in edges:
            if other in known:
                base, before = known[other]
                if one not in known or before + doubt < known[one][1]:
                    known[one] = (base + seconds, before + doubt)
    return {
        name: seconds for name, (seconds, doubt) in known.items() if abs(seconds) >= _CLEAR and abs(seconds) > 2 * doubt
    }


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
