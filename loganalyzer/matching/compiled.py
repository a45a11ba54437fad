"""Compiled pattern databases, kept between runs: compiling takes longer than reading a small log.

There is one for each set of expressions and release of hyperscan; see :mod:`loganalyzer.cache` for where they lie. A database
that cannot be used is compiled anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Sequence
from typing import Any

from loganalyzer import cache

_WORTH_KEEPING = 100


def compiled(expressions: Sequence[bytes]) -> Any:
    """A hyperscan database over ``expressions``, numbered from 0, ready to scan."""
    import hyperscan

    name = _name(expressions) if len(expressions) >= _WORTH_KEEPING else None
    kept = cache.recall(name) if name else None
    if kept is not None:
        with contextlib.suppress(ValueError, TypeError, hyperscan.HyperscanError):
            return _loaded(kept)
    database = hyperscan.Database()
    database.compile(expressions=list(expressions), ids=list(range(len(expressions))), flags=[0] * len(expressions))
    if name:
        cache.keep(name, hyperscan.dumpb(database))
    return database


def _loaded(data: bytes) -> Any:
    import hyperscan

    database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


def _name(expressions: Sequence[bytes]) -> str:
    import hyperscan

    # A database serves the processor it was compiled for; a home folder may be shared by several machines.
    release = f"{hyperscan.__version__} {platform.machine()} {platform.node()}"  # type: ignore[attr-defined]
    digest = hashlib.sha256(b"\0".join((release.encode(), *expressions))).hexdigest()
    return f"patterns-{digest[:32]}.hsdb"
