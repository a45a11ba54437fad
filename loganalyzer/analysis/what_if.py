"""``tls what-if``: planned changes in the cell they name, with effects, warnings and the plan."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.tls_view import levels_from
from loganalyzer.cell import Cell
from loganalyzer.errors import UsageError
from loganalyzer.tls import Levels
from loganalyzer.tls.cautions import cautions
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.effects import Outcome, outcome
from loganalyzer.tls.enforce import enforcing
from loganalyzer.tls.enforce_scope import Goal
from loganalyzer.tls.plan import plan
from loganalyzer.tls.plan_settings import Step

SEVERITIES = ("info", "warning", "error", "critical")


class WhatIf(Struct, frozen=True):
    """What the changes do in one cell, what to beware of, and the steps in their order; the goal if one was given."""

    cell: str
    outcome: Outcome
    cautions: tuple[str, ...]
    steps: tuple[Step, ...]
    goal: Goal | None = None

    @property
    def severity(self) -> str:
        """``error`` if a channel breaks, ``warning`` if one stays broken or there is something to beware of."""
        if self.outcome.of("breaks"):
            return "error"
        return "warning" if self.cautions or self.outcome.of("stays broken") else "info"

    def reaches(self, severity: str) -> bool:
        """Whether the result is at least this grave."""
        return SEVERITIES.index(self.severity) >= SEVERITIES.index(severity)


class Wish(Struct, frozen=True):
    """What the user asks for: ``--set`` words, and ``--plan enforce=LABEL`` with the scope of ``--on``."""

    words: tuple[str, ...] = ()
    plan: str | None = None
    scope: str | None = None


def what_if(cells: Sequence[Cell], analysis: Analysis, wish: Wish, cell_name: str | None = None) -> WhatIf:
    """Make the changes that are wished for in the only cell, or the one named.

    Raises:
        UsageError: no change is asked for, or names that the cell does not have; the text lists the candidates.
    """
    if not wish.words and wish.plan is None:
        raise UsageError(
            "nothing to change: give --set 'ALIAS[@SCOPE].sslProtocol=TLSv1.2', as often as needed, or "
            "--plan enforce=TLSv1.2 --on SCOPE"
        )
    cell = _chosen(cells, cell_name)
    levels = levels_from(analysis, cell)
    goal = _goal(cell, levels, wish)
    words = [*wish.words, *(one.word for one in goal.planned)] if goal else wish.words
    found = outcome(cell, levels, parse_changes(cell, levels, words))
    return WhatIf(cell.name, found, cautions(found, goal), plan(found, goal), goal)


def _goal(cell: Cell, levels: Levels, wish: Wish) -> Goal | None:
    """The plan is made for the cell as the ``--set`` words leave it."""
    if wish.plan is None:
        if wish.scope is not None:
            raise UsageError("--on needs --plan enforce=LABEL")
        return None
    verb, equals, label = wish.plan.partition("=")
    if verb.strip() != "enforce" or not equals or not label.strip():
        raise UsageError(f"--plan {wish.plan}: write enforce=LABEL, such as enforce=TLSv1.2")
    if wish.scope is None:
        raise UsageError(f"--plan {wish.plan} needs --on SCOPE: a node, a server, a cluster or the cell {cell.name}")
    return enforcing(cell, levels, label.strip(), wish.scope, wish.words)


def _chosen(cells: Sequence[Cell], name: str | None) -> Cell:
    found = [cell for cell in cells if name is None or cell.name == name]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(cell.name for cell in cells)
    raise UsageError(f"which cell? give --cell NAME; candidates: {listed}")
