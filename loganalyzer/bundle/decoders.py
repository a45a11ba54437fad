"""Decompressors: those of the standard library and of two small packages, behind the interface that bz2 and lzma share.

Each call produces a bounded amount and needs bounded memory; the file readers of the standard library hand all input to
bz2 and lzma at once, where a few kilobytes can become gigabytes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from typing import Protocol

from loganalyzer.bundle.members import MemberError

_MEMORY = 256 << 20
_WINDOW_LOG = 27  # Zstandard: 128 MiB, the most that its own tool takes without being told
_STEP = 256  # bytes of Deflate64 input: at its highest ratio they become 7 MB
_ENOUGH = 1 << 16


class Source(Protocol):
    """Whatever gives bytes and can be closed."""

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` bytes, none at the end."""

    def close(self) -> None:
        """Let go of the file."""


class Decoder(Protocol):
    """The part of ``bz2.BZ2Decompressor`` and ``lzma.LZMADecompressor`` that is used here."""

    @property
    def eof(self) -> bool:
        """Whether the end mark was seen."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more input."""

    @property
    def unused_data(self) -> bytes:
        """Input after the end mark."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Give up to ``max_length`` bytes."""


class _Deflate:
    """zlib behind the shared interface."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        output = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = not self._inner.unconsumed_tail and len(output) < max_length
        return output


class _Deflate64:
    """inflate64, whose output cannot be bounded, is fed in small steps instead."""

    unused_data = b""

    def __init__(self) -> None:
        from inflate64 import Inflater

        self._inner = Inflater()
        self._input = memoryview(b"")
        self._output = b""

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof) and not self._output

    @property
    def needs_input(self) -> bool:
        return not self._input and not self._output

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self._input = memoryview(data) if data else self._input
        parts, size = [self._output], len(self._output)
        while size < _ENOUGH and self._input and not self._inner.eof:
            parts.append(self._inner.inflate(bytes(self._input[:_STEP])))
            size += len(parts[-1])
            self._input = self._input[_STEP:]
        output = b"".join(parts)
        self._output = output[max_length:]
        return output[:max_length]


def _zstandard() -> Decoder:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})


def decoder(coding: str) -> Decoder:
    """Make a decoder for ``deflate``, ``deflate64``, ``gzip``, ``bzip2``, ``xz`` or ``zstd``."""
    if coding == "bzip2":
        from bz2 import BZ2Decompressor

        return BZ2Decompressor()
    if coding == "xz":
        from lzma import FORMAT_XZ, LZMADecompressor

        return LZMADecompressor(FORMAT_XZ, memlimit=_MEMORY)
    if coding in ("zstd", "deflate64"):
        try:
            return _zstandard() if coding == "zstd" else _Deflate64()
        except ImportError as error:
            raise MemberError(f"packed with {coding}, and a Python package is missing ({error})") from None
    return _Deflate(31 if coding == "gzip" else -15)


def zip_lzma_decoder(source: Source) -> Decoder:
    """Read the small header that zip puts before LZMA data, and make the decoder it describes."""
    from lzma import FILTER_LZMA1, FORMAT_RAW, LZMADecompressor, LZMAError

    header = source.read(9)
    if len(header) < 9 or header[2:4] != b"\x05\x00" or header[4] >= 225:
        raise MemberError("damaged: no LZMA header")
    (dictionary,) = struct.unpack("<L", header[5:])
    if dictionary > _MEMORY:
        raise MemberError(f"needs {dictionary:,} bytes of memory to unpack, more than the {_MEMORY:,} allowed")
    rest, lc = divmod(header[4], 9)
    pb, lp = divmod(rest, 5)
    properties = {"id": FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}
    try:
        return LZMADecompressor(FORMAT_RAW, filters=[properties])
    except (LZMAError, ValueError, MemoryError) as error:
        raise MemberError(f"damaged: its LZMA header is refused ({error})") from None
