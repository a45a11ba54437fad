"""Records of one kind confirmed together: no Python statement runs per record.

The candidates of a chunk are grouped by the outline of their first line (:mod:`loganalyzer.matching.shapes`), the literals in them
and the lines that follow. What holds for a group was learnt from one of its records (:mod:`loganalyzer.matching.repeats`); the
fields of the others are cut out of the chunk as columns of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from loganalyzer.captures import Cuttings, Written
from loganalyzer.formats.windows import Bytes, Int64, Words, windows
from loganalyzer.matching.digests import of_rows, outlines, together
from loganalyzer.matching.repeats import Group, Known, Repeats
from loganalyzer.matching.shapes import NAME_AND_LEVEL, outline_of

# Fewer records than this are confirmed faster one by one.
_ENOUGH = 4
_KINDS_LIMIT = 20_000
_RESTS_LIMIT = 16 << 20
# The blank behind the type letter is always one.
_NAME_AND_LEVEL = NAME_AND_LEVEL - 1
_MASK = (1 << 64) - 1


class Places(NamedTuple):
    """Candidates in their chunk: where each begins, where its text behind the thread does, and where its first line and it end.

    ``sets`` as in :class:`~loganalyzer.matching.engine.Candidates`.
    """

    begin: Int64
    tail: Int64
    line_end: Int64
    end: Int64
    sets: Int64

    def of(self, numbers: Int64) -> Places:
        """Some of them."""
        return Places(*(column[numbers] for column in self))


class Piece(Struct, frozen=True):
    """Hits of one signature: numbers of the candidates, and what each captured. Equal ``digests`` mean equal fields."""

    signature: int
    numbers: Int64
    digests: Words
    fields: Cuttings | Written

    def fields_of(self, rows: Int64) -> Cuttings | Written:
        """What some of them captured."""
        return self.fields.take(rows if len(self.fields) == self.numbers.size else np.zeros_like(rows))


def piece_of(known: Known, found: tuple[str, ...], numbers: Int64) -> Piece:
    """The hits of candidates whose fields are all the same: ``found``, as :meth:`Known.cut` gives them."""
    digest = hash((known.signature, known.names, found)) & _MASK
    fields = Written([dict(zip(known.names, found, strict=True))])
    return Piece(known.signature, numbers, np.full(numbers.size, digest, dtype=np.uint64), fields)


class Bulk:
    """What was learnt of the kinds of records met so far."""

    def __init__(self, repeats: Repeats, wanted: Callable[[int], tuple[int, ...]]) -> None:
        """``wanted``: the signatures to confirm, by the number of a set of literals."""
        self._repeats, self._wanted = repeats, wanted
        self._kinds: dict[int, _Kind] = {}
        self._rests = _Rests()

    def sort_out(self, data: bytes, places: Places) -> tuple[list[Piece], list[int]]:
        """The hits of the candidates that go together, and the numbers of those to be confirmed one by one."""
        chunk = _Looked(data, np.frombuffer(data, dtype=np.uint8), places, *self._rests.of(data, places))
        digests = together(
            outlines(chunk.array, places.tail, places.line_end),
            of_rows(windows(chunk.array, places.tail, _NAME_AND_LEVEL)),
            places.sets.view(np.uint64),
            chunk.rest_outline,
        )
        met, inverse, count = np.unique(digests, return_inverse=True, return_counts=True)
        order, stops = np.argsort(inverse, kind="stable"), np.cumsum(count)
        pieces: list[Piece] = []
        left: list[int] = []
        for digest, begin, stop in zip(met.tolist(), (stops - count).tolist(), stops.tolist(), strict=True):
            numbers = order[begin:stop]
            found = self._of_kind(digest, chunk, numbers) if stop - begin >= _ENOUGH else None
            if found is None:
                left += numbers.tolist()
            else:
                pieces += found
        return pieces, sorted(left)

    def _of_kind(self, digest: int, chunk: _Looked, numbers: Int64) -> list[Piece] | None:
        """Hits of candidates with one outline; ``None`` if they are to be confirmed one by one."""
        kind = self._kind(digest, chunk, int(numbers[0]))
        if kind is None:
            return None
        tail = chunk.places.tail[numbers]
        parted = _told_apart(kind.group, chunk, numbers, tail)
        if len(parted) * _ENOUGH > numbers.size + _ENOUGH:
            return None
        found: list[Piece] = []
        for told, some in parted:
            known = kind.told.get(told)
            if known is None:
                known, group = self._learnt(chunk, int(numbers[some[0]]))
                kind.told[told] = known
                if group is not kind.group:
                    # What was learnt now does not go by place, or memory was made room in: begin again.
                    del self._kinds[digest]
                    return self._of_kind(digest, chunk, numbers)
            found += [_piece(chunk.array, one, numbers[some], tail[some]) for one in known]
        return found

    def _kind(self, digest: int, chunk: _Looked, number: int) -> _Kind | None:
        """What is known of records with an outline; ``None`` if their fields cannot be cut out by place."""
        kind, outline = self._kinds.get(digest), outline_of(chunk.first(number))
        if kind is None:
            if len(self._kinds) >= _KINDS_LIMIT:
                self._kinds.clear()
            kind = self._kinds[digest] = _Kind(self._learnt(chunk, number)[1], outline)
        return kind if kind.group.by_place and kind.outline == outline else None

    def _learnt(self, chunk: _Looked, number: int) -> tuple[tuple[Known, ...], Group]:
        """What holds for a candidate, and the group it is in."""
        wanted = self._wanted(int(chunk.places.sets[number]))
        return self._repeats.grouped(chunk.first(number), chunk.rest_of(number), wanted, chunk.record(number))


class _Looked(Struct, frozen=True):
    """A chunk with its candidates; ``rest_outline`` and ``rest`` number what follows their first lines."""

    data: bytes
    array: Bytes
    places: Places
    rest_outline: Words
    rest: Words

    def first(self, number: int) -> bytes:
        return self.data[self.places.tail[number] : self.places.line_end[number]]

    def rest_of(self, number: int) -> bytes:
        return self.data[self.places.line_end[number] : self.places.end[number]]

    def record(self, number: int) -> bytes:
        return self.data[self.places.begin[number] : self.places.end[number]]


class _Kind:
    """Records with one outline. ``told``: what holds, by the digits that tell them apart."""

    __slots__ = ("group", "outline", "told")

    def __init__(self, group: Group, outline: bytes) -> None:
        self.group, self.outline = group, outline
        self.told: dict[int, tuple[Known, ...]] = {}


class _Rests:
    """Numbers for what follows the first lines of records: one for each outline, and one for each text.

    In a storm all stacks are equal, and comparing a text with the one before is cheaper than looking into each.
    """

    def __init__(self) -> None:
        self._texts: dict[bytes, tuple[int, int]] = {}
        self._outlines: dict[bytes, int] = {}
        self._next, self._held = 2, 0

    def of(self, data: bytes, places: Places) -> tuple[Words, Words]:
        """The numbers of the outlines, and of the texts. What is a line end or nothing has its length as both."""
        length = places.end - places.line_end
        outline = length.astype(np.uint64)
        text = outline.copy()
        long = np.flatnonzero(length > 1)
        found, last, pair = [], b"", (0, 0)
        for begin, end in zip(places.line_end[long].tolist(), places.end[long].tolist(), strict=True):
            rest = data[begin:end]
            if rest != last:
                last, pair = rest, self._texts.get(rest) or self._new(rest)
            found.append(pair)
        if found:
            outline[long], text[long] = np.array(found, dtype=np.uint64).T
        return outline, text

    def _new(self, rest: bytes) -> tuple[int, int]:
        if self._held > _RESTS_LIMIT:
            self._texts.clear()
            self._outlines.clear()
            self._held = 0
        self._held += 2 * len(rest)
        self._next += 2
        pair = self._texts[rest] = (self._outlines.setdefault(outline_of(rest), self._next), self._next + 1)
        return pair


def _told_apart(group: Group, chunk: _Looked, numbers: Int64, tail: Int64) -> list[tuple[int, Int64]]:
    """Candidates of a group parted by the digits that tell them apart, those of name and type letter excepted."""
    if not group.slices and not group.rest_tells:
        return [(0, np.arange(numbers.size))]
    digests = np.zeros(numbers.size, dtype=np.uint64)
    if group.slices:
        digests = of_rows(_columns(chunk.array, tail, [(one.start, one.stop) for one in group.slices]))
    if group.rest_tells:
        digests = together(digests, chunk.rest[numbers])
    if (digests == digests[0]).all():
        return [(int(digests[0]), np.arange(digests.size))]
    met, inverse, count = np.unique(digests, return_inverse=True, return_counts=True)
    rows = np.split(np.argsort(inverse, kind="stable"), np.cumsum(count)[:-1])
    return list(zip(met.tolist(), rows, strict=True))


def _columns(array: Bytes, at: Int64, spans: Sequence[tuple[int, int]]) -> Bytes:
    """The bytes at some spans behind each place, side by side."""
    cut = [windows(array, at + start, stop - start) for start, stop in spans]
    return cut[0] if len(cut) == 1 else np.concatenate(cut, axis=1)


def _piece(array: Bytes, known: Known, numbers: Int64, tail: Int64) -> Piece:
    if known.values is not None:
        return piece_of(known, known.values, numbers)
    rows, widths = _columns(array, tail, known.spans), tuple(stop - start for start, stop in known.spans)
    kind = np.array([hash((known.signature, known.names, widths)) & _MASK], dtype=np.uint64)
    return Piece(known.signature, numbers, together(of_rows(rows), kind), Cuttings(known.names, widths, rows))
