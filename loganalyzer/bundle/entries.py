"""What the reader of an archive hands over for each thing it finds in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from loganalyzer.bundle.names import inner_path, printable


class Entry(Struct, frozen=True):
    """A file inside an archive, or why it is not read: one of ``opener`` and ``reason`` is set.

    ``name`` has the form ``a/b``; with a reason it may be any text, and is empty where the archive itself is meant.
    """

    name: str
    size: int = 0
    opener: Callable[[], BinaryIO] | None = None
    reason: str | None = None
    local: Path | None = None
    modified: str | None = None


def misnamed(name: str) -> Entry | None:
    """Refuse a name that climbs out of the archive or is none at all; None for a good one."""
    inside = inner_path(name)
    if inside is None:
        return Entry(name, reason=f"path leaves the archive: {printable(name)}")
    return None if inside else Entry(name, reason="has no name")
