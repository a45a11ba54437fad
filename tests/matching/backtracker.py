"""A plain backtracking matcher that counts its steps: the second opinion on which expressions run away."""

from __future__ import annotations

from collections.abc import Iterator
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex


class TooManyStepsError(Exception):
    """The limit was reached."""


def steps(expression: str, text: str, limit: int) -> int:
    """How many characters are compared until a search over ``text`` ends; ``limit`` if it would be more."""
    matcher = _Matcher(text, limit)
    tree = list(parser.parse(expression))
    try:
        for start in range(len(text) + 1):
            if next(matcher.run(tree, start), None) is not None:
                break
    except TooManyStepsError:
        return limit
    return matcher.steps


class _Matcher:
    def __init__(self, text: str, limit: int) -> None:
        self.text, self.limit, self.steps = text, limit, 0

    def run(self, items: list[Any], at: int) -> Iterator[int]:
        """Every place where the items can end, in the order in which an engine tries them."""
        if not items:
            yield at
            return
        for end in self._item(*items[0], at):
            yield from self.run(items[1:], end)

    def _item(self, operator: Any, argument: Any, at: int) -> Iterator[int]:
        if operator is constants.SUBPATTERN:
            yield from self.run(list(argument[-1]), at)
        elif operator is constants.BRANCH:
            for branch in argument[1]:
                yield from self.run(list(branch), at)
        elif operator in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
            yield from self._repeat(*argument, at)
        elif operator is constants.AT:
            if at == (0 if argument is constants.AT_BEGINNING else len(self.text)):
                yield at
        else:
            yield from self._sign(operator, argument, at)

    def _repeat(self, least: int, most: int, body: Any, at: int) -> Iterator[int]:
        if most > 0:
            for end in self.run(list(body), at):
                if end > at:
                    yield from self._repeat(max(least - 1, 0), most - (most < constants.MAXREPEAT), body, end)
        if least == 0:
            yield at

    def _sign(self, operator: Any, argument: Any, at: int) -> Iterator[int]:
        self.steps += 1
        if self.steps >= self.limit:
            raise TooManyStepsError
        if at < len(self.text) and _fits(operator, argument, self.text[at]):
            yield at + 1


def _fits(operator: Any, argument: Any, letter: str) -> bool:
    if operator is constants.LITERAL:
        return letter == chr(argument)
    if operator is constants.ANY:
        return True
    if operator is constants.NOT_LITERAL:
        return letter != chr(argument)
    members = argument if operator is constants.IN else [(operator, argument)]
    return any(_member(name, value, letter) for name, value in members) != (members[0][0] is constants.NEGATE)


def _member(name: Any, value: Any, letter: str) -> bool:
    if name is constants.LITERAL:
        return letter == chr(value)
    if name is constants.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if name is constants.CATEGORY:
        return bool(regex.fullmatch(_CATEGORY[value], letter))
    return False


_CATEGORY = {
    constants.CATEGORY_DIGIT: r"\d",
    constants.CATEGORY_SPACE: r"\s",
    constants.CATEGORY_NOT_SPACE: r"\S",
    constants.CATEGORY_WORD: r"\w",
}
