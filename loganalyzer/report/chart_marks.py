"""What stands in the lanes of the timeline: one function per kind of mark.

Lane ``i`` is centred on ``y = -i`` and reaches half a unit up and down. Grey is how much was logged, colour is what
failed, black is what happened to the process; every mark has its own shape, so that a grey print can be read.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from loganalyzer.analysis.model import Analysis, IncidentReport, RunReport, Sample
from loganalyzer.report.chart_data import ChangeGroup, Counts, Kind, Lane
from loganalyzer.report.chart_sheet import x_of
from loganalyzer.report.text import as_utc

# Okabe and Ito's palette without its yellow (too pale for a small mark), with a shape each.
LOOKS = (
    ("#D55E00", "o"),
    ("#0072B2", "s"),
    ("#009E73", "^"),
    ("#CC79A7", "D"),
    ("#E69F00", "v"),
    ("#56B4E9", "P"),
    ("#6A3D9A", "X"),
    ("#000000", "*"),
)
_WARNINGS, _ERRORS, _RUN, _FLAP = "#dcdcdc", "#a6a6a6", "#4d4d4d", "#F0E442"
_RUN_Y, _FLOOR, _CEILING = -0.36, -0.22, 0.44
_LABEL = 38  # characters of a line in the legend
_DOWN = re.compile(r"\b(?:ASND0003I|ODCF8041I)\b")

Handle = Line2D | Patch
Bounds = tuple[datetime, datetime]


def draw_density(axes: Axes, lanes: Sequence[Lane], counts: tuple[Counts, Counts], bucket: timedelta) -> list[Handle]:
    """Bars on the lane's floor: errors, and behind them errors with warnings; the height grows with the logarithm."""
    errors, both = counts
    most = max(both.values(), default=0)
    if not most:
        return []
    for tally, colour, order in ((both, _WARNINGS, 1), (errors, _ERRORS, 2)):
        bars = [_bar(lane, key[1], n, most, bucket) for lane, key, n in _in_lanes(lanes, tally)]
        axes.add_collection(PolyCollection(bars, facecolors=colour, edgecolors="none", zorder=order), autolim=False)
    return [
        Patch(facecolor=_ERRORS, label="errors logged (log scale)"),
        Patch(facecolor=_WARNINGS, label="warnings logged"),
    ]


def _in_lanes(lanes: Sequence[Lane], tally: Counts) -> list[tuple[int, tuple[str, datetime], int]]:
    numbers = {lane.process: number for number, lane in enumerate(lanes)}
    return [(numbers[key[0]], key, count) for key, count in tally.items() if count and key[0] in numbers]


def _bar(lane: int, begin: datetime, count: int, most: int, bucket: timedelta) -> list[tuple[float, float]]:
    left, right = x_of(begin), x_of(begin + bucket)
    low = _FLOOR - lane
    high = low + (_CEILING - _FLOOR) * math.log1p(count) / math.log1p(most)
    return [(left, low), (left, high), (right, high), (right, low)]


def draw_failures(axes: Axes, lanes: Sequence[Lane], kinds: Sequence[Kind], bucket: timedelta) -> list[Handle]:
    """A mark per kind and bucket; each kind has its own height in a lane, the size grows with the count."""
    handles: list[Handle] = []
    heights = _heights(lanes, kinds)
    for number, (kind, (colour, shape)) in enumerate(zip(kinds, LOOKS, strict=False)):
        found = [
            (x_of(key[1] + bucket / 2), heights[lane, number] - lane, n)
            for lane, key, n in _in_lanes(lanes, kind.counts)
        ]
        sizes = [(24 if shape == "*" else 14) + 9 * math.log1p(n) for _, _, n in found]
        where = [x for x, _, _ in found], [y for _, y, _ in found]
        axes.scatter(*where, s=sizes, c=colour, marker=shape, linewidths=0.4, edgecolors="white", zorder=6)
        handles.append(
            Line2D([], [], color=colour, marker=shape, linestyle="", label=f"{_wrapped(kind.title)} ({kind.total:,})")
        )
    return handles


def _wrapped(title: str) -> str:
    return "\n".join(textwrap.wrap(title, _LABEL, max_lines=2, placeholder=" …"))


def _heights(lanes: Sequence[Lane], kinds: Sequence[Kind]) -> dict[tuple[int, int], float]:
    heights: dict[tuple[int, int], float] = {}
    for number, lane in enumerate(lanes):
        present = [k for k, kind in enumerate(kinds) if any(process == lane.process for process, _ in kind.counts)]
        step = (_CEILING - 0.08 - (_FLOOR + 0.08)) / max(len(present), 1)
        for row, kind_number in enumerate(present):
            heights[number, kind_number] = _CEILING - 0.08 - step * (row + 0.5)
    return heights


def draw_runs(axes: Axes, lanes: Sequence[Lane], analysis: Analysis, span: tuple[datetime, datetime]) -> list[Handle]:
    """A bar per run under the lane, a tick where its start or stop was seen, the pid where there is room."""
    runs = {process.name: process.runs for process in analysis.processes}
    drawn = False
    for number, lane in enumerate(lanes):
        for run in runs.get(lane.process, ()):
            drawn = True
            _run(axes, _RUN_Y - number, run, span)
    return [Line2D([], [], color=_RUN, linewidth=4, label="process runs; tick: start or stop seen")] if drawn else []


def _run(axes: Axes, y: float, run: RunReport, span: tuple[datetime, datetime]) -> None:
    left, right = (max(span[0], min(span[1], as_utc(t))) for t in (run.start or span[0], run.stop or span[1]))
    axes.add_patch(
        Rectangle((x_of(left), y - 0.04), max(x_of(right) - x_of(left), 0), 0.08, color=_RUN, linewidth=0, zorder=3)
    )
    for moment in (run.start, run.stop):
        if moment is not None and span[0] <= as_utc(moment) <= span[1]:
            axes.plot([x_of(moment)] * 2, [y - 0.11, y + 0.11], color="black", linewidth=1.4, zorder=4)
    if run.pid is not None and right - left > (span[1] - span[0]) * 0.08:
        axes.annotate(
            f"pid {run.pid}",
            (x_of(left), y),
            (4, 0),
            textcoords="offset points",
            fontsize=6,
            va="center",
            zorder=7,
            bbox={"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"},
        )


def draw_incidents(axes: Axes, lanes: Sequence[Lane], incidents: Sequence[IncidentReport]) -> list[Handle]:
    """Flaps and outages as hatched spans, restart loops as triangles."""
    numbers = {lane.process: number for number, lane in enumerate(lanes)}
    handles: dict[str, Handle] = {}
    for incident in incidents:
        number = numbers.get(incident.processes[0]) if incident.processes else None
        if number is None or incident.first is None or incident.last is None:
            continue
        bounds = incident.first, incident.last
        if incident.kind in {"flap", "outage"}:
            handles |= _hatched(axes, number, incident, bounds)
        elif incident.kind == "loop":
            handles |= _loop(axes, number, incident, bounds)
    return list(handles.values())


def _hatched(axes: Axes, lane: int, incident: IncidentReport, bounds: Bounds) -> dict[str, Handle]:
    flap = incident.kind == "flap"
    look: dict[str, Any] = {
        "facecolor": (_FLAP if flap else "white"),
        "alpha": 0.35,
        "hatch": ("///" if flap else "xxx"),
        "edgecolor": "#555555",
    }
    left, right = map(x_of, bounds)
    axes.add_patch(Rectangle((left, _FLOOR - lane), right - left, _CEILING - _FLOOR, linewidth=0.8, zorder=2.5, **look))
    handles: dict[str, Handle] = {
        incident.kind: Patch(**look, label="seen going and coming (flap)" if flap else "outage")
    }
    if flap and incident.members:
        downs = [x_of(sample.time) for sample in _downs(incident.members) if sample.time is not None]
        style: dict[str, Any] = {
            "color": "black",
            "marker": "v",
            "linestyle": "",
            "markersize": 5,
            "markerfacecolor": "white",
        }
        axes.plot(downs, [_RUN_Y - lane] * len(downs), zorder=8, **style)
        handles["down"] = Line2D(
            [], [], label=f"seen as stopped{' (samples)' if incident.more_members else ''}", **style
        )
    return handles


def _downs(members: Sequence[Sample]) -> Sequence[Sample]:
    downs = [
        sample for sample in members if sample.fields.get("state") in {"down", "stopped"} or _DOWN.search(sample.text)
    ]
    return downs or members


def _loop(axes: Axes, lane: int, incident: IncidentReport, bounds: Bounds) -> dict[str, Handle]:
    times = [sample.time for sample in incident.members if sample.time is not None] or list(bounds)
    style: dict[str, Any] = {"color": "black", "marker": "^", "linestyle": "", "markersize": 6}
    axes.plot([x_of(moment) for moment in times], [_RUN_Y - lane] * len(times), zorder=5, **style)
    return {"loop": Line2D([], [], label="restart loop", **style)}


def draw_changes(axes: Axes, groups: Sequence[ChangeGroup], listed: int) -> list[Handle]:
    """A dashed line through all lanes per group of changes; those listed below are numbered at the top."""
    for number, group in enumerate(groups, start=1):
        axes.axvline(x_of(group.time), color="#333333", linestyle=(0, (4, 3)), linewidth=0.8, zorder=2.8)
        axes.annotate(
            str(number) if number <= listed else "",
            (x_of(group.time), 1),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7,
            annotation_clip=False,
        )
    return (
        [Line2D([], [], color="black", linestyle="--", linewidth=0.9, label="configuration change")] if groups else []
    )
