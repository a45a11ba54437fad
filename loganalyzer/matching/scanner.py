"""One pass over a chunk with the literals of all signatures together.

Hyperscan does it at memory speed. Where it has no wheel (Windows on ARM) google-re2 or the standard ``re`` does the same,
slower, behind the same call. Blanks in a literal match any run of white space, so that wrapped text is found.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Protocol

from loganalyzer.matching.compiled import compiled

# Unbounded on purpose: hyperscan misses matches of expressions with half a dozen bounded repeats in a row.
_WHITE = r"[ \t\r\n]+"
_TELLING = 14


class Scanner(Protocol):
    """Finds literals: ``scan`` returns (literal number, end offset) pairs as two parallel columns."""

    def scan(self, data: bytes) -> tuple[array[int], array[int]]: ...


def expression_of(literal: str) -> str:
    """A literal as a byte-level expression that survives line wraps.

    Its longest two neighbouring words (three, if those are short) are enough to find candidates, and compile in a third of the
    time.
    """
    words = literal.split()
    pair = _longest(words, 2)
    chosen = pair if sum(map(len, pair)) >= _TELLING else _longest(words, 3)
    return _WHITE.join(_escape(word) for word in chosen) or _WHITE


def _longest(words: list[str], count: int) -> list[str]:
    neighbours = [words[at : at + count] for at in range(max(len(words) - count + 1, 1))]
    return max(neighbours, key=lambda some: sum(map(len, some)))


def make_scanner(literals: Sequence[str]) -> Scanner:
    """The fastest scanner this machine has."""
    try:
        return HyperscanScanner(literals)
    except ImportError:
        return ExpressionScanner(literals)


class HyperscanScanner:
    """All literals in one automaton."""

    def __init__(self, literals: Sequence[str]) -> None:
        self._database = compiled(literals, expression_of) if literals else None

    def scan(self, data: bytes) -> tuple[array[int], array[int]]:
        """See :class:`Scanner`."""
        numbers, ends = array("i"), array("q")
        if self._database is None:
            return numbers, ends
        add_number, add_end = numbers.append, ends.append

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add_number(number)
            add_end(end)

        self._database.scan(data, match_event_handler=found)
        return numbers, ends


class ExpressionScanner:
    """One search per literal; correct everywhere, an order of magnitude slower."""

    def __init__(self, literals: Sequence[str]) -> None:
        self._expressions = [_compile(expression_of(literal)) for literal in literals]

    def scan(self, data: bytes) -> tuple[array[int], array[int]]:
        """See :class:`Scanner`."""
        numbers, ends = array("i"), array("q")
        for number, expression in enumerate(self._expressions):
            for match in expression.finditer(data):
                numbers.append(number)
                ends.append(match.end())
        return numbers, ends


def _compile(expression: str) -> re.Pattern[bytes]:
    try:
        import re2
    except ImportError:
        return re.compile(expression.encode())
    compiled: re.Pattern[bytes] = re2.compile(expression.encode())
    return compiled


def _escape(word: str) -> str:
    return "".join(letter if letter.isalnum() else f"\\{letter}" if letter.isascii() else letter for letter in word)
