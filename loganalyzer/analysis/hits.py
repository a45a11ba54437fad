"""The hits of a member, chunk by chunk: what a signature explains, with its fields, and the text of some of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from loganalyzer.analysis.hit_notes import HitNotes
from loganalyzer.formats import ChunkLines
from loganalyzer.formats.windows import Int64
from loganalyzer.matching.bulk import Bulk, Piece, Places, piece_of
from loganalyzer.matching.engine import TEXT_LIMIT, Candidates, Engine, Literals
from loganalyzer.matching.repeats import Known
from loganalyzer.records import Hits

_SAME_BYTES = 16 << 20
_MET_LIMIT = 200_000

_Confirmed = list[tuple[Known, tuple[str, ...]]]


class HitReader:
    """Confirms and notes the hits of one member. ``hits``: what was found so far."""

    def __init__(self, hits: Hits, engine: Engine) -> None:
        self.hits, self._engine = hits, engine
        self._bulk = Bulk(engine)
        self._notes = HitNotes(hits)
        self._same: dict[bytes, _Confirmed] = {}
        self._same_bytes = 0
        self._met: set[int] = set()
        self._explains = np.array([signature.explains for signature in engine.signatures], dtype=bool)

    def take(self, lines: ChunkLines, literals: Literals) -> Int64:
        """Note the hits of a chunk, given the literals in it; returns the rows that a signature explains."""
        found = self._engine.candidates(literals, lines.start, lines.end)
        if not found.rows.size:
            return found.rows
        places = _places(lines, found)
        long = places.end - places.begin > TEXT_LIMIT
        if long.any():
            short = np.flatnonzero(~long)
            pieces, left = self._bulk.sort_out(lines.data, places.of(short))
            pieces = [piece._replace(numbers=short[piece.numbers]) for piece in pieces]
            left = sorted([*short[left].tolist(), *np.flatnonzero(long).tolist()])
        else:
            pieces, left = self._bulk.sort_out(lines.data, places)
        pieces += self._one_by_one(lines.data, places, found, left)
        rows, signatures = self._notes.add(pieces, lines, found.rows)
        explained: Int64 = rows[self._explains[signatures]]
        return explained

    def _one_by_one(self, data: bytes, places: Places, found: Candidates, numbers: list[int]) -> list[Piece]:
        """The hits of candidates that are confirmed each for itself."""
        columns = [column[numbers].tolist() for column in (*places, found.ends)]
        pieces: list[Piece] = []
        for number, begin, tail, line_end, end, wanted, literal in zip(numbers, *columns, strict=True):
            hits = self._same.get(data[tail:end]) if end - begin <= TEXT_LIMIT else None
            if hits is None:
                place = _Place(begin, tail, line_end, end)
                hits = self._confirmed(data, place, self._engine.wanted(wanted), literal)
            pieces += [piece_of(known, values, np.array([number])) for known, values in hits]
        return pieces

    def _confirmed(self, data: bytes, place: _Place, wanted: tuple[int, ...], literal: int) -> _Confirmed:
        """What holds for one record, with the values of the fields."""
        first, rest = data[place.tail : place.line_end], data[place.line_end : place.end]
        record = None
        if place.end - place.begin > TEXT_LIMIT:
            record = _excerpt(data, place.begin, place.end, literal)
            first, rest = _halves(record, place.tail - place.begin)
        known = self._engine.repeats.known(first, rest, wanted)
        if known is None:
            known = self._engine.repeats.learn(first, rest, wanted, record or data[place.begin : place.end])
        hits = [(one, one.cut(first)) for one in known]
        if record is None:
            self._remember(data[place.tail : place.end], hits)
        return hits

    def _remember(self, text: bytes, hits: _Confirmed) -> None:
        """Keep the hits of a text that was met before: the next record of the same text has the very same."""
        if self._same_bytes > _SAME_BYTES:
            return
        met = hash(text)
        if met in self._met:
            self._same[text] = hits
            self._same_bytes += len(text)
        elif len(self._met) < _MET_LIMIT:
            self._met.add(met)


class _Place(NamedTuple):
    """A record in its chunk: where it begins, where its text behind the thread does, and where its first line and it end."""

    begin: int
    tail: int
    line_end: int
    end: int


def _places(lines: ChunkLines, found: Candidates) -> Places:
    rows = found.rows
    end = lines.end[rows]
    return Places(
        lines.start[rows], _behind_thread(lines, rows), np.minimum(lines.first_end[rows], end), end, found.sets
    )


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
