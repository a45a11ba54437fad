"""The values the bundle room hands upwards: members, what was skipped, and the limits that were kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from loganalyzer.errors import LogAnalyzerError


class MemberError(LogAnalyzerError):
    """A member cannot be read, or not to its end; ``str()`` is the reason, in words for the list of skipped members."""


class LimitError(MemberError):
    """A member runs into one of the ``Limits``."""


class Limits(Struct, frozen=True):
    """Bounds that a hostile or broken bundle runs into; every one that is hit is reported as a skip.

    Sizes are bytes. ``ratio`` is uncompressed/compressed of one member, applied from ``ratio_floor`` bytes on.
    ``spool_bytes`` bounds the temporary files: unpacked tars, archives inside archives, standard input.
    """

    members: int = 100_000
    member_bytes: int = 64 << 30
    total_bytes: int = 256 << 30
    ratio: int = 1_000
    ratio_floor: int = 64 << 20
    depth: int = 5
    spool_bytes: int = 64 << 30


class Member(Struct, frozen=True):
    """One readable file of a bundle.

    ``path`` is relative to what was given, with ``/`` between folders and ``!/`` after an archive
    (``logs.zip!/dmgr/SystemOut.log``). ``opener`` gives a fresh binary stream each time it is called.
    ``local`` is set when the bytes are a plain file on disk, so that byte ranges of it can be read apart.
    ``modified`` is the time of the file as its archive states it (see :mod:`loganalyzer.bundle.times`).
    ``size`` is an estimate when ``size_known`` is false (a compressed single file does not say how long it is).
    """

    path: str
    size: int
    opener: Callable[[], BinaryIO]
    local: Path | None = None
    size_known: bool = True
    modified: str | None = None

    def open(self) -> BinaryIO:
        """Open the member for one sequential read, to be read until it gives ``b""``.

        Opening or reading raises ``MemberError`` when the member is damaged, shorter than declared or too large;
        the bytes before the damage are handed out first. A plain file on disk may raise ``OSError`` while read.
        """
        return self.opener()


class Skipped(Struct, frozen=True):
    """A member that was not read, and why, in words for the user."""

    path: str
    reason: str
