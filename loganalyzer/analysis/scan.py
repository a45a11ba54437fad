"""One pass over one member: lines accounted for, minutes counted, signatures matched, evidence quoted.

Runs in worker processes too, so everything that goes in and out can be pickled.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from loganalyzer.bundle import Member, MemberError
from loganalyzer.formats import ChunkLines, Sniffed, StampReader, chunks_of, lines_of, parse_header
from loganalyzer.matching.engine import TEXT_LIMIT, Engine
from loganalyzer.matching.records import parts_of
from loganalyzer.records import NO_STYLE, HeaderBlock, MemberScan, MinuteRuns, Quote

QUOTE_LIMIT = 2_000
QUOTES_PER_SIGNATURE = 40
_VALUES_LIMIT = 5_000


def scan_member(member: Member, sniffed: Sniffed, engine: Engine) -> MemberScan:
    """Read a member once.

    A member that breaks off (a truncated archive, an unreadable disk block) keeps what was read; ``problem`` says so.
    """
    scan = MemberScan(member.path, sniffed.kind, encoding=sniffed.encoding)
    work = _MemberPass(scan, engine, sniffed.loose)
    try:
        with member.open() as stream:
            for chunk in chunks_of(stream, sniffed.encoding):
                work.take(lines_of(chunk, work.reader, loose=sniffed.loose, inside_record=scan.counts.records > 0))
    except (MemberError, OSError, EOFError) as problem:
        scan.problem = f"not read to its end: {problem}"
    return work.finish()


class _MemberPass:
    """Collects the columns of one member while its chunks go by."""

    def __init__(self, scan: MemberScan, engine: Engine, loose: bool) -> None:
        self.scan, self.engine, self.loose = scan, engine, loose
        self.reader = StampReader()
        self._minutes: list[MinuteRuns] = []
        self._pending: list[HeaderBlock] = []
        self._quoted: Counter[int] = Counter()
        self._values: dict[tuple[int, tuple[tuple[str, str], ...]], int] = {}

    def take(self, lines: ChunkLines) -> None:
        """Account for one chunk."""
        self.scan.counts.add(lines.counts)
        self._headers(lines)
        stamped = lines.stamps.style != NO_STYLE
        style, raw = lines.stamps.style[stamped], lines.stamps.raw[stamped]
        if style.size:
            self._minutes.append(MinuteRuns.of(style, raw, lines.stamps.severity[stamped]))
            if self.scan.first is None:
                self.scan.first = (int(style[0]), int(raw[0]))
            self.scan.last = (int(style[-1]), int(raw[-1]))
        self._hits(lines)

    def finish(self) -> MemberScan:
        """Hand over the finished scan."""
        self.scan.minutes.extend(self._minutes)
        self.scan.styles = self.reader.styles
        self.scan.headers += self._pending
        return self.scan

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
                self.scan.headers.append(_stamped(block, int(lines.stamps.style[row]), int(lines.stamps.raw[row])))
            else:
                self._pending.append(block)

    def _hits(self, lines: ChunkLines) -> None:
        found = self.engine.candidates(lines.data, lines.start, lines.end)
        for row, wanted, place in zip(found.rows, found.signatures, found.ends, strict=True):
            text = _text(lines, row, place)
            for match in self.engine.confirm(*parts_of(text), wanted):
                self._add(lines, row, match.signature, match.fields, text)

    def _add(self, lines: ChunkLines, row: int, signature: int, fields: dict[str, str], text: str) -> None:
        hits, line = self.scan.hits, int(lines.line[row])
        value, new = self._value(signature, fields)
        hits.signature.append(signature)
        hits.style.append(int(lines.stamps.style[row]))
        hits.raw.append(int(lines.stamps.raw[row]))
        hits.line.append(line)
        hits.fields.append(value)
        hits.quote.append(
            self._quote(signature, line, text) if new or self._quoted[signature] < QUOTES_PER_SIGNATURE else -1
        )

    def _value(self, signature: int, fields: dict[str, str]) -> tuple[int, bool]:
        key = (signature, tuple(fields.items()))
        number = self._values.get(key)
        if number is not None:
            return number, False
        values = self.scan.hits.values
        values.append(fields)
        if len(self._values) < _VALUES_LIMIT:
            self._values[key] = len(values) - 1
            return len(values) - 1, True
        return len(values) - 1, False

    def _quote(self, signature: int, line: int, text: str) -> int:
        self._quoted[signature] += 1
        kept = text.rstrip()
        self.scan.hits.quotes.append(Quote(line, kept[:QUOTE_LIMIT], max(0, len(kept) - QUOTE_LIMIT)))
        return len(self.scan.hits.quotes) - 1


def _stamped(block: HeaderBlock, style: int, raw: int) -> HeaderBlock:
    return HeaderBlock(
        block.line,
        block.process,
        block.pid,
        block.product,
        block.java_version,
        block.host_system,
        block.profile_root,
        style,
        raw,
    )


def _text(lines: ChunkLines, row: int, place: int) -> str:
    """A record's text; of a huge record the beginning and the surroundings of what was found."""
    start, end = int(lines.start[row]), int(lines.end[row])
    if end - start <= TEXT_LIMIT:
        return _decode(lines.data[start:end])
    half = TEXT_LIMIT // 2
    if place - start <= TEXT_LIMIT:
        return _decode(lines.data[start : start + TEXT_LIMIT])
    return (
        _decode(lines.data[start : start + half])
        + "\n"
        + _decode(lines.data[place - half // 2 : min(end, place + half // 2)])
    )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
