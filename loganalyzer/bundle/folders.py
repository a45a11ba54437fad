"""Walks a folder: every file in it, in a fixed order, and nothing outside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from loganalyzer.bundle.names import printable
from loganalyzer.bundle.streams import cannot_read

_SPECIAL = (
    (stat.S_ISFIFO, "named pipe: not read"),
    (stat.S_ISSOCK, "socket: not read"),
    (stat.S_ISCHR, "device: not read"),
    (stat.S_ISBLK, "device: not read"),
)


class Found(Struct, frozen=True):
    """A file of a folder (``name`` is relative to it, with ``/``), or why it is not read."""

    name: str
    local: Path
    size: int = 0
    reason: str | None = None


def walk(top: Path) -> Iterator[Found]:
    """Yield the files below ``top``, sorted within each folder."""
    real_top = top.resolve()
    stack = [(top, "")]
    while stack:
        folder, prefix = stack.pop()
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208  (a path object per name costs more than the listing)
        except OSError as error:
            yield Found(prefix.rstrip("/") or ".", folder, reason=cannot_read(error))
            continue
        below = []
        for name in names:
            path = folder / name
            found = _look(path, prefix + name, real_top)
            if found is None:
                below.append((path, f"{prefix}{name}/"))
            else:
                yield found
        stack += reversed(below)


def _look(path: Path, name: str, top: Path) -> Found | None:
    """Judge one directory entry; None for a folder to go into."""
    try:
        info = path.lstat()
        if stat.S_ISLNK(info.st_mode):
            return _link(path, name, top)
    except OSError as error:
        return Found(name, path, reason=cannot_read(error))
    if stat.S_ISDIR(info.st_mode):
        return None
    return _file(path, name, info)


def _file(path: Path, name: str, info: os.stat_result) -> Found:
    for test, reason in _SPECIAL:
        if test(info.st_mode):
            return Found(name, path, reason=reason)
    return Found(name, path, info.st_size)


def _link(path: Path, name: str, top: Path) -> Found:
    """Follow a link to a file inside the folder only; folders inside are walked at their own place."""
    goal = printable(os.readlink(path))  # noqa: PTH115  (the text, not a path made of it)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: how Python 3.11 reports a loop
        looks = "leads nowhere" if isinstance(error, FileNotFoundError) else "goes round in a loop"
        return Found(name, path, reason=f"symbolic link to {goal} {looks}")
    if not target.is_relative_to(top):
        return Found(name, path, reason=f"symbolic link to {goal} leaves the folder")
    if path.parent.resolve().is_relative_to(target):
        return Found(name, path, reason=f"symbolic link to {goal} goes round in a loop")
    if target.is_dir():
        return Found(name, path, reason=f"symbolic link to the folder {goal}, which is read at its own place")
    return _file(target, name, target.stat())
