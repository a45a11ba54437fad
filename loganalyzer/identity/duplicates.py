"""Logs that were sent twice: the same bytes in two archives, or a later copy that begins with an earlier one.

Only text that tells a time of day counts: what has none (a usage message, a list of options) may well be written by two
processes alike. Rotated files share a header, so those that begin alike are told apart by heads held in memory, and only
those alike in all of that are compared as streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from loganalyzer.bundle import Member, MemberError
from loganalyzer.formats.headers import END, START

SHORTEST_BEGINNING = 200
"""Bytes; a file that is shorter is too little to be called the beginning of another."""

_HEAD = 32 << 10
_BLOCK = 1 << 20
# Bounds against hostile bundles: files that begin alike, and different contents with one and the same head.
_MOST_ALIKE = 4096
_MOST_RIVALS = 32
_TIME = re.compile(rb"\d[:.]\d\d[:.]\d\d")
_HEADER_BLOCK = re.compile(
    re.escape(START) + rb".*?" + re.escape(END) + rb"[^\n]*|" + re.escape(START) + rb".*", re.DOTALL
)


class DuplicateOf(Struct, frozen=True):
    """A member that need not be read: ``of`` holds the same bytes (``identical``), or begins with them (``prefix``)."""

    path: str
    of: str
    how: Literal["identical", "prefix"]


class _Content:
    """A member that stays, and the paths of those whose bytes are the same, or the beginning of its bytes."""

    def __init__(self, head: bytes, keeper: Member) -> None:
        self.head = head
        self.keeper = keeper
        self.same: list[str] = []
        self.beginnings: list[str] = []

    def add_same(self, member: Member) -> None:
        """Of identical members the first by path stays."""
        self.keeper, other = sorted((self.keeper, member), key=lambda one: one.path)
        self.same.append(other.path)

    def replace(self, member: Member) -> None:
        """A longer one has come that begins with all this."""
        self.beginnings += [self.keeper.path, *self.same]
        self.keeper, self.same = member, []

    def absorb(self, shorter: _Content) -> None:
        """Take over a content that is the beginning of this one."""
        self.beginnings += [shorter.keeper.path, *shorter.same, *shorter.beginnings]

    def duplicates(self) -> Iterator[DuplicateOf]:
        """What need not be read."""
        for path in self.same:
            yield DuplicateOf(path, self.keeper.path, "identical")
        for path in self.beginnings:
            yield DuplicateOf(path, self.keeper.path, "prefix")


def find_duplicates(members: Sequence[Member]) -> tuple[DuplicateOf, ...]:
    """Members that are copies of others, sorted by path; the longest stays, of equal ones the first by path.

    A member that cannot be read to its end is no copy: what is missing may be different.

    Args:
        members: logs only; copies of configuration mean something, and are compared by the cell.
    """
    groups: dict[bytes, list[Member]] = {}
    for member in sorted(members, key=lambda one: one.path):
        groups.setdefault(_head(member, SHORTEST_BEGINNING), []).append(member)
    groups.pop(b"", None)
    found = [copy for group in groups.values() if len(group) > 1 for copy in _copies(group[:_MOST_ALIKE])]
    return tuple(sorted(found, key=lambda copy: copy.path))


def _copies(group: Sequence[Member]) -> Iterator[DuplicateOf]:
    """The copies among members that begin alike."""
    by_head: dict[bytes, list[Member]] = {}
    for member in group:
        by_head.setdefault(_head(member, _HEAD), []).append(member)
    roots: list[_Content] = []
    following: _Content | None = None
    # In the order of bytes a beginning stands directly before what it begins.
    for head in sorted((head for head in by_head if _tells_a_time(head)), reverse=True):
        contents = _identical(head, by_head[head]) if len(head) < _HEAD else _compared(head, by_head[head])
        if following is not None and following.head.startswith(head) and _holds_a_record(head):
            following.absorb(contents[0])
            continue
        roots += contents
        following = contents[0]
    for content in roots:
        yield from content.duplicates()


def _identical(head: bytes, members: Sequence[Member]) -> list[_Content]:
    content = _Content(head, members[0])
    for member in members[1:]:
        content.add_same(member)
    return [content]


def _compared(head: bytes, members: Sequence[Member]) -> list[_Content]:
    """Members with one head, compared to their ends; the longest comes first."""
    contents: list[_Content] = []
    for member in sorted(members, key=lambda one: (-one.size, one.path)):
        for content in contents[:_MOST_RIVALS]:
            if _joined(content, member):
                break
        else:
            contents.append(_Content(head, member))
    return contents


def _joined(content: _Content, member: Member) -> bool:
    shorter = _shorter(content.keeper, member)
    if shorter == "neither":
        content.add_same(member)
    elif shorter == "first":  # sizes of compressed files are estimates, so a longer one may come later
        content.replace(member)
    elif shorter == "second":
        content.beginnings.append(member.path)
    return shorter is not None


def _shorter(first: Member, second: Member) -> Literal["first", "second", "neither"] | None:
    """Which of two members is the beginning of the other; ``None`` if they differ or cannot be read so far."""
    try:
        with first.open() as one, second.open() as other:
            while True:
                left, right = one.read(_BLOCK), other.read(_BLOCK)
                if left != right:
                    break
                if not left:
                    return "neither"
            if right.startswith(left):
                return "first" if not one.read(1) else None
            return "second" if left.startswith(right) and not other.read(1) else None
    except (MemberError, OSError, EOFError):
        return None


def _head(member: Member, size: int) -> bytes:
    """The first bytes; nothing if they, or the end that comes before ``size``, cannot be read."""
    try:
        with member.open() as stream:
            head = stream.read(size)
            # What is damaged gives what stands before the damage, and says so when it is asked again.
            return head if len(head) == size or not stream.read(1) else b""
    except (MemberError, OSError, EOFError):
        return b""


def _tells_a_time(head: bytes) -> bool:
    return _TIME.search(_plain(head)) is not None


def _holds_a_record(head: bytes) -> bool:
    """Whether there is more than the header block that each file of a process begins with."""
    return len(head) >= SHORTEST_BEGINNING and bool(_HEADER_BLOCK.sub(b"", _plain(head)).strip())


def _plain(head: bytes) -> bytes:
    """UTF-16 has a NUL beside every character that matters here."""
    return head.replace(b"\x00", b"")
