"""The timeline: lanes, what failed in them, what restarted, what was changed. Loads matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from matplotlib.figure import Figure

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import chart_data, chart_marks, chart_sheet
from loganalyzer.report.chart_choice import Choice, size_of
from loganalyzer.report.chart_data import ChangeGroup
from loganalyzer.report.text import duration, second

_MOST_NOTES = 8
_OTHER_ENTRIES = 7


def build(analysis: Analysis, choice: Choice) -> Figure:
    """The whole figure; one that says why it is empty where there is nothing to draw."""
    size = size_of(choice.size)
    span = chart_data.span(analysis)
    lanes, hidden = chart_data.lanes(analysis, choice.processes, size.rows)
    bucket = chart_data.bucket_size(span, choice.bucket_seconds)
    if span is None or not lanes:
        return chart_sheet.blank(chart_data.nothing(span))
    groups = chart_data.change_groups(analysis.changes, *span)
    listed = _MOST_NOTES if size.height is None else 3
    notes = _notes(groups, hidden, bucket, listed)
    kinds = chart_data.kinds(analysis, choice, bucket)
    frame = chart_sheet.Frame(chart_sheet.label_width(lanes), len(lanes), len(notes), _legend_lines(len(kinds)))
    figure, axes = chart_sheet.canvas(size, frame)
    handles = [
        *chart_marks.draw_failures(axes, lanes, kinds, bucket),
        *chart_marks.draw_incidents(axes, lanes, analysis.incidents),
        *chart_marks.draw_runs(axes, lanes, analysis, span),
        *chart_marks.draw_changes(axes, groups, listed),
        *chart_marks.draw_density(axes, lanes, chart_data.density(analysis, bucket), bucket),
    ]
    chart_sheet.lane_names(axes, lanes)
    chart_sheet.time_axis(axes, span)
    chart_sheet.words(figure, axes, chart_data.title(analysis, span), notes)
    if handles:
        chart_sheet.legend(figure, axes, handles, size, len(notes))
    return figure


def _legend_lines(kinds: int) -> int:
    """Lines of the longer of two columns; the title of a kind may take two, the other entries take one."""
    half = (kinds + _OTHER_ENTRIES + 1) // 2
    return 2 * min(kinds, half) + max(0, half - kinds)


def _notes(groups: Sequence[ChangeGroup], hidden: int, bucket: timedelta, most: int) -> list[str]:
    notes = [f"one mark or bar covers {duration(bucket.total_seconds())}; marks grow with the count"]
    if hidden:
        notes[0] += f"; {hidden} quieter processes are not drawn"
    listed = groups[:most]
    notes += [f"{number}   {second(group.time)} UTC   {group.text}" for number, group in enumerate(listed, start=1)]
    if len(groups) > len(listed):
        notes.append(f"… {len(groups) - len(listed)} more configuration changes")
    return notes
