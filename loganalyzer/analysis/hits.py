"""The hits of a member, chunk by chunk: what a signature explains, with its fields, and the text of some of them."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.chosen import Chosen, Copies, is_trouble
from loganalyzer.analysis.hit_notes import HitNotes
from loganalyzer.analysis.unexplained import Unexplained
from loganalyzer.formats import ChunkLines
from loganalyzer.formats.windows import Int64
from loganalyzer.matching.bulk import Piece, Places, piece_of
from loganalyzer.matching.engine import TEXT_LIMIT, Engine, Literals
from loganalyzer.matching.repeats import Known

# Records to confirm in one go, and bytes of records that may wait for it.
_TOGETHER = 6_000
_HELD_BYTES = 4 << 20
_SAME_BYTES = 16 << 20
_MET_LIMIT = 200_000

_Confirmed = list[tuple[Known, tuple[str, ...]]]


class HitReader:
    """Confirms the hits of one member, and has them noted; which errors and warnings they leave over, in ``unexplained``."""

    def __init__(self, notes: HitNotes, unexplained: Unexplained, engine: Engine) -> None:
        self._unexplained, self._engine = unexplained, engine
        self._notes = notes
        self._same: dict[bytes, _Confirmed] = {}
        self._same_bytes = 0
        self._met: set[int] = set()
        self._waiting = Copies()
        self._of_waiting: list[tuple[Int64, Int64]] = []
        self._explains = np.array([signature.explains for signature in engine.signatures], dtype=bool)

    def take(self, lines: ChunkLines, literals: Literals) -> Int64:
        """Find the candidates of a chunk, given the literals in it; returns their rows.

        They are confirmed together with those of other chunks: much of the work is the same for few and for many.
        """
        found = self._engine.candidates(literals, lines.start, lines.end)
        records = Chosen.of(lines, found.rows)
        behind = found.ends - records.start
        if found.rows.size >= _TOGETHER:
            self.finish()
            self._confirm(records, found.sets, behind)
        elif found.rows.size:
            self._waiting.add(records)
            self._of_waiting.append((found.sets, behind))
            if self._waiting.count >= _TOGETHER or self._waiting.size >= _HELD_BYTES:
                self.finish()
        return found.rows

    def finish(self) -> None:
        """Confirm the candidates that wait for others."""
        if not self._waiting.count:
            return
        sets, literals = map(np.concatenate, zip(*self._of_waiting, strict=True))
        self._confirm(self._waiting.joined(), sets, literals)
        self._waiting, self._of_waiting = Copies(), []

    def _confirm(self, records: Chosen, sets: Int64, literals: Int64) -> None:
        """Note the hits among some candidates, and which errors and warnings among them no signature explains.

        ``sets`` as in :class:`~loganalyzer.matching.engine.Candidates`; ``literals``: how far from the start of each its last literal
        ends.
        """
        places = Places(records.start, records.behind_thread(), records.line_end, records.end, sets)
        is_short = places.end - places.begin <= TEXT_LIMIT
        short, long = np.flatnonzero(is_short), np.flatnonzero(~is_short)
        found, left = self._engine.bulk.sort_out(records.data, places.of(short))
        pieces = [replace(piece, numbers=short[piece.numbers]) for piece in found]
        alone = sorted([*short[left].tolist(), *long.tolist()])
        pieces += self._one_by_one(records.data, places, literals, alone)
        of, signatures = self._notes.add(pieces, records)
        unexplained = is_trouble(records.severity, records.style)
        unexplained[of[self._explains[signatures]]] = False
        if unexplained.any():
            self._unexplained.add(records.only(np.flatnonzero(unexplained)))

    def _one_by_one(self, data: bytes, places: Places, literals: Int64, numbers: list[int]) -> list[Piece]:
        """The hits of candidates that are confirmed each for itself; ``literals`` as in :meth:`_confirm`."""
        columns = [column[numbers].tolist() for column in (*places, literals)]
        pieces: list[Piece] = []
        for number, begin, tail, line_end, end, wanted, literal in zip(numbers, *columns, strict=True):
            hits = self._same.get(data[tail:end]) if end - begin <= TEXT_LIMIT else None
            if hits is None:
                place = _Place(begin, tail, line_end, end)
                hits = self._confirmed(data, place, self._engine.wanted(wanted), begin + literal)
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


class _Place(Struct, frozen=True):
    """A record in its chunk: where it begins, where its text behind the thread does, and where its first line and it end."""

    begin: int
    tail: int
    line_end: int
    end: int


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
