"""The sheet of the timeline: title, lanes with their names, time axis, legend, notes. Loads matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import chart_data, chart_marks
from loganalyzer.report.chart_data import ChangeGroup, Lane
from loganalyzer.report.text import duration, one_line, period, second

_PLOT, _LEGEND, _TOP, _FOOT, _NOTE = 8.6, 3.4, 0.85, 0.7, 0.17  # inches
_MOST_NOTES = 8

Span = tuple[datetime, datetime]


def build(analysis: Analysis, ids: Sequence[str], families: Sequence[str], bucket_seconds: int | None) -> Figure:
    """The whole figure; one that says why it is empty where there is nothing to draw."""
    span = chart_data.span(analysis)
    lanes, hidden = chart_data.lanes(analysis)
    bucket = chart_data.bucket_size(span, bucket_seconds)
    if span is None:
        return _blank("No record in this bundle carries a time: there is nothing to draw.")
    if not lanes:
        return _blank("No process is known in this bundle: there is nothing to draw.")
    groups = chart_data.change_groups(analysis.changes, *span)
    notes = _notes(groups, hidden, bucket)
    figure, axes = _canvas(lanes, len(notes))
    handles = [
        *chart_marks.draw_failures(axes, lanes, chart_data.kinds(analysis, ids, families, bucket), bucket),
        *chart_marks.draw_incidents(axes, lanes, analysis.incidents),
        *chart_marks.draw_runs(axes, lanes, analysis, span),
        *chart_marks.draw_changes(axes, groups, _MOST_NOTES),
        *chart_marks.draw_density(axes, lanes, chart_data.density(analysis, bucket), bucket),
    ]
    _lanes(axes, lanes)
    _time_axis(axes, span)
    _words(figure, axes, _title(analysis, span), notes)
    if handles:
        _legend(figure, axes, handles)
    return figure


def _blank(words: str) -> Figure:
    figure = Figure(figsize=(8, 2))
    figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=11)
    return figure


def _canvas(lanes: Sequence[Lane], notes: int) -> tuple[Figure, Axes]:
    each = 1.2 if len(lanes) <= 3 else 0.85 if len(lanes) <= 10 else 0.55
    plot = max(each * len(lanes), 2.2)
    left = 0.35 + 0.075 * max(max(len(lane.label), len(lane.role)) for lane in lanes)
    foot = _FOOT + _NOTE * notes
    width, height = left + _PLOT + _LEGEND, _TOP + plot + foot
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((left / width, foot / height, _PLOT / width, plot / height))
    axes.set_ylim(-len(lanes) + 0.5, 0.5)
    return figure, axes


def _lanes(axes: Axes, lanes: Sequence[Lane]) -> None:
    axes.set_yticks([])
    for number, lane in enumerate(lanes):
        if number % 2:
            axes.axhspan(-number - 0.5, -number + 0.5, color="#f6f6f6", linewidth=0, zorder=0)
        for text, rise, size, colour in ((lane.label, 1, 8, "black"), (lane.role, -10, 6.5, "#606060")):
            axes.annotate(
                text,
                (0, -number),
                (-8, rise),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="bottom",
                fontsize=size,
                color=colour,
                annotation_clip=False,
            )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _time_axis(axes: Axes, span: Span) -> None:
    margin = (span[1] - span[0]) * 0.012
    axes.set_xlim(chart_marks.x_of(span[0] - margin), chart_marks.x_of(span[1] + margin))
    locator = chart_marks.DATES.AutoDateLocator(tz=UTC)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(chart_marks.DATES.ConciseDateFormatter(locator, tz=UTC, show_offset=False))
    axes.tick_params(axis="x", labelsize=8)
    axes.grid(axis="x", color="#e8e8e8", linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    axes.set_xlabel("time, UTC", fontsize=9)


def _title(analysis: Analysis, span: Span) -> str:
    cells = sorted({one_line(process.cell, 40) for process in analysis.processes if process.cell})
    name = ", ".join(cells[:3]) + (", …" if len(cells) > 3 else "")
    begin, end = span
    return f"{name or 'Bundle'}: {period(begin, end)} UTC ({duration((end - begin).total_seconds())})"


def _notes(groups: Sequence[ChangeGroup], hidden: int, bucket: timedelta) -> list[str]:
    notes = [f"one mark or bar covers {duration(bucket.total_seconds())}; marks grow with the count"]
    if hidden:
        notes[0] += f"; {hidden} quieter processes are not drawn"
    listed = groups[:_MOST_NOTES]
    notes += [f"{number}   {second(group.time)} UTC   {group.text}" for number, group in enumerate(listed, start=1)]
    if len(groups) > len(listed):
        notes.append(f"… {len(groups) - len(listed)} more configuration changes")
    return notes


def _words(figure: Figure, axes: Axes, title: str, notes: Sequence[str]) -> None:
    height = figure.get_size_inches()[1]
    left = axes.get_position().x0
    figure.text(left, 1 - 0.38 / height, title, fontsize=11, fontweight="bold", va="center")
    for number, note in enumerate(notes):
        y = (0.12 + _NOTE * (len(notes) - number - 0.5)) / height
        figure.text(left, y, note, fontsize=7, color="#404040", va="center")


def _legend(figure: Figure, axes: Axes, handles: Sequence[chart_marks.Handle]) -> None:
    width = figure.get_size_inches()[0]
    box = axes.get_position()
    figure.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(box.x1 + 0.15 / width, box.y1),
        fontsize=7.5,
        frameon=False,
        borderaxespad=0,
        labelspacing=0.7,
        handlelength=1.8,
    )
