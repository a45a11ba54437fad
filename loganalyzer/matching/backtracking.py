"""Which expressions can run away: found by their ambiguity, before any record does it.

A backtracking engine that fails tries every way in which an expression reads a text. Their number grows exponentially exactly
if the automaton has a state from which one text leads back to it along two paths, and polynomially if one text is read by a
first loop, by a second loop behind it, and on the way between them (Weber and Seidl 1991, "On the degree of ambiguity of
finite automata"; applied to backtracking by Weideman et al. 2016). Both are decided here on products of the automaton.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

from loganalyzer.matching.automaton import Automaton, NotAnalysableError, automata

_Node = TypeVar("_Node", bound=Hashable)
_Graph = dict[int, list[int]]
# From here on a bounded repetition behaves like an endless one: inside another, beside another, and at the very beginning.
_SHORT_LOOP, _LONG_LOOP, _LEADING_LOOP = 5, 65, 1_001
_SIZE_LIMIT = 300


@lru_cache(maxsize=4096)
def runaway(expression: str) -> str | None:
    """Why an expression can take too long, or ``None`` if it cannot.

    A loop at the very beginning counts as following another one: the search itself tries every place of the text.
    """
    try:
        if any(_is_exponential(one) for one in automata(expression, _SHORT_LOOP)):
            return "a repetition in a repetition (or alternatives that overlap in one) can take exponential time"
        if any(_is_polynomial(one) for one in automata(expression, _LONG_LOOP)):
            return "two endless repetitions can share the same text, which takes the square of its length; bound one"
        if _begins_with_loop(automata(expression, _LEADING_LOOP)[0]):
            return "an endless repetition at the beginning is tried from every place of the record; bound it"
    except NotAnalysableError as problem:
        return str(problem)
    return None


def _is_exponential(automaton: Automaton) -> bool:
    after = _graph(automaton)
    for component in _loops(after):
        if len(component) > _SIZE_LIMIT:
            raise NotAnalysableError("a repetition of so long a body cannot be checked")
        inside = set(component)
        if any(automaton.ways[one, other] > 1 for one in inside for other in after[one] if other in inside):
            return True
        if _has_two_paths(automaton, inside, after):
            return True
    return False


def _has_two_paths(automaton: Automaton, inside: set[int], after: _Graph) -> bool:
    """Whether a pair of different states lies on a way from (p, p) back to (p, p)."""

    def pairs(pair: tuple[int, int]) -> list[tuple[int, int]]:
        return [
            (one, other)
            for one in after[pair[0]]
            if one in inside
            for other in after[pair[1]]
            if other in inside and automaton.signs[one] & automaton.signs[other]
        ]

    starts = [(one, one) for one in inside]
    return any(
        any(one == other for one, other in component) and any(one != other for one, other in component)
        for component in _components(starts, pairs)
    )


def _is_polynomial(automaton: Automaton) -> bool:
    after = _graph(automaton)
    loops = _loops(after)
    return any(
        _shares_text(automaton, after, first, one, second, other)
        for first in loops
        for second in loops
        if first is not second
        for one in first
        for other in second
    )


def _shares_text(
    automaton: Automaton, after: _Graph, first: list[int], one: int, second: list[int], other: int
) -> bool:
    """Whether one text leads from ``one`` to itself, from ``one`` to ``other``, and from ``other`` to itself."""
    signs = automaton.signs
    inside = {node: [step for step in after[node] if step in set(first) | set(second)] for node in (*first, *second)}
    seen, pending = {(one, one, other)}, [(one, one, other)]
    while pending:
        a, b, c = pending.pop()
        steps = {
            (x, y, z)
            for x in inside[a]
            for z in inside[c]
            if signs[x] & signs[z]
            for y in after[b]
            if signs[x] & signs[y] & signs[z]
        }
        if (one, other, other) in steps:
            return True
        pending += steps - seen
        seen |= steps
        if len(seen) > _SIZE_LIMIT**2:
            raise NotAnalysableError("repetitions with so much between them cannot be checked")
    return False


def _begins_with_loop(automaton: Automaton) -> bool:
    return any(one in automaton.first for component in _loops(_graph(automaton)) for one in component)


def _loops(after: _Graph) -> list[list[int]]:
    """The components in which a text can go round."""
    return [found for found in _components(after, after.get) if len(found) > 1 or found[0] in after[found[0]]]


def _graph(automaton: Automaton) -> _Graph:
    after: _Graph = defaultdict(list)
    for one, other in automaton.ways:
        after[one].append(other)
    return defaultdict(list, {position: after[position] for position in range(len(automaton.signs))})


def _components(starts: Iterable[_Node], following: Callable[[_Node], Iterable[_Node] | None]) -> list[list[_Node]]:
    """The strongly connected components that can be reached (Tarjan 1972, without recursion)."""
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    waiting: list[_Node] = []
    on_stack: set[_Node] = set()
    found: list[list[_Node]] = []
    for start in list(starts):
        if start in index:
            continue
        work = [(start, iter(following(start) or ()))]
        index[start] = low[start] = len(index)
        waiting.append(start)
        on_stack.add(start)
        while work:
            node, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(waiting, on_stack, node))
            elif step not in index:
                index[step] = low[step] = len(index)
                waiting.append(step)
                on_stack.add(step)
                work.append((step, iter(following(step) or ())))
            elif step in on_stack:
                low[node] = min(low[node], index[step])
    return found


def _popped(waiting: list[_Node], on_stack: set[_Node], node: _Node) -> list[_Node]:
    component = []
    while True:
        one = waiting.pop()
        on_stack.discard(one)
        component.append(one)
        if one == node:
            return component
