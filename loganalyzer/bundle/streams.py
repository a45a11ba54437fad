"""The guarded stream that every archived member is read through."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

from msgspec import Struct

from loganalyzer.bundle.decoders import Source
from loganalyzer.bundle.members import LimitError, Limits, MemberError

_CHUNK = 1 << 20


def over(what: str, limit: int, option: str) -> str:
    """The one wording for a limit that was hit."""
    return f"{what} exceeds the limit of {limit:,} (raise it with --limit {option}=N)"


def cannot_read(error: OSError) -> str:
    """The one wording for an operating system that says no."""
    return f"cannot be read: {error.strerror or error}"


class Checks(Struct, frozen=True):
    """What a stream must keep to; ``packed`` is the compressed size that the ratio is taken of."""

    limits: Limits
    size: int | None = None
    crc: int | None = None
    packed: int | None = None

    def breach(self, produced: int) -> MemberError | None:
        """Judge a stream that has given ``produced`` bytes so far."""
        if self.size is not None and produced > self.size:
            return MemberError(f"larger than the {self.size:,} bytes that the archive states")
        if produced > self.limits.member_bytes:
            return LimitError(over("its size", self.limits.member_bytes, "member-bytes"))
        if self.packed is not None and ratio_exceeded(self.limits, produced, self.packed):
            return LimitError(over("its compression ratio", self.limits.ratio, "ratio"))
        return None


def ratio_exceeded(limits: Limits, size: int, packed: int) -> bool:
    """Tell whether ``packed`` bytes that become ``size`` look like a bomb."""
    return size > limits.ratio_floor and size > limits.ratio * max(packed, 1)


class Guarded(io.BufferedIOBase):
    """A stream that keeps to its checks. What could be read before damage is given first, then ``MemberError``."""

    def __init__(self, source: Source, checks: Checks) -> None:
        super().__init__()
        self._source = source
        self._checks = checks
        self._produced = 0
        self._crc = 0
        self._buffer = b""
        self._ended = False
        self._failure: MemberError | None = None

    def readable(self) -> bool:
        """It is a stream for reading."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Give ``size`` bytes, fewer only at the end or before damage; all of them for -1."""
        wanted = -1 if size is None else size
        parts: list[bytes] = []
        while wanted:
            part = self._take(wanted if wanted > 0 else _CHUNK)
            if not part:
                break
            parts.append(part)
            wanted -= len(part) if wanted > 0 else 0
        if wanted and not parts and self._failure is not None:
            raise self._failure
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read1(self, size: int = -1, /) -> bytes:
        """Give some bytes, at most ``size``."""
        return self.read(size if size >= 0 else 1 << 16)

    def peek(self, size: int = 0, /) -> bytes:
        """Give bytes without taking them; without it, reading lines would go byte by byte."""
        if not self._buffer:
            self._buffer = self._pull(max(size, 1 << 16))
        return self._buffer

    def close(self) -> None:
        """Close the file below."""
        if not self.closed:
            self._source.close()
        super().close()

    def _take(self, size: int) -> bytes:
        if not self._buffer:
            return self._pull(min(size, _CHUNK))
        part, self._buffer = self._buffer[:size], self._buffer[size:]
        return part

    def _pull(self, size: int) -> bytes:
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if self._ended:
            return b""
        try:
            data = self._source.read(size)
        except MemberError as error:
            return self._end(error)
        except OSError as error:
            return self._end(MemberError(cannot_read(error)))
        if not data:
            return self._end(self._shortfall())
        self._produced += len(data)
        breach = self._checks.breach(self._produced)
        if breach is not None:
            excess = self._produced - self._checks.size if self._checks.size is not None else 0
            self._end(breach)
            return data[: len(data) - max(excess, 0)]
        if self._checks.crc is not None:
            self._crc = zlib.crc32(data, self._crc)
        return data

    def _end(self, failure: MemberError | None) -> bytes:
        self._ended, self._failure = True, failure
        return b""

    def _shortfall(self) -> MemberError | None:
        if self._checks.size is not None and self._produced < self._checks.size:
            return MemberError(f"cut off: {self._produced:,} of {self._checks.size:,} bytes could be read")
        if self._checks.crc is not None and self._crc != self._checks.crc:
            return MemberError("damaged: its checksum does not match")
        return None


class Region:
    """A range of bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` bytes, none at the end of the range."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()
