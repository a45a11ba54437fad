"""The relevant part of each log, read again: the records that were quoted, with the records around them.

Whole records only; header blocks always, and the first and last records, so that what the log covers can still be told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.analysis.model import Analysis, EvidenceItem, FileReport, LinkEnd, Sample
from loganalyzer.bundle import Member
from loganalyzer.formats import ChunkLines, StampReader, chunks_of, lines_of, sniff
from loganalyzer.formats.encodings import is_utf8, legacy_text
from loganalyzer.formats.sniff import HEAD_BYTES, LOG_FORMATS, NOT_FORCED, Forced
from loganalyzer.formats.utf8_stream import utf8_stream

EDGE: Final = 3
"""Records at the beginning and end of each log that are always kept."""

WHOLE_BYTES: Final = 256 << 10
"""What is no server log (output of a tool, a first failure report) is taken whole up to this size."""

_BLOCK: Final = 1 << 20
_SERVER_LOGS: Final = frozenset({"systemout", "systemerr", "trace", "messages", "native"})


class _Segment(Struct, frozen=True):
    """A record, a header block, or the lines before the first record: bytes, first line and number of lines."""

    data: bytes
    line: int
    count: int


def places_of(analysis: Analysis) -> dict[str, set[int]]:
    """Member -> the lines of it that the analysis quotes."""
    places: dict[str, set[int]] = {}
    for file, line in _places(analysis):
        places.setdefault(file, set()).add(line)
    return places


def is_server_log(file: FileReport) -> bool:
    """Is this a log of which a part says enough?"""
    return file.kind in _SERVER_LOGS or file.bytes > WHOLE_BYTES


def told_of(file: FileReport) -> Forced:
    """How the analysis read a log, so that its excerpt has the same lines, whatever was forced."""
    if not any(" as told by --" in reason for reason in file.reading_evidence):
        return NOT_FORCED
    return Forced(file.encoding, file.format if file.format in LOG_FORMATS else None)


def excerpt_of(member: Member, wanted: Iterable[int], context: int, told: Forced = NOT_FORCED) -> Iterator[str]:
    """Pieces of a log's excerpt in file order, each of whole records; a note with line numbers stands at every gap.

    Args:
        member: the log.
        wanted: lines of the records that matter.
        context: records to keep before and after each.
        told: see :func:`told_of`.

    Raises:
        MemberError, OSError: it cannot be read (again).
    """
    picker = _Picker(np.array(sorted(wanted), dtype=np.int64), context)
    notes = _Notes(PurePosixPath(member.path.replace("!/", "/")).name)
    for lines, first_line in _chunks(member, told):
        for segment in picker.take(lines, first_line):
            yield notes.before(segment) + _decode(segment.data)
    for segment in picker.rest():
        yield notes.before(segment) + _decode(segment.data)


def whole_of(member: Member, told: Forced = NOT_FORCED) -> Iterator[str]:
    """A log from its first to its last line, in pieces of whole records."""
    for lines, _ in _chunks(member, told):
        yield _decode(lines.data)


def _chunks(member: Member, told: Forced) -> Iterator[tuple[ChunkLines, int]]:
    with member.open() as stream:
        sniffed = sniff(member.path, stream.read(HEAD_BYTES), told)
    stamps, inside = StampReader(), False
    with member.open() as stream:
        for chunk in chunks_of(utf8_stream(stream, sniffed.form), _BLOCK):
            lines = lines_of(chunk, stamps, loose=sniffed.loose, inside_record=inside)
            inside |= lines.counts.records > 0
            yield lines, chunk.first_line


class _Picker:
    """Chooses segments while the chunks go by; the last few unchosen ones wait, in case the next chunk wants them."""

    def __init__(self, wanted: npt.NDArray[np.int64], context: int) -> None:
        self._wanted, self._context = wanted, context
        self._waiting: deque[_Segment] = deque(maxlen=max(context, EDGE))
        self._after = EDGE

    def take(self, lines: ChunkLines, first_line: int) -> Iterator[_Segment]:
        """The chosen segments of a chunk, those first that waited for it."""
        start, line, header = _segments(lines, first_line)
        if not start.size:
            return
        near, keep = self._near(line, start.size, _end(lines, first_line)), header.copy()
        for row in near:
            keep[max(0, row - self._context) : row + self._context + 1] = True
        keep[: self._after] = True
        if near and near[0] < self._context:
            missing = self._context - near[0]
            yield from list(self._waiting)[-missing:]
            self._waiting.clear()
        self._after = max(self._after - start.size, near[-1] + self._context + 1 - start.size if near else 0, 0)
        ends = np.append(start[1:], len(lines.data))
        for row in range(start.size):
            if keep[row] or row >= start.size - (self._waiting.maxlen or 0):
                data = lines.data[int(start[row]) : int(ends[row])]
                segment = _Segment(data, int(line[row]), data.count(b"\n") + (not data.endswith(b"\n")))
                if keep[row]:
                    self._waiting.clear()
                    yield segment
                else:
                    self._waiting.append(segment)

    def rest(self) -> Iterator[_Segment]:
        """The last records of the log."""
        yield from list(self._waiting)[-EDGE:]

    def _near(self, line: npt.NDArray[np.int64], size: int, end: int) -> list[int]:
        inside = self._wanted[(self._wanted >= line[0]) & (self._wanted < end)]
        rows = np.searchsorted(line, inside, side="right") - 1
        return [int(row) for row in np.unique(rows) if 0 <= row < size]


def _segments(
    lines: ChunkLines, first_line: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Starts (bytes), first lines, and which are header blocks; together they cover the chunk."""
    rows = [(int(s), int(n), False) for s, n in zip(lines.start.tolist(), lines.line.tolist(), strict=True)]
    rows += [(span.start, span.line, True) for span in lines.headers]
    rows.sort()
    if lines.data and (not rows or rows[0][0] > 0):
        rows.insert(0, (0, first_line, False))
    starts, numbers, headers = zip(*rows, strict=True) if rows else ((), (), ())
    return np.array(starts, np.int64), np.array(numbers, np.int64), np.array(headers, np.bool_)


def _end(lines: ChunkLines, first_line: int) -> int:
    """The number of the first line behind a chunk."""
    return first_line + lines.data.count(b"\n") + (not lines.data.endswith(b"\n"))


class _Notes:
    """Says at each gap which lines come next."""

    def __init__(self, name: str) -> None:
        self._name, self._next = name, 1

    def before(self, segment: _Segment) -> str:
        """The note that stands before a segment; nothing where none was left out."""
        note = (
            "" if segment.line <= self._next else f"# lines {self._next}-{segment.line - 1} of {self._name} left out\n"
        )
        self._next = segment.line + segment.count
        return note


def _places(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, Sample | LinkEnd):
        yield value.file, value.line
    elif isinstance(value, EvidenceItem):
        if value.kind != "config" and value.file is not None and value.line is not None:
            yield value.file, value.line
    elif isinstance(value, tuple):
        for one in value:
            yield from _places(one)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _places(getattr(value, name))


def _decode(data: bytes) -> str:
    """What is not UTF-8 is decoded line by line: a segment may hold lines of several encodings."""
    return (
        "".join(legacy_text(line) for line in data.splitlines(keepends=True))
        if not is_utf8(data)
        else legacy_text(data)
    )
