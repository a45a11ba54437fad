"""Gathers members, decides what each file is, and looks into archives, within the limits."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from loganalyzer.bundle.entries import Entry
from loganalyzer.bundle.kinds import COMPRESSED, HEAD, Kind, kind_of, refusal, zip_named
from loganalyzer.bundle.members import Limits, Member, MemberError, Skipped
from loganalyzer.bundle.names import Names, printable
from loganalyzer.bundle.openers import FileOpener, UnpackOpener
from loganalyzer.bundle.spool import Spool
from loganalyzer.bundle.streams import Checks, cannot_read, over

_TYPICAL_RATIO = 8  # of logs, where the packed file does not state its size


class BundleFullError(Exception):
    """The limit on members is reached: nothing more is taken."""


class Item(Struct, frozen=True):
    """A file that was found and not yet looked at."""

    path: str
    opener: Callable[[], BinaryIO]
    size: int
    depth: int = 0
    local: Path | None = None
    size_known: bool = True
    unnamed: bool = False
    modified: str | None = None


class Collector:
    """What was found so far."""

    def __init__(self, limits: Limits, spool: Spool) -> None:
        self.members: list[Member] = []
        self.skipped: list[Skipped] = []
        self._limits = limits
        self._spool = spool
        self._names = Names()
        self._bytes = 0
        self._archives = 0

    def skip(self, path: str, reason: str) -> None:
        """List a file as not read."""
        self._make_room()
        self.skipped.append(Skipped(printable(path), reason))

    def take(self, item: Item) -> None:
        """Look at one file and take it, or what is in it; whatever is wrong with it stays with it."""
        try:
            self._take(item)
        except MemberError as error:
            self.skip(item.path, str(error))
        except OSError as error:
            self.skip(item.path, cannot_read(error))
        except (ValueError, OverflowError, struct.error) as error:
            self.skip(item.path, f"damaged: {error}")

    def _take(self, item: Item) -> None:
        head = _head(item.opener)
        reason = refusal(head, item.path)
        if reason is not None:
            self.skip(item.path, reason)
            return
        kind = _kind(item, head)
        if kind in COMPRESSED:
            self._take_compressed(item, kind)
        elif kind is Kind.PLAIN:
            self._add(item)
        elif self._may_open(item):
            local = item.local or self._spooled(item.path, item.opener)
            self._take_archive(self._names.claim(item.path), local, kind, item.depth + 1)

    def _add(self, item: Item) -> None:
        if item.size_known and item.size > self._limits.member_bytes:
            reason = over(f"its size of {item.size:,} bytes", self._limits.member_bytes, "member-bytes")
            self.skip(item.path, reason)
        elif self._bytes + item.size > self._limits.total_bytes:
            reason = over(f"with its {item.size:,} bytes the bundle", self._limits.total_bytes, "total-bytes")
            self.skip(item.path, reason)
        else:
            self._make_room()
            self._bytes += item.size
            path = self._names.claim(item.path)
            self.members.append(Member(path, item.size, item.opener, item.local, item.size_known, item.modified))

    def _make_room(self) -> None:
        if len(self.members) + len(self.skipped) >= self._limits.members:
            raise BundleFullError

    def _may_open(self, item: Item) -> bool:
        if item.depth >= self._limits.depth:
            self.skip(item.path, over(f"its nesting of {item.depth + 1} archives", self._limits.depth, "depth"))
            return False
        self._archives += 1
        if self._archives > self._limits.members:  # empty archives hold no members to count
            raise BundleFullError
        return True

    def _spooled(self, path: str, opener: Callable[[], BinaryIO]) -> Path:
        with opener() as stream:
            local, problem = self._spool.keep(stream)
        if problem is not None:
            self.skip(path, f"{problem}; only what stands before that was read")
        return local

    def _take_compressed(self, item: Item, kind: Kind) -> None:
        """A compressed single file stays a stream; a compressed archive is unpacked once."""
        packed = item.size if item.size_known else None
        opener = UnpackOpener(item.opener, kind.value, Checks(self._limits, packed=packed))
        head = _head(opener)
        size = _estimate(item, kind)
        inner = Item(item.path, opener, size, item.depth, size_known=False, modified=item.modified)
        if kind_of(head, "") is Kind.PLAIN:
            reason = refusal(head, "")
            self._add(inner) if reason is None else self.skip(item.path, reason)
        elif self._may_open(item):
            local = self._spooled(item.path, opener)
            # A tar inside gzip is one archive, not two.
            depth = item.depth if kind_of(head, "") is Kind.TAR else item.depth + 1
            self.take(Item(item.path, FileOpener(local), local.stat().st_size, depth, local))

    def _take_archive(self, path: str, local: Path, kind: Kind, depth: int) -> None:
        try:
            for entry in _reader(kind)(local, self._limits, self._spool):
                inside = f"{path}!/{entry.name}" if entry.name or entry.reason == "has no name" else path
                if entry.reason is not None or entry.opener is None:
                    self.skip(inside, entry.reason or "not read")
                else:
                    self.take(Item(inside, entry.opener, entry.size, depth, entry.local, modified=entry.modified))
        except MemberError as error:
            self.skip(path, str(error))


def _reader(kind: Kind) -> Callable[[Path, Limits, Spool], Iterator[Entry]]:
    if kind is Kind.ZIP:
        from loganalyzer.bundle.zips import read_zip

        return read_zip
    if kind is not Kind.SEVEN_ZIP:
        from loganalyzer.bundle.tars import read_tar

        return read_tar
    try:
        from loganalyzer.bundle.sevenzip import read_7z  # needs an extra
    except ImportError:
        need = "pip install 'websphere-loganalyzer[archives]'"
        raise MemberError(f"7z archives need the extra 'archives': {need}") from None
    return read_7z


def _kind(item: Item, head: bytes) -> Kind:
    """Tell the kind; what is called a zip, or has no name, is looked at from its end too."""
    kind = kind_of(head, item.path)
    if kind is Kind.PLAIN and item.local is not None and (item.unnamed or zip_named(item.path)):
        from loganalyzer.bundle.zips import is_zip

        return Kind.ZIP if is_zip(item.local) else kind
    return kind


def _head(opener: Callable[[], BinaryIO]) -> bytes:
    with opener() as stream:
        try:
            return stream.read(HEAD)
        except OSError as error:
            raise MemberError(cannot_read(error)) from None


def _estimate(item: Item, kind: Kind) -> int:
    """Guess the unpacked size: gzip states it modulo 4 GiB, at the end; of the others a typical ratio is taken."""
    if kind is not Kind.GZIP or item.local is None or item.size < 18:
        return item.size * _TYPICAL_RATIO
    with item.local.open("rb") as file:
        file.seek(-4, 2)
        return max(int.from_bytes(file.read(4), "little"), item.size)
