"""The temporary folder: files with generated names, bounded, gone when the bundle is closed."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from loganalyzer.bundle.members import LimitError, Limits, MemberError
from loganalyzer.bundle.streams import cannot_read, over

_CHUNK = 1 << 20
_FREE = 256 << 20  # left on the disk for everybody else


class Spool:
    """Makes temporary files on demand."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.used = 0
        self._number = 0
        self._folder: Path | None = None
        self._remove: weakref.finalize[[str, int], Spool] | None = None

    def new(self) -> SpoolFile:
        """Make an empty file."""
        self._number += 1
        return SpoolFile(self, self.folder() / f"{self._number:06}")

    def keep(self, stream: BinaryIO) -> tuple[Path, MemberError | None]:
        """Copy a stream into a new file. Damage ends the copy and is returned; a limit removes it and is raised."""
        target = self.new()
        try:
            with target as file:
                problem = _copy(stream, file)
        except (LimitError, OSError) as error:
            target.discard()
            if isinstance(error, LimitError):
                raise
            raise MemberError(f"cannot be unpacked into {target.path.parent}: {error.strerror or error}") from None
        return target.path, problem

    def folder(self) -> Path:
        """Name the folder, which is made when it is first needed."""
        if self._folder is None:
            from tempfile import mkdtemp

            self._folder = Path(mkdtemp(prefix="loganalyzer-"))
            self._remove = weakref.finalize(self, _remove, str(self._folder), os.getpid())
        return self._folder

    def close(self) -> None:
        """Remove everything; a second call does nothing."""
        if self._remove is not None:
            self._remove()


class SpoolFile:
    """One temporary file while it is written, held to the limits."""

    def __init__(self, spool: Spool, path: Path) -> None:
        from shutil import disk_usage

        self.path = path
        self.size = 0
        self._spool = spool
        self._file = path.open("wb")
        self._room = max(0, disk_usage(path.parent).free - _FREE)

    def write(self, data: bytes) -> None:
        """Append; raises ``LimitError``, and ``OSError`` for a full disk."""
        limits, size = self._spool.limits, self.size + len(data)
        if self._spool.used + len(data) > limits.spool_bytes:
            raise LimitError(over("its unpacked size", limits.spool_bytes, "spool-bytes"))
        if size > self._room:
            raise LimitError("does not fit into the temporary folder (TMPDIR names another one)")
        self._file.write(data)
        self.size = size
        self._spool.used += len(data)

    def close(self) -> None:
        """End the writing."""
        self._file.close()

    def discard(self) -> None:
        """Remove the file."""
        try:
            self._file.close()
        finally:  # closing flushes, which a full disk refuses
            self.path.unlink(missing_ok=True)
            self._spool.used -= self.size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _copy(stream: BinaryIO, file: SpoolFile) -> MemberError | None:
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
        file.write(data)


def _remove(folder: str, owner: int) -> None:
    """Remove the folder; a forked worker that drops its copy of the bundle must not."""
    if os.getpid() == owner:
        from shutil import rmtree

        rmtree(folder, ignore_errors=True)
