"""Compiled pattern databases, kept between runs: compiling takes longer than reading a small log.

There is one for each set of texts, the code that makes expressions of them, and release of hyperscan; see
:mod:`loganalyzer.cache` for where they lie. A database that cannot be used is compiled anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from loganalyzer import cache

_WORTH_KEEPING = 100


def compiled(texts: Sequence[str], expression_of: Callable[[str], str]) -> Any:
    """A hyperscan database over the expressions of ``texts``, numbered from 0, ready to scan."""
    import hyperscan

    name = _name(texts, expression_of) if len(texts) >= _WORTH_KEEPING else None
    kept = cache.recall(name) if name else None
    if kept is not None:
        with contextlib.suppress(ValueError, TypeError, hyperscan.HyperscanError):
            return _loaded(kept)
    database = hyperscan.Database()
    expressions = [expression_of(text).encode() for text in texts]
    database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=[0] * len(expressions))
    if name:
        cache.keep(name, hyperscan.dumpb(database))
    return database


def _loaded(data: bytes) -> Any:
    import hyperscan

    database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


def _name(texts: Sequence[str], expression_of: Callable[[str], str]) -> str | None:
    import hyperscan

    # A database serves the processor it was compiled for; a home folder may be shared by several machines.
    release = f"{hyperscan.__version__} {platform.machine()} {platform.node()}"  # type: ignore[attr-defined]
    try:
        code = Path(expression_of.__code__.co_filename).read_bytes()
    except OSError:
        return None
    digest = hashlib.sha256(b"\0".join((release.encode(), code, *(text.encode() for text in texts)))).hexdigest()
    return f"patterns-{digest[:32]}.hsdb"
