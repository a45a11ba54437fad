"""The literals without which an expression cannot match: what the one-pass scan looks for."""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MIN_LENGTH = 6


@lru_cache(maxsize=2048)
def required_literals(expression: str) -> tuple[str, ...]:
    """Literals of which every match contains at least one; empty if there is none of ``MIN_LENGTH`` characters.

    The scan is case-sensitive, so an expression that ignores case has none.
    """
    try:
        tree = parser.parse(expression)
    except (re.error, OverflowError, RecursionError):
        return ()
    if tree.state.flags & re.IGNORECASE:
        return ()
    found = _best(list(tree))
    return tuple(sorted(found)) if found and min(map(len, found)) >= MIN_LENGTH else ()


def _best(items: list[Any]) -> set[str]:
    """Of all necessary literal sets in a sequence, the one whose shortest member is longest."""
    candidates: list[set[str]] = []
    run: list[str] = []
    for operator, argument in items:
        if operator is constants.LITERAL:
            run.append(chr(argument))
            continue
        candidates.append({"".join(run)})
        run = []
        inner = _inside(operator, argument)
        if inner:
            candidates.append(inner)
    candidates.append({"".join(run)})
    usable = [found for found in candidates if all(found)]
    return max(usable, key=lambda found: min(map(len, found)), default=set())


def _inside(operator: Any, argument: Any) -> set[str]:
    if operator is constants.SUBPATTERN:
        return set() if argument[1] & re.IGNORECASE else _best(list(argument[3]))
    if operator is constants.BRANCH:
        branches = [_best(list(branch)) for branch in argument[1]]
        return set().union(*branches) if all(branches) else set()
    if operator in {constants.MAX_REPEAT, constants.MIN_REPEAT} and argument[0] >= 1:
        return _best(list(argument[2]))
    return set()
