"""The picture of ``tls show``: the deployment manager beside its nodes, channels as lines that say how they end.

Colours are those of Okabe and Ito; every outcome also has its own line style and its words, so that the picture can be
read in grey and without colour vision. matplotlib is loaded when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loganalyzer.analysis.tls_view import CellView
from loganalyzer.report.charts import Chart, form_of, style
from loganalyzer.report.text import counted
from loganalyzer.report.tls_scene import LINE, Box, Edge, Scene, scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: dict[str, tuple[str, Any, float]] = {
    "fails": ("#D55E00", (0, (4, 1.6)), 3.2),
    "ok": ("#0072B2", "solid", 1.5),
    "plain": ("#8a8a8a", "dotted", 1.2),
    "unknown": ("#555555", "dashdot", 1.2),
}
_WORDS = {"fails": "handshake fails", "ok": "agreed, with the version", "unknown": "not known"}
_MOST_TOLD = 12
_SCALE, _HEAD, _FOOT = 0.78, 0.75, 0.8  # inches per unit of the scene; room for title and legend


def draw(views: Sequence[CellView], target: Path) -> None:
    """Write the picture; the suffix of ``target``, .png or .svg, is the format. Several cells stand below each other."""
    form_of(target)
    with style():
        scenes = [scene(view) for view in views]
        figure = _figure(scenes)
    Chart("TLS channels", " ".join(map(_in_words, scenes)), 110, figure).save(target)


def _in_words(one: Scene) -> str:
    """The title, and who fails to reach whom: what the picture is looked at for."""
    lanes = ((lane, edge) for lane in one.lanes for edge in one.edges if lane.y <= edge.y0 < lane.y + lane.height)
    failing = [f"{lane.title}, {_spoken(edge.label)}" for lane, edge in lanes if edge.outcome == "fails"]
    boxes = [f"{box.title} ({_spoken(row)})" for box in one.boxes for row in box.rows if row.startswith("FAIL")]
    told = "; ".join([*boxes, *failing][:_MOST_TOLD])
    return f"{one.title}, {counted(len(one.lanes), 'node')}.{f' {told}.' if told else ''}"


def _spoken(words: str) -> str:
    return words.replace("FAIL~", "fails (by a field report or an assumption)").replace("FAIL", "fails")


def _figure(scenes: Sequence[Scene]) -> Figure:
    from matplotlib.figure import Figure

    width = max(s.width for s in scenes) * _SCALE
    heights = [s.height * _SCALE + _HEAD + _FOOT for s in scenes]
    figure = Figure(figsize=(width, sum(heights)))
    top = sum(heights)
    for one, height in zip(scenes, heights, strict=True):
        top -= height
        box = (0.0, (top + _FOOT) / sum(heights), one.width * _SCALE / width, one.height * _SCALE / sum(heights))
        axes = figure.add_axes(box)
        axes.set_xlim(0, one.width)
        axes.set_ylim(one.height, 0)
        axes.axis("off")
        _draw(axes, one)
    return figure


def _draw(axes: Axes, one: Scene) -> None:
    for lane in one.lanes:
        _patch(axes, lane, "#f3f3f3", "#cfcfcf", 0)
        axes.text(lane.x + 0.12, lane.y + 0.22, lane.title, fontsize=8, color="#333333", va="center", weight="bold")
    for edge in one.edges:
        _edge(axes, edge)
    for box in one.boxes:
        _box(axes, box)
    axes.text(0.15, -0.45, one.title, fontsize=12, weight="bold", va="center")
    _legend(axes)


def _patch(axes: Axes, box: Box, face: str, line: str, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    shape = FancyBboxPatch(
        (box.x, box.y), box.width, box.height, boxstyle="round,pad=0,rounding_size=0.08", facecolor=face,
        edgecolor=line, linewidth=1, zorder=order,
    )  # fmt: skip
    axes.add_patch(shape)


def _box(axes: Axes, box: Box) -> None:
    _patch(axes, box, "white", "#222222", 3)
    rows = [(box.title, 7.5, "#000000", "bold"), *((row, 6.5, _ink(row), "normal") for row in box.rows)]
    step = min(LINE, (box.height - 0.12) / len(rows))
    middle = box.y + box.height / 2 - step * (len(rows) - 1) / 2
    for number, (words, size, colour, weight) in enumerate(rows):
        axes.text(
            box.x + box.width / 2, middle + number * step, words, fontsize=size, color=colour, weight=weight,
            ha="center", va="center", zorder=4, rotation=90 if box.upright else 0,
        )  # fmt: skip
        if box.upright:
            break


def _ink(row: str) -> str:
    return _STYLE["fails"][0] if "FAIL" in row else "#444444"


def _edge(axes: Axes, edge: Edge) -> None:
    from matplotlib.patches import FancyArrowPatch

    colour, line, width = _STYLE.get(edge.outcome, _STYLE["unknown"])
    arrow = FancyArrowPatch(
        (edge.x0, edge.y0), (edge.x1, edge.y1), arrowstyle="<|-|>" if edge.both_ways else "-|>", mutation_scale=9,
        color=colour, linestyle=line, linewidth=width, shrinkA=0, shrinkB=0, zorder=2,
    )  # fmt: skip
    axes.add_patch(arrow)
    if edge.label:
        x, y = (edge.x0 + edge.x1) / 2 + edge.label_dx, (edge.y0 + edge.y1) / 2 + edge.label_dy
        axes.text(
            x, y, edge.label, fontsize=6.5, color=colour, ha="center", va="center", zorder=5,
            weight="bold" if edge.outcome == "fails" else "normal",
            bbox={"facecolor": edge.behind, "edgecolor": "none", "pad": 1.6},
        )  # fmt: skip


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=_STYLE[kind][0], linestyle=_STYLE[kind][1], linewidth=_STYLE[kind][2], label=words)
        for kind, words in _WORDS.items()
    ]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.0, 0.0),
        ncols=3,
        fontsize=7.5,
        frameon=False,
        handlelength=4,
    )
    note = "in/out: versions a process accepts and offers; accepts, <...>: what goes with the outside; ~ field report or assumption"
    axes.annotate(
        note, (0, 0), (6, -34), xycoords="axes fraction", textcoords="offset points", fontsize=7, color="#444444",
        annotation_clip=False,
    )  # fmt: skip
