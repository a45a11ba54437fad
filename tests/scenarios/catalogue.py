"""All scenarios by name."""

from __future__ import annotations

from tests.scenarios import doubts, healthy, pairs_cell, pairs_files, pairs_stores, pairs_tls, variants
from tests.scenarios.model import Scenario

_GROUPS = (
    variants.textbook,
    variants.partly_missing,
    variants.with_second_fault,
    doubts.scenarios,
    pairs_tls.scenarios,
    pairs_cell.scenarios,
    pairs_files.scenarios,
    pairs_stores.scenarios,
    healthy.scenarios,
)


def everything() -> dict[str, Scenario]:
    """Every scenario; a name is given once."""
    found: dict[str, Scenario] = {}
    for scenario in (one for group in _GROUPS for one in group()):
        if scenario.name in found:
            raise ValueError(f"two scenarios are called {scenario.name}")
        found[scenario.name] = scenario
    return found
