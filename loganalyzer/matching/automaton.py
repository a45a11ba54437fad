"""An expression as a position automaton (Glushkov 1961): which sign may follow which, and in how many ways.

Each sign of the expression is a position. Edges and the empty word carry the number of their derivations, as far as two: a
backtracking engine tries each of them, also where the plain automaton has only one edge, as in ``(a*)*``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct, field

_OTHERS = "é中²\u2003"  # a letter, an ideogram, a digit that \\d does not take, a blank
_COPIES = 3
_REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
_GROUPS = {constants.SUBPATTERN, constants.ATOMIC_GROUP}
_WITHOUT_SIGNS = {constants.ASSERT, constants.ASSERT_NOT, constants.AT}


class NotAnalysableError(Exception):
    """The expression uses something that no finite automaton can follow."""


class Part(Struct):
    """A piece of the expression: ways to match nothing, and the positions it may begin and end with, with their ways."""

    empty: int = 1
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


class Automaton(Struct):
    """``signs[p]`` is the set of characters of a position as a bit mask; ``ways[p, q]`` how often ``q`` may follow ``p``."""

    signs: list[int] = field(default_factory=list)
    ways: Counter[tuple[int, int]] = field(default_factory=Counter)
    first: frozenset[int] = frozenset()


def automata(expression: str, loop_from: int) -> list[Automaton]:
    """The automaton of an expression, and one of each look-around in it.

    Args:
        expression: in the syntax of ``re``.
        loop_from: a repetition of at least so many counts as endless, a shorter one as at most ``_COPIES`` copies.

    Raises:
        NotAnalysableError: a back-reference, a condition, or a syntax that ``re`` does not have.
    """
    try:
        tree = parser.parse(expression)
    except Exception as problem:
        raise NotAnalysableError(f"not in the syntax of Python's re: {problem}") from problem
    letters = [chr(code) for code in range(128)] + sorted(set(_OTHERS) | {one for one in expression if ord(one) > 127})
    builder = _Builder(letters, loop_from)
    pending: list[Any] = [tree]
    while pending:
        builder.automaton = Automaton()
        builder.asides = pending
        part = builder.sequence(pending.pop())
        builder.automaton.first = frozenset(part.first)
        builder.done.append(builder.automaton)
    return builder.done


class _Builder:
    def __init__(self, letters: list[str], loop_from: int) -> None:
        self._letters = letters
        self._loop_from = loop_from
        self._masks: dict[str, int] = {}
        self.automaton = Automaton()
        self.asides: list[Any] = []
        self.done: list[Automaton] = []

    def sequence(self, items: Iterable[Any]) -> Part:
        whole = Part()
        for operator, argument in items:
            whole = self._joined(whole, self._item(operator, argument))
        return whole

    def _item(self, operator: Any, argument: Any) -> Part:
        if operator in _GROUPS:
            return self.sequence(argument[-1] if operator is constants.SUBPATTERN else argument)
        if operator is constants.BRANCH:
            return _either([self.sequence(branch) for branch in argument[1]])
        if operator in _REPEATS:
            return self._repeated(*argument)
        if operator in _WITHOUT_SIGNS:
            self.asides += [] if operator is constants.AT else [argument[1]]
            return Part()
        return self._sign(operator, argument)

    def _sign(self, operator: Any, argument: Any) -> Part:
        members = argument if operator is constants.IN else [(operator, argument)]
        position = len(self.automaton.signs)
        self.automaton.signs.append(self._mask(members))
        return Part(0, Counter([position]), Counter([position]))

    def _mask(self, members: list[Any]) -> int:
        key = str(members)
        if key not in self._masks:
            self._masks[key] = sum(1 << bit for bit, letter in enumerate(self._letters) if _holds(members, letter))
        return self._masks[key]

    def _repeated(self, least: int, most: int, body: Any) -> Part:
        if most < self._loop_from:
            copies = [self.sequence(body) for _ in range(min(most, _COPIES))]
            whole = Part()
            for number, copy in enumerate(copies):
                whole = self._joined(whole, copy if number < least else _optional(copy))
            return whole
        part = self.sequence(body)
        self._follow(part.last, part.first, 1)
        return part if least else _optional(part)

    def _joined(self, left: Part, right: Part) -> Part:
        self._follow(left.last, right.first, 1)
        first = left.first + Counter({one: ways * left.empty for one, ways in right.first.items()})
        last = right.last + Counter({one: ways * right.empty for one, ways in left.last.items()})
        return Part(min(left.empty * right.empty, 2), +first, +last)

    def _follow(self, last: Counter[int], first: Counter[int], ways: int) -> None:
        for before, some in last.items():
            for after, others in first.items():
                self.automaton.ways[before, after] += min(some * others * ways, 2)


def _optional(part: Part) -> Part:
    return Part(max(part.empty, 1), part.first, part.last)


def _either(parts: list[Part]) -> Part:
    first: Counter[int] = sum((part.first for part in parts), Counter())
    last: Counter[int] = sum((part.last for part in parts), Counter())
    return Part(min(sum(part.empty for part in parts), 2), first, last)


def _holds(members: list[Any], letter: str) -> bool:
    """Whether a letter is in a set, given as the members of a character class."""
    negated = members[0][0] is constants.NEGATE
    return any(_is(operator, argument, letter) for operator, argument in members[negated:]) != negated


def _is(operator: Any, argument: Any, letter: str) -> bool:
    if operator is constants.LITERAL:
        return ord(letter) == int(argument)
    if operator is constants.NOT_LITERAL:
        return ord(letter) != int(argument)
    if operator is constants.RANGE:
        return bool(argument[0] <= ord(letter) <= argument[1])
    if operator is constants.ANY:
        return letter != "\n"
    if operator is constants.CATEGORY and argument in _CATEGORIES:
        test, wanted = _CATEGORIES[argument]
        return test(letter) is wanted
    raise NotAnalysableError("a back-reference or a condition makes the time it takes unbounded")


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


_CATEGORIES: dict[Any, Any] = {
    constants.CATEGORY_DIGIT: (str.isdecimal, True),
    constants.CATEGORY_NOT_DIGIT: (str.isdecimal, False),
    constants.CATEGORY_SPACE: (str.isspace, True),
    constants.CATEGORY_NOT_SPACE: (str.isspace, False),
    constants.CATEGORY_WORD: (_is_word, True),
    constants.CATEGORY_NOT_WORD: (_is_word, False),
}
