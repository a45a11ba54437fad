"""Validity of the bundle's certificates as bars, the first to expire on top. Loads matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import chart_data, chart_sheet
from loganalyzer.report.chart_choice import Choice, size_of
from loganalyzer.report.chart_validity import LOOKS, Row, rows
from loganalyzer.report.text import second

_BEFORE, _AFTER = timedelta(days=730), timedelta(days=365 * 6)
_WORDS = 1.75  # inches behind the longest bar


def build(analysis: Analysis, choice: Choice) -> Figure:
    """The whole figure; one that says why it is empty where no certificate was read."""
    size = size_of(choice.size)
    found, hidden = rows(analysis, size.rows)
    if not found:
        return chart_sheet.blank("No certificate with a date was read: there is nothing to draw.")
    span = chart_data.span(analysis)
    at = span[1] if span else None
    notes = _notes(at, hidden)
    frame = chart_sheet.Frame(max(len(row.label) for row in found), len(found), len(notes), 2, 2.6, 7.2, 0.42)
    figure, axes = chart_sheet.canvas(size, frame)
    left, right, ends = _bounds(found, at, axes.get_position().width * figure.get_figwidth())
    for number, row in enumerate(found):
        _bar(axes, -number, row, left, ends)
        chart_sheet.beside(axes, -number, row.label, 0, 8, "black")
        chart_sheet.beside(axes, -number, row.detail, -9, 6.5, "#606060")
    axes.set_yticks([])
    chart_sheet.bare(axes)
    if at is not None:
        axes.axvline(chart_sheet.x_of(at), color="black", linestyle=(0, (4, 3)), linewidth=1, zorder=4)
    chart_sheet.time_axis(axes, (left, right), margin=0.0, dated=True)
    chart_sheet.words(figure, axes, f"{chart_data.cell_names(analysis)}: validity of certificates", notes)
    states = [state for state in LOOKS if any(row.state == state for row in found)]
    handles: list[Patch | Line2D] = [Patch(**LOOKS[state], label=state) for state in states]
    if at is not None:
        handles.append(Line2D([], [], color="black", linestyle="--", label="last record of the bundle"))
    chart_sheet.legend(figure, axes, handles, size, len(notes))
    return figure


def _bounds(found: Sequence[Row], at: datetime | None, width: float) -> tuple[datetime, datetime, datetime]:
    """The rims of the plot, and where a bar ends that goes on beyond: what is left there is for the words.

    Two years before the bundle to six after it, less where no bar needs them. ``width`` is that of the plot in inches.
    """
    ends = [row.until for row in found]
    begins = [row.since for row in found if row.since is not None]
    middle = at or min(ends)
    left = max(min([*begins, *ends, middle]), middle - _BEFORE)
    last = max(min(max([*ends, middle]), middle + _AFTER), left + timedelta(days=30))
    left -= (last - left) * 0.02
    return left, left + (last - left) * (width / (width - min(_WORDS, width / 2))), last


def _bar(axes: Axes, y: float, row: Row, left: datetime, last: datetime) -> None:
    begin = max(row.since or left, left)
    end = min(row.until, last)
    x0, x1 = chart_sheet.x_of(min(begin, end)), chart_sheet.x_of(max(end, left))
    axes.add_patch(Rectangle((x0, y - 0.28), x1 - x0, 0.5, linewidth=0.8, zorder=3, **LOOKS[row.state]))
    if end < row.until:
        axes.plot([x1], [y - 0.03], marker=">", color="#333333", markersize=5, zorder=5)
    words = f"{row.until:%Y-%m-%d}{f'  ({row.left})' if row.left else ''}"
    axes.annotate(words, (x1, y - 0.03), (6, 0), textcoords="offset points", fontsize=7, va="center", zorder=5)


def _notes(at: datetime | None, hidden: int) -> list[str]:
    judged = f"judged at {second(at)} UTC, the last record of the bundle" if at else "no record carries a time"
    notes = [judged, "an arrow: valid beyond the right rim; a bar that begins at the left rim began earlier"]
    if hidden:
        notes[1] += f"; {hidden} that expire later are not drawn"
    return notes
