"""One pass over one member: lines accounted for, minutes counted, signatures matched, evidence quoted.

Runs in worker processes too, so everything that goes in and out can be pickled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from loganalyzer.bundle import Member, MemberError
from loganalyzer.bundle.streams import Region
from loganalyzer.formats import Chunk, ChunkLines, ChunkStamps, Sniffed, StampReader, chunks_of, lines_of, parse_header
from loganalyzer.formats.ahead import ahead
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.formats.utf8_stream import utf8_stream
from loganalyzer.matching.engine import TEXT_LIMIT, Candidates, Engine
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.repeats import Known
from loganalyzer.matching.templates import GROUPS_LIMIT, joined, similar_rows, template_of, text_offsets
from loganalyzer.records import NO_STYLE, HeaderBlock, MemberScan, MinuteRuns, Quote, TextGroup

QUOTE_LIMIT = 2_000
QUOTES_PER_SIGNATURE = 40
VALUES_LIMIT = 5_000
_OTHERS = 2
_SAME_BYTES = 16 << 20
_MET_LIMIT = 200_000
_Hit = tuple[int, int, int]

Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bytes of a plain file, from a cut to the end of the block of another (see :func:`~loganalyzer.formats.cuts_of`)."""

    start: int = 0
    stop: int | None = None

    def chunks(self, stream: BinaryIO, block: int) -> Iterator[Chunk]:
        """The chunks that begin in the range."""
        if self.start:
            stream.seek(self.start)
        if self.stop is not None:
            stream = cast("BinaryIO", Region(stream, self.stop - self.start))
        first = block - self.start % block
        return chunks_of(stream, block, first_size=first, closed=self.stop is not None)


WHOLE = Span()


def spans_between(cuts: Sequence[tuple[int, int]]) -> list[Span]:
    """The ranges that a file falls into; together they hold each chunk once."""
    return [Span(start, stop) for (start, _), (_, stop) in zip([(0, 0), *cuts], [*cuts, (0, None)], strict=True)]


@dataclass(slots=True)
class Part:
    """What a pass over a range of a member found; lines count from the range's start.

    ``pending``: headers after the last stamp; the next part's first stamp is theirs.
    ``leading``: unparsed lines before the first record, which continue a record of the part before, if there is one.
    """

    scan: MemberScan
    pending: list[HeaderBlock]
    leading: int


def scan_member(member: Member, sniffed: Sniffed, engine: Engine, block: int = CHUNK_BYTES) -> MemberScan:
    """Read a member once.

    A member that breaks off (a truncated archive, an unreadable disk block) keeps what was read; ``problem`` says so.
    """
    part = scan_part(member, sniffed, engine, WHOLE, block)
    part.scan.headers += part.pending
    return part.scan


def scan_part(member: Member, sniffed: Sniffed, engine: Engine, span: Span, block: int = CHUNK_BYTES) -> Part:
    """Read a range of a member, ``block`` bytes at a time."""
    scan = MemberScan(member.path, sniffed.kind, form=sniffed.form)
    work = _MemberPass(scan, engine)
    try:
        with member.open() as stream:
            chunks = span.chunks(utf8_stream(stream, sniffed.form), block)
            # A thread costs more than it gains where there is but one chunk.
            for chunk in ahead(chunks) if member.size > block else chunks:
                work.take(lines_of(chunk, work.reader, loose=sniffed.loose, inside_record=scan.counts.records > 0))
    except (MemberError, OSError, EOFError) as problem:
        scan.problem = f"not read to its end: {problem}"
    return work.finish()


class _MemberPass:
    """Collects the columns of one member while its chunks go by."""

    def __init__(self, scan: MemberScan, engine: Engine) -> None:
        self.scan, self.engine = scan, engine
        self.reader = StampReader()
        self._leading = 0
        self._minutes: list[MinuteRuns] = []
        self._pending: list[HeaderBlock] = []
        self._quoted: Counter[int] = Counter()
        self._values: dict[tuple[int, tuple[str, ...], tuple[str, ...]], int] = {}
        self._same: dict[bytes, list[_Hit]] = {}
        self._same_bytes = 0
        self._met: set[int] = set()
        self._explains = np.array([signature.explains for signature in engine.signatures], dtype=bool)
        self._groups: list[TextGroup] = []

    def take(self, lines: ChunkLines) -> None:
        """Account for one chunk."""
        if not self.scan.counts.records:
            self._leading += lines.leading
        self.scan.counts.add(lines.counts)
        self._headers(lines)
        self._count_minutes(lines.stamps)
        self._unexplained(lines, self._hits(lines))

    def finish(self) -> Part:
        """Hand over what was found."""
        self.scan.unexplained = list(joined(self._groups))
        self.scan.minutes.extend(self._minutes)
        self.scan.styles = self.reader.styles
        self.scan.slow.update(self.engine.slow())
        return Part(self.scan, self._pending, self._leading)

    def _count_minutes(self, stamps: ChunkStamps) -> None:
        if not (stamps.style != NO_STYLE).all():
            stamps = stamps.of(stamps.style != NO_STYLE)
        if not stamps.style.size:
            return
        begins = np.flatnonzero(stamps.turn)
        raw = stamps.raw(np.append(begins, stamps.style.size - 1))
        self._minutes.append(MinuteRuns.of(begins, stamps.style[begins], raw[:-1], stamps.severity))
        if self.scan.first is None:
            self.scan.first = (int(stamps.style[0]), int(raw[0]))
        self.scan.last = (int(stamps.style[-1]), int(raw[-1]))

    def _headers(self, lines: ChunkLines) -> None:
        blocks = [parse_header(legacy_text(lines.data[span.start : span.end]), span.line) for span in lines.headers]
        waiting = [(block, 0) for block in self._pending]
        waiting += [(block, span.end) for block, span in zip(blocks, lines.headers, strict=True)]
        self._pending = []
        for block, after in waiting:
            row = int(np.searchsorted(lines.start, after))
            stamped = np.flatnonzero(lines.stamps.style[row:] != NO_STYLE)
            if stamped.size:
                row += int(stamped[0])
                raw = int(lines.stamps.raw(np.array([row]))[0])
                self.scan.headers.append(replace(block, style=int(lines.stamps.style[row]), raw=raw))
            else:
                self._pending.append(block)

    def _hits(self, lines: ChunkLines) -> Int64:
        """Confirm and note the hits; returns the rows that a signature explains."""
        data, found = lines.data, self.engine.candidates(lines.data, lines.start, lines.end)
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
        known = self.engine.repeats.known(first, rest, wanted)
        if known is None:
            known = self.engine.repeats.learn(first, rest, wanted, record or data[place.begin : place.end])
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
        quotes, kept = self.scan.hits.quotes, legacy_text(lines.data[place.begin : place.end][:TEXT_LIMIT]).rstrip()
        quotes.append(Quote(int(lines.line[place.row]), kept[:QUOTE_LIMIT], max(0, len(kept) - QUOTE_LIMIT)))
        return number, len(quotes) - 1

    def _keep(self, new: list[tuple[int, int, int, int]], lines: ChunkLines, rows: Int64) -> Int64:
        """Append the hits of a chunk: number of the record among ``rows``, signature, value, quote; returns the explained rows."""
        if not new:
            return rows[:0]
        number, signature, value, quote = zip(*new, strict=True)
        hits, of = self.scan.hits, rows[list(number)]
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

    def _unexplained(self, lines: ChunkLines, explained: Int64) -> None:
        """Group the errors and warnings that no signature explains; one record of each group is decoded."""
        if not self.engine.signatures or len(self._groups) >= 4 * GROUPS_LIMIT:
            return
        wanted = (lines.stamps.severity < _OTHERS) & (lines.stamps.style != NO_STYLE)
        wanted[explained] = False
        rows = np.flatnonzero(wanted)
        if not rows.size:
            return
        array = np.frombuffer(lines.data, dtype=np.uint8)
        first, last, count = similar_rows(array, text_offsets(array, lines.start[rows]))
        places = np.stack((rows[first], rows[last]))
        raw, style = lines.stamps.raw(places.ravel()).reshape(places.shape), lines.stamps.style[places]
        for number, row in enumerate(places[0].tolist()):
            stamps = zip(style[:, number].tolist(), raw[:, number].tolist(), strict=True)
            self._groups.append(_group(lines, row, int(count[number]), *stamps))

    def _value(self, known: Known, first: bytes) -> tuple[int, bool]:
        """The number of the fields' values, and whether they are seen for the first time."""
        found = known.cut(first)
        key = (known.signature, known.names, found)
        number = self._values.get(key)
        if number is not None:
            return number, False
        values = self.scan.hits.values
        values.append(dict(zip(known.names, found, strict=True)))
        if len(self._values) < VALUES_LIMIT:
            self._values[key] = len(values) - 1
            return len(values) - 1, True
        return len(values) - 1, False


def _group(lines: ChunkLines, row: int, count: int, first: tuple[int, int], last: tuple[int, int]) -> TextGroup:
    """A group of unexplained records of a chunk, by its first one."""
    start, end = int(lines.start[row]), int(lines.end[row])
    text = legacy_text(lines.data[start : min(end, start + QUOTE_LIMIT)]).rstrip()
    template = template_of(parts_of(text).tail.lstrip())
    return TextGroup(template, int(lines.stamps.severity[row]), count, int(lines.line[row]), text, first, last)


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
