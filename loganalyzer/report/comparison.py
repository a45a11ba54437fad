"""A comparison of two bundles, for the terminal and as JSON."""

from __future__ import annotations

import json

from rich.console import Console

from loganalyzer.analysis.compare import Comparison
from loganalyzer.analysis.model import EvidenceItem
from loganalyzer.report.json import published
from loganalyzer.report.lines import Page
from loganalyzer.report.text import one_line

_MARKS = {"cured": "cured", "persists": "still there", "open": "cannot be told"}
_ROWS = 25
_QUOTE = 160


def comparison_json(comparison: Comparison) -> str:
    """The comparison as JSON (``loganalyzer.comparison/1``), the same bytes for the same input."""
    document = {"schema": "loganalyzer.comparison/1", **published(comparison)}
    document["new_diagnoses"] = [
        {"cause": one.cause, "verdict": one.verdict, "summary": one.summary} for one in comparison.new_diagnoses
    ]
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def render_comparison(comparison: Comparison, console: Console) -> None:
    """Print what became of the earlier diagnoses first, then what is new, what changed, and the rates."""
    page = Page(console)
    page.heading("Earlier diagnoses")
    for one in comparison.diagnoses:
        page.line(f"{_MARKS[one.outcome]}: {one_line(one.title)} - {one_line(one.why)}", indent=2)
        for item in one.places:
            page.line(f"{one_line(item.text, _QUOTE)} ({_where(item)})", indent=4)
        if one.outcome == "open":
            for step in one.verify:
                page.line(f"to verify: {one_line(step)}", indent=4)
    if not comparison.diagnoses:
        page.line("none was confirmed or likely", indent=2)
    if comparison.new_diagnoses:
        page.heading("New")
        for diagnosis in comparison.new_diagnoses:
            page.line(f"{diagnosis.verdict}: {one_line(diagnosis.title)} - {one_line(diagnosis.summary)}", indent=2)
    _changes(page, comparison)


def _where(item: EvidenceItem) -> str:
    return f"{item.file}:{item.line}" if item.line else str(item.file)


def _changes(page: Page, comparison: Comparison) -> None:
    if comparison.settings:
        page.heading("Configuration and levels that changed")
        for setting in comparison.settings[:_ROWS]:
            values = f"{setting.before or '(absent)'} -> {setting.after or '(absent)'}"
            page.line(one_line(f"{setting.what}: {values}"), indent=2)
        _more(page, len(comparison.settings))
    if comparison.rates:
        page.heading("Hits per hour of log")
        for rate in comparison.rates[:_ROWS]:
            page.line(one_line(f"{rate.before:10.2f} -> {rate.after:10.2f}  {rate.title} ({rate.severity})"), indent=2)
        _more(page, len(comparison.rates))
    for title, names in (
        ("Only in the earlier bundle", comparison.only_before),
        ("Only in the later bundle", comparison.only_after),
    ):
        if names:
            page.heading(title)
            page.line(one_line(", ".join(names)), indent=2)


def _more(page: Page, count: int) -> None:
    if count > _ROWS:
        page.line(f"... {count - _ROWS} more", indent=2)
