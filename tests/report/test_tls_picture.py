"""The picture and the tables of ``tls show``: everything inside the sheet, nothing on top of each other, any size."""

from __future__ import annotations

import io
from itertools import combinations
from pathlib import Path

import pytest
from rich.console import Console

from loganalyzer.analysis.tls_view import CellView, view_of
from loganalyzer.errors import UsageError
from loganalyzer.report.tls_picture import draw
from loganalyzer.report.tls_scene import Box, scene
from loganalyzer.report.tls_terminal import render_tls
from loganalyzer.tls import Levels
from tests.tls.cells import big_cell, cell_from

OLD = Levels(only_java="8.0.3.0")


def view(nodes: int, servers: int, strict: int = 1) -> CellView:
    return view_of(cell_from(big_cell(nodes, servers, strict)), OLD)


def overlap(one: Box, other: Box) -> bool:
    return (one.x < other.x + other.width and other.x < one.x + one.width
            and one.y < other.y + other.height and other.y < one.y + one.height)  # fmt: skip


@pytest.mark.parametrize(("nodes", "servers"), [(1, 1), (2, 12), (9, 2), (30, 0)])
def test_boxes_stay_on_the_sheet_and_apart(nodes: int, servers: int) -> None:
    found = scene(view(nodes, servers))
    assert len(found.boxes) == 1 + nodes * (2 + servers)
    for box in found.boxes:
        assert 0 <= box.x <= box.x + box.width <= found.width
        assert 0 <= box.y <= box.y + box.height <= found.height
    assert not [pair for pair in combinations(found.boxes, 2) if overlap(*pair)]


def test_a_failure_is_told_by_words_as_well_as_by_colour() -> None:
    found = scene(view(3, 1))
    assert [edge.label for edge in found.edges if edge.outcome == "fails"] == ["overlay: FAIL~"]
    assert found.title == "Cell big: 2 channels predicted to fail"


def test_the_picture_says_in_words_who_fails(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw([view(3, 1)], tmp_path / "cell.svg")
    words = (tmp_path / "cell.svg").read_text(encoding="utf-8").partition("<desc>")[2].partition("</desc>")[0]
    assert words.startswith("Cell big: 2 channels predicted to fail, 3 nodes.")
    assert "overlay: fails" in words


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_cell_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    first, second = tmp_path / f"1.{suffix}", tmp_path / f"2.{suffix}"
    for target in (first, second):
        draw([view(2, 2), view(1, 1)], target)
    assert first.read_bytes() == second.read_bytes()


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.png or \.svg"):
        draw([view(1, 1)], tmp_path / "cell.jpg")


@pytest.mark.parametrize("verbose", [False, True])
def test_tables_keep_to_100_columns(verbose: bool) -> None:
    out = io.StringIO()
    render_tls([view(4, 3)], Console(file=out, width=140, color_system=None), verbose=verbose)
    assert max(map(len, out.getvalue().splitlines())) <= 100
    assert "FAIL~" in out.getvalue()


def test_failures_that_are_alike_are_told_once() -> None:
    out = io.StringIO()
    render_tls([view(9, 1, strict=9)], Console(file=out, width=100, color_system=None))
    text = " ".join(out.getvalue().split())
    assert "Predicted to fail: 18 channels" in text
    assert text.count("x overlay network (XD): man/dmgr -> ") == 1
    assert text.count("x overlay network (XD): node00/nodeagent -> ") == 1
    empty = view_of(cell_from(big_cell(9, 1)), Levels(only_java="8.0.6.30"))
    out = io.StringIO()
    render_tls([empty], Console(file=out, width=100, color_system=None))
    text = " ".join(out.getvalue().split())
    assert text.count("x middleware agent (XDAGENT_PORT)") == 1
    assert "likewise man/dmgr -> node01/nodeagent, man/dmgr -> node02/nodeagent and 6 more" in text
