"""Every line of a chunk accounted for: record, continuation, header, or unparsed."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.formats.chunk_stamps import ChunkStamps
from loganalyzer.formats.chunks import RECORD_START, Chunk
from loganalyzer.formats.headers import END, LIBERTY_RULE, START
from loganalyzer.formats.stacks import trace_lines
from loganalyzer.formats.table import StampReader
from loganalyzer.records import LineCounts

Int64 = npt.NDArray[np.int64]

_NEWLINE, _STAR, _OPEN = 10, 42, 91
_SUSPECT = re.compile(rb"\[[^\]\n]{0,40}\d{1,2}[:.]\d\d[:.]\d\d[^\]\n]{0,30}\] ?[0-9a-fA-F]{8}\b")
_LOOSE = re.compile(
    rb"^[ \t>|*]{0,40}(?:(?P<stamp>\[)[^\]\r\n]{8,70}\] ?[0-9a-fA-F]{8}\b"
    rb'|"?(?:[A-Z][A-Z0-9]{2,4}\d{4}[A-Z]|JVM[A-Z]{4}\d{3}[A-Z]?)\b'
    rb"|[\w.$]+(?:Exception|Error)\b)",
    re.MULTILINE,
)
_AFTER_BLANK = re.compile(rb"(?:\A|\n[ \t>|\r]*\n)[\r\n]*(?=[^\r\n])")


class HeaderSpan(Struct, frozen=True):
    """A header block: byte range in the chunk and its first line's number in the member."""

    start: int
    end: int
    line: int


class _Starts(Struct, frozen=True):
    """Where records may start: offset, that of the stamp's bracket (-1: none), and the line's number from 0."""

    start: Int64
    bracket: Int64
    line: Int64

    def where(self, keep: npt.NDArray[np.bool_]) -> _Starts:
        return self if keep.all() else _Starts(self.start[keep], self.bracket[keep], self.line[keep])


class ChunkLines(Struct, frozen=True):
    """The records of a chunk: where each starts and ends (byte offsets), its line number, its stamp, and the line counts.

    ``first_end``: where the record's first line ends. ``leading``: lines before the first record or header.
    """

    data: bytes
    start: Int64
    end: Int64
    first_end: Int64
    line: Int64
    stamps: ChunkStamps
    headers: tuple[HeaderSpan, ...]
    counts: LineCounts
    leading: int = 0


def lines_of(chunk: Chunk, reader: StampReader, *, loose: bool, inside_record: bool) -> ChunkLines:
    """Split a chunk into records and account for every line.

    Args:
        chunk: whole records (see :func:`chunks_of`).
        reader: the member's stamp reader.
        loose: also take indented, quoted and unstamped records (pasted text, native and tool output).
        inside_record: lines before the first start continue a record of the chunk before.
    """
    data, newlines = chunk.data, chunk.newlines
    array = np.frombuffer(data, dtype=np.uint8)
    openings = _openings(array, newlines)
    # Looking at the lines' first letters spares a search through the text: headers are rare.
    headers = _headers(data, newlines, chunk.first_line) if (openings == _STAR).any() else ()
    found = _outside(_loose_starts(data, newlines) if loose else _strict_starts(openings, newlines), headers)
    if chunk.inside_line:
        found = found.where(found.start > 0)
    stamps = reader.read(array, found.bracket)
    keep = stamps.accepted | (found.bracket < 0)
    suspects = _suspects(data, found.start[~keep])
    keep &= ~trace_lines(data, found.bracket, stamps)
    if loose:
        keep &= _separate(found.start, keep & (found.bracket >= 0), headers, data)
    found, stamps = found.where(keep), stamps if keep.all() else stamps.of(keep)
    stamps.head[found.bracket != found.start] = 0
    leading = _lines_up_to_next(chunk, 0, found.start, headers)
    leading -= min(leading, int(chunk.inside_line))
    counts = _count(chunk, found.start, headers, leading, inside_record)
    counts.suspect = suspects
    end = _ends(found.start, headers, len(data))
    first_end = np.append(newlines, len(data))[found.line]
    return ChunkLines(
        data, found.start, end, first_end, found.line + chunk.first_line, stamps, headers, counts, leading
    )


def _openings(array: npt.NDArray[np.uint8], newlines: Int64) -> npt.NDArray[np.uint8]:
    """The first byte of each line."""
    inner = newlines[:-1] if newlines.size and newlines[-1] == array.size - 1 else newlines
    return np.concatenate((array[:1], array[inner + 1]))


def _strict_starts(openings: npt.NDArray[np.uint8], newlines: Int64) -> _Starts:
    line = np.flatnonzero(openings == _OPEN)
    start = newlines[line - 1] + 1 if newlines.size else np.zeros(line.size, dtype=np.int64)
    if line.size and line[0] == 0:
        start[0] = 0
    return _Starts(start, start, line)


def _loose_starts(data: bytes, newlines: Int64) -> _Starts:
    """Starts by content: a stamp, a leading message id or exception, or the first line after a blank one."""
    found: dict[int, int] = {match.end(): -1 for match in _AFTER_BLANK.finditer(data)}
    for match in _LOOSE.finditer(data):
        found[match.start()] = match.start("stamp")
    starts = np.array(sorted(found), dtype=np.int64)
    brackets = np.array([found[start] for start in starts.tolist()], dtype=np.int64)
    return _Starts(starts, brackets, np.searchsorted(newlines, starts))


def _separate(
    start: Int64, stamped: npt.NDArray[np.bool_], headers: tuple[HeaderSpan, ...], data: bytes
) -> npt.NDArray[np.bool_]:
    """Unstamped text behind a stamped record continues it up to the next header, unless it opens with a JVM's message id."""
    keep = np.ones(start.size, dtype=bool)
    behind = np.searchsorted([span.start for span in headers], start)
    inside_stamped = False
    for row, at in enumerate(start.tolist()):
        inside_stamped &= bool(row and behind[row] == behind[row - 1])
        if stamped[row]:
            inside_stamped = True
        elif inside_stamped:
            keep[row] = data[at : at + 3] == b"JVM"
    return keep


def _headers(data: bytes, newlines: Int64, first_line: int) -> tuple[HeaderSpan, ...]:
    spans = []
    at = _banner(data, 0)
    while at >= 0:
        stop = data.find(END, at)
        following = _banner(data, at + 1)
        record = RECORD_START.search(data, at)
        # Chunks are cut at record starts, so a block that a record interrupts must end there in one piece as well.
        if stop < 0 or 0 <= following < stop or (record is not None and record.start() < stop):
            stop = data.find(b"\n", at)
        line_end = data.find(b"\n", stop)
        end = len(data) if line_end < 0 or stop < 0 else line_end + 1
        spans.append(HeaderSpan(at, end, int(np.searchsorted(newlines, at)) + first_line))
        at = _banner(data, max(end, at + 1))
    if data.startswith(LIBERTY_RULE):
        spans += _liberty_header(data)
    return tuple(sorted(spans, key=lambda span: span.start))


def _banner(data: bytes, begin: int) -> int:
    """Offset of the next line that opens a header; -1 if there is none. A message that quotes the banner is no header."""
    at = data.find(START, begin)
    while at > 0 and data[at - 1] != _NEWLINE:
        at = data.find(START, at + 1)
    return at


def _liberty_header(data: bytes) -> list[HeaderSpan]:
    stop = data.find(LIBERTY_RULE, len(LIBERTY_RULE))
    if stop < 0 or b"product = " not in data[:stop]:
        return []
    end = data.find(b"\n", stop)
    return [HeaderSpan(0, len(data) if end < 0 else end + 1, 1)]


def _outside(found: _Starts, headers: tuple[HeaderSpan, ...]) -> _Starts:
    for span in headers:
        found = found.where((found.start < span.start) | (found.start >= span.end))
    return found


def _ends(start: Int64, headers: tuple[HeaderSpan, ...], size: int) -> Int64:
    """A record reaches to the next record or header."""
    end = np.append(start[1:], size)[: start.size]
    for span in headers:
        row = int(np.searchsorted(start, span.start)) - 1
        if row >= 0:
            end[row] = min(end[row], span.start)
    return end


def _suspects(data: bytes, rejected: Int64) -> int:
    return sum(1 for at in rejected.tolist() if _SUSPECT.match(data, at))


def _count(
    chunk: Chunk, start: Int64, headers: tuple[HeaderSpan, ...], leading: int, inside_record: bool
) -> LineCounts:
    """Records and headers follow each other without a gap, but for the lines before the first and behind each header."""
    data = chunk.data
    total = chunk.newlines.size + (1 if data and not data.endswith(b"\n") else 0) - int(chunk.inside_line)
    header = sum(_lines_between(chunk, span.start, span.end) for span in headers)
    behind = sum(_lines_up_to_next(chunk, span.end, start, headers) for span in headers)
    covered = total - header - leading - behind
    return LineCounts(
        bytes=len(data),
        lines=total,
        records=int(start.size),
        continuation=covered - int(start.size) + (leading if inside_record else 0),
        header=header,
        unparsed=behind + (0 if inside_record else leading),
    )


def _lines_up_to_next(chunk: Chunk, at: int, start: Int64, headers: tuple[HeaderSpan, ...]) -> int:
    """Lines from an offset to the next record or header."""
    row = int(np.searchsorted(start, at))
    stop = int(start[row]) if row < start.size else len(chunk.data)
    return _lines_between(chunk, at, min([stop, *(span.start for span in headers if span.start >= at)]))


def _lines_between(chunk: Chunk, start: int, end: int) -> int:
    count = int(np.searchsorted(chunk.newlines, end) - np.searchsorted(chunk.newlines, start))
    return count + (1 if end == len(chunk.data) > start and not chunk.data.endswith(b"\n") else 0)
