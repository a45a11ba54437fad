"""Records that differ in numbers only are confirmed once: in a storm each client comes from a port of its own.

The outline of a text is the text with every digit a zero. An expression finds the same spans in all texts of one outline, unless
it asks for certain digits (``TLSv1``, ``SSLC0008E``): where those may stand shows in the outline too, and only there do digits
tell two texts apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_WORD = re.compile(r"\S+")

Span = tuple[int, int]

_TO_ZEROS = bytes(48 if 48 <= byte < 58 else byte for byte in range(256))
_DIGIT = re.compile("[0-9]")
# Behind the thread: a name of 13 columns and the type letter, in which digits do matter.
NAME_AND_LEVEL = 17
_SPACE = 32
_DIGITS = range(ord("0"), ord("9") + 1)
_WRAPPERS = {constants.SUBPATTERN, constants.MAX_REPEAT, constants.MIN_REPEAT, constants.ASSERT, constants.ASSERT_NOT}
_WITHOUT_DIGITS = {constants.ANY, constants.AT, constants.CATEGORY, constants.NEGATE}


def outline_of(first_line: bytes) -> bytes:
    """The line with every digit a zero."""
    return first_line.translate(_TO_ZEROS)


def is_plain(first_line: bytes) -> bool:
    """Whether a first line, from behind the thread on, has name and type letter where they belong, and no letter beyond ASCII."""
    return (
        len(first_line) > NAME_AND_LEVEL
        and first_line.isascii()
        and first_line[NAME_AND_LEVEL - 3] == first_line[NAME_AND_LEVEL - 1] == _SPACE
        and first_line[15:16].isupper()
    )


def telling_digits(outline: bytes, runs: Iterable[bytes]) -> list[slice]:
    """Where digits stand that some expressions may ask for; ``runs`` as :func:`digit_runs` gives them."""
    return [
        slice(match.start(), match.start() + len(run))
        for run in runs
        for match in re.finditer(b"(?=" + re.escape(run) + b")", outline)
    ]


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


@lru_cache(maxsize=4096)
def digit_runs(expression: str) -> frozenset[bytes] | None:
    """The outlines of all literal texts with a digit in an expression: ``SSLC0000E``, ``TLSv0``.

    ``None`` if it asks for digits in a way that is not followed up here, as ``[0-4]`` does.
    """
    try:
        tree = parser.parse(expression)
    except (re.error, OverflowError, RecursionError):
        return None
    runs: set[str] = set()
    if tree.state.flags & re.IGNORECASE or not _collect(list(tree), runs):
        return None
    # White space in a record is folded before an expression sees it, so a run ends there.
    words = (word for run in runs for word in run.split() if _DIGIT.search(word))
    return frozenset(outline_of(word.encode()) for word in words)


def _collect(items: list[Any], runs: set[str]) -> bool:
    run = ""
    for operator, argument in items:
        if operator is constants.LITERAL:
            run += chr(argument)
            continue
        runs.add(run)
        run = ""
        if not _collect_item(operator, argument, runs):
            return False
    runs.add(run)
    return True


def _collect_item(operator: Any, argument: Any, runs: set[str]) -> bool:
    if operator is constants.IN:
        return all(_all_digits_or_none(*member) for member in argument)
    if operator is constants.NOT_LITERAL:
        return int(argument) not in _DIGITS
    if operator is constants.BRANCH:
        return all(_collect(list(branch), runs) for branch in argument[1])
    if operator is constants.SUBPATTERN and argument[1] & re.IGNORECASE:
        return False
    if operator in _WRAPPERS:
        return _collect(list(argument[-1]), runs)
    return operator in _WITHOUT_DIGITS


def _all_digits_or_none(operator: Any, argument: Any) -> bool:
    if operator is constants.LITERAL:
        return int(argument) not in _DIGITS
    if operator is constants.RANGE:
        inside = [argument[0] <= digit <= argument[1] for digit in _DIGITS]
        return all(inside) or not any(inside)
    return operator in _WITHOUT_DIGITS
