"""What the user searches for: a literal or an expression, with the bytes that every record it holds for must contain.

A chunk is searched for those bytes at memory speed; only records that hold them are decoded and looked at. Characters that
another case of which is no ASCII (``k`` and the Kelvin sign) are left out of the bytes, so that the short cut loses nothing.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.errors import UsageError
from loganalyzer.matching.literals import required_literals

TIMEOUT_SECONDS = 2.0

Int64 = npt.NDArray[np.int64]

_RUN = re.compile(r"[ -~]+")
_RUN_OF_ANY_CASE = re.compile(r"[ -HJL-RT-hjl-rt-~]+")  # no i, k, s: dotted and dotless i, Kelvin sign, long s
# Inline flags, fuzzy counts and other syntax that the standard parser, which finds the literals, reads differently.
_OTHER_SYNTAX = re.compile(r"\(\?(?![:=!>]|<[=!]|P?<[A-Za-z_]|P=)|\{(?!\d*,?\d*\})")


class Needles(Struct, frozen=True):
    """Byte strings of which a record must hold at least one; ``fold``: in any case (then they are lower case)."""

    words: tuple[bytes, ...]
    fold: bool = False

    @classmethod
    def of(cls, texts: Iterable[str], *, fold: bool = False) -> Needles | None:
        """The longest run of each text that is the same in every encoding; ``None`` if one text has no such run."""
        words = {_longest(text, fold) for text in texts}
        return cls(tuple(sorted(words)), fold) if words and all(words) else None

    def rows(self, data: bytes, start: Int64, end: Int64) -> list[int]:
        """Which of the records (byte offsets, ascending) may hold one."""
        find = self._finder(data)
        rows: list[int] = []
        place = find(0)
        while place >= 0:
            row = int(np.searchsorted(start, place, side="right")) - 1
            if row >= 0 and place < end[row]:
                rows.append(row)
            if row + 1 >= start.size:
                break
            place = find(int(start[row + 1]))
        return rows

    def _finder(self, data: bytes) -> Callable[[int], int]:
        text = data.lower() if self.fold else data
        if len(self.words) == 1:
            word = self.words[0]
            return lambda at: text.find(word, at)
        expression = re.compile(b"|".join(map(re.escape, self.words)))

        def find(at: int) -> int:
            match = expression.search(text, at)
            return match.start() if match else -1

        return find


class Pattern:
    """A compiled literal or expression. ``^`` and ``$`` stand for the ends of every line of a record."""

    def __init__(self, text: str, *, regex: bool, ignore_case: bool) -> None:
        self.text = text
        self._compiled = _compile(text, regex=regex, ignore_case=ignore_case)
        self._limit = TIMEOUT_SECONDS if regex else None  # a literal takes no longer than the text is long
        self.needles = Needles.of(_literals(text) if regex else (text,), fold=ignore_case)

    def found(self, text: str) -> bool:
        """Whether it occurs.

        Raises:
            TimeoutError: not decided within ``TIMEOUT_SECONDS``.
        """
        return self._compiled.search(text, timeout=self._limit) is not None

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where it occurs, for showing it; nothing if that takes too long."""
        try:
            matches = self._compiled.finditer(line, timeout=self._limit)
            return [match.span() for match in matches if match.end() > match.start()]
        except TimeoutError:
            return []


def _compile(text: str, *, regex: bool, ignore_case: bool) -> Any:
    if not text:
        raise UsageError("PATTERN is empty")
    import regex as engine

    flags = engine.MULTILINE | (engine.IGNORECASE if ignore_case else 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return engine.compile(text if regex else engine.escape(text), flags)
    except engine.error as problem:
        raise UsageError(f"PATTERN {text!r} is no regular expression: {problem}") from None
    except (RecursionError, OverflowError, ValueError) as problem:
        raise UsageError(f"PATTERN {text[:80]!r} cannot be used: {type(problem).__name__}: {problem}") from None


def _literals(expression: str) -> Sequence[str]:
    if _OTHER_SYNTAX.search(expression):
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return required_literals(expression)
    except (RecursionError, OverflowError):
        return ()


def _longest(text: str, fold: bool) -> bytes:
    runs = (_RUN_OF_ANY_CASE if fold else _RUN).findall(text)
    longest: str = max(runs, key=len, default="")
    return (longest.lower() if fold else longest).encode()
