"""Files kept between runs in the user's cache folder: what takes longer to make than reading a small log.

``LOGANALYZER_CACHE`` names another folder; set but empty, nothing is kept. A name says the kind of file, and a digest of all
that it was made from: ``patterns-<digest>.hsdb``. A file is only ever a shortcut, so a folder that cannot be read or written to is left
alone; the few newest of each kind stay.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_LIMIT = 64 << 20
_KEPT = 4


def recall(name: str) -> bytes | None:
    """What was kept under ``name``, or ``None``. It may be damaged: whoever reads it must be able to do without."""
    folder = _folder()
    if folder is None:
        return None
    place = folder / name
    with contextlib.suppress(OSError):
        if place.stat().st_size <= _LIMIT:
            return place.read_bytes()
    return None


def keep(name: str, data: bytes) -> None:
    """Keep ``data`` for the next run, if that can be done."""
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / name, data)
        _prune(folder, f"{name.partition('-')[0]}-*{Path(name).suffix}")


def _write(place: Path, data: bytes) -> None:
    part = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _prune(folder: Path, kind: str) -> None:
    found = sorted(folder.glob(kind), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[_KEPT:]:
        old.unlink(missing_ok=True)


def _folder() -> Path | None:
    chosen = os.environ.get("LOGANALYZER_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "loganalyzer" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "loganalyzer"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "loganalyzer"
