"""A large cell costs no more per port than a small one: counted in function calls, which no busy machine changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

from benchmarks.cells import LEVELS, documents, plan
from loganalyzer.analysis.tls_view import view_of
from loganalyzer.cell import Cell
from tests.tls.cells import cell_from


def calls(run: Callable[[], object]) -> int:
    """Python frames entered, those of generators at each step included."""
    count = 0

    def counting(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


def per_port(cell: Cell, run: Callable[[], object]) -> float:
    indexes = [index for node in cell.nodes if (index := cell.server_index(node)) is not None]
    return calls(run) / sum(len(server.endpoints) for index in indexes for server in index.servers)


def test_showing_and_planning_grow_with_the_ports() -> None:
    small, large = (cell_from(documents(nodes, 2)) for nodes in (4, 16))
    for run in (lambda cell: view_of(cell, LEVELS), plan):
        ratio = per_port(large, lambda run=run: run(large)) / per_port(small, lambda run=run: run(small))  # type: ignore[misc]
        assert ratio < 1.15
