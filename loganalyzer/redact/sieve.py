"""Tells in one pass which patterns can match where, so that none is tried on text it cannot be found in.

Each pattern has an opening: an expression in which every match of it begins (or which stands somewhere in it). All openings are
searched together by hyperscan, as bytes; letters beyond ASCII count as letters and as blanks alike, so that the openings
find more than the patterns do, and never less.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Any, Final

_ASSERTION: Final = re.compile(r"\(\?<?!(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|\\b|(?<!\[)(?<!\\)\^")
_CLASS: Final = re.compile(r"\[(\^?)((?:[^\]\\]|\\.)+)\]|\\([wsdW])", re.DOTALL)
_OPTIONAL: Final = re.compile(r"(?:(?:\[(?:[^\]\\]|\\.)+\]|\\[\w\"'])[*?])+\Z|(?<=\])\+\Z")
_LETTER: Final = r"0-9A-Za-z\x80-\xff"
_WIDER: Final = {"w": r"\w\x80-\xff", "s": r"\s\x1c-\x1f\x80-\xff", "d": r"\d\x80-\xff"}


def opening_of(pattern: str) -> str:
    """What stands before the value of a pattern (its group ``v``), without looking around, as an expression for bytes."""
    return _OPTIONAL.sub("", widened(pattern.partition("(?P<v>")[0]))


def widened(expression: str) -> str:
    """The expression without looking around, and with every class of characters widened by what lies beyond ASCII."""
    return _CLASS.sub(_class, _ASSERTION.sub("", expression))


def _class(match: re.Match[str]) -> str:
    negated, inner, single = match.groups()
    if single:
        return match[0] if single == "W" else f"[{_WIDER[single]}]"
    if negated:
        return f"[{_LETTER}]" if inner == r"\W_" else match[0]
    return "[" + re.sub(r"\\([wsd])", lambda one: _WIDER[str(one[1])], inner) + "]"


class Sieve:
    """``find`` returns (number of the opening, end offset) of all openings as two columns; None if it cannot tell."""

    def __init__(self, openings: Sequence[str]) -> None:
        self._openings = openings
        self._database: Any = None
        self._there = True

    def find(self, data: bytes) -> tuple[array[int], array[int]] | None:
        """See the class; without hyperscan nothing can be told, and every pattern has to be tried everywhere."""
        if self._database is None and self._there:
            self._compile()
        if not self._there:
            return None
        numbers, ends = array("q"), array("q")
        add_number, add_end = numbers.append, ends.append

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add_number(number)
            add_end(end)

        self._database.scan(data, match_event_handler=found)
        return numbers, ends

    def _compile(self) -> None:
        try:
            import hyperscan
        except ImportError:
            self._there = False
            return
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[one.encode() for one in self._openings],
            ids=list(range(len(self._openings))),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(self._openings),
        )
