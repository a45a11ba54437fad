"""Records that differ in numbers only are confirmed once: in a storm each client comes from a port of its own.

The outline of a first line is the line with every digit a zero. A number behind a blank, a colon or an equals sign may be any
other of the same length: an expression that asks for no certain digit there finds the same spans, so that what it captures can
be cut out by position. All other digits (``TLSv1.2``, ``host7``) are told apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_NUMBER = re.compile(rb"(?<=[ :=])0+")
_BEFORE_NUMBER = " :="
_DIGIT_RUN = re.compile(rb"0+")
_WORD = re.compile(r"\S+")

Span = tuple[int, int]

_TO_ZEROS = bytes(48 if 48 <= byte < 58 else byte for byte in range(256))
# Behind the thread: a name of 13 columns and the type letter, in which digits do matter.
_NAME_AND_LEVEL = 17
_SPACE = 32
_DIGITS = range(ord("0"), ord("9") + 1)
_WRAPPERS = {constants.SUBPATTERN, constants.MAX_REPEAT, constants.MIN_REPEAT, constants.ASSERT, constants.ASSERT_NOT}
_WITHOUT_DIGITS = {constants.ANY, constants.AT, constants.CATEGORY, constants.NEGATE}


def outline_of(first_line: bytes) -> bytes:
    """The line with every digit a zero."""
    return first_line.translate(_TO_ZEROS)


def certain_digits(outline: bytes) -> tuple[slice, ...] | None:
    """Where digits stand that tell records of one outline apart; ``None`` if the line has no plain layout or no free number."""
    if len(outline) <= _NAME_AND_LEVEL or not outline.isascii():
        return None
    if outline[_NAME_AND_LEVEL - 3] != _SPACE or outline[_NAME_AND_LEVEL - 1] != _SPACE or not outline[15:16].isupper():
        return None
    free = {match.start() for match in _NUMBER.finditer(outline, _NAME_AND_LEVEL)}
    runs = [slice(*match.span()) for match in _DIGIT_RUN.finditer(outline)]
    return tuple(run for run in runs if run.start not in free) if free else None


def unfolded(line: str, spans: Sequence[Span]) -> tuple[Span, ...] | None:
    """Spans of the line with its white space folded (``" ".join(line.split())``) as spans of the line itself.

    ``None`` if one of them reaches beyond the line.
    """
    if not spans:
        return ()
    starts, shifts, length = [], [], 0
    for word in _WORD.finditer(line):
        starts.append(length)
        shifts.append(word.start() - length)
        length += word.end() - word.start() + 1
    if max(end for _, end in spans) >= length:
        return None
    return tuple((start + _shift(starts, shifts, start), end + _shift(starts, shifts, end - 1)) for start, end in spans)


def _shift(starts: list[int], shifts: list[int], place: int) -> int:
    return shifts[max(bisect_right(starts, place) - 1, 0)]


@lru_cache(maxsize=2048)
def digit_blind(expression: str) -> bool:
    """Whether an expression cannot tell one free number from another of the same length.

    Every certain digit in it must follow a certain character other than a blank, a colon or an equals sign: ``SSLC0008E`` and
    ``TLSv1.2`` do, ``host 10`` and ``[0-4]`` do not.
    """
    try:
        return _blind(list(parser.parse(expression)))
    except re.error:
        return False


def _blind(items: list[Any]) -> bool:
    before = " "
    for operator, argument in items:
        if operator is constants.LITERAL:
            if argument in _DIGITS and before in _BEFORE_NUMBER:
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
