"""``loganalyzer inspect``: what is in the bundle, how each file was read, and where the logs are silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.console import Console
from rich.text import Text

from loganalyzer.analysis.model import Analysis, BundleReport, CoverageReport, FileReport, ProcessReport
from loganalyzer.report import overview
from loganalyzer.report.lines import Page, plain_table, text
from loganalyzer.report.text import counted, duration, one_line, period

_CELLS = 48
_GAPS = 6
_NAMED = 2
_LEGEND = "lines = records + continuations + header lines + unparsed; suspect: a continuation that looks like a stamp"
_NUMBERS = ("rec.", "cont.", "head", "unp.", "susp.")


def render_inspect(analysis: Analysis, console: Console) -> None:
    """Print files, processes with their clocks and coverage, gaps, skipped members and duplicates."""
    page = Page(console)
    for reason in () if analysis.complete else (analysis.incomplete_reasons or ("",)):
        page.line(("INCOMPLETE", "bold red"), f"  {one_line(reason)}")
    _files(page, analysis.bundle)
    _choices(page, analysis.bundle)
    _processes(page, analysis)
    _not_read(page, analysis.bundle)


def _files(page: Page, bundle: BundleReport) -> None:
    page.line(("Files", "bold"), f"  {len(bundle.files)}")
    if not bundle.files:
        return
    table = plain_table("file, first to last (UTC), clock", "kind", *_NUMBERS, right=_NUMBERS, gap=1)
    for file in bundle.files:
        table.add_row(_file_cell(file), one_line(file.kind), *_numbers(file))
    page.table(table)
    page.line((_LEGEND, "dim"), indent=2)


def _file_cell(file: FileReport) -> Text:
    below = [one_line(file.process)] if file.process else []
    if file.first or file.last:
        below.append(period(file.first, file.last))
    if file.zone or file.date_order:
        below.append(_clock_words(file.zone, file.date_order, file.clock_confidence))
    return text((one_line(file.path), ""), *((f"\n{row}", "dim") for row in below))


def _choices(page: Page, bundle: BundleReport) -> None:
    """Why each file is read as it is: files of one reason together, since most are."""
    reasons: dict[str, list[str]] = {}
    for file in bundle.files:
        for reason in file.reading_evidence:
            reasons.setdefault(reason, []).append(file.path)
    if reasons:
        page.heading("How the files were read")
    for reason, paths in sorted(reasons.items()):
        where = ", ".join(map(one_line, paths)) if len(paths) <= _NAMED else counted(len(paths), "file")
        page.item("-", one_line(reason), (f"  {where}", "dim"))


def _clock_words(zone: str | None, order: str | None, confidence: float | None) -> str:
    sure = f", {confidence:.2f}" if confidence is not None else ""
    return f"{one_line(zone or 'zone unknown')}, {one_line(order or 'date order unknown')}{sure}"


def _numbers(file: FileReport) -> tuple[Text, ...]:
    counts = (file.records, file.continuation_lines, file.header_lines, file.unparsed_lines, file.suspect_lines)
    cells = [text(f"{count:,}") for count in counts]
    if file.suspect_lines:
        cells[-1].stylize("yellow")
    return tuple(cells)


def _processes(page: Page, analysis: Analysis) -> None:
    if not analysis.processes:
        return
    page.heading("Processes, clocks and coverage")
    span = overview.bundle_span(analysis)
    if span[0] and span[1]:
        page.line((f"# a log covers it, . none does: {period(*span)} UTC", "dim"), indent=2)
    covered = {one.process: one for one in analysis.bundle.coverage}
    for process in analysis.processes:
        _process(page, process, overview.files_of(analysis, process.name), span, covered.get(process.name))
    for member in analysis.bundle.silent:
        page.line(
            (one_line(member.process), "bold"), f"  {one_line(member.role)}", ("  sent nothing", "yellow"), indent=2
        )
        page.line((f"named in {one_line(member.file)}", "dim"), indent=4)


def _process(
    page: Page,
    process: ProcessReport,
    files: tuple[FileReport, ...],
    span: tuple[datetime | None, datetime | None],
    covered: CoverageReport | None,
) -> None:
    about = (
        process.role,
        process.host,
        process.product_version,
        process.java_version and f"Java {process.java_version}",
    )
    page.line((one_line(process.name), "bold"), f"  {', '.join(one_line(word) for word in about if word)}", indent=2)
    if span[0] and span[1]:
        page.line(coverage(files, span[0], span[1]), indent=4)
    if covered and covered.first:
        rate = f", {covered.records_per_hour:,.0f} an hour" if covered.records_per_hour is not None else ""
        page.line(f"{covered.records:,} records{rate}, {period(covered.first, covered.last)}", indent=4)
    zone, confidence = overview.clock(files)
    sure = f", confidence {confidence:.2f}" if confidence is not None else ""
    page.line(f"clock: {one_line(zone or 'unknown')}{sure}", indent=4)
    for words in dict.fromkeys(words for file in files for words in file.clock_evidence):
        page.item("-", (one_line(words), "dim"), indent=6)
    _runs(page, process)
    _gaps(page, files, covered)
    for absent in covered.missing if covered else ():
        page.item("missing", one_line(absent), indent=4)


def _runs(page: Page, process: ProcessReport) -> None:
    for run in process.runs:
        pid = f"pid {run.pid}" if run.pid is not None else "pid unknown"
        page.item("run", f"{pid}, {period(run.start, run.stop)}", (f"  {one_line(run.how)}", "dim"), indent=4)


def _gaps(page: Page, files: tuple[FileReport, ...], covered: CoverageReport | None) -> None:
    """Where no file of the process has a record; without that knowledge, where single files have none."""
    of_files = [(gap, file.path) for file in files for gap in file.gaps]
    gaps = [(gap, "in no file") for gap in covered.gaps] if covered else of_files
    rows = (
        (f"{period(g.start, g.end)}, {duration((g.end - g.start).total_seconds())}", (f"  {one_line(p)}", "dim"))
        for g, p in gaps
    )
    page.capped(rows, _GAPS, mark="gap", indent=4)


def coverage(files: tuple[FileReport, ...], start: datetime, end: datetime) -> str:
    """A bar over ``start``-``end``: a cell is covered when some file spans its middle and has no gap there."""
    width = max(end - start, timedelta(seconds=1)) / _CELLS
    middles = (start + width * (cell + 0.5) for cell in range(_CELLS))
    return "".join("#" if any(_covers(file, moment) for file in files) else "." for moment in middles)


def _covers(file: FileReport, moment: datetime) -> bool:
    if file.first is None or file.last is None or not file.first <= moment <= file.last:
        return False
    return not any(gap.start < moment < gap.end for gap in file.gaps)


def _not_read(page: Page, bundle: BundleReport) -> None:
    if bundle.skipped:
        page.heading("Skipped", f"  {counted(len(bundle.skipped), 'member')}")
    for skipped in bundle.skipped:
        page.item("-", one_line(skipped.path), (f"  {one_line(skipped.reason)}", "dim"))
    if bundle.duplicates:
        page.heading("Duplicates", f"  {counted(len(bundle.duplicates), 'member')}, read once")
    for copy in bundle.duplicates:
        how = "identical to" if copy.how == "identical" else "beginning of"
        page.item("-", one_line(copy.path), (f"  {how} {one_line(copy.of)}", "dim"))
