"""What a chart shows, in words: its alternative text, for readers who can't see it and for search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import chart_data
from loganalyzer.report.chart_choice import Choice
from loganalyzer.report.chart_validity import rows
from loganalyzer.report.text import counted, one_line, period, second

_MOST = 6


def timeline_words(analysis: Analysis, choice: Choice) -> str:
    """Who is drawn, what failed how often, who flapped when, what was changed."""
    span = chart_data.span(analysis)
    lanes, _ = chart_data.lanes(analysis, choice.processes)
    if span is None or not lanes:
        return chart_data.nothing(span)
    parts = [f"Timeline of {counted(len(lanes), 'process', 'processes')}, {chart_data.title(analysis, span)}."]
    kinds = chart_data.kinds(analysis, choice, chart_data.bucket_size(span, choice.bucket_seconds))
    parts += [f"Marked: {'; '.join(f'{kind.title} ({kind.total:,})' for kind in kinds)}."] if kinds else []
    drawn = {lane.process for lane in lanes}
    parts += list(_incidents(analysis, drawn))[:_MOST]
    groups = chart_data.change_groups(analysis.changes, *span)
    parts += [f"Configuration changed {second(group.time)}: {group.text}." for group in groups[:_MOST]]
    return " ".join(parts)


def _incidents(analysis: Analysis, drawn: set[str]) -> Iterator[str]:
    verbs = {"flap": "is seen stopping and starting", "outage": "is down", "loop": "restarts again and again"}
    for one in analysis.incidents:
        if one.kind in verbs and one.processes and one.processes[0] in drawn and one.first and one.last:
            times = f" ({counted(one.count, 'time')})" if one.kind != "outage" else ""
            yield f"{one_line(one.processes[0], 120)} {verbs[one.kind]} {period(one.first, one.last)}{times}."


def heatmap_words(analysis: Analysis, choice: Choice) -> str:
    """What is counted, and where the most of it is."""
    from loganalyzer.report import chart_heat

    span = chart_data.span(analysis)
    lanes, _ = chart_data.lanes(analysis, choice.processes)
    if span is None or not lanes:
        return chart_data.nothing(span)
    bucket = chart_heat.bucket_size(span, choice.bucket_seconds)
    grid = chart_heat.counts(analysis, choice, lanes, span, bucket)
    first = chart_data.floor(span[0], bucket)
    parts = [
        f"Heat map of {counted(len(lanes), 'process', 'processes')} by time, {chart_data.title(analysis, span)}.",
        f"Counted are {chart_heat.counted_words(analysis, choice)}.",
    ]
    for row in sorted(range(len(lanes)), key=lambda n: -int(grid[n].max()))[:_MOST]:
        column = int(grid[row].argmax())
        if grid[row, column] > 0:
            total = int(grid[row].clip(0).sum())
            parts.append(
                f"{lanes[row].label}: {total:,}, most ({grid[row, column]:,}) at {second(first + column * bucket)}."
            )
    return " ".join(parts)


def certificates_words(analysis: Analysis, _choice: Choice) -> str:
    """How many are in which state, and when the first of them end."""
    found, hidden = rows(analysis, 40)
    if not found:
        return "No certificate with a date was read: there is nothing to draw."
    states = Counter(row.state for row in found)
    parts = [
        f"Validity of {counted(len(found) + hidden, 'certificate')} of {chart_data.cell_names(analysis)}.",
        f"{', '.join(f'{count} {state}' for state, count in states.items())}.",
    ]
    parts += [f"{row.label} ends {row.until:%Y-%m-%d}{f' ({row.left})' if row.left else ''}." for row in found[:_MOST]]
    return " ".join(parts)
