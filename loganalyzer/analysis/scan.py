"""One pass over one member: lines accounted for, minutes counted, signatures matched, evidence quoted.

Runs in worker processes too, so everything that goes in and out can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.chosen import Chosen, is_trouble
from loganalyzer.analysis.hit_notes import HitNotes, Met
from loganalyzer.analysis.hits import HitReader
from loganalyzer.analysis.minutes import MinuteCounter
from loganalyzer.analysis.unexplained import Unexplained
from loganalyzer.bundle import Member, MemberError
from loganalyzer.formats import Chunk, ChunkLines, Sniffed, StampReader, chunks_of, lines_of, parse_header
from loganalyzer.formats.ahead import ahead
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.formats.utf8_stream import utf8_stream
from loganalyzer.matching.engine import Engine, Literals
from loganalyzer.records import NO_STYLE, HeaderBlock, MemberScan

Int64 = npt.NDArray[np.int64]


class Span(Struct, frozen=True):
    """A range of bytes of a plain file, from a cut to the end of the block of another (see :func:`~loganalyzer.formats.cut_before`)."""

    start: int = 0
    stop: int | None = None

    def chunks(self, stream: BinaryIO, block: int) -> Iterator[Chunk]:
        """The chunks that begin in the range."""
        if self.start:
            stream.seek(self.start)
        limit = None if self.stop is None else self.stop - self.start
        first = block - self.start % block
        return chunks_of(stream, block, first_size=first, limit=limit, closed=self.stop is not None)


WHOLE = Span()


def spans_between(cuts: Sequence[tuple[int, int]]) -> list[Span]:
    """The ranges that a file falls into; together they hold each chunk once."""
    return [Span(start, stop) for (start, _), (_, stop) in zip([(0, 0), *cuts], [*cuts, (0, None)], strict=True)]


class Part(Struct):
    """What a pass over a range of a member found; lines count from the range's start.

    ``pending``: headers after the last stamp; the next part's first stamp is theirs.
    ``leading``: unparsed lines before the first record, which continue a record of the part before, if there is one.
    """

    scan: MemberScan
    pending: list[HeaderBlock]
    leading: int

    def whole(self) -> MemberScan:
        """The scan of a member that was read in one part."""
        self.scan.headers += self.pending
        return self.scan


def scan_member(member: Member, sniffed: Sniffed, engine: Engine, block: int = CHUNK_BYTES) -> MemberScan:
    """Read a member once.

    A member that breaks off (a truncated archive, an unreadable disk block) keeps what was read; ``problem`` says so.
    """
    return scan_part(member, sniffed, engine, WHOLE, block).whole()


def scan_part(
    member: Member,
    sniffed: Sniffed,
    engine: Engine,
    span: Span,
    block: int = CHUNK_BYTES,
    *,
    spare_core: bool = True,
    met: Met | None = None,
) -> Part:
    """Read a range of a member, ``block`` bytes at a time.

    ``spare_core``: there is a core with nothing to do, so the next block is read meanwhile. ``met``: what ranges before it captured.
    """
    scan = MemberScan(member.path, sniffed.kind, form=sniffed.form)
    work = _MemberPass(scan, engine, met or Met())
    try:
        with member.open() as stream:
            chunks = span.chunks(utf8_stream(stream, sniffed.form), block)
            # A thread costs more than it gains where there is but one chunk.
            for chunk in ahead(chunks) if spare_core and member.size > block else chunks:
                work.take(chunk, loose=sniffed.loose)
                del chunk  # see chunks_of
    except (MemberError, OSError, EOFError) as problem:
        scan.problem = f"not read to its end: {problem}"
    return work.finish()


class _MemberPass:
    """Collects the columns of one member while its chunks go by."""

    def __init__(self, scan: MemberScan, engine: Engine, met: Met) -> None:
        self.scan, self.engine = scan, engine
        self.reader = StampReader()
        self._leading = 0
        self._minutes = MinuteCounter(scan)
        self._pending: list[HeaderBlock] = []
        self._unexplained = Unexplained()
        self._hits = HitReader(HitNotes(scan.hits, met), self._unexplained, engine)

    def take(self, chunk: Chunk, *, loose: bool) -> None:
        """Account for one chunk. ``loose``: see :func:`~loganalyzer.formats.lines_of`."""
        # This runs through the chunk from end to end, so that what comes after, jumping about in it, finds it close at hand.
        literals = self.engine.literals_in(chunk.data)
        lines = lines_of(chunk, self.reader, loose=loose, inside_record=self.scan.counts.records > 0)
        if not self.scan.counts.records:
            self._leading += lines.leading
        self.scan.counts.add(lines.counts)
        self._headers(lines)
        self._minutes.take(lines.stamps)
        self._look_closer(lines, literals)

    def finish(self) -> Part:
        """Hand over what was found."""
        self._hits.finish()
        self.scan.unexplained = self._unexplained.groups()
        self._minutes.finish()
        self.scan.styles = self.reader.styles
        self.scan.slow.update(self.engine.slow())
        return Part(self.scan, self._pending, self._leading)

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

    def _look_closer(self, lines: ChunkLines, literals: Literals) -> None:
        """Match signatures, and group the errors and warnings that none can explain."""
        candidates = self._hits.take(lines, literals)
        if self.engine.signatures:
            left = is_trouble(lines.stamps.severity, lines.stamps.style)
            left[candidates] = False
            self._unexplained.add(Chosen.of(lines, np.flatnonzero(left)))
