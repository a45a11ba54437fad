"""The one function that opens a bundle, and the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from loganalyzer.bundle.members import Limits, Member, Skipped

_DEFAULTS = Limits()


class _Closable(Protocol):
    def close(self) -> None: ...


class Bundle:
    """What was received: its members and what was skipped, both sorted by path.

    Members can be opened, here or in another process, until the bundle is closed.
    """

    def __init__(self, members: tuple[Member, ...], skipped: tuple[Skipped, ...], spool: _Closable) -> None:
        self.members = members
        self.skipped = skipped
        self._spool = spool

    def close(self) -> None:
        """Remove the temporary files."""
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_bundle(paths: Sequence[Path | str], *, stdin: BinaryIO | None = None, limits: Limits = _DEFAULTS) -> Bundle:
    """Find the members of everything that was given; ``-`` is standard input.

    Raises ``UsageError`` for a path that does not exist or cannot be read at all. Everything else that is wrong is
    in ``Bundle.skipped``.
    """
    # The readers of archives are imported here: naming a bundle must not slow the start of every command.
    from loganalyzer.bundle.inputs import gather

    collector, spool = gather(paths, stdin, limits)
    members = tuple(sorted(collector.members, key=lambda member: member.path))
    skipped = tuple(sorted(collector.skipped, key=lambda skip: (skip.path, skip.reason)))
    return Bundle(members, skipped, spool)
