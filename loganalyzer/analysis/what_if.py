"""``tls what-if``: planned changes in the cell they name, with effects, warnings and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.tls_view import levels_from
from loganalyzer.cell import Cell
from loganalyzer.errors import UsageError
from loganalyzer.tls import Outcome, Step, cautions, outcome, parse_changes, plan


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the changes do in one cell, what to beware of, and the steps in their order."""

    cell: str
    outcome: Outcome
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]


def what_if(cells: Sequence[Cell], analysis: Analysis, words: Sequence[str], cell_name: str | None = None) -> WhatIf:
    """Make the changes that ``words`` ask for in the only cell, or the one named.

    Raises:
        UsageError: no change is asked for, or names that the cell does not have; the text lists the candidates.
    """
    if not words:
        raise UsageError("nothing to change: give --set 'ALIAS[@SCOPE].sslProtocol=TLSv1.2', as often as needed")
    cell = _chosen(cells, cell_name)
    levels = levels_from(analysis, cell)
    found = outcome(cell, levels, parse_changes(cell, levels, words))
    return WhatIf(cell.name, found, cautions(found), plan(found))


def _chosen(cells: Sequence[Cell], name: str | None) -> Cell:
    found = [cell for cell in cells if name is None or cell.name == name]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(cell.name for cell in cells)
    raise UsageError(f"which cell? give --cell NAME; candidates: {listed}")
