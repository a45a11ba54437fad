"""A member's bytes as UTF-8 lines, whatever it is written in: what reads records knows one encoding and one line end.

Lines keep their numbers. In a file of mixed encodings each line is taken for itself: UTF-8 where it is valid, else the file's
encoding, else the one that its own words speak for. Plain UTF-8 passes as it is, at no cost.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from loganalyzer.formats.encodings import codec_of, is_utf8, legacy_text
from loganalyzer.records import TextForm

_BLOCK = 1 << 20
_LONG_LINE = 1 << 20
_LONE_CR = re.compile(rb"\r\n?")
_QUOTE_MARKS = re.compile(rb"^(?:[>|] ?){1,8}", re.MULTILINE)
_MULTIBYTE = frozenset({"shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"})
_FIRST_OF_THREE = re.compile(rb"[\xe0-\xf4]")


def utf8_stream(stream: BinaryIO, form: TextForm) -> BinaryIO:
    """The stream itself if it is UTF-8 with usual line ends; else one that gives its text as UTF-8 with ``\\n``."""
    if form.is_plain:
        return stream
    return cast("BinaryIO", _Utf8(stream, form))


def utf8_lines(head: bytes, form: TextForm) -> bytes:
    """The first bytes of a member as :func:`utf8_stream` gives them."""
    if form.is_plain:
        return head
    stream = _Utf8(io.BytesIO(head), form)
    return b"".join(iter(stream.read, b""))


_Stage = Callable[[bytes, bool], bytes]
"""A step from bytes to bytes, with whether they are the last; it may hold some back for the next call."""


class _Utf8:
    """The stages of a member, one behind the other."""

    def __init__(self, stream: BinaryIO, form: TextForm) -> None:
        self._stream = stream
        self._stages = list(_stages(form))
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Some text, about as long as ``size`` bytes of the file; nothing at the end."""
        text = b""
        while not text and not self._ended:
            text = self._stream.read(size if size >= 0 else _BLOCK)
            self._ended = not text
            for stage in self._stages:
                text = stage(text, self._ended)
        return text


def _stages(form: TextForm) -> Iterator[_Stage]:
    if form.encoding.startswith("utf-16"):
        wide = codecs.getincrementaldecoder(form.encoding)("replace")
        # Half a character at the end, or at the beginning of a file cut in two, is none.
        yield lambda block, _: wide.decode(block).encode("utf-8", "replace")
    elif form.encoding != "utf-8":
        yield _Lines(form).decode
    if form.cr_only:
        yield _whole(b"\r", lambda text: _LONE_CR.sub(b"\n", text))
    if form.quoted:
        yield _whole(b"\n", lambda text: _QUOTE_MARKS.sub(b"", text))


def _whole(end: bytes, change: Callable[[bytes], bytes]) -> _Stage:
    """A change that is made to whole lines; of a long one the beginning goes ahead."""
    rest = b""

    def stage(block: bytes, final: bool) -> bytes:
        nonlocal rest
        text = rest + block
        # What stands behind the last line end waits, and the end too: a line feed may belong to it.
        stop = len(text) if final or len(text) > _LONG_LINE else text.rfind(end, 0, -1) + 1
        text, rest = text[:stop], text[stop:]
        return change(text)

    return stage


class _Lines:
    """Text in a legacy encoding, line by line."""

    def __init__(self, form: TextForm) -> None:
        self._codec, self._forced = codec_of(form.encoding), form.encoding_forced
        self._wide = form.encoding in _MULTIBYTE
        self._end = b"\r" if form.cr_only else b"\n"
        self._rest = b""

    def decode(self, block: bytes, final: bool) -> bytes:
        if not self._rest and block.isascii():
            # The beginning of a line waits for its rest: both together tell the encoding.
            end = len(block) if final or len(block) > _LONG_LINE else block.rfind(self._end) + 1
            self._rest = block[end:]
            return block[:end]
        block = self._rest + block
        end = len(block) if final else block.rfind(self._end) + 1
        if not end and len(block) > _LONG_LINE:
            end = _character_end(block)
        self._rest = block[end:]
        lines = block[:end].split(self._end)
        return self._end.join(line if line.isascii() else self._line(line) for line in lines)

    def _line(self, line: bytes) -> bytes:
        # By chance a word of two-byte characters may be valid UTF-8, but it has no character of three bytes then.
        maybe = not self._forced and (not self._wide or _FIRST_OF_THREE.search(line) is not None)
        if maybe and is_utf8(line):
            return line
        try:
            return line.decode(self._codec).encode()
        except UnicodeDecodeError:
            pass
        if self._forced or self._wide:
            return line if is_utf8(line) else line.decode(self._codec, "replace").encode()
        return legacy_text(line).encode()


def _character_end(block: bytes) -> int:
    """Behind the last byte of the ASCII range: it is a character, or the last byte of one."""
    for at in range(len(block), max(len(block) - 64, 0), -1):
        if block[at - 1] < 0x80:
            return at
    return len(block) - 64
