"""The temporary folder: files with generated names, bounded, gone when the bundle is closed."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import BinaryIO

from loganalyzer.bundle.members import LimitError, Limits, MemberError
from loganalyzer.bundle.streams import cannot_read, over

_CHUNK = 1 << 20
_FREE = 256 << 20  # left on the disk for everybody else


class Spool:
    """Makes temporary files on demand."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used = 0
        self._number = 0
        self._folder: Path | None = None
        self._remove: weakref.finalize[[str, int], Spool] | None = None

    def keep(self, stream: BinaryIO) -> tuple[Path, MemberError | None]:
        """Copy a stream into a new file. Damage ends the copy and is returned; a limit removes it and is raised."""
        path = self._new()
        try:
            with path.open("wb") as file:
                problem = self._copy(stream, file)
        except (LimitError, OSError) as error:
            path.unlink(missing_ok=True)
            if isinstance(error, LimitError):
                raise
            raise MemberError(f"cannot be unpacked into {path.parent}: {error.strerror or error}") from None
        self._used += path.stat().st_size
        return path, problem

    def close(self) -> None:
        """Remove everything; a second call does nothing."""
        if self._remove is not None:
            self._remove()

    def _copy(self, stream: BinaryIO, file: BinaryIO) -> MemberError | None:
        size, room = 0, self._room(file)
        while True:
            try:
                data = stream.read(_CHUNK)
            except LimitError:
                raise
            except MemberError as error:
                return error
            except OSError as error:
                return MemberError(cannot_read(error))
            if not data:
                return None
            size += len(data)
            self._check(size, room)
            file.write(data)

    def _check(self, size: int, room: int) -> None:
        if size + self._used > self._limits.spool_bytes:
            raise LimitError(over("its unpacked size", self._limits.spool_bytes, "spool-bytes"))
        if size > self._limits.member_bytes:
            raise LimitError(over("its unpacked size", self._limits.member_bytes, "member-bytes"))
        if size > room:
            raise LimitError("does not fit into the temporary folder (TMPDIR names another one)")

    def _room(self, file: BinaryIO) -> int:
        from shutil import disk_usage

        return max(0, disk_usage(file.name).free - _FREE)

    def _new(self) -> Path:
        if self._folder is None:
            from tempfile import mkdtemp

            self._folder = Path(mkdtemp(prefix="loganalyzer-"))
            self._remove = weakref.finalize(self, _remove, str(self._folder), os.getpid())
        self._number += 1
        return self._folder / f"{self._number:06}"


def _remove(folder: str, owner: int) -> None:
    """Remove the folder; a forked worker that drops its copy of the bundle must not."""
    if os.getpid() == owner:
        from shutil import rmtree

        rmtree(folder, ignore_errors=True)
