"""The hits of a member, chunk by chunk: what a signature explains, with its fields, and the text of some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from loganalyzer.formats import ChunkLines
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.matching.engine import TEXT_LIMIT, Candidates, Engine
from loganalyzer.matching.repeats import Known
from loganalyzer.records import Hits, Quote

QUOTE_LIMIT = 2_000
QUOTES_PER_SIGNATURE = 40
VALUES_LIMIT = 5_000
_SAME_BYTES = 16 << 20
_MET_LIMIT = 200_000
_Hit = tuple[int, int, int]

Int64 = npt.NDArray[np.int64]


class HitReader:
    """Confirms and notes the hits of one member. ``hits``: what was found so far."""

    def __init__(self, hits: Hits, engine: Engine) -> None:
        self.hits, self._engine = hits, engine
        self._quoted: Counter[int] = Counter()
        self._values: dict[tuple[int, tuple[str, ...], tuple[str, ...]], int] = {}
        self._same: dict[bytes, list[_Hit]] = {}
        self._same_bytes = 0
        self._met: set[int] = set()
        self._explains = np.array([signature.explains for signature in engine.signatures], dtype=bool)

    def take(self, lines: ChunkLines) -> Int64:
        """Note the hits of a chunk; returns the rows that a signature explains."""
        data, found = lines.data, self._engine.candidates(lines.data, lines.start, lines.end)
        new: list[tuple[int, int, int, int]] = []
        for number, (begin, tail, line_end, end) in enumerate(_places(lines, found)):
            hits = self._same.get(data[tail:end]) if end - begin <= TEXT_LIMIT else None
            if hits is None:
                place = _Place(int(found.rows[number]), begin, tail, line_end, end)
                hits = self._confirmed(lines, place, found.signatures[number], found.ends[number])
            new.extend([(number, *hit) for hit in hits])
        return self._keep(new, lines, found.rows)

    def _confirmed(self, lines: ChunkLines, place: _Place, wanted: tuple[int, ...], literal: int) -> list[_Hit]:
        """The hits of one record as (signature, value, quote)."""
        data = lines.data
        first, rest = data[place.tail : place.line_end], data[place.line_end : place.end]
        record = None
        if place.end - place.begin > TEXT_LIMIT:
            record = _excerpt(data, place.begin, place.end, literal)
            first, rest = _halves(record, place.tail - place.begin)
        known = self._engine.repeats.known(first, rest, wanted)
        if known is None:
            known = self._engine.repeats.learn(first, rest, wanted, record or data[place.begin : place.end])
        hits = [(one.signature, *self._noted(one, first, lines, place)) for one in known]
        if record is None and all(quote < 0 for _, _, quote in hits):
            self._remember(data[place.tail : place.end], hits)
        return hits

    def _remember(self, text: bytes, hits: list[_Hit]) -> None:
        """Keep the hits of a text that was met before: the next record of the same text has the very same."""
        if self._same_bytes > _SAME_BYTES:
            return
        met = hash(text)
        if met in self._met:
            self._same[text] = hits
            self._same_bytes += len(text)
        elif len(self._met) < _MET_LIMIT:
            self._met.add(met)

    def _noted(self, known: Known, first: bytes, lines: ChunkLines, place: _Place) -> tuple[int, int]:
        """Number of the fields' values, and of the quote (-1: none is kept)."""
        number, new = self._value(known, first)
        if not new and self._quoted[known.signature] >= QUOTES_PER_SIGNATURE:
            return number, -1
        self._quoted[known.signature] += 1
        quotes, kept = self.hits.quotes, legacy_text(lines.data[place.begin : place.end][:TEXT_LIMIT]).rstrip()
        quotes.append(Quote(int(lines.line[place.row]), kept[:QUOTE_LIMIT], max(0, len(kept) - QUOTE_LIMIT)))
        return number, len(quotes) - 1

    def _keep(self, new: list[tuple[int, int, int, int]], lines: ChunkLines, rows: Int64) -> Int64:
        """Append the hits of a chunk: number of the record among ``rows``, signature, value, quote; returns the explained rows."""
        if not new:
            return rows[:0]
        number, signature, value, quote = zip(*new, strict=True)
        hits, of = self.hits, rows[list(number)]
        hits.signature.extend(signature)
        hits.fields.extend(value)
        hits.quote.extend(quote)
        for column, numbers in (
            (hits.style, lines.stamps.style[of]),
            (hits.raw, lines.stamps.raw(of)),
            (hits.line, lines.line[of]),
        ):
            column.frombytes(numbers.astype(column.typecode).tobytes())
        return of[self._explains[list(signature)]]

    def _value(self, known: Known, first: bytes) -> tuple[int, bool]:
        """The number of the fields' values, and whether they are seen for the first time."""
        found = known.cut(first)
        key = (known.signature, known.names, found)
        number = self._values.get(key)
        if number is not None:
            return number, False
        values = self.hits.values
        values.append(dict(zip(known.names, found, strict=True)))
        if len(self._values) < VALUES_LIMIT:
            self._values[key] = len(values) - 1
            return len(values) - 1, True
        return len(values) - 1, False


class _Place(NamedTuple):
    """A record in its chunk: its row, where it begins, where its text behind the thread does, and where its first line and it end."""

    row: int
    begin: int
    tail: int
    line_end: int
    end: int


def _places(lines: ChunkLines, found: Candidates) -> Iterator[tuple[int, int, int, int]]:
    """Of each candidate what a :class:`_Place` holds, but for the row."""
    rows = found.rows
    start, end = lines.start[rows], lines.end[rows]
    columns = (start, _behind_thread(lines, rows), np.minimum(lines.first_end[rows], end), end)
    return zip(*(column.tolist() for column in columns), strict=True)


def _behind_thread(lines: ChunkLines, rows: Int64) -> Int64:
    """Where the text behind stamp and thread begins; a record that has them otherwise than a line of a log counts whole."""
    start = lines.start[rows]
    behind = start + lines.stamps.head[rows]
    letter = np.frombuffer(lines.data, dtype=np.uint8)[np.minimum(behind, len(lines.data) - 1)]
    return np.where(letter == ord(" "), behind, start)


def _halves(record: bytes, tail: int) -> tuple[bytes, bytes]:
    """The first line from an offset on, and the rest."""
    line_end = record.find(b"\n")
    line_end = len(record) if line_end < 0 else line_end
    return record[tail:line_end], record[line_end:]


def _excerpt(data: bytes, start: int, end: int, place: int) -> bytes:
    """Of a huge record the beginning and the surroundings of what was found."""
    if place - start <= TEXT_LIMIT:
        return data[start : start + TEXT_LIMIT]
    half = TEXT_LIMIT // 2
    return data[start : start + half] + b"\n" + data[place - half // 2 : min(end, place + half // 2)]
