"""Gathers members, decides what each file is, and looks into archives, within the limits."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from loganalyzer.bundle.kinds import COMPRESSED, HEAD, Kind, kind_of, refusal
from loganalyzer.bundle.members import Limits, Member, MemberError, Skipped
from loganalyzer.bundle.names import Names, decoded, inner_path, printable
from loganalyzer.bundle.openers import FileOpener, RegionOpener, UnpackOpener, open_file
from loganalyzer.bundle.spool import Spool
from loganalyzer.bundle.streams import Checks, cannot_read, over
from loganalyzer.bundle.tarindex import TarEntry, read_entries
from loganalyzer.bundle.zipentries import judge, opener_of
from loganalyzer.bundle.zipindex import overlapping, read_index

_TYPICAL_RATIO = 8  # of logs, where the packed file does not state its size


class BundleFullError(Exception):
    """The limit on members is reached: nothing more is taken."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file that was found and not yet looked at."""

    path: str
    opener: Callable[[], BinaryIO]
    size: int
    depth: int = 0
    local: Path | None = None
    size_known: bool = True


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
        kind = kind_of(head, item.path)
        if kind in COMPRESSED:
            self._take_compressed(item, kind)
        elif kind is Kind.PLAIN:
            self._add(item)
        elif self._may_open(item):
            local = item.local or self._spooled(item.path, item.opener)
            lister = self._take_zip if kind is Kind.ZIP else self._take_tar
            lister(self._names.claim(item.path), local, item.depth + 1)

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
            self.members.append(Member(path, item.size, item.opener, item.local, item.size_known))

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
        inner = Item(item.path, opener, size, item.depth, size_known=False)
        if kind_of(head, "") is Kind.PLAIN:
            reason = refusal(head, "")
            self._add(inner) if reason is None else self.skip(item.path, reason)
        elif self._may_open(item):
            local = self._spooled(item.path, opener)
            # A tar inside gzip is one archive, not two.
            depth = item.depth if kind_of(head, "") is Kind.TAR else item.depth + 1
            self.take(Item(item.path, FileOpener(local), local.stat().st_size, depth, local))

    def _take_zip(self, path: str, local: Path, depth: int) -> None:
        with open_file(local) as file:
            index = read_index(file, self._limits)
        doubled = overlapping(index.entries)
        for position, entry in enumerate(index.entries):
            name = decoded(entry.name, "cp437")
            verdict = judge(self._limits, entry, name, position in doubled)
            if verdict.reason is not None:
                self.skip(f"{path}!/{verdict.name}", verdict.reason)
            elif not verdict.folder:
                opener = opener_of(local, entry, self._limits)
                self.take(Item(f"{path}!/{verdict.name}", opener, entry.size, depth))
        if index.problem is not None:
            self.skip(path, index.problem)

    def _take_tar(self, path: str, local: Path, depth: int) -> None:
        length = local.stat().st_size
        with open_file(local) as file:
            try:
                for entry in read_entries(file, length):
                    self._take_tar_entry(path, local, entry, depth)
            except MemberError as error:
                self.skip(path, str(error))

    def _take_tar_entry(self, path: str, local: Path, entry: TarEntry, depth: int) -> None:
        if not entry.name and entry.refusal:
            self.skip(path, entry.refusal)
            return
        inside = inner_path(entry.name)
        reason = f"path leaves the archive: {printable(entry.name)}" if inside is None else entry.refusal
        if inside == "":
            reason = "has no name"
        if reason is not None:
            self.skip(f"{path}!/{inside or entry.name}", reason)
            return
        opener = RegionOpener(local, entry.offset, Checks(self._limits, size=entry.size))
        self.take(Item(f"{path}!/{inside}", opener, entry.size, depth))


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
