"""Records that differ in numbers only are confirmed once: in a storm each client comes from a port of its own.

The shape of a record is its text with the digits of every number behind a blank replaced by zeros. An expression that asks for
no certain digit there finds the same spans in all records of one shape, so that what it captures can be cut out by position.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_NUMBER = re.compile(rb"(?<= )\d+")
# Behind the thread: a name of 13 columns and the type letter, in which digits do matter.
_NAME_AND_LEVEL = 17
_SPACE = 32
_DIGITS = range(ord("0"), ord("9") + 1)
_WRAPPERS = {constants.SUBPATTERN, constants.MAX_REPEAT, constants.MIN_REPEAT, constants.ASSERT, constants.ASSERT_NOT}
_WITHOUT_DIGITS = {constants.ANY, constants.AT, constants.CATEGORY, constants.NEGATE}


class Shape(NamedTuple):
    """The first line with its numbers masked, and all further lines as they are."""

    first_line: bytes
    rest: bytes


def shape_of(tail: bytes) -> Shape | None:
    """The shape of what stands behind stamp and thread; ``None`` if it has no plain layout or no number."""
    end = tail.find(b"\n")
    first_line = tail if end < 0 else tail[:end]
    if len(first_line) <= _NAME_AND_LEVEL or not first_line.isascii():
        return None
    if tail[_NAME_AND_LEVEL - 3] != _SPACE or tail[_NAME_AND_LEVEL - 1] != _SPACE or not tail[15:16].isupper():
        return None
    masked = first_line[:_NAME_AND_LEVEL] + _NUMBER.sub(_zeros, first_line[_NAME_AND_LEVEL:])
    return None if masked == first_line else Shape(masked, tail[len(first_line) :])


def _zeros(number: re.Match[bytes]) -> bytes:
    return b"0" * len(number[0])


@lru_cache(maxsize=2048)
def digit_blind(expression: str) -> bool:
    """Whether an expression cannot tell one number behind a blank from another of the same length.

    Every certain digit in it must follow a certain character other than a blank: ``SSLC0008E`` and ``TLSv1.2`` do,
    ``host 10`` and ``[0-4]`` do not.
    """
    try:
        return _blind(list(parser.parse(expression)))
    except re.error:
        return False


def _blind(items: list[Any]) -> bool:
    before = " "
    for operator, argument in items:
        if operator is constants.LITERAL:
            if argument in _DIGITS and before == " ":
                return False
            before = " " if chr(argument).isspace() else chr(argument)
            continue
        before = " "
        if not _blind_item(operator, argument):
            return False
    return True


def _blind_item(operator: Any, argument: Any) -> bool:
    if operator is constants.IN:
        return all(_blind_member(*member) for member in argument)
    if operator is constants.NOT_LITERAL:
        return int(argument) not in _DIGITS
    if operator is constants.BRANCH:
        return all(_blind(list(branch)) for branch in argument[1])
    if operator in _WRAPPERS:
        return _blind(list(argument[-1]))
    return operator in _WITHOUT_DIGITS


def _blind_member(operator: Any, argument: Any) -> bool:
    """A character class must hold all digits or none."""
    if operator is constants.LITERAL:
        return int(argument) not in _DIGITS
    if operator is constants.RANGE:
        inside = [argument[0] <= digit <= argument[1] for digit in _DIGITS]
        return all(inside) or not any(inside)
    return operator in _WITHOUT_DIGITS
