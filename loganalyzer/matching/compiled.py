"""Compiled pattern databases kept between runs: compiling takes longer than reading a small log.

They lie in the user's cache folder, one file for each set of expressions and release of hyperscan. ``LOGANALYZER_CACHE`` names
another folder; set but empty, nothing is kept. A file that cannot be used is compiled anew, and a folder that cannot be written
to is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

_LIMIT = 64 << 20
_WORTH_KEEPING = 100
_KEPT = 4


def compiled(expressions: Sequence[bytes]) -> Any:
    """A hyperscan database over ``expressions``, numbered from 0, ready to scan."""
    import hyperscan

    place = _place(expressions) if len(expressions) >= _WORTH_KEEPING else None
    if place is not None:
        with contextlib.suppress(OSError, ValueError, TypeError, hyperscan.HyperscanError):
            if place.stat().st_size <= _LIMIT:
                return _loaded(place.read_bytes())
    database = hyperscan.Database()
    database.compile(expressions=list(expressions), ids=list(range(len(expressions))), flags=[0] * len(expressions))
    if place is not None:
        with contextlib.suppress(OSError):
            _write(place, hyperscan.dumpb(database))
    return database


def _loaded(data: bytes) -> Any:
    import hyperscan

    database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


def _place(expressions: Sequence[bytes]) -> Path | None:
    folder = _folder()
    if folder is None:
        return None
    # A database serves the processor it was compiled for; a home folder may be shared by several machines.
    release = f"{version('hyperscan')} {platform.machine()} {platform.node()}"
    digest = hashlib.sha256(b"\0".join((release.encode(), *expressions))).hexdigest()
    return folder / f"patterns-{digest[:32]}.hsdb"


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


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        part.write_bytes(data)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    found = sorted(place.parent.glob("patterns-*.hsdb"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in found[_KEPT:]:
        old.unlink(missing_ok=True)
