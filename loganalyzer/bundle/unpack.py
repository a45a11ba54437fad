"""Decompression as a stream, with a bound on what one call may produce and on the memory of the dictionary.

The readers of the standard library hand all input to bz2 and lzma at once: a few kilobytes can become gigabytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Protocol

from loganalyzer.bundle.members import MemberError

_INPUT = 1 << 16
_MEMORY = 256 << 20


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
    """zlib behind the interface that the other two share."""

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


def decoder(coding: str) -> Decoder:
    """Make a decoder for ``deflate``, ``gzip``, ``bzip2`` or ``xz``."""
    if coding == "bzip2":
        from bz2 import BZ2Decompressor

        return BZ2Decompressor()
    if coding == "xz":
        from lzma import FORMAT_XZ, LZMADecompressor

        return LZMADecompressor(FORMAT_XZ, memlimit=_MEMORY)
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


class Unpacked:
    """The decompressed bytes of a source."""

    def __init__(self, source: Source, make: Callable[[], Decoder], *, repeats: bool, end_mark: bool = True) -> None:
        """``repeats``: streams may follow one another, as in ``cat a.gz b.gz``; ``end_mark``: the data has one."""
        self._source = source
        self._make = make
        self._repeats = repeats
        self._end_mark = end_mark
        self._decoder = make()
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """Give up to ``size`` bytes, none at the end."""
        while not self._decoder.eof or self._next_stream():
            data = b""
            if self._decoder.needs_input:
                data, self._held = self._held or self._source.read(_INPUT), b""
                if not data and self._end_mark:
                    raise MemberError("cut off: the compressed data has no end")
                if not data:
                    return b""
            output = self._decode(data, size)
            if output:
                return output
        return b""

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _decode(self, data: bytes, size: int) -> bytes:
        try:
            return self._decoder.decompress(data, size)
        except MemoryError:
            raise MemberError("needs too much memory to unpack") from None
        # lzma.LZMAError is an Exception of its own, and naming it here would import lzma for everyone.
        except Exception as error:  # noqa: BLE001
            raise MemberError(f"damaged compressed data ({error})") from None

    def _next_stream(self) -> bool:
        """Start the stream that follows, after zeros that tapes and xz put between; False at the end."""
        if not self._repeats:
            return False
        rest = self._decoder.unused_data.lstrip(b"\0")
        while not rest:
            data = self._source.read(_INPUT)
            if not data:
                return False
            rest = data.lstrip(b"\0")
        self._decoder, self._held = self._make(), rest
        return True
