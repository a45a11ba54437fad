"""A member's bytes as chunks that end where a record starts, so that no record is ever split between two chunks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK_BYTES = 8 << 20
RECORD_LIMIT = 32 << 20

_TRIES = 10_000
_RECORD_START = re.compile(rb"\n\[[^\]\n]{8,70}\] ?[0-9a-fA-F]{8}\b")
_HEADER_START = b"\n************ Start Display Current Environment"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of whole records. ``first_line`` is the number of the first line, from 1."""

    data: bytes
    first_line: int


def chunks_of(stream: BinaryIO, encoding: str = "utf-8", size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Cut a stream at record starts.

    A record longer than ``RECORD_LIMIT`` is cut all the same, so that memory stays bounded; its rest counts as continuation.

    Args:
        stream: opened at the member's start.
        encoding: ``utf-16-le``/``utf-16-be`` are transcoded to UTF-8; anything else passes as it is.
        size: bytes to read at a time.
    """
    line, carry = 1, b""
    for block in _blocks(stream, encoding, size):
        buffer = carry + block
        cut = _last_start(buffer)
        if cut <= 0 and len(buffer) < RECORD_LIMIT:
            carry = buffer
            continue
        if cut <= 0:
            cut = buffer.rfind(b"\n") + 1 or len(buffer)
        data, carry = buffer[:cut], buffer[cut:]
        yield Chunk(data, line)
        line += data.count(b"\n")
    if carry:
        yield Chunk(carry, line)


def _last_start(buffer: bytes) -> int:
    """Offset of the last line that starts a record or a header banner; 0 if there is none after the first byte."""
    end = len(buffer)
    for _ in range(_TRIES):
        bracket = buffer.rfind(b"\n[", 0, end)
        if bracket < 0 or _RECORD_START.match(buffer, bracket):
            break
        end = bracket
    # A header's own lines hold no stamp, so only a banner after the last stamp matters.
    banner = buffer.rfind(_HEADER_START, max(bracket, 0))
    return max(bracket, banner) + 1


def _blocks(stream: BinaryIO, encoding: str, size: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding.startswith("utf-16") else None
    first = True
    while block := stream.read(size):
        if decoder is not None:
            block = decoder.decode(block).encode("utf-8", "replace")
        if first:
            block, first = block.removeprefix(b"\xef\xbb\xbf"), False
        yield block
