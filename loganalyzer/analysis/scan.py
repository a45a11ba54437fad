"""One pass over one member: lines accounted for, minutes counted, signatures matched, evidence quoted.

Runs in worker processes too, so everything that goes in and out can be pickled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

import numpy as np

from loganalyzer.bundle import Member, MemberError
from loganalyzer.bundle.streams import Region
from loganalyzer.formats import Chunk, ChunkLines, Sniffed, StampReader, chunks_of, lines_of, parse_header
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.matching.engine import TEXT_LIMIT, Engine, Found
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.templates import GROUPS_LIMIT, WINDOW_BYTES, joined, similar_rows, template_of, text_offsets
from loganalyzer.records import NO_STYLE, HeaderBlock, MemberScan, MinuteRuns, Quote, TextGroup

QUOTE_LIMIT = 2_000
QUOTES_PER_SIGNATURE = 40
VALUES_LIMIT = 5_000
_OTHERS = 2


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bytes of a plain file, from a cut to the end of the block of another (see :func:`~loganalyzer.formats.cuts_of`)."""

    start: int = 0
    stop: int | None = None

    def chunks(self, stream: BinaryIO, encoding: str, block: int) -> Iterator[Chunk]:
        """The chunks that begin in the range."""
        if self.start:
            stream.seek(self.start)
        if self.stop is not None:
            stream = cast("BinaryIO", Region(stream, self.stop - self.start))
        first = block - self.start % block
        return chunks_of(stream, encoding, block, first_size=first, closed=self.stop is not None)


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
    scan = MemberScan(member.path, sniffed.kind, encoding=sniffed.encoding)
    work = _MemberPass(scan, engine)
    try:
        with member.open() as stream:
            for chunk in span.chunks(stream, sniffed.encoding, block):
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
        self._values: dict[tuple[int, tuple[tuple[str, str], ...]], int] = {}
        self._groups: list[TextGroup] = []

    def take(self, lines: ChunkLines) -> None:
        """Account for one chunk."""
        if not self.scan.counts.records:
            self._leading += lines.leading
        self.scan.counts.add(lines.counts)
        self._headers(lines)
        stamped = lines.stamps.style != NO_STYLE
        style, raw = lines.stamps.style[stamped], lines.stamps.raw[stamped]
        if style.size:
            self._minutes.append(MinuteRuns.of(style, raw, lines.stamps.severity[stamped]))
            if self.scan.first is None:
                self.scan.first = (int(style[0]), int(raw[0]))
            self.scan.last = (int(style[-1]), int(raw[-1]))
        self._unexplained(lines, self._hits(lines))

    def finish(self) -> Part:
        """Hand over what was found."""
        self.scan.unexplained = list(joined(self._groups))
        self.scan.minutes.extend(self._minutes)
        self.scan.styles = self.reader.styles
        return Part(self.scan, self._pending, self._leading)

    def _headers(self, lines: ChunkLines) -> None:
        blocks = [parse_header(_decode(lines.data[span.start : span.end]), span.line) for span in lines.headers]
        waiting = [(block, 0) for block in self._pending]
        waiting += [(block, span.end) for block, span in zip(blocks, lines.headers, strict=True)]
        self._pending = []
        for block, after in waiting:
            row = int(np.searchsorted(lines.start, after))
            stamped = np.flatnonzero(lines.stamps.style[row:] != NO_STYLE)
            if stamped.size:
                row += int(stamped[0])
                self.scan.headers.append(
                    replace(block, style=int(lines.stamps.style[row]), raw=int(lines.stamps.raw[row]))
                )
            else:
                self._pending.append(block)

    def _hits(self, lines: ChunkLines) -> set[int]:
        """Confirm and note the hits; returns the rows that a signature explains."""
        explained: set[int] = set()
        found = self.engine.candidates(lines.data, lines.start, lines.end)
        rows = np.array(found.rows, dtype=np.int64)
        stamps = lines.stamps
        columns = (lines.start, lines.end, lines.line, stamps.style, stamps.raw)
        places = zip(*(column[rows].tolist() for column in columns), strict=True)
        pairs = zip(found.rows, places, found.signatures, found.ends, strict=True)
        for row, (start, end, line, style, raw), wanted, place in pairs:
            record = lines.data[start : min(end, start + TEXT_LIMIT + 1)]
            if len(record) > TEXT_LIMIT:
                record = _excerpt(lines.data, start, end, place)
            for match in self.engine.confirm_record(record, wanted, lambda record=record: _decode(record)):  # type: ignore[misc]
                self._add(match, (line, style, raw), record)
                if self.engine.signatures[match.signature].explains:
                    explained.add(row)
        return explained

    def _unexplained(self, lines: ChunkLines, explained: set[int]) -> None:
        """Group the errors and warnings that no signature explains; one record of each group is decoded."""
        if not self.engine.signatures or len(self._groups) >= 4 * GROUPS_LIMIT:
            return
        wanted = (lines.stamps.severity < _OTHERS) & (lines.stamps.style != NO_STYLE)
        wanted[list(explained)] = False
        rows = np.flatnonzero(wanted)
        if not rows.size:
            return
        array = np.frombuffer(lines.data + bytes(WINDOW_BYTES), dtype=np.uint8)
        for first, last, count in zip(*similar_rows(array, text_offsets(array, lines.start[rows])), strict=True):
            self._groups.append(self._group(lines, int(rows[first]), int(rows[last]), int(count)))

    def _group(self, lines: ChunkLines, row: int, last: int, count: int) -> TextGroup:
        start, end = int(lines.start[row]), int(lines.end[row])
        text = _decode(lines.data[start : min(end, start + QUOTE_LIMIT)]).rstrip()
        stamps = lines.stamps
        ends = ((int(stamps.style[one]), int(stamps.raw[one])) for one in (row, last))
        parts = parts_of(text)
        template = template_of(parts.tail.lstrip())
        return TextGroup(template, int(stamps.severity[row]), count, int(lines.line[row]), text, *ends)

    def _add(self, match: Found, place: tuple[int, int, int], record: bytes) -> None:
        hits, signature = self.scan.hits, match.signature
        line, style, raw = place
        value, new = self._value(match)
        hits.signature.append(signature)
        hits.style.append(style)
        hits.raw.append(raw)
        hits.line.append(line)
        hits.fields.append(value)
        wanted = new or self._quoted[signature] < QUOTES_PER_SIGNATURE
        hits.quote.append(self._quote(signature, line, record) if wanted else -1)

    def _value(self, match: Found) -> tuple[int, bool]:
        key = match.key
        number = self._values.get(key)
        if number is not None:
            return number, False
        values = self.scan.hits.values
        values.append(match.fields)
        if len(self._values) < VALUES_LIMIT:
            self._values[key] = len(values) - 1
            return len(values) - 1, True
        return len(values) - 1, False

    def _quote(self, signature: int, line: int, record: bytes) -> int:
        self._quoted[signature] += 1
        kept = _decode(record).rstrip()
        self.scan.hits.quotes.append(Quote(line, kept[:QUOTE_LIMIT], max(0, len(kept) - QUOTE_LIMIT)))
        return len(self.scan.hits.quotes) - 1


def _excerpt(data: bytes, start: int, end: int, place: int) -> bytes:
    """Of a huge record the beginning and the surroundings of what was found."""
    if place - start <= TEXT_LIMIT:
        return data[start : start + TEXT_LIMIT]
    half = TEXT_LIMIT // 2
    return data[start : start + half] + b"\n" + data[place - half // 2 : min(end, place + half // 2)]


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
