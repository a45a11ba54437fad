"""The sheet a chart is drawn on: its size, the lanes with their names, the time axis, title, legend and notes.

Loads matplotlib. All charts share it, so that they look alike on a page, on a slide and in a ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from msgspec import Struct

from loganalyzer.report.chart_choice import Size
from loganalyzer.report.chart_data import Lane
from loganalyzer.report.text import as_utc

DATES: Any = import_module("matplotlib.dates")  # it carries no types

Span = tuple[datetime, datetime]

_TOP, _FOOT, _NOTE, _ENTRY, _TALLEST = 0.85, 0.7, 0.17, 0.19, 1.2  # inches


class Frame(Struct, frozen=True):
    """What a sheet needs room for; lengths in inches.

    ``labels``: characters; ``entries``: lines of a column of the legend; ``side``: legend or scale beside the plot.
    """

    labels: int
    rows: int
    notes: int
    entries: int = 0
    side: float = 3.4
    plot: float = 8.6
    row: float | None = None


def canvas(size: Size, frame: Frame) -> tuple[Figure, Axes]:
    """A figure whose axes hold one unit per row, the first on top."""
    left = 0.35 + 0.075 * frame.labels
    side = 0.3 if size.below else min(frame.side, 2.5) if size.width else frame.side
    width = size.width or left + frame.plot + side
    foot = _FOOT + _NOTE * frame.notes + (_ENTRY * frame.entries if size.below else 0)
    if size.height is None:
        each = frame.row or (1.2 if frame.rows <= 3 else 0.85 if frame.rows <= 10 else 0.55)
        plot = max((min(each, 0.7) if size.below else each) * frame.rows, 1.5 if frame.row else 2.2)
        height = _TOP + plot + foot
    else:
        height = size.height
        plot = min(height - _TOP - foot, _TALLEST * frame.rows)
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes(
        (left / width, (height - _TOP - plot) / height, (width - left - side) / width, plot / height)
    )
    axes.set_ylim(-frame.rows + 0.5, 0.5)
    return figure, axes


def blank(words: str) -> Figure:
    """A sheet that says why it is empty."""
    figure = Figure(figsize=(8, 2))
    figure.text(0.5, 0.5, words, ha="center", va="center", fontsize=11)
    return figure


def label_width(lanes: Sequence[Lane]) -> int:
    """Characters of the longest name or role."""
    return max(max(len(lane.label), len(lane.role)) for lane in lanes)


def lane_names(axes: Axes, lanes: Sequence[Lane], *, striped: bool = True) -> None:
    """Names and roles beside the rows."""
    axes.set_yticks([])
    for number, lane in enumerate(lanes):
        if striped and number % 2:
            axes.axhspan(-number - 0.5, -number + 0.5, color="#f6f6f6", linewidth=0, zorder=0)
        for text, rise, points, colour in ((lane.label, 1, 8, "black"), (lane.role, -10, 6.5, "#606060")):
            beside(axes, -number, text, rise, points, colour)
    bare(axes)


def beside(axes: Axes, y: float, text: str, rise: int, points: float, colour: str) -> None:
    """Words to the left of a row."""
    axes.annotate(
        text,
        (0, y),
        (-8, rise),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=points,
        color=colour,
        annotation_clip=False,
    )


def bare(axes: Axes) -> None:
    """No frame but the axis of time."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def time_axis(axes: Axes, span: Span, *, margin: float = 0.012, grid: bool = True, dated: bool = False) -> None:
    """The axis of time in UTC, with a margin that is a part of the span; ``dated``: with the part of the date that all have."""
    rim = (span[1] - span[0]) * margin
    axes.set_xlim(x_of(span[0] - rim), x_of(span[1] + rim))
    locator = DATES.AutoDateLocator(tz=UTC, maxticks=9 if axes.get_window_extent().width > 500 else 6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(DATES.ConciseDateFormatter(locator, tz=UTC, show_offset=dated))
    axes.tick_params(axis="x", labelsize=8)
    if grid:
        axes.grid(axis="x", color="#e8e8e8", linewidth=0.6, zorder=0)
        axes.set_axisbelow(True)
    axes.set_xlabel("time, UTC", fontsize=9)


def x_of(moment: datetime) -> float:
    """A moment as a place on the axis of time."""
    return float(DATES.date2num(as_utc(moment)))


def words(figure: Figure, axes: Axes, title: str, notes: Sequence[str]) -> None:
    """The title above, the notes at the foot; what is too long for the sheet is cut."""
    width, height = figure.get_size_inches()
    left = axes.get_position().x0
    start = min(left, 0.35 / width) if width < 11 else left
    figure.text(start, 1 - 0.38 / height, title, fontsize=11, fontweight="bold", va="center")
    room = int((1 - start) * width / 0.066)
    for number, note in enumerate(notes):
        y = (0.12 + _NOTE * (len(notes) - number - 0.5)) / height
        text = note if len(note) <= room else note[: room - 1] + "…"
        figure.text(start, y, text, fontsize=7, color="#404040", va="center")


def legend(figure: Figure, axes: Axes, handles: Sequence[Artist], size: Size, notes: int) -> None:
    """Beside the plot, or in two columns between it and the notes."""
    width, height = figure.get_size_inches()
    box = axes.get_position()
    common: dict[str, Any] = {"fontsize": 7.5, "frameon": False, "borderaxespad": 0, "handlelength": 1.8}
    if size.below:
        where = 0.35 / width, (0.15 + _NOTE * notes) / height
        figure.legend(handles=list(handles), loc="lower left", bbox_to_anchor=where, ncols=2, **common)
    else:
        where = box.x1 + 0.15 / width, box.y1
        figure.legend(handles=list(handles), loc="upper left", bbox_to_anchor=where, labelspacing=0.7, **common)
