"""Which files can be read one after the other: a rotated log and its successor share a lane, SystemOut and SystemErr do not.

The merge opens one file per lane, so its memory is bounded by how many logs were written at the same time, not by how many
there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

from msgspec import Struct

from loganalyzer.bundle import Member
from loganalyzer.clock import Reading, StampStyle
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.identity import Process
from loganalyzer.identity.runs import minutes_of
from loganalyzer.records import MemberScan, TextForm

_LAST_OF_MINUTE = 59_999


class LogSource(Struct, frozen=True):
    """A log to be read again: how to read it, whose it is, and the milliseconds UTC it lies between.

    ``first`` and ``last`` are whole minutes around its records, ``NO_INSTANT`` if none has a time. ``rank`` orders records
    of equal time: by process, then by file.
    """

    member: Member
    process: Process
    form: TextForm
    readings: Mapping[StampStyle, Reading]
    first: int
    last: int
    rank: int = 0


def source_of(member: Member, scan: MemberScan, process: Process, readings: Mapping[StampStyle, Reading]) -> LogSource:
    """A source with the bounds that the first pass found."""
    moments = minutes_of(scan, readings)
    known = moments[moments != NO_INSTANT]
    first, last = (int(known.min()), int(known.max()) + _LAST_OF_MINUTE) if known.size else (NO_INSTANT, NO_INSTANT)
    return LogSource(member, process, scan.form, readings, first, last)


def lanes_of(sources: Sequence[LogSource]) -> list[list[LogSource]]:
    """The least number of lanes in which no two files overlap in time; files without any time share one.

    Args:
        sources: with distinct ranks.
    """
    lanes: list[list[LogSource]] = []
    free: list[tuple[int, int]] = []
    for source in sorted(sources, key=lambda source: (source.first, source.rank)):
        timeless = bool(free) and source.last == free[0][0] == NO_INSTANT
        if free and (free[0][0] < source.first or timeless):
            _, number = heappop(free)
            lanes[number].append(source)
        else:
            number = len(lanes)
            lanes.append([source])
        heappush(free, (source.last, number))
    return lanes
