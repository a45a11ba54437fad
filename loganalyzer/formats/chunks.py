"""A member's bytes as chunks that end where a record starts, so that no record is ever split between two chunks."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.formats.stacks import FRAME

CHUNK_BYTES = 4 << 20
RECORD_LIMIT = 32 << 20

_TRIES = 10_000
_TAIL_BYTES = 64 << 10
_STRIPPED = (b"\xef", b"\x00")
_NEWLINE = 10
RECORD_START = re.compile(rb"\n\[[^\]\n]{8,70}\] ?[0-9a-fA-F]{8}\b")
# A stamped line of a stack trace belongs to the record before (see stacks); of one that the block cuts short, that cannot be told.
_CUT = re.compile(RECORD_START.pattern + rb"(?!" + FRAME + rb")(?=[^\n]{40}|[^\n]*\n)")
# What fits into a core's own cache.
_AT_ONCE = 256 << 10
_GROUP, _ONE = 32, np.uint32(1)
_HEADER_START = b"\n************ Start Display Current Environment"


class Chunk(Struct, frozen=True, dict=True):
    """Bytes of whole records. ``first_line`` is the number of the first line, from 1.

    ``inside_line``: it begins with the rest of a line that was too long for one chunk.
    """

    data: bytes
    first_line: int
    inside_line: bool = False

    @cached_property
    def newlines(self) -> npt.NDArray[np.int64]:
        """Where the lines end; found once, for all who ask."""
        return _line_ends(self.data)


def _line_ends(data: bytes) -> npt.NDArray[np.int64]:
    """Where the line ends are. A group of 32 bytes is asked together whether there is one: most have none, few have two."""
    array = np.frombuffer(data, dtype=np.uint8)
    bits = np.zeros(-(-array.size // _GROUP) * 4, dtype=np.uint8)
    is_end = np.empty(min(_AT_ONCE, array.size), dtype=bool)
    for begin in range(0, array.size, _AT_ONCE):
        part = array[begin : begin + _AT_ONCE]
        packed = np.packbits(np.equal(part, _NEWLINE, out=is_end[: part.size]), bitorder="little")
        bits[begin // 8 : begin // 8 + packed.size] = packed
    groups = bits.view("<u4")
    some = np.flatnonzero(groups != 0)
    left = groups[some]
    first = left & (~left + _ONE)
    ends = some * _GROUP
    ends += np.bitwise_count(first - _ONE)
    left ^= first
    if left.any():
        more = np.flatnonzero(left)
        row, bit = np.nonzero(np.unpackbits(left[more].view(np.uint8), bitorder="little").reshape(-1, _GROUP))
        ends = np.sort(np.concatenate((ends, some[more[row]] * _GROUP + bit)))
    return ends


def chunks_of(
    stream: BinaryIO,
    size: int = CHUNK_BYTES,
    *,
    first_size: int | None = None,
    limit: int | None = None,
    closed: bool = False,
) -> Iterator[Chunk]:
    """Cut a stream at record starts. A byte order mark, and the NULs that copytruncate leaves in front, are left out.

    A record longer than ``RECORD_LIMIT`` is cut all the same, so that memory stays bounded; its rest counts as continuation.

    Args:
        stream: UTF-8 lines, opened at the member's start.
        size: bytes to read at a time.
        first_size: bytes to read the first time, where the stream begins at :func:`cut_before`.
        limit: bytes to read in all; ``None``: to the end.
        closed: leave out what stands behind the last start: the chunk that begins there is read by another.
    """
    line, inside_line = 1, False
    plain = isinstance(stream, io.BufferedReader | io.BytesIO) and stream.seekable()
    pieces = _pieces_of_file if plain else _pieces
    for data in pieces(stream, size, first_size or size, limit, closed):
        chunk = Chunk(data, line, inside_line)
        line += chunk.newlines.size
        inside_line = not data.endswith(b"\n")
        yield chunk
        del chunk, data  # so that the next one is read into the same memory


def _pieces(stream: BinaryIO, size: int, first_size: int, limit: int | None, closed: bool) -> Iterator[bytes]:
    carry = b""
    for read in _blocks(stream, size, first_size, limit):
        block, cut = read, _last_start(read)
        if cut <= 0:
            # None inside this block alone: one may straddle the blocks.
            carry, block = b"", carry + block
            cut = _last_start(block)
        if cut <= 0 and len(block) < RECORD_LIMIT:
            carry = block
            continue
        if cut <= 0:
            cut = block.rfind(b"\n") + 1 or len(block)
        yield b"".join((carry, memoryview(block)[:cut]))
        carry = block[cut:]
    if carry and not closed:
        yield carry


def _pieces_of_file(file: BinaryIO, size: int, first_size: int, limit: int | None, closed: bool) -> Iterator[bytes]:
    """The pieces of :func:`_pieces`, none of them copied: where the cut is comes first, then all up to it is read."""
    at = file.tell()
    end, ordinary = at + first_size, not file.read(1).startswith(_STRIPPED)
    length = file.seek(0, io.SEEK_END)
    stop = length if limit is None else at + limit
    while ordinary and end < min(stop, length):
        cut = cut_before(file, end, min(size, end - at))
        if cut is None:
            break
        file.seek(at)
        yield file.read(cut - at)
        at, end = cut, end + size
    file.seek(at)
    yield from _pieces(file, size, end - at, None if limit is None else stop - at, closed)


def cut_before(file: BinaryIO, end: int, size: int = CHUNK_BYTES) -> int | None:
    """The place in the block that ends at ``end`` at which :func:`chunks_of` begins a chunk; none where no record starts in it.

    What is read from one such place (``first_size`` reaching to the end of its block) to the end of the block of another
    (``closed``) is cut into the very chunks of one pass.

    Args:
        file: opened for reading and seeking.
        end: a multiple of ``size``.
        size: as for :func:`chunks_of`.
    """
    for tail in (min(size, _TAIL_BYTES), size):
        file.seek(end - tail)
        cut = _last_start(file.read(tail))
        if cut > 0:
            return end - tail + cut
    return None


def _last_start(buffer: bytes) -> int:
    """Offset of the last line that starts a record or a header banner; 0 if there is none after the first byte."""
    end = len(buffer)
    for _ in range(_TRIES):
        bracket = buffer.rfind(b"\n[", 0, end)
        if bracket < 0 or _CUT.match(buffer, bracket):
            break
        end = bracket
    else:
        bracket = -1
    # A header's own lines hold no stamp, so only a banner after the last stamp matters.
    banner = buffer.rfind(_HEADER_START, max(bracket, 0))
    return max(bracket, banner) + 1


def _blocks(stream: BinaryIO, size: int, first_size: int, limit: int | None) -> Iterator[bytes]:
    first = True
    left = sys.maxsize if limit is None else limit
    wanted = first_size
    while block := stream.read(min(wanted, left)):
        wanted = size
        left -= len(block)
        if first:
            block = block.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x00")
            first = not block
        yield block
