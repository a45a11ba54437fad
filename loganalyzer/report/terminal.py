"""The result on a terminal: what was read, what went wrong, why, and what to do, in a screen or two."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from loganalyzer.analysis.model import Analysis, Diagnosis, MissingEvidence, ProcessReport
from loganalyzer.report import overview
from loganalyzer.report.lines import Page, Part, plain_table, text
from loganalyzer.report.terminal_certificates import render_certificates
from loganalyzer.report.terminal_diagnosis import brief, full
from loganalyzer.report.text import counted, one_line, period, second

_FULL = 3
_ROWS = 8
_CHANGES = 5
_FINDINGS = 4
_MISSING = 5
_PROCESSES = 16
_SURE = 0.9


def render(analysis: Analysis, console: Console, *, verbose: bool = False) -> None:
    """Print the analysis; ``verbose`` lifts every cap and adds the wsadmin commands."""
    page = Page(console)
    _incomplete(page, analysis)
    _read(page, analysis)
    _processes(page, analysis, verbose=verbose)
    _leading(page, analysis, verbose=verbose)
    _others(page, analysis, verbose=verbose)
    render_certificates(page, analysis.configuration, verbose=verbose)
    _suppressed(page, analysis)
    _changes(page, analysis, verbose=verbose)
    _checks(page, analysis, verbose=verbose)
    _findings(page, analysis, verbose=verbose)
    _missing(page, analysis.missing_evidence, verbose=verbose)


def _incomplete(page: Page, analysis: Analysis) -> None:
    if analysis.complete:
        return
    page.line(
        ("INCOMPLETE", "bold red"), "  This run did not read everything; what follows holds for the part that was read."
    )
    for reason in analysis.incomplete_reasons:
        page.item("-", one_line(reason))
    page.blank()


def _read(page: Page, analysis: Analysis) -> None:
    bundle = analysis.bundle
    amounts = (
        counted(len(bundle.files), "file"),
        counted(len(analysis.processes), "process", "processes"),
        counted(overview.record_total(analysis), "record"),
    )
    first, last = overview.bundle_span(analysis)
    span = f"{period(first, last)} UTC" if first else "no record carries a time"
    page.line(("Read  ", "bold"), f"{', '.join(amounts)}; {span}")
    aside = _aside(analysis)
    if aside:
        page.line((f"{', '.join(aside)} (loganalyzer inspect lists them)", "dim"), indent=6)


def _aside(analysis: Analysis) -> list[str]:
    counts = (
        (len(analysis.bundle.skipped), "skipped member"),
        (len(analysis.bundle.duplicates), "duplicate"),
        (overview.suspect_total(analysis), "suspect line"),
    )
    return [counted(number, noun) for number, noun in counts if number]


def _processes(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    if not analysis.processes:
        return
    page.heading("Processes")
    shown = analysis.processes if verbose else analysis.processes[:_PROCESSES]
    table = plain_table("process, role, process ids", "first and last, UTC", "clock")
    longest = max(len(one_line(process.name)) for process in shown)
    table.columns[0].min_width = min(longest, page.width * 2 // 5)
    for process in shown:
        name = text((one_line(process.name), ""), (f"\n{_role_and_pids(process)}", "dim"))
        table.add_row(name, *_process_cells(analysis, process))
    page.table(table)
    if len(shown) < len(analysis.processes):
        page.line((f"... {len(analysis.processes) - len(shown)} more", "dim"), indent=2)


def _role_and_pids(process: ProcessReport) -> str:
    pids = overview.pids(process)
    shown = ", ".join(map(str, pids[:3])) + (f" and {len(pids) - 3} more" if len(pids) > 3 else "")
    return one_line(process.role) + (f", {'pid' if len(pids) == 1 else 'pids'} {shown}" if pids else "")


def _process_cells(analysis: Analysis, process: ProcessReport) -> tuple[str, str]:
    files = overview.files_of(analysis, process.name)
    first, last = overview.files_span(files)
    zone, confidence = overview.clock(files)
    doubt = f" (confidence {confidence:.2f})" if confidence is not None and confidence < _SURE else ""
    times = "no times" if first is None else f"{second(first)}\n{second(last)}"
    return times, one_line(zone or "unknown") + doubt


def _leading(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    leading = overview.with_verdict(analysis, *overview.LEADING)
    if not leading:
        page.heading("No cause could be confirmed", " from what was given.")
    limit = len(leading) if verbose else _FULL
    for number, diagnosis in enumerate(leading, start=1):
        if number <= limit and (verbose or diagnosis.consequence_of is None):
            full(page, number, diagnosis, verbose=verbose)
        else:
            brief(page, number, diagnosis, analysis)


def _others(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    _list(page, "Possible", overview.with_verdict(analysis, "possible"), verbose=verbose)
    _list(page, "Ruled out", overview.with_verdict(analysis, "ruled-out"), verbose=verbose)
    _list(page, "Not evaluable", overview.with_verdict(analysis, "not-evaluable"), verbose=verbose)


def _list(page: Page, heading: str, diagnoses: tuple[Diagnosis, ...], *, verbose: bool) -> None:
    if diagnoses:
        page.heading(heading)
        page.capped(map(_one_line, diagnoses), len(diagnoses) if verbose else _ROWS)


def _suppressed(page: Page, analysis: Analysis) -> None:
    if analysis.suppressed:
        page.heading("Suppressed")
        rows = ((one_line(overview.suppressed_words(one), 200),) for one in analysis.suppressed)
        page.capped(rows, len(analysis.suppressed))


def _changes(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    found = overview.changes_before_trouble(analysis)
    if found:
        page.heading("Configuration changes before the trouble")
        rows = ((one_line(overview.change_words(one, analysis), 600),) for one in found)
        page.capped(rows, len(found) if verbose else _CHANGES)


def _checks(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    found = overview.disagreements(analysis)
    if analysis.configuration.checks:
        agree = len(analysis.configuration.checks) - len(found)
        page.heading(
            "Checks from outside", f" {counted(agree, 'agrees', 'agree')} with the configuration, {len(found)} not"
        )
        page.capped(((one_line(overview.check_words(one), 400),) for one in found), len(found) if verbose else _ROWS)


def _findings(page: Page, analysis: Analysis, *, verbose: bool) -> None:
    found = analysis.configuration.findings
    if found:
        page.heading("Prediction, logs and documents disagree", "  (tls show has the channels)")
        rows = ((one_line(overview.finding_words(one, analysis), 500),) for one in found)
        page.capped(rows, len(found) if verbose else _FINDINGS)


def _one_line(diagnosis: Diagnosis) -> tuple[Part, ...]:
    title = one_line(diagnosis.title)
    if diagnosis.verdict == "ruled-out":
        reason = "; ".join(diagnosis.ruled_out_by) or diagnosis.summary
    elif diagnosis.verdict == "not-evaluable":
        reason = "missing: " + ("; ".join(diagnosis.missing) or diagnosis.summary)
    else:
        reason = diagnosis.summary
    return title, (f" - {one_line(reason, 160)}" if reason else "", "dim")


def _missing(page: Page, missing: tuple[MissingEvidence, ...], *, verbose: bool) -> None:
    if missing:
        page.heading("What would tell more")
        page.capped(_missing_rows(missing), len(missing) if verbose else _MISSING)


def _missing_rows(missing: Iterable[MissingEvidence]) -> Iterable[tuple[Part, ...]]:
    for item in missing:
        yield one_line(item.what), f": {one_line(item.why_it_matters)} ", (one_line(item.how_to_collect), "dim")
