"""What the logs cover: how long and how densely each process wrote, which of its files is missing, who of the cell sent nothing.

That a file is missing is an inference from the others, and says so: a rolled log goes on in the next one at the moment in its
name (log-formats 3.7), and each life of a process begins with its start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from itertools import pairwise

import numpy as np
from msgspec import Struct

from loganalyzer.analysis import model
from loganalyzer.analysis.build_bundle import file_span, gaps_of
from loganalyzer.analysis.reading import BundleReading
from loganalyzer.arrays import distinct
from loganalyzer.cell import Cell
from loganalyzer.clock import Reading, StampStyle, instants_ms
from loganalyzer.clock.instants import NO_INSTANT, to_datetime
from loganalyzer.diagnosis.case import Case
from loganalyzer.identity import Process, Run
from loganalyzer.identity.rotation import rolled
from loganalyzer.identity.runs import all_minutes, minutes_of
from loganalyzer.records import MemberScan

_MINUTE = 60_000
_LEAST_SILENCE = 30 * _MINUTE
_START_WITHIN = 15 * _MINUTE
_STARTING = frozenset({"TRAS0017I", "WSVR0001I", "WSVR0002I"})
_SERVER_LOGS = frozenset({"systemout", "systemerr"})
_SERIES = _SERVER_LOGS | {"trace"}
_NAMED = 8

Readings = Mapping[StampStyle, Reading]


class _Part(Struct, frozen=True):
    """A file of a series of rolled logs: milliseconds UTC of its first and last record, and of its roll if it was rolled."""

    path: str
    first: int
    last: int
    rolled: int | None


def coverage_reports(case: Case, reading: BundleReading) -> tuple[model.CoverageReport, ...]:
    """The coverage of each process that is known, in the order of their names."""
    absent = {item.path for item in reading.skipped} | {copy.path for copy in reading.duplicates}
    return tuple(_coverage(case, process, absent) for process in case.processes.values() if process.known)


def silent_members(case: Case) -> tuple[model.SilentMember, ...]:
    """Servers that serverindex.xml names and of which no log was sent; nobody is silent in a bundle without logs."""
    heard = {(process.node, process.server) for process in case.processes.values() if process.scans}
    if not any(process.known for process in case.processes.values()):
        return ()
    found: dict[str, model.SilentMember] = {}
    for cell in case.cells:
        for member in _members(cell):
            if (member.node, member.server) not in heard:
                found.setdefault(member.process, member)
    return tuple(found[name] for name in sorted(found))


def evidence_not_sent(
    coverage: Sequence[model.CoverageReport], silent: Sequence[model.SilentMember]
) -> tuple[model.MissingEvidence, ...]:
    """The same as words for whoever collects the next bundle."""
    found = [
        model.MissingEvidence(
            f"{one.process}: {text}",
            "What happened there is in no other file, and that nothing is logged there proves nothing.",
            f"Copy the whole folder with the logs of {one.process}, rolled files included.",
        )
        for one in coverage
        for text in one.missing
    ]
    if silent:
        names = [f"{member.process} ({member.role})" for member in silent]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        found.append(
            model.MissingEvidence(
                f"Logs of {', '.join(names[:_NAMED])}{more}",
                "They belong to the cell, and nothing of them was sent: what they saw of a failure is unknown.",
                "Run the collector on each of their nodes, or copy the logs folder of their profiles.",
            )
        )
    return tuple(found)


def _members(cell: Cell) -> Iterator[model.SilentMember]:
    for copy in cell.copies:
        for node, index in sorted(copy.server_indexes.items()):
            for server in index.servers:
                name = f"{cell.name}\\{node}\\{server.name}"
                role = cell.role(node, server.name)
                yield model.SilentMember(name, node, server.name, role, index.host_name, index.file)


def _coverage(case: Case, process: Process, absent: set[str]) -> model.CoverageReport:
    readings = case.clocks[process.name].readings
    minutes = all_minutes(process, readings)
    gaps = gaps_of(minutes)
    records = sum(int(scan.minutes.counts.sum()) for scan in process.scans)
    missing = [*_holes(process, readings), *_without_current(process, absent), *_without_start(case, process)]
    if not minutes.size:
        return model.CoverageReport(process.name, None, None, records, None, (), tuple(missing))
    first, last = file_span(process.scans, readings)
    quiet = sum((gap.end - gap.start).total_seconds() for gap in gaps)
    hours = max(((last - first).total_seconds() - quiet) / 3600, 1 / 60) if first and last else 0
    return model.CoverageReport(
        process.name, first, last, records, round(records / hours, 1) if hours else None, gaps, tuple(missing)
    )


def _series(process: Process, readings: Readings) -> dict[str, list[_Part]]:
    """The logs of a process that were rolled, with the one that is being written, in the order of their contents."""
    found: dict[str, list[_Part]] = {}
    for scan in process.scans:
        times = minutes_of(scan, readings)
        times = times[times != NO_INSTANT]
        if times.size and scan.kind in _SERIES:
            name = rolled(scan.path)
            part = _Part(scan.path, int(times.min()), int(times.max()), _roll_instant(scan, readings))
            found.setdefault(name.series if name else scan.path, []).append(part)
    return {series: sorted(parts, key=lambda part: (part.first, part.path)) for series, parts in found.items()}


def _roll_instant(scan: MemberScan, readings: Readings) -> int | None:
    """The moment in a rolled file's name; it is on the clock of the file's last record."""
    name = rolled(scan.path)
    reading = readings.get(scan.styles[scan.last[0]].style) if scan.last else None
    if name is None or name.at is None or reading is None or reading.zone:
        return None
    return int(name.at.replace(tzinfo=UTC).timestamp() * 1000) - reading.offset * _MINUTE


def _holes(process: Process, readings: Readings) -> Iterator[str]:
    """A file whose successor begins long after it was rolled, measured by the pauses inside the files."""
    for series, parts in sorted(_series(process, readings).items()):
        longest = max((_longest_pause(scan, readings) for scan in process.scans if _is_of(scan, series)), default=0)
        for one, following in pairwise(parts):
            silence = following.first - (one.rolled or one.last)
            if one.rolled is not None and silence > max(_LEAST_SILENCE, 2 * longest):
                yield (
                    f"a rolled file seems to be missing behind {_name(one.path)}: it was rolled at {_utc(one.rolled)}, and"
                    f" {_name(following.path)} begins at {_utc(following.first)}, {silence // _MINUTE:,} minutes later; the"
                    f" longest pause inside the files is {longest // _MINUTE:,} minutes"
                )


def _is_of(scan: MemberScan, series: str) -> bool:
    name = rolled(scan.path)
    return (name.series if name else scan.path) == series


def _longest_pause(scan: MemberScan, readings: Readings) -> int:
    times = minutes_of(scan, readings)
    minutes = distinct(times[times != NO_INSTANT])
    return int(np.diff(minutes).max()) if minutes.size > 1 else 0


def _without_current(process: Process, absent: set[str]) -> Iterator[str]:
    """Rolled files without the one that follows them, or a process of which only another log was sent."""
    paths = {scan.path for scan in process.scans} | absent
    series = {name.series for scan in process.scans if (name := rolled(scan.path)) and scan.kind in _SERVER_LOGS}
    for path in sorted(series - paths):
        yield f"{path}, which follows its rolled files, was not sent"
    kinds = {scan.kind for scan in process.scans}
    unread = {_name(path) for path in absent}
    if "systemerr" in kinds and "systemout" not in kinds and "SystemOut.log" not in unread:
        yield "no SystemOut.log was sent"


def _without_start(case: Case, process: Process) -> Iterator[str]:
    """A life that is not the first one in the logs, of which no record says that it starts."""
    starting = {
        number
        for number, signature in enumerate(case.signatures.values())
        if _STARTING.intersection(signature.match.ids)
    }
    if not any(scan.kind == "systemout" for scan in process.scans):
        return
    heard = np.sort(np.array(list(_times_of(case, process, starting)), dtype=np.int64))
    for run in case.runs[process.name]:
        if run.start is not None and not run.first_in_log and not _near(heard, run):
            yield (
                f"the start of process id {run.pid} is in no file: its header stands at {_name(run.file)}:{run.line}"
                f" ({_utc(run.start)}), and no record around it says that the server starts"
            )


def _near(heard: np.ndarray[tuple[int], np.dtype[np.int64]], run: Run) -> bool:
    start = run.start or 0
    return bool(((heard >= start - _START_WITHIN) & (heard <= start + _START_WITHIN)).any())


def _times_of(case: Case, process: Process, numbers: set[int]) -> Iterator[int]:
    """When hits of some signatures happened, whatever window of time was chosen."""
    readings = case.clocks[process.name].readings
    for scan in process.scans:
        yield from _hits_of(scan, readings, numbers)


def _hits_of(scan: MemberScan, readings: Readings, numbers: set[int]) -> Iterator[int]:
    """Milliseconds UTC of the hits of some signatures in one member."""
    hits = scan.hits
    for row in np.flatnonzero(np.isin(hits.signature, list(numbers))).tolist():
        style = hits.style[row]
        reading = readings.get(scan.styles[style].style) if style >= 0 else None
        if reading is not None:
            yield int(instants_ms(np.array([hits.raw[row]], dtype=np.int64), reading)[0])


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _utc(milliseconds: int) -> str:
    moment = to_datetime(milliseconds)
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown time"
