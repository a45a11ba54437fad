"""Write a file whole or not at all: into a temporary neighbour first, then renamed over the target."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loganalyzer.errors import UsageError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path in the target's folder; it becomes the target only if the block ends well."""
    temporary = _temporary_beside(target)
    try:
        yield temporary
        os.replace(temporary, target)  # noqa: PTH105 - the one call that is atomic on every platform
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8 with line feeds as they are; a device or pipe (``/dev/null``) is written to, never replaced."""
    if target.exists() and not target.is_file():
        _write_through(target, text)
        return
    with replacing(target) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def _write_through(target: Path, text: str) -> None:
    try:
        target.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}") from error


def _temporary_beside(target: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror or error}") from error
    os.close(handle)
    temporary = Path(name)
    temporary.chmod(0o644 & ~_umask())
    return temporary


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
