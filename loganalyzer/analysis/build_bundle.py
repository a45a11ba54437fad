"""What was read: files with their accounting and clocks, processes with their runs, density per minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from loganalyzer.analysis import model
from loganalyzer.analysis.reading import BundleReading
from loganalyzer.analysis.window import Window
from loganalyzer.arrays import distinct, median
from loganalyzer.clock import Reading, StampStyle, instants_ms, minute_of, to_datetime
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.diagnosis.case import Case
from loganalyzer.identity import Clock, Process, Run
from loganalyzer.identity.runs import minutes_of
from loganalyzer.records import LineCounts, MemberScan, TextForm

_MINUTE = 60_000
_GAP_FLOOR = 30 * _MINUTE
_GAP_FACTOR = 20
_GAPS = 50
_SET_BACK = 2 * _MINUTE


def bundle_report(
    reading: BundleReading, processes: Sequence[Process], clocks: Mapping[str, Clock]
) -> model.BundleReport:
    """Every file read, skipped or duplicate, by path."""
    owner = {scan.path: process for process in processes for scan in process.scans}
    files = [_file(scan, owner[scan.path], clocks[owner[scan.path].name]) for scan in reading.scans]
    files += [_document(path, size, "config") for path, size in reading.documents.items()]
    files += [_document(path, size, "keystore") for path, size in reading.store_sizes.items()]
    return model.BundleReport(
        tuple(sorted(files, key=lambda file: file.path)),
        tuple(model.SkippedFile(one.path, one.reason) for one in reading.skipped),
        tuple(model.Duplicate(one.path, one.of, one.how) for one in reading.duplicates),
    )


def process_reports(case: Case) -> tuple[model.ProcessReport, ...]:
    """The processes with their lives; a bare file that no process is known for is not one."""
    found = []
    for process in case.processes.values():
        if not process.known:
            continue
        runs = case.runs[process.name]
        newest = runs[-1] if runs else None
        found.append(
            model.ProcessReport(
                name=process.name,
                cell=process.cell,
                node=process.node,
                server=process.server,
                role=process.role,
                product_version=newest.product if newest else None,
                java_version=newest.java_version if newest else None,
                host=_host(process, case),
                runs=tuple(_run(run, number, len(runs)) for number, run in enumerate(runs)),
            )
        )
    return tuple(found)


def density(processes: Sequence[Process], clocks: Mapping[str, Clock], window: Window) -> tuple[model.LevelCount, ...]:
    """Records per UTC minute and process, by severity, inside the window."""
    counts: dict[tuple[int, str], list[int]] = {}
    for process in processes:
        for scan in process.scans:
            times = minutes_of(scan, clocks[process.name].readings)
            for time, row in zip(times.tolist(), scan.minutes.counts.tolist(), strict=True):
                if time != NO_INSTANT and window.holds(time):
                    cell = counts.setdefault((time // _MINUTE * _MINUTE, process.name), [0, 0, 0])
                    for column in range(3):
                        cell[column] += row[column]
    return tuple(model.LevelCount(minute_of(time), name, *row) for (time, name), row in sorted(counts.items()))


def _file(scan: MemberScan, process: Process, clock: Clock) -> model.FileReport:
    counts: LineCounts = scan.counts
    stamped = bool(scan.minutes.key.size)
    times = minutes_of(scan, clock.readings)
    times = times[times != NO_INSTANT]
    return model.FileReport(
        path=scan.path,
        kind=scan.kind,
        process=process.name if process.known else None,
        bytes=counts.bytes,
        lines=counts.lines,
        records=counts.records,
        continuation_lines=counts.continuation,
        header_lines=counts.header,
        unparsed_lines=counts.unparsed,
        suspect_lines=counts.suspect,
        first=_stamp(scan, scan.first, clock.readings),
        last=_stamp(scan, scan.last, clock.readings),
        zone=clock.zone if stamped else None,
        date_order=clock.order if stamped else None,
        clock_confidence=clock.confidence if stamped else None,
        clock_evidence=(*clock.evidence, *_backwards(scan.path, times)) if stamped else (),
        gaps=gaps_of(times),
        encoding=scan.form.encoding,
        format=scan.form.format,
        reading_evidence=_reading_evidence(scan.form),
    )


def _backwards(path: str, times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[str, ...]:
    """That a file's clock was set back, or that it was put together out of order; threads overtake each other by less."""
    steps = np.diff(times)
    back = steps[steps <= -_SET_BACK]
    if not back.size:
        return ()
    often = "once" if back.size == 1 else f"{back.size:,} times"
    return (f"{path.rpartition('/')[2]} runs backwards {often}, by up to {-int(back.min()) // _MINUTE:,} minutes",)


def _reading_evidence(form: TextForm) -> tuple[str, ...]:
    choices = (("encoding", form.encoding, form.encoding_evidence), ("format", form.format, form.format_evidence))
    return tuple(f"{what} {name}: {why}" for what, name, why in choices if why)


def file_span(
    scans: Sequence[MemberScan], readings: Mapping[StampStyle, Reading]
) -> tuple[datetime | None, datetime | None]:
    """The earliest and latest record among the first and last ones of some members."""
    ends = [moment for scan in scans for end in (scan.first, scan.last) if (moment := _stamp(scan, end, readings))]
    return min(ends, default=None), max(ends, default=None)


def _document(path: str, size: int, kind: str) -> model.FileReport:
    return model.FileReport(path, kind, None, size, 0, 0, 0, 0, 0, 0, None, None, None, None, None)


def _stamp(scan: MemberScan, stamp: tuple[int, int] | None, readings: Mapping[StampStyle, Reading]) -> datetime | None:
    if stamp is None:
        return None
    reading = readings.get(scan.styles[stamp[0]].style)
    return to_datetime(int(instants_ms(np.array([stamp[1]], dtype=np.int64), reading)[0])) if reading else None


def gaps_of(times: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[model.Gap, ...]:
    """Pauses of at least half an hour that are also twenty times the usual distance between minutes with records."""
    minutes = distinct(times)
    if minutes.size < 3:
        return ()
    distances = np.diff(minutes)
    limit = max(_GAP_FLOOR, int(median(distances)) * _GAP_FACTOR)
    found = np.flatnonzero(distances > limit)[:_GAPS]
    pairs = [(to_datetime(int(minutes[n])), to_datetime(int(minutes[n + 1]))) for n in found.tolist()]
    return tuple(model.Gap(start, end) for start, end in pairs if start and end)


def _run(run: Run, number: int, count: int) -> model.RunReport:
    began = "first header in the logs" if run.first_in_log else "header with a new process id"
    ended = "the next life begins" if number + 1 < count else "last record in the logs"
    start = to_datetime(run.start) if run.start is not None else None
    stop = to_datetime(run.stop) if run.stop is not None else None
    return model.RunReport(run.pid, start, stop, f"start: {began}; end: {ended}")


def _host(process: Process, case: Case) -> str | None:
    for cell in case.cells:
        if process.node and process.cell == cell.name:
            index = cell.server_index(process.node)
            if index:
                return index.host_name
    return None
