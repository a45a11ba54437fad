"""From a bundle to an :class:`Analysis`: read, identify, match, correlate, weigh. Each step is one room's function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from loganalyzer.analysis import build
from loganalyzer.analysis.build_changes import change_reports
from loganalyzer.analysis.build_checks import check_reports
from loganalyzer.analysis.build_findings import Told, finding_reports
from loganalyzer.analysis.build_missing import missing_evidence, with_places
from loganalyzer.analysis.build_unexplained import unexplained
from loganalyzer.analysis.coverage import coverage_reports, evidence_not_sent, silent_members
from loganalyzer.analysis.model import Analysis, SkippedFile
from loganalyzer.analysis.reading import BundleReading, ReadingTerms, read_bundle
from loganalyzer.analysis.reading_overrides import NO_OVERRIDES, ReadingOverrides
from loganalyzer.analysis.window import Window, last_instant
from loganalyzer.bundle import Limits
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.correlate.incidents import find_incidents
from loganalyzer.correlate.joins import find_joins
from loganalyzer.correlate.links import clock_offsets, find_links
from loganalyzer.correlate.table import HitTable
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.diagnose import diagnose
from loganalyzer.diagnosis.joined import with_joined
from loganalyzer.diagnosis.known import Knowledge, load_knowledge
from loganalyzer.diagnosis.preceded import with_restart
from loganalyzer.diagnosis.suppressions import Muting, beside, load_suppressions
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.errors import NothingReadableError
from loganalyzer.identity import ClockOverrides, assign_processes, decide_clocks, roles_from_records, runs_of
from loganalyzer.version import __version__

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to analyse.

    ``since``/``until``: words as on the command line (a UTC time, or ``+2h``/``-30m`` from the first/last record).
    ``overrides``: date orders and zones the user forces; ``readings``: encodings and formats. ``signatures``: the user's
    knowledge folders.
    ``workers``: processes to read with; 0 takes the cores. ``store_passwords``: tried on the bundle's key stores.
    ``suppress``: suppression files, beside that of the bundle's own folder.
    """

    since: str | None = None
    until: str | None = None
    overrides: ClockOverrides = field(default_factory=ClockOverrides)
    readings: ReadingOverrides = NO_OVERRIDES
    signatures: tuple[Path, ...] = ()
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    store_passwords: tuple[Secret, ...] = ()
    suppress: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """An analysis with what it was made from, for those who ask more of the bundle than the outputs show."""

    analysis: Analysis
    case: Case
    weighed: tuple[Weighed, ...]
    knowledge: Knowledge


def analyze(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse files, folders and archives together.

    Args:
        paths: what was received; ``-`` is standard input.
        options: see :class:`Options`.
        stdin: the stream for ``-``.
        progress: called with (path, members done, members in all).

    Raises:
        UsageError: a path or option is off.
        NothingReadableError: no member could be read.
        KnowledgeError: a signature, correlation or cause file is broken.
    """
    return examine(paths, options, stdin=stdin, progress=progress).analysis


def examine(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Examined:
    """As :func:`analyze`, with the case and the weighed causes."""
    options = options or Options()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    knowledge = load_knowledge(options.signatures)
    signatures, causes = knowledge.signatures, knowledge.causes
    names = [signature.id for signature in signatures]
    muting = Muting(load_suppressions([*options.suppress, *beside(given)], names, [cause.id for cause in causes]))
    terms = ReadingTerms(options.workers, options.limits, options.store_passwords, options.readings)
    reading = read_bundle(given, signatures, terms, stdin, progress)
    if not reading.scans and not reading.cells:
        raise NothingReadableError(_nothing(given, reading.skipped))
    case, window = _case(reading, knowledge, options, muting)
    joins = find_joins(case.table, knowledge.correlations)
    weighed = with_restart(with_joined(diagnose(case, causes, muting), joins, case), case)
    weighed = with_places(weighed, case)
    processes, clocks = tuple(case.processes.values()), case.clocks
    coverage, silent = coverage_reports(case, reading), silent_members(case)
    changes, runs = change_reports(case, reading.history, weighed), build.process_reports(case)
    findings = finding_reports(case, Told(reading.skipped, changes, runs, weighed, causes))
    analysis = Analysis(
        generator_version=__version__,
        signatures_sha256=knowledge.digest,
        complete=not reading.incomplete,
        incomplete_reasons=reading.incomplete,
        bundle=replace(build.bundle_report(reading, processes, clocks), coverage=coverage, silent=silent),
        processes=runs,
        signatures=build.signature_reports(case, signatures),
        clock_skew=build.clock_skew(case.skews),
        links=build.links(case.table, [*joins, *case.links]),
        changes=changes,
        incidents=build.incident_reports(case),
        configuration=replace(build.configuration_report(case), checks=check_reports(case), findings=findings),
        diagnoses=build.diagnoses(weighed, knowledge),
        unexplained=unexplained(case, clocks, window),
        missing_evidence=(*missing_evidence(weighed, case, knowledge.evidence), *evidence_not_sent(coverage, silent)),
        suppressed=build.suppressed(muting),
        density=build.density(processes, clocks, window),
    )
    return Examined(analysis, case, weighed, knowledge)


def _case(reading: BundleReading, knowledge: Knowledge, options: Options, muting: Muting) -> tuple[Case, Window]:
    """Identify, place in time and correlate what was read: the bundle as the causes see it."""
    signatures, correlations = knowledge.signatures, knowledge.correlations
    processes = assign_processes(reading.scans, reading.cells)
    telling = {number: signature.role for number, signature in enumerate(signatures) if signature.role}
    roles_from_records(processes, telling, reading.cells)
    clocks = decide_clocks(processes, options.overrides)
    runs = {process.name: runs_of(process, clocks[process.name].readings) for process in processes}
    window = Window.of(options.since, options.until, processes, clocks)
    table = HitTable(processes, clocks, signatures, window.since, window.until)
    muting.last = last_instant(processes, clocks)
    muting.hits(table)
    incidents = find_incidents(table, correlations, processes, runs)
    skews, links = find_links(table, correlations)
    offsets = clock_offsets(skews, next((process.name for process in processes if process.role == "dmgr"), None))
    case = Case(
        {process.name: process for process in processes},
        clocks,
        runs,
        table,
        incidents,
        reading.cells,
        {signature.id: signature for signature in signatures},
        reading.stores,
        offsets,
        skews,
        links,
    )
    table.correct({name: case.ahead(name) / 1000 for name in case.processes})
    return case, window


def _nothing(paths: Sequence[Path | str], skipped: Sequence[SkippedFile]) -> str:
    where = ", ".join(str(path) for path in paths[:3])
    if not skipped:
        return f"nothing to read in {where}: it is empty"
    more = f" and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return f"nothing readable in {where}: {skipped[0].path}: {skipped[0].reason}{more}"
