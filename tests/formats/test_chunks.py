"""A file is cut into the very chunks of a stream that can only be read once."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loganalyzer.formats import chunks
from loganalyzer.formats.chunks import Chunk, chunks_of

PIECES = st.sampled_from(
    [
        b"[10/12/16 7:00:00:001 BST] 000000ba SystemOut     O one line\n",
        b"[10/12/16 7:00:00:002 BST] 000000bb SystemOut     O two lines\n\tthe second\r\n",
        b"[not a stamp] here\n",
        b"\n\n\n",
        b"\tat com.ibm.jsse2.av.a(av.java:121)\n" * 4,
        b"************ Start Display Current Environment ************\nJava version = 1.8.0\n",
        b"\xef\xbb\xbf",
        b"\x00\x00",
        b"x" * 200 + b"\n",
        b"no line end",
    ]
)


class OneWay:
    """A stream that cannot be read twice."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)


def told(found: list[Chunk]) -> list[tuple[bytes, int, bool]]:
    return [(chunk.data, chunk.first_line, chunk.inside_line) for chunk in found]


@settings(max_examples=300, deadline=None)
@example([b"x" * 200 + b"\n", b"[not a stamp] here\n" * 3, b"no line end"], 300, 64, False)
@given(st.lists(PIECES, max_size=40), st.sampled_from([96, 300, 1000]), st.sampled_from([64, 300]), st.booleans())
def test_a_file_and_a_stream_are_cut_alike(parts: list[bytes], size: int, tail: int, closed: bool) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_TAIL_BYTES", tail)
        patch.setattr(chunks, "RECORD_LIMIT", 700)
        for limit in (None, size * 2, len(data)):
            stream = list(chunks_of(cast("BinaryIO", OneWay(data)), size, limit=limit, closed=closed))
            assert told(list(chunks_of(io.BytesIO(data), size, limit=limit, closed=closed))) == told(stream)


@given(st.binary(max_size=60).map(lambda some: some.replace(b"a", b"\n")))
def test_line_ends_are_where_they_are(data: bytes) -> None:
    expected = [place for place, byte in enumerate(data) if byte == 10]
    assert Chunk(data, 1).newlines.tolist() == expected
    assert Chunk(data, 1).newlines.dtype == np.int64
