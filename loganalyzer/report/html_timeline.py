"""What the interactive timeline is fed with: counts in bins per lane, marks, and the single records kept.

Times are whole seconds since the epoch for bins, and seconds with milliseconds for single records, all UTC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.model import Analysis, SignatureReport
from loganalyzer.report import chart_data
from loganalyzer.report.html_records import Records
from loganalyzer.report.text import as_utc, counted, duration, one_line

_STEPS = (60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
_BAD = frozenset({"warning", "error", "critical"})
_WIDEST = 1 << 14
_RUNS, _CHANGES, _INCIDENTS = 200, 500, 500


class Limits(Struct, frozen=True):
    """How much a report may hold; ``smaller`` is what is tried when the file became too big."""

    bins: int = 2_000
    cells: int = 60_000
    hits: int = 100_000
    events: int = 4_000
    characters: int = 800_000
    rows: int = 600

    def smaller(self) -> Limits:
        """Half the tables and quotes; once those are short, half of everything."""
        if self.rows > 200:
            return replace(self, characters=self.characters // 2, rows=self.rows // 2)
        bins, cells, hits, events, characters = (
            value // 2 for value in (self.bins, self.cells, self.hits, self.events, self.characters)
        )
        return Limits(bins, cells, hits, events, characters, max(20, self.rows // 2))


def timeline_data(analysis: Analysis, records: Records, limits: Limits) -> dict[str, Any] | None:
    """The payload of the timeline; None where no record carries a time."""
    span = chart_data.span(analysis)
    lanes, hidden = chart_data.lanes(analysis)
    if span is None or not lanes:
        return None
    numbers = {lane.process: number for number, lane in enumerate(lanes)}
    step = _step(span, len(lanes), limits)
    width = _hit_width(analysis, step, limits.hits)
    start = chart_data.floor(span[0], timedelta(seconds=step))
    grid = _Grid(start, step, width, numbers)
    events = _events(analysis, records, numbers, limits.events)
    return {
        "start": start.timestamp(),
        "end": span[1].timestamp(),
        "step": step,
        "hitWidth": width,
        "notes": _notes(step, step * width, hidden, len(events), records),
        "lanes": [_lane(analysis, lane, density) for lane, density in zip(lanes, grid.density(analysis), strict=True)],
        "signatures": [_signature(one, grid) for one in analysis.signatures],
        "kinds": [number for number, one in enumerate(analysis.signatures) if _failure(one)],
        "incidents": _incidents(analysis, numbers),
        "changes": _changes(analysis, records),
        "events": events,
    }


def _step(span: tuple[datetime, datetime], lanes: int, limits: Limits) -> int:
    """The smallest round bin that keeps the lanes within their bins."""
    seconds = (span[1] - span[0]).total_seconds()
    bins = min(limits.bins, limits.cells // max(1, lanes))
    days = 86400 * (1 + int(seconds / 86400 / max(1, bins)))
    return next((step for step in _STEPS if seconds / step <= bins), days)


def _hit_width(analysis: Analysis, step: int, limit: int) -> int:
    """How many bins the hits of signatures share, doubled until all of them keep within the limit."""
    width = 1
    while _cells(analysis, step * width, limit) > limit and width < _WIDEST:
        width *= 2
    return width


def _cells(analysis: Analysis, step: int, enough: int) -> int:
    cells = 0
    for signature in analysis.signatures:
        cells += len({(minute.timestamp() // step, process) for minute, process, _ in signature.per_minute})
        if cells > enough:
            break
    return cells


class _Grid(Struct, frozen=True):
    start: datetime
    step: int
    width: int
    lanes: dict[str, int]

    def bin(self, moment: datetime) -> int:
        return int((as_utc(moment) - self.start).total_seconds() // self.step)

    def density(self, analysis: Analysis) -> list[list[int]]:
        """Per lane: bin, errors, warnings, others, bin, errors, ... in the order of time."""
        tallies: list[dict[int, list[int]]] = [defaultdict(lambda: [0, 0, 0]) for _ in self.lanes]
        for level in analysis.density:
            lane = self.lanes.get(level.process)
            if lane is not None:
                cell = tallies[lane][self.bin(level.minute)]
                for place, count in enumerate((level.errors, level.warnings, level.others)):
                    cell[place] += count
        return [[n for bin_, counts in sorted(tally.items()) for n in (bin_, *counts)] for tally in tallies]

    def hits(self, signature: SignatureReport) -> list[int]:
        """Bin, lane, count, bin, ... in the order of time."""
        tally: Counter[tuple[int, int]] = Counter()
        for minute, process, count in signature.per_minute:
            if process in self.lanes:
                bin_ = self.bin(minute)
                tally[bin_ - bin_ % self.width, self.lanes[process]] += count
        return [n for (bin_, lane), count in sorted(tally.items()) for n in (bin_, lane, count)]


def _failure(signature: SignatureReport) -> bool:
    return signature.family == "tls" and signature.severity in _BAD and bool(signature.per_minute)


def _lane(analysis: Analysis, lane: chart_data.Lane, density: list[int]) -> dict[str, Any]:
    runs = next((process.runs for process in analysis.processes if process.name == lane.process), ())
    return {
        "label": lane.label,
        "role": lane.role,
        "density": density,
        "runs": [[_at(run.start), _at(run.stop), run.pid, one_line(run.how, 80)] for run in runs[:_RUNS]],
    }


def _signature(signature: SignatureReport, grid: _Grid) -> dict[str, Any]:
    return {
        "id": one_line(signature.id, 80),
        "title": one_line(signature.title, 90),
        "severity": one_line(signature.severity, 20),
        "count": signature.count,
        "hits": grid.hits(signature),
    }


def _incidents(analysis: Analysis, lanes: dict[str, int]) -> list[list[Any]]:
    """Lane, kind, title, first, last, count, anchor."""
    return [
        [lanes[one.processes[0]], one.kind, one_line(one.title, 90), _at(one.first), _at(one.last), one.count, f"i{n}"]
        for n, one in enumerate(analysis.incidents[:_INCIDENTS], start=1)
        if one.processes and one.processes[0] in lanes and one.first and one.last
    ]


def _changes(analysis: Analysis, records: Records) -> list[list[Any]]:
    """Time, words, anchor of the record."""
    return [
        [
            _at(one.time),
            f"{one_line(one.who or 'unknown', 40)}: {one_line(one.document, 80)}",
            records.anchor(one.source.file, one.source.line),
        ]
        for one in analysis.changes[:_CHANGES]
        if one.time
    ]


def _events(analysis: Analysis, records: Records, lanes: dict[str, int], limit: int) -> list[list[Any]]:
    """Single quoted records: time, lane, number of the signature, anchor, text; sorted by time."""
    found: list[list[Any]] = []
    numbered = [(n, depth, one) for n, s in enumerate(analysis.signatures) for depth, one in enumerate(s.samples)]
    for number, _, sample in sorted(numbered, key=lambda entry: (entry[1], entry[0])):
        anchor = records.anchor(sample.file, sample.line)
        lane = lanes.get(sample.process or "")
        if anchor and sample.time and lane is not None and len(found) < limit:
            found.append([_at(sample.time), lane, number, anchor, one_line(sample.text, 160)])
    return sorted(found, key=lambda event: (event[0], event[1], event[2], event[3]))


def _notes(step: int, hits: int, hidden: int, events: int, records: Records) -> list[str]:
    bins = f"bins of {duration(step)}" + (f", hits of signatures in bins of {duration(hits)}" if hits > step else "")
    singles = counted(events, "single record")
    notes = [f"Counts are kept in {bins}; {singles} can be pointed at when zoomed in."]
    if hidden:
        notes.append(f"{counted(hidden, 'quieter process', 'quieter processes')} not drawn.")
    if records.left_out:
        notes.append(f"{counted(records.left_out, 'further sample')} only in analysis.json, to keep this file small.")
    return notes


def _at(moment: datetime | None) -> float | None:
    return None if moment is None else round(as_utc(moment).timestamp(), 3)
