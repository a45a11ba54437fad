"""The heat map: processes by hours, darker where more was logged; hatched where no log tells. Loads matplotlib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import chart_data, chart_sheet
from loganalyzer.report.chart_choice import Choice, size_of
from loganalyzer.report.chart_data import Counts, Lane
from loganalyzer.report.chart_sheet import Span
from loganalyzer.report.text import duration

_HOUR = 3600
_COLOURS = "YlOrBr"  # from light to dark, so that it stays in order in grey
_LEAST_DARK = 10  # a cell that logs two warnings an hour is healthy, and must not look as if it burned
_NUMBERED = 40  # columns that leave room for figures
_INK: dict[str, Any] = {"fontsize": 6, "ha": "center", "va": "center", "zorder": 5}

Grid = NDArray[np.int64]


def build(analysis: Analysis, choice: Choice) -> Figure:
    """The whole figure; one that says why it is empty where there is nothing to draw."""
    size = size_of(choice.size)
    span = chart_data.span(analysis)
    lanes, hidden = chart_data.lanes(analysis, choice.processes, size.rows)
    bucket = bucket_size(span, choice.bucket_seconds)
    if span is None or not lanes:
        return chart_sheet.blank(chart_data.nothing(span))
    grid = counts(analysis, choice, lanes, span, bucket)
    notes = _notes(analysis, choice, hidden, bucket, int(grid.max()))
    frame = chart_sheet.Frame(chart_sheet.label_width(lanes), len(lanes), len(notes), side=1.3, plot=10.7, row=0.42)
    figure, axes = chart_sheet.canvas(size, frame)
    edges = _edges(span, bucket)
    _cells(figure, axes, grid, edges)
    _unknown(axes, grid, edges)
    chart_sheet.lane_names(axes, lanes, striped=False)
    chart_sheet.time_axis(axes, (edges[0], edges[-1]), margin=0, grid=False)
    chart_sheet.words(figure, axes, chart_data.title(analysis, span), notes)
    return figure


def bucket_size(span: Span | None, wanted: int | None) -> timedelta:
    """An hour; less for a bundle of a few hours, more for one of many days."""
    seconds = (span[1] - span[0]).total_seconds() if span else 0
    if wanted is None and 6 * _HOUR <= seconds <= 200 * _HOUR:
        return timedelta(seconds=_HOUR)
    if wanted is None and seconds < 6 * _HOUR:
        return timedelta(seconds=next(size for size in (60, 300, 600) if seconds / size <= _NUMBERED or size == 600))
    return chart_data.bucket_size(span, wanted)


def counts(analysis: Analysis, choice: Choice, lanes: Sequence[Lane], span: Span, bucket: timedelta) -> Grid:
    """Per lane and bucket what was counted, -1 where no log covers it.

    Counted are warnings and errors, or the hits of the signatures and families chosen.
    """
    chosen: Counter[tuple[str, datetime]] = Counter()
    if choice.signatures or choice.families:
        for kind in chart_data.kinds(analysis, choice, bucket):
            chosen.update(kind.counts)
    else:
        chosen.update(chart_data.density(analysis, bucket)[1])
    return _filled(analysis, lanes, chosen, span, bucket)


def _filled(analysis: Analysis, lanes: Sequence[Lane], found: Counts, span: Span, bucket: timedelta) -> Grid:
    first = chart_data.floor(span[0], bucket)
    columns = len(_edges(span, bucket)) - 1
    grid = np.full((len(lanes), columns), -1, dtype=np.int64)
    rows = {lane.process: number for number, lane in enumerate(lanes)}
    for level in analysis.density:
        if level.process in rows:
            grid[rows[level.process], (chart_data.floor(level.minute, bucket) - first) // bucket] = 0
    for number, lane in enumerate(lanes):
        for begin, end in chart_data.covered(analysis, lane.process):
            # A bucket counts as covered if a log reaches into it: what it did not see there is told by the zero.
            grid[number, max(0, (begin - first) // bucket) : (end - first) // bucket + 1] = 0
    for (process, moment), count in found.items():
        if process in rows and count:
            grid[rows[process], (moment - first) // bucket] = count
    return grid


def _edges(span: Span, bucket: timedelta) -> list[datetime]:
    edges = [chart_data.floor(span[0], bucket)]
    while edges[-1] <= span[1]:
        edges.append(edges[-1] + bucket)
    return edges


def _cells(figure: Figure, axes: Axes, grid: Grid, edges: Sequence[datetime]) -> None:
    most = max(int(grid.max()), _LEAST_DARK)
    x, y = [chart_sheet.x_of(edge) for edge in edges], [0.5 - row for row in range(len(grid) + 1)]
    shown = np.ma.masked_less(grid, 1)
    mesh = axes.pcolormesh(
        x, y, shown, norm=LogNorm(1, most), cmap=_COLOURS, edgecolors="#d9d9d9", linewidth=0.4, zorder=3
    )
    box, (width, _) = axes.get_position(), figure.get_size_inches()
    if width > 8.5:  # a narrow sheet has its figures in the cells or goes without a scale
        scale = figure.colorbar(mesh, cax=figure.add_axes((box.x1 + 0.2 / width, box.y0, 0.14 / width, box.height)))
        scale.set_ticks([n for n in (1, 10, 100, 1_000, 10_000, 100_000) if n <= most] or [1])
        scale.ax.yaxis.set_major_formatter("{x:,.0f}")
        scale.ax.minorticks_off()
        scale.ax.tick_params(labelsize=7)
    if len(edges) <= _NUMBERED:
        for (row, column), count in np.ndenumerate(grid):
            if count > 0:
                colour = "white" if np.log(count) > 0.6 * np.log(most) else "black"
                axes.text((x[column] + x[column + 1]) / 2, -row, _short(int(count)), color=colour, **_INK)


def _short(count: int) -> str:
    return str(count) if count < 1_000 else f"{count / 1_000:.1f}k" if count < 10_000 else f"{count // 1_000}k"


def _unknown(axes: Axes, grid: Grid, edges: Sequence[datetime]) -> None:
    x = [chart_sheet.x_of(edge) for edge in edges]
    boxes = [Rectangle((x[c], -r - 0.5), x[c + 1] - x[c], 1) for (r, c), count in np.ndenumerate(grid) if count < 0]
    axes.add_collection(
        PatchCollection(boxes, facecolor="#f4f4f4", edgecolor="#c4c4c4", hatch="////", linewidth=0, zorder=2)
    )


def _notes(analysis: Analysis, choice: Choice, hidden: int, bucket: timedelta, most: int) -> list[str]:
    what = counted_words(analysis, choice)
    first = f"{what} in {duration(bucket.total_seconds())}, darker is more (log scale), at most {max(most, 0):,}"
    notes = [first, "hatched: no log of this process covers the time; blank: a log does, and has none"]
    if hidden:
        notes[1] += f"; {hidden} quieter processes are not drawn"
    return notes


def counted_words(analysis: Analysis, choice: Choice) -> str:
    """What the cells count."""
    if not (choice.signatures or choice.families):
        return "warnings and errors"
    titles = [kind.title for kind in chart_data.kinds(analysis, choice, timedelta(minutes=1))]
    return f"hits of {', '.join(titles[:2])}{f' and {len(titles) - 2} more' if len(titles) > 2 else ''}"
