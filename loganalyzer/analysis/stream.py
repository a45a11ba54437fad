"""Every record of a bundle, merged in time across its processes, without holding them.

Two passes over the open bundle: the first decides processes and clocks from counts per minute, the second hands out records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from heapq import merge
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Self

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.lanes import LogSource, lanes_of, source_of
from loganalyzer.analysis.pipeline import Options
from loganalyzer.analysis.reading import BundleReading
from loganalyzer.analysis.reading_overrides import forced_by
from loganalyzer.analysis.record_filter import RecordFilter
from loganalyzer.analysis.scheduling import scan_all
from loganalyzer.analysis.sorting import sorted_members
from loganalyzer.analysis.source_rows import Wanted, read_source
from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.analysis.window import Window
from loganalyzer.bundle import Bundle, MemberError, open_bundle
from loganalyzer.cell import read_cells
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.errors import NothingReadableError, UsageError
from loganalyzer.identity import Clock, Process, assign_processes, decide_clocks
from loganalyzer.identity.duplicates import find_duplicates
from loganalyzer.identity.processes import matches_process, nodes_by_root

__all__ = ["RecordStream", "StreamRecord"]

Progress = Callable[[str, int, int], None]
_EVERYTHING = RecordFilter()


class RecordStream(Struct):
    """The records of an open bundle; use :meth:`open`.

    ``processes`` and ``clocks`` are what the first pass decided; ``problems`` says of each log that could not be read to
    its end why. It is complete only when the records have been read.
    """

    processes: tuple[Process, ...]
    clocks: dict[str, Clock]
    problems: dict[str, str]
    _sources: tuple[LogSource, ...]
    _options: Options

    @classmethod
    @contextmanager
    def open(
        cls,
        paths: Sequence[Path | str] | Path | str,
        options: Options | None = None,
        stdin: BinaryIO | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Self]:
        """Open a bundle and make the first pass; records can be read until the block ends.

        Raises:
            UsageError: a path or option is off.
            NothingReadableError: no log could be read.
        """
        options = options or Options()
        given = [paths] if isinstance(paths, str | Path) else list(paths)
        with open_bundle(given, stdin=stdin, limits=options.limits) as bundle:
            reading = _first_pass(bundle, options, progress)
            if not reading.scans:
                raise NothingReadableError(_nothing(given, reading))
            processes = assign_processes(reading.scans, reading.cells)
            clocks = decide_clocks(processes, options.overrides)
            problems = {scan.path: scan.problem for scan in reading.scans if scan.problem}
            yield cls(processes, clocks, problems, _sources(bundle, processes, clocks), options)

    def records(self, wanted: RecordFilter = _EVERYTHING) -> Iterator[StreamRecord]:
        """The wanted records in time order.

        Records without a time come with the record before them in their file, lines that run backwards stay where they
        are, and records of one instant come by process, file and line.

        Raises:
            UsageError: the filter names no process of the bundle, or is off.
            IncompleteError: an expression cannot be decided in reasonable time.
        """
        return (record for record, _ in self._merged(Wanted(wanted.selection(), self._window(wanted)), wanted))

    def search(self, wanted: RecordFilter, *, context: bool = False) -> Iterator[tuple[StreamRecord, bool]]:
        """As :meth:`records`, over all text: header blocks and lines before the first stamp come too, as records without time.

        Each comes with whether it is wanted; those that are not are given only for ``context``, which stays inside the
        filter's processes and times.
        """
        terms = Wanted(wanted.selection(), self._window(wanted), every=context, rest=True)
        return self._merged(terms, wanted)

    def _merged(self, terms: Wanted, wanted: RecordFilter) -> Iterator[tuple[StreamRecord, bool]]:
        _check_processes(wanted.processes, self.processes)
        chosen = [source for source in self._sources if _in_scope(source, wanted.processes, terms.window)]
        lanes = [self._lane(lane, terms) for lane in lanes_of(chosen)]
        return ((record, held) for _, record, held in merge(*lanes, key=itemgetter(0)))

    def _lane(self, lane: Sequence[LogSource], terms: Wanted) -> Iterator[tuple[tuple[int, int], StreamRecord, bool]]:
        for source in lane:
            try:
                yield from read_source(source, terms)
            except (MemberError, OSError, EOFError) as problem:
                self.problems.setdefault(source.member.path, f"not read to its end: {problem}")

    def _window(self, wanted: RecordFilter) -> Window:
        since, until = wanted.since or self._options.since, wanted.until or self._options.until
        return Window.of(since, until, self.processes, self.clocks)


def _first_pass(bundle: Bundle, options: Options, progress: Progress | None) -> BundleReading:
    reading = BundleReading()
    found = sorted_members(bundle.members, forced_by(options.readings, bundle.members))
    reading.skipped += [*bundle.skipped, *found.skipped]
    copies = {copy.path for copy in find_duplicates([job.member for job in found.jobs])}
    jobs = [job for job in found.jobs if job.member.path not in copies]
    begun = None if progress is None else partial(progress, "", 0, len(jobs))
    for number, scan in enumerate(scan_all(jobs, (), options.workers, begun)):
        reading.scans.append(scan)
        if progress is not None:
            progress(scan.path, number + 1, len(jobs))
    reading.cells = read_cells(found.documents, nodes_by_root(reading.scans)).cells
    return reading


def _sources(bundle: Bundle, processes: Sequence[Process], clocks: dict[str, Clock]) -> tuple[LogSource, ...]:
    members = {member.path: member for member in bundle.members}
    found = [
        source_of(members[scan.path], scan, process, clocks[process.name].readings)
        for process in processes
        for scan in process.scans
    ]
    found.sort(key=lambda source: (source.process.name, source.first, source.member.path))
    return tuple(replace(source, rank=rank) for rank, source in enumerate(found))


def _check_processes(patterns: Sequence[str], processes: Sequence[Process]) -> None:
    for pattern in patterns:
        if not any(matches_process(pattern, process) for process in processes):
            raise UsageError(f"--process {pattern}: no such process in this bundle (see: loganalyzer inspect)")


def _in_scope(source: LogSource, patterns: Sequence[str], window: Window) -> bool:
    if patterns and not any(matches_process(pattern, source.process) for pattern in patterns):
        return False
    if source.first == NO_INSTANT:
        return window.holds(NO_INSTANT)
    return (window.since is None or source.last >= window.since) and (
        window.until is None or source.first <= window.until
    )


def _nothing(paths: Sequence[Path | str], reading: BundleReading) -> str:
    where = ", ".join(str(path) for path in paths[:3])
    if not reading.skipped:
        return f"no log to read in {where}"
    first, more = reading.skipped[0], len(reading.skipped) - 1
    return f"no log to read in {where}: {first.path}: {first.reason}{f' and {more} more' if more else ''}"
