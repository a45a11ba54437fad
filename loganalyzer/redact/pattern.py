"""A pattern of a name or secret: what it looks like, where it can begin, and who has the last word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from loganalyzer.redact.sieve import opening_of, widened


class Pattern(Struct, frozen=True):
    """``opening``: see :mod:`loganalyzer.redact.sieve`; by default what stands before the value.

    ``judge`` has the last word on a match: (text, start, end of the value) -> keep it? ``word``: no blank is ever part of
    a match, so that it is found by looking at the word around the opening.
    """

    kind: str
    regex: re.Pattern[str]
    opening: str
    judge: Callable[[str, int, int], bool] | None = None
    word: bool = False


def of(
    kind: str,
    pattern: str,
    flags: int = 0,
    *,
    opening: str | None = None,
    judge: Callable[[str, int, int], bool] | None = None,
    word: bool = False,
) -> Pattern:
    """A pattern whose group ``v`` is the value."""
    return Pattern(kind, re.compile(pattern, flags), widened(opening) if opening else opening_of(pattern), judge, word)


def in_word(kind: str, pattern: str, flags: int = 0, **more: Any) -> Pattern:
    """The same, without blanks."""
    return of(kind, pattern, flags, word=True, **more)
