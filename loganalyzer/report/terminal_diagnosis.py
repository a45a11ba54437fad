"""One diagnosis on a terminal: the claim, its evidence, what was ruled out, the fix, the proof."""

from __future__ import annotations

from collections.abc import Sequence

from loganalyzer.analysis.model import Analysis, Diagnosis, EvidenceItem, FixStep
from loganalyzer.report import overview
from loganalyzer.report.lines import Page, Part
from loganalyzer.report.text import one_line, place, stamp

_EVIDENCE = 5
_QUOTE = 260
_VERDICT_STYLE = {"confirmed": "bold green", "likely": "bold yellow"}


def full(page: Page, number: int, diagnosis: Diagnosis, *, verbose: bool) -> None:
    """Everything an engineer needs to act on the diagnosis."""
    _head(page, number, diagnosis)
    page.line(", ".join(map(one_line, diagnosis.processes)), indent=3)
    page.line(one_line(diagnosis.summary), indent=3)
    _evidence(page, diagnosis.evidence, verbose=verbose)
    _list(page, "Ruled out", "-", diagnosis.ruled_out_by)
    _list(page, "Not ruled out", "?", diagnosis.not_ruled_out)
    _list(page, "Not seen for lack of a source", "?", diagnosis.missing)
    _fix(page, diagnosis.fix, verbose=verbose)
    _list(page, "Then verify", "-", diagnosis.verify)


def brief(page: Page, number: int, diagnosis: Diagnosis, analysis: Analysis) -> None:
    """Title and summary only; says what it follows from."""
    _head(page, number, diagnosis)
    titles = {d.cause: d.title for d in analysis.diagnoses}
    parts: list[Part] = [one_line(diagnosis.summary)]
    if diagnosis.consequence_of is not None:
        parts.insert(0, f"Follows from: {one_line(titles.get(diagnosis.consequence_of, diagnosis.consequence_of))}. ")
    page.line(*parts, indent=3)


def _head(page: Page, number: int, diagnosis: Diagnosis) -> None:
    style = _VERDICT_STYLE.get(diagnosis.verdict, "bold")
    verdict = (diagnosis.verdict.upper(), style)
    weight = f"  severity {one_line(diagnosis.severity)}, confidence {diagnosis.confidence:.2f}"
    page.heading(f"{number}. {one_line(diagnosis.title)}")
    page.line(verdict, (weight, "dim"), indent=3)


def _evidence(page: Page, items: Sequence[EvidenceItem], *, verbose: bool) -> None:
    shown = items if verbose else overview.best_evidence(items, _EVIDENCE)
    if not shown:
        return
    page.line(("Evidence", "bold"), ("  + for, - against", "dim"), indent=3)
    for item in shown:
        _one_item(page, item)
    if len(shown) < len(items):
        page.line((f"... {len(items) - len(shown)} more: --verbose shows them, --json has all", "dim"), indent=5)


def _one_item(page: Page, item: EvidenceItem) -> None:
    when = f"  {stamp(item.time)}" if item.time else ""
    where = place(item) or ("stated absence" if item.kind == "absence" else "no place given")
    mark, style = ("+", "green") if item.supports else ("-", "red")
    parts: list[Part] = [(where, "cyan"), when]
    if item.text:
        parts.append(f"\n{one_line(item.text, _QUOTE)}")
    if item.why:
        parts.append((f"\n{one_line(item.why)}", "dim"))
    page.item(mark, *parts, indent=5, style=style)


def _list(page: Page, heading: str, mark: str, rows: Sequence[str]) -> None:
    if rows:
        page.line((heading, "bold"), indent=3)
        for row in rows:
            page.item(mark, one_line(row), indent=5)


def _fix(page: Page, steps: Sequence[FixStep], *, verbose: bool) -> None:
    if not steps:
        return
    page.line(("Fix, in this order", "bold"), indent=3)
    for number, step in enumerate(steps, start=1):
        page.item(f"{number}.", *_step_parts(step, verbose=verbose), indent=5)
    if not verbose and any(step.wsadmin and step.console for step in steps):
        page.line(("wsadmin commands: --verbose, or diagnosis.md", "dim"), indent=5)


def _step_parts(step: FixStep, *, verbose: bool) -> tuple[Part, ...]:
    parts: list[Part] = [one_line(step.text)]
    if step.console:
        parts.append((f"\nconsole: {one_line(step.console)}", "cyan"))
    if step.wsadmin and (verbose or not step.console):
        parts.append((f"\nwsadmin: {step.wsadmin.strip()}", "magenta"))
    return tuple(parts)
