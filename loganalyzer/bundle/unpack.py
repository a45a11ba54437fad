"""Decompression as a stream: one stream after the other, as ``cat a.gz b.gz`` makes them."""

from __future__ import annotations

from collections.abc import Callable

from loganalyzer.bundle.decoders import Decoder, Source
from loganalyzer.bundle.members import MemberError

_INPUT = 1 << 16


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
        # Each decompressor has errors of its own, and naming them here would import all of them for everyone.
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
