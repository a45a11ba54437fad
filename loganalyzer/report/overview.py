"""Counts and selections that several renderings show: arithmetic over an Analysis, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from loganalyzer.analysis.model import (
    Analysis,
    Change,
    CheckReport,
    Diagnosis,
    EvidenceItem,
    FileReport,
    FindingReport,
    ProcessReport,
    Suppressed,
    Verdict,
)
from loganalyzer.report.text import counted, stamp

LEADING: tuple[Verdict, ...] = ("confirmed", "likely")


def bundle_span(analysis: Analysis) -> tuple[datetime | None, datetime | None]:
    """First and last instant of any member."""
    return files_span(analysis.bundle.files)


def files_span(files: Iterable[FileReport]) -> tuple[datetime | None, datetime | None]:
    times = [moment for file in files for moment in (file.first, file.last) if moment is not None]
    return (min(times), max(times)) if times else (None, None)


def files_of(analysis: Analysis, process: str) -> tuple[FileReport, ...]:
    return tuple(file for file in analysis.bundle.files if file.process == process)


def with_verdict(analysis: Analysis, *verdicts: Verdict) -> tuple[Diagnosis, ...]:
    """Diagnoses of these verdicts, in the order given to ``verdicts`` and then as ranked."""
    return tuple(d for verdict in verdicts for d in analysis.diagnoses if d.verdict == verdict)


def root(analysis: Analysis) -> Diagnosis | None:
    """The first confirmed or likely diagnosis that is no consequence of another."""
    leading = with_verdict(analysis, *LEADING)
    return next((d for d in leading if d.consequence_of is None), leading[0] if leading else None)


def disagreements(analysis: Analysis) -> tuple[CheckReport, ...]:
    """Checks from outside that found something else than what is configured."""
    return tuple(check for check in analysis.configuration.checks if not check.agrees)


def finding_words(one: FindingReport, analysis: Analysis) -> str:
    """A finding on the cell's TLS in words; what a diagnosis explains is left to that diagnosis."""
    title = explaining(one, analysis)
    if title is not None:
        return f'{one.text}; the diagnosis "{title}" explains it{_finding_place(one)}'
    return f"{one.kind}: {one.whole.rstrip('.')}{_finding_place(one)}"


def explaining(one: FindingReport, analysis: Analysis) -> str | None:
    """The title of the diagnosis that explains a finding."""
    return next((d.title for d in analysis.diagnoses if d.cause == one.cause), one.cause)


def _finding_place(one: FindingReport) -> str:
    places = ((one.file, one.line), (one.seen_file, one.seen_line))
    said = [f"{file}:{line}" if line is not None else file for file, line in places if file is not None]
    return f" ({', '.join(said)})" if said else ""


def changes_before_trouble(analysis: Analysis) -> tuple[Change, ...]:
    """Configuration changes that a standing cause's trouble follows within a day."""
    return tuple(change for change in analysis.changes if change.before)


def change_words(change: Change, analysis: Analysis) -> str:
    """A change in one sentence: when, who, what, how it is known, and before which trouble."""
    titles = {diagnosis.cause: diagnosis.title for diagnosis in analysis.diagnoses}
    when = stamp(change.time) if change.time else "at an unknown time"
    trouble = "; ".join(titles.get(cause, cause) for cause in change.before)
    who = change.who or (change.process if change.how == "arrived" else None) or "somebody"
    place = f"{change.how}: {change.source.file}:{change.source.line}"
    return f"{when} {who}, before {trouble}: {change.document} {change.what} ({place})"


def suppressed_words(one: Suppressed) -> str:
    """A suppression in one sentence, with how much it left out."""
    what = counted(one.count, "hit") if one.kind == "signature" else counted(one.count, "diagnosis", "diagnoses")
    scope = "everywhere" if one.scope == "*" else f"on {one.scope}"
    until = f", until {one.expires}" if one.expires else ""
    done = "expired, left out nothing" if one.expired else f"{what} left out"
    return f"{one.kind} {one.id} {scope}: {done} ({one.reason}{until}; {one.where})"


def check_words(check: CheckReport) -> str:
    """A check in one sentence, with both places."""
    port = f" {check.endpoint} {check.host}:{check.port}" if check.endpoint else ""
    line = f":{check.config_line}" if check.config_line is not None else ""
    return (
        f"{check.process}{port}: outside {check.outside} ({check.file}:{check.line}), "
        f"configured {check.configured} ({check.config_file}{line})"
    )


def record_total(analysis: Analysis) -> int:
    return sum(file.records for file in analysis.bundle.files)


def suspect_total(analysis: Analysis) -> int:
    return sum(file.suspect_lines for file in analysis.bundle.files)


def clock(files: Sequence[FileReport]) -> tuple[str, float | None]:
    """Zone and date order of a process's files as one phrase, with the lowest confidence among them."""
    stated = Counter(
        " ".join(filter(None, (file.zone, file.date_order))) for file in files if file.zone or file.date_order
    )
    confidences = [file.clock_confidence for file in files if file.clock_confidence is not None]
    return " / ".join(sorted(stated)), min(confidences, default=None)


def pids(process: ProcessReport) -> tuple[int, ...]:
    return tuple(run.pid for run in process.runs if run.pid is not None)


def best_evidence(items: Sequence[EvidenceItem], limit: int) -> tuple[EvidenceItem, ...]:
    """Up to ``limit`` items in their given order: what speaks against first of all, then every kind in turn."""
    against = [place for place, item in enumerate(items) if not item.supports]
    kinds = ("log", "config", "absence")
    queues = [[place for place, item in enumerate(items) if item.supports and item.kind == kind] for kind in kinds]
    in_turn = [place for row in zip_longest(*queues) for place in row if place is not None]
    return tuple(items[place] for place in sorted((against + in_turn)[:limit]))
