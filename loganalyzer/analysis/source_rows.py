"""One log read again: its records with the instant they are ordered by, only those decoded that may be wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from loganalyzer.analysis.lanes import LogSource
from loganalyzer.analysis.pattern import Int64
from loganalyzer.analysis.record_filter import Selection
from loganalyzer.analysis.stream_record import Place, StreamRecord, record_of
from loganalyzer.analysis.window import Window
from loganalyzer.clock import instants_ms, to_datetime
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.formats import ChunkLines, StampReader, chunks_of, lines_of
from loganalyzer.formats.utf8_stream import utf8_stream

CHUNK_BYTES = 1 << 20
"""Less than the scan takes at a time: one chunk of every lane is held at once."""

Ordered = tuple[tuple[int, int], StreamRecord, bool]


class Wanted(Struct, frozen=True):
    """What to hand out: records that hold, or ``every`` record; ``rest``: text that belongs to no record too."""

    selection: Selection
    window: Window
    every: bool = False
    rest: bool = False


class _Rows(Struct, frozen=True):
    """Columns of a chunk: byte offsets, line number, and milliseconds UTC as the stamp says (``NO_INSTANT``: none)."""

    start: Int64
    end: Int64
    line: Int64
    time: Int64


def read_source(source: LogSource, wanted: Wanted) -> Iterator[Ordered]:
    """The records of a log as (instant to order by, rank), the record, whether it is wanted; in file order."""
    stamps, inside, moment = StampReader(), False, source.first
    loose = source.form.format == "loose"
    with source.member.open() as stream:
        for chunk in chunks_of(utf8_stream(stream, source.form), CHUNK_BYTES):
            lines = lines_of(chunk, stamps, loose=loose, inside_record=inside)
            inside |= lines.counts.records > 0
            rows = _Rows(lines.start, lines.end, lines.line, _times(lines, stamps, source))
            rows = _with_rest(rows, lines.data, chunk.first_line) if wanted.rest else rows
            order = np.maximum.accumulate(np.concatenate(([moment], rows.time)))
            moment = int(order[-1])
            yield from _chosen(lines.data, rows, order[1:], source, wanted)


def _times(lines: ChunkLines, stamps: StampReader, source: LogSource) -> Int64:
    times = np.full(lines.start.size, NO_INSTANT, dtype=np.int64)
    for number, use in enumerate(stamps.styles):
        reading = source.readings.get(use.style)
        if reading is not None:
            mine = np.flatnonzero(lines.stamps.style == number)
            times[mine] = instants_ms(lines.stamps.raw(mine), reading)
    return times


def _with_rest(rows: _Rows, data: bytes, first_line: int) -> _Rows:
    """The same with the header blocks, and with lines that continue no record, as rows of their own."""
    after = np.concatenate(([0], rows.end))
    before = np.concatenate((rows.start, [len(data)]))
    gaps = after < before
    start, end = after[gaps], before[gaps]
    line = np.array([first_line + data.count(b"\n", 0, at) for at in start.tolist()], dtype=np.int64)
    none = np.full(start.size, NO_INSTANT, dtype=np.int64)
    order = np.argsort(np.concatenate((rows.start, start)), kind="stable")
    pairs = ((rows.start, start), (rows.end, end), (rows.line, line), (rows.time, none))
    return _Rows(*(np.concatenate(pair)[order] for pair in pairs))


def _chosen(data: bytes, rows: _Rows, order: Int64, source: LogSource, wanted: Wanted) -> Iterator[Ordered]:
    process, file = source.process.name, source.member.path
    for row in _candidates(data, rows, wanted):
        time = to_datetime(int(rows.time[row]))
        place = Place(time, process, file, int(rows.line[row]))
        record = record_of(data[int(rows.start[row]) : int(rows.end[row])], place)
        held = wanted.selection.holds(record)
        if (held or wanted.every) and (record.text.strip() or not wanted.rest):
            yield (int(order[row]), source.rank), record, held


def _candidates(data: bytes, rows: _Rows, wanted: Wanted) -> Sequence[int]:
    found = range(rows.start.size) if wanted.every else wanted.selection.rows(data, rows.start, rows.end)
    window = wanted.window
    if window.since is None and window.until is None:
        return found
    inside = rows.time != NO_INSTANT
    if window.since is not None:
        inside &= rows.time >= window.since
    if window.until is not None:
        inside &= rows.time <= window.until
    return [row for row in found if inside[row]]
