"""Every line of a chunk accounted for: record, continuation, header, or unparsed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loganalyzer.formats.chunks import Chunk
from loganalyzer.formats.headers import END, LIBERTY_RULE, START
from loganalyzer.formats.table import PADDING, ChunkStamps, StampReader
from loganalyzer.records import LineCounts

Int64 = npt.NDArray[np.int64]

_NEWLINE, _OPEN = 10, 91
_SUSPECT = re.compile(rb"\[[^\]\n]{0,40}\d{1,2}[:.]\d\d[:.]\d\d[^\]\n]{0,30}\] ?[0-9a-fA-F]{8}\b")
_LOOSE = re.compile(
    rb"^[ \t>|*]{0,40}(?:(?P<stamp>\[)[^\]\r\n]{8,70}\] ?[0-9a-fA-F]{8}\b"
    rb'|"?(?:[A-Z]{4,5}\d{4}[A-Z]|JVM[A-Z]{4}\d{3}[A-Z]?)\b'
    rb"|[\w.$]+(?:Exception|Error)\b)",
    re.MULTILINE,
)
_AFTER_BLANK = re.compile(rb"(?:\A|\n[ \t>|\r]*\n)[\r\n]*(?=[^\r\n])")


@dataclass(frozen=True, slots=True)
class HeaderSpan:
    """A header block: byte range in the chunk and its first line's number in the member."""

    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class ChunkLines:
    """The records of a chunk: where each starts and ends (byte offsets), its line number, its stamp, and the line counts."""

    data: bytes
    start: Int64
    end: Int64
    line: Int64
    stamps: ChunkStamps
    headers: tuple[HeaderSpan, ...]
    counts: LineCounts


def lines_of(chunk: Chunk, reader: StampReader, *, loose: bool, inside_record: bool) -> ChunkLines:
    """Split a chunk into records and account for every line.

    Args:
        chunk: whole records (see :func:`chunks_of`).
        reader: the member's stamp reader.
        loose: also take indented, quoted and unstamped records (pasted text, native and tool output).
        inside_record: lines before the first start continue a record of the chunk before.
    """
    data = chunk.data
    array = np.frombuffer(data + bytes(PADDING), dtype=np.uint8)
    newlines = np.flatnonzero(array[: len(data)] == _NEWLINE)
    headers = _headers(data, newlines, chunk.first_line)
    start, bracket = _loose_starts(data) if loose else _strict_starts(array, newlines, len(data))
    start, bracket = _outside(start, bracket, headers)
    stamps = reader.read(array, bracket)
    keep = stamps.accepted | (bracket < 0)
    suspects = _suspects(data, start[~keep])
    if loose:
        keep &= _separate(start, keep & (bracket >= 0), data)
    start, stamps = start[keep], _kept(stamps, keep)
    line = np.searchsorted(newlines, start) + chunk.first_line
    end = _ends(start, headers, len(data))
    counts = _count(data, newlines, start, end, headers, inside_record)
    counts.suspect = suspects
    return ChunkLines(data, start, end, line, stamps, headers, counts)


def _strict_starts(array: npt.NDArray[np.uint8], newlines: Int64, size: int) -> tuple[Int64, Int64]:
    starts = newlines[array[newlines + 1] == _OPEN] + 1
    if size and array[0] == _OPEN:
        starts = np.concatenate(([0], starts))
    return starts, starts


def _loose_starts(data: bytes) -> tuple[Int64, Int64]:
    """Starts by content: a stamp, a leading message id or exception, or the first line after a blank one."""
    found: dict[int, int] = {match.end(): -1 for match in _AFTER_BLANK.finditer(data)}
    for match in _LOOSE.finditer(data):
        found[match.start()] = match.start("stamp")
    starts = np.array(sorted(found), dtype=np.int64)
    brackets = np.array([found[start] for start in starts.tolist()], dtype=np.int64)
    return starts, brackets


def _separate(start: Int64, stamped: npt.NDArray[np.bool_], data: bytes) -> npt.NDArray[np.bool_]:
    """Unstamped text directly behind a stamped record continues it, unless it opens with a message id of its own."""
    keep = np.ones(start.size, dtype=bool)
    inside_stamped = False
    for row, at in enumerate(start.tolist()):
        if stamped[row]:
            inside_stamped = True
        elif inside_stamped:
            keep[row] = data[at : at + 3] == b"JVM"
    return keep


def _headers(data: bytes, newlines: Int64, first_line: int) -> tuple[HeaderSpan, ...]:
    spans = []
    at = data.find(START)
    while at >= 0:
        stop = data.find(END, at)
        following = data.find(START, at + 1)
        if stop < 0 or 0 <= following < stop:
            stop = data.find(b"\n", at)
        line_end = data.find(b"\n", stop)
        end = len(data) if line_end < 0 or stop < 0 else line_end + 1
        spans.append(HeaderSpan(at, end, int(np.searchsorted(newlines, at)) + first_line))
        at = data.find(START, max(end, at + 1))
    if data.startswith(LIBERTY_RULE):
        spans += _liberty_header(data)
    return tuple(sorted(spans, key=lambda span: span.start))


def _liberty_header(data: bytes) -> list[HeaderSpan]:
    stop = data.find(LIBERTY_RULE, len(LIBERTY_RULE))
    if stop < 0 or b"product = " not in data[:stop]:
        return []
    end = data.find(b"\n", stop)
    return [HeaderSpan(0, len(data) if end < 0 else end + 1, 1)]


def _outside(start: Int64, bracket: Int64, headers: tuple[HeaderSpan, ...]) -> tuple[Int64, Int64]:
    keep = np.ones(start.size, dtype=bool)
    for span in headers:
        keep &= (start < span.start) | (start >= span.end)
    return start[keep], bracket[keep]


def _kept(stamps: ChunkStamps, keep: npt.NDArray[np.bool_]) -> ChunkStamps:
    return ChunkStamps(stamps.accepted[keep], stamps.style[keep], stamps.raw[keep], stamps.severity[keep])


def _ends(start: Int64, headers: tuple[HeaderSpan, ...], size: int) -> Int64:
    """A record reaches to the next record or header."""
    limits = np.sort(np.concatenate((start, np.array([span.start for span in headers], dtype=np.int64), [size])))
    return limits[np.searchsorted(limits, start, side="right")] if start.size else start


def _suspects(data: bytes, rejected: Int64) -> int:
    return sum(1 for at in rejected.tolist() if _SUSPECT.match(data, at))


def _count(
    data: bytes, newlines: Int64, start: Int64, end: Int64, headers: tuple[HeaderSpan, ...], inside_record: bool
) -> LineCounts:
    total = len(newlines) + (1 if data and not data.endswith(b"\n") else 0)
    header = sum(_lines_between(newlines, span.start, span.end, data) for span in headers)
    covered = int((np.searchsorted(newlines, end) - np.searchsorted(newlines, start)).sum()) if start.size else 0
    if start.size and end[-1] == len(data) and not data.endswith(b"\n"):
        covered += 1
    rest = total - header - covered
    leading = _leading_lines(newlines, start, headers, data) if inside_record else 0
    return LineCounts(
        bytes=len(data),
        lines=total,
        records=int(start.size),
        continuation=covered - int(start.size) + leading,
        header=header,
        unparsed=rest - leading,
    )


def _lines_between(newlines: Int64, start: int, end: int, data: bytes) -> int:
    count = int(np.searchsorted(newlines, end) - np.searchsorted(newlines, start))
    return count + (1 if end == len(data) and not data.endswith(b"\n") else 0)


def _leading_lines(newlines: Int64, start: Int64, headers: tuple[HeaderSpan, ...], data: bytes) -> int:
    first = min([int(start[0])] if start.size else [len(data)])
    first = min([first, *(span.start for span in headers)])
    return _lines_between(newlines, 0, first, data)
