"""From what was read to an :class:`Analysis`: identify, place in time, correlate, weigh. Each step is one room's function.

The rooms behind the reading are imported with this module, so that they can be while other processes read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis import build
from loganalyzer.analysis.build_changes import change_reports
from loganalyzer.analysis.build_checks import check_reports
from loganalyzer.analysis.build_findings import Told, finding_reports
from loganalyzer.analysis.build_missing import missing_evidence, with_places
from loganalyzer.analysis.build_unexplained import unexplained
from loganalyzer.analysis.coverage import coverage_reports, evidence_not_sent, silent_members
from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.reading import BundleReading
from loganalyzer.analysis.window import Window, last_instant
from loganalyzer.correlate.incidents import find_incidents
from loganalyzer.correlate.joins import find_joins
from loganalyzer.correlate.links import clock_offsets, find_links
from loganalyzer.correlate.table import HitTable
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.diagnose import diagnose
from loganalyzer.diagnosis.joined import with_joined
from loganalyzer.diagnosis.known import Knowledge
from loganalyzer.diagnosis.preceded import with_restart
from loganalyzer.diagnosis.suppressions import Muting
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.identity import assign_processes, decide_clocks, roles_from_records, runs_of
from loganalyzer.version import __version__

if TYPE_CHECKING:
    from loganalyzer.analysis.pipeline import Options


class Examined(Struct, frozen=True):
    """An analysis with what it was made from, for those who ask more of the bundle than the outputs show."""

    analysis: Analysis
    case: Case
    weighed: tuple[Weighed, ...]
    knowledge: Knowledge


def conclude(reading: BundleReading, knowledge: Knowledge, muting: Muting, options: Options) -> Examined:
    """Conclude what happened, and why, from what was read."""
    signatures, causes = knowledge.signatures, knowledge.causes
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
        signatures=build.signature_reports(case, signatures, minutes=options.minutes),
        clock_skew=build.clock_skew(case.skews),
        links=build.links(case.table, [*joins, *case.links]),
        changes=changes,
        incidents=build.incident_reports(case),
        configuration=replace(build.configuration_report(case), checks=check_reports(case), findings=findings),
        diagnoses=build.diagnoses(weighed, knowledge),
        unexplained=unexplained(case, clocks, window),
        missing_evidence=(*missing_evidence(weighed, case, knowledge.evidence), *evidence_not_sent(coverage, silent)),
        suppressed=build.suppressed(muting),
        density=build.density(processes, clocks, window) if options.minutes else (),
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
