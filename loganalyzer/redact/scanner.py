"""One pass over bytes that finds originals, and leaves alone what must never change: stamps, ids, class names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

import numpy as np

from loganalyzer.redact.literals import Literals
from loganalyzer.redact.originals import ANYWHERE, Original
from loganalyzer.redact.words import PSEUDONYM

_WORD: Final = rb"\w\x80-\xff"
STAMP: Final = re.compile(
    rb"[ \t>|*\"]{0,40}\[(?=[^\]\n]*(?:[ ,]|\dT\d))[^\]\n]{8,160}\] ?[0-9a-fA-F]{8}(?![" + _WORD + rb"])"
)
"""Brackets of a time hold a blank, a comma or an ISO ``T``; those of an address do not."""
_COMPONENT: Final = re.compile(rb"[ \t](?P<name>\S{1,13}[ \t]*)[ \t][A-Z][ \t]")
_ID: Final = re.compile(rb"[A-Z]{4,5}\d{4}[A-Z]?")
_ID_PART: Final = re.compile(rb"[A-Z0-9]+")
_ID_LETTERS: Final = re.compile(rb"[" + _WORD + rb"]*")
_DONE: Final = re.compile(
    rb"(?<![0-9A-Za-z\x80-\xff])(?:" + PSEUDONYM.pattern.encode() + rb")(?![0-9A-Za-z\x80-\xff])", re.IGNORECASE
)
_CLASS: Final = re.compile(
    rb"(?<![\w.$\x80-\xff-])(?:com|org|net|java|javax|sun|jdk|io|jakarta)(?:\.[A-Za-z_$][\w$]*)+(?![\w.$\x80-\xff]*-)"
)
_LONGEST_ID: Final = 10
_UNDERSCORE: Final = ord("_")
_WINDOW: Final = 24
_CLASS_WINDOW: Final = 512
_NO_LETTER, _LETTER, _UNSURE = 0, 1, 2
_KINDS: Final = np.array(
    [_UNSURE if byte >= 128 else _LETTER if chr(byte).isalnum() else _NO_LETTER for byte in range(256)], np.uint8
)

Found = Callable[[Original], str]


class Scanner:
    """Finds a growing set of originals; ``sub`` replaces them, ``first`` names one that is there."""

    def __init__(self, originals: Collection[Original] = ()) -> None:
        self._literals = Literals()
        self._by_number: dict[int, Original] = {}
        self._lengths = np.zeros(0, np.int64)
        for one in originals:
            self.add(one)

    def add(self, original: Original) -> None:
        """Search for one more; of two that are spelled alike the first counts, unless it is the same text again."""
        for form in original.spellings():
            for number in self._literals.add(form):
                known = self._by_number.setdefault(number, original)
                if known.text.casefold() == original.text.casefold():
                    self._by_number[number] = original

    def sub(self, data: bytes, replacement: Found) -> bytes:
        """The bytes (UTF-8) with every original replaced; the columns of a record keep their width."""
        pieces: list[bytes] = []
        at = 0
        for start, end, new in self._changes(data, replacement):
            pieces += (data[at:start], new)
            at = end
        return b"".join((*pieces, data[at:])) if pieces else data

    def first(self, data: bytes) -> Original | None:
        """Some original that stands in the bytes where ``sub`` would replace it."""
        return next((one for _, _, one, _ in self._places(data)), None)

    def _changes(self, data: bytes, replacement: Found) -> Iterator[tuple[int, int, bytes]]:
        column = None
        for start, end, one, line in self._places(data):
            new = replacement(one).encode("utf-8", "surrogatepass")
            if not line.component[0] < start < line.component[1]:
                yield start, end, new
            elif line.component != column:
                column = line.component
                yield (*column, self._column(data[slice(*column)], replacement))

    def _column(self, column: bytes, replacement: Found) -> bytes:
        """The name of a component, cut or filled to its width."""
        pieces: list[bytes] = []
        at = 0
        for start, end, one in self._hits(column):
            if start >= at:
                pieces += (column[at:start], replacement(one).encode("utf-8", "surrogatepass"))
                at = end
        return b"".join((*pieces, column[at:])).rstrip()[: len(column)].ljust(len(column))

    def _places(self, data: bytes) -> Iterator[tuple[int, int, Original, _Line]]:
        """Places that are to be replaced, in order and apart from each other; the longest that begins first wins."""
        at, line = 0, _Line(b"", 0)
        for start, end, one in self._hits(data):
            if start < at:
                continue
            if start >= line.end:
                line = _Line(data, start)
            if not _protected(data, start, end, one, line):
                yield start, end, one, line
                at = end

    def _hits(self, data: bytes) -> Iterator[tuple[int, int, Original]]:
        """Every place of every original as far as its neighbours allow, sorted."""
        numbers, ends = (np.frombuffer(column, np.int64) for column in self._literals.ends(data))
        if not numbers.size:
            return
        if self._lengths.size != len(self._literals.lengths):
            self._lengths = np.array(self._literals.lengths, np.int64)
        starts = ends - self._lengths[numbers]
        padded = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        worst = np.maximum(_KINDS[padded[starts]], _KINDS[padded[ends + 1]])
        order = np.lexsort((-ends, starts))
        for start, end, number, neighbour in zip(
            *(column[order].tolist() for column in (starts, ends, numbers, worst)), strict=True
        ):
            one = self._by_number[number]
            alone = neighbour == _NO_LETTER or (neighbour == _UNSURE and not _inside_word(data, start, end))
            if alone or not one.bounded:
                yield start, end, one


class _Line:
    """The line around a place: where it and its stamp end, and where the name of its component stands."""

    __slots__ = ("component", "end", "stamp", "start")

    def __init__(self, data: bytes, place: int) -> None:
        self.start = data.rfind(b"\n", 0, place) + 1
        end = data.find(b"\n", place)
        self.end = end if end >= 0 else len(data)
        self.stamp, self.component = self.start, (0, 0)
        stamp = STAMP.match(data, self.start, self.end)
        if stamp is None:
            return
        self.stamp = stamp.end()
        column = _COMPONENT.match(data, self.stamp, self.end)
        if column is not None:
            self.component = column.start() + 1, column.start() + 1 + len(column["name"])


def _inside_word(data: bytes, start: int, end: int) -> bool:
    """Is one of the neighbours a letter? Beyond ASCII only the decoded text can tell."""
    before = data[max(0, start - 4) : start].decode("utf-8", "ignore")[-1:]
    after = data[end : end + 4].decode("utf-8", "ignore")[:1]
    return before.isalnum() or after.isalnum()


def _protected(data: bytes, start: int, end: int, one: Original, line: _Line) -> bool:
    """Does the place belong to something that never changes: stamp, component, id, pseudonym, name of a class?"""
    if start < line.stamp or _in_id(data, start, end, line.start) or _in_pseudonym(data, start, end):
        return True
    if one.kind in ANYWHERE:
        return False
    return line.component[0] <= start < line.component[1] or _in_class(data, start, line.start)


def _in_id(data: bytes, start: int, end: int, line: int) -> bool:
    if _ID_PART.fullmatch(data, start, min(end, start + _LONGEST_ID)) is None:
        return False
    word = start
    while word > line and (data[word - 1 : word].isalnum() or data[word - 1] == _UNDERSCORE):
        word -= 1
        if start - word > _LONGEST_ID:
            return False
    match = _ID_LETTERS.match(data, word)
    return match is not None and _ID.fullmatch(data, word, match.end()) is not None


def _in_pseudonym(data: bytes, start: int, end: int) -> bool:
    around = data[max(0, start - 1) : end + 1]
    if b"-" not in around and not around[:1].isalnum() and not around[-1:].isalnum():
        return False
    low = max(0, start - _WINDOW)
    return any(match.start() <= start < match.end() for match in _DONE.finditer(data, low, end + _WINDOW))


def _in_class(data: bytes, start: int, line: int) -> bool:
    """Inside the name of a class, but not at its beginning."""
    if start == line or not (data[start - 1 : start].isalnum() or data[start - 1] in b"._$"):
        return False
    low = max(line, start - _CLASS_WINDOW)
    return any(match.start() < start < match.end() for match in _CLASS.finditer(data, low, start + _CLASS_WINDOW))
