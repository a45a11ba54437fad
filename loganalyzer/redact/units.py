"""Cuts a log into the few lines that a pass of automatons pointed at, each with what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from loganalyzer.redact.sieve import Sieve

_KEY_BLOCK: Final = re.compile(rb"-----BEGIN [^-\n]{1,60}-----[^-]*(?:-----END [^-\n]{1,60}-----|\Z)")
_LINE_FEED: Final = 10
_BRACKET: Final = ord("[")
_BLANK: Final = np.array([chr(byte).isspace() and byte < 128 for byte in range(256)])

_Bytes = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int64]


class Unit(NamedTuple):
    """Bytes from ``start`` to ``end`` (the last line feed left out), and what was found in them."""

    start: int
    end: int
    numbers: frozenset[int]


def units_of(data: bytes, numbers: Sequence[int], ends: Sequence[int], *, alone: bool = False) -> Iterator[Unit]:
    """The lines with a find, in order and apart from each other.

    A line that does not begin with a bracket may go on from the one before, so that this one belongs to it; a block of key
    material is one unit. ``alone``: every line is a unit of its own.
    """
    if not len(ends):
        return
    kinds = np.asarray(numbers, np.int64)
    buffer = np.frombuffer(data, np.uint8)
    starts: _Places = np.concatenate(([0], np.flatnonzero(buffer[:-1] == _LINE_FEED) + 1))
    lines = np.searchsorted(starts, np.maximum(np.asarray(ends, np.int64) - 1, 0), side="right") - 1
    covered, joined = np.zeros((2, starts.size), np.bool_)
    covered[lines] = True
    if not alone:
        joined |= covered & (buffer[starts] != _BRACKET)
    for first, last in () if alone else _blocks(data, starts):
        covered[first : last + 1] = joined[first + 1 : last + 1] = True
    joined[0] = False
    covered[np.flatnonzero(joined) - 1] = True
    begins = covered & ~joined
    stops = covered & ~np.append(joined[1:], False)
    yield from _numbered(
        data,
        starts[begins],
        np.append(starts[1:], len(data))[stops],
        np.unique(np.stack(((np.cumsum(begins) - 1)[lines], kinds)), axis=1),
    )


def _numbered(data: bytes, starts: _Places, ends: _Places, found: _Places) -> Iterator[Unit]:
    """``found``: pairs of unit and number, sorted."""
    cuts = np.searchsorted(found[0], np.arange(starts.size + 1))
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        stop = end - (data[end - 1] == _LINE_FEED)
        yield Unit(start, stop, frozenset(found[1, cuts[row] : cuts[row + 1]].tolist()))


def _blocks(data: bytes, starts: _Places) -> Iterator[tuple[int, int]]:
    """First and last line of each block of key material."""
    if b"-----BEGIN" not in data:
        return
    for match in _KEY_BLOCK.finditer(data):
        first, last = np.searchsorted(starts, (match.start(), match.end() - 1), side="right") - 1
        yield int(first), int(last)


def changed(
    data: bytes, sieve: Sieve, everything: frozenset[int], change: Callable[[bytes, frozenset[int]], bytes]
) -> bytes:
    """The data with every unit changed that the sieve points at; ``change`` gets the numbers found in it.

    Where the sieve cannot tell, all of the data is one unit, in which ``everything`` may be found.
    """
    found = sieve.find(data)
    if found is None:
        return change(data, everything)
    pieces: list[bytes] = []
    at = 0
    for start, end, numbers in units_of(data, *found):
        pieces += (data[at:start], change(data[start:end], numbers))
        at = end
    return b"".join((*pieces, data[at:])) if pieces else data


def words_at(data: bytes, ends: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where the words (runs without blanks) around some places begin and end."""
    blanks = np.flatnonzero(_BLANK[np.frombuffer(data, np.uint8)])
    if not blanks.size:
        return np.zeros_like(ends), np.full_like(ends, len(data))
    behind = np.searchsorted(blanks, ends - 1)
    starts = np.where(behind > 0, blanks[behind - 1] + 1, 0)
    return starts, np.where(behind < blanks.size, blanks[np.minimum(behind, blanks.size - 1)], len(data))
