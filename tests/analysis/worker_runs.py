"""``analyze`` as a process of its own that shares out even a small log, with what its workers run into.

    python -m tests.analysis.worker_runs KIND WORDS... : the command line, KIND being one of ``fork``, ``spawn``, ``killed``, ``stuck``

A test process has threads, beside which nothing is forked; this one has none.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from loganalyzer.analysis import ranges, scheduling
from loganalyzer.analysis.forked import forked
from loganalyzer.cli import main

MAIN = os.getpid()


def _killed(*_: Any) -> Any:
    if os.getpid() != MAIN:
        os.kill(os.getpid(), signal.SIGKILL)


def _stuck(*_: Any) -> Any:
    _say(f"worker {os.getpid()}")
    time.sleep(600)


def _forked(*arguments: Any, meanwhile: Any, **named: Any) -> Any:
    """As the original, telling when this process has nothing left to do but to wait."""

    def told() -> None:
        meanwhile()
        _say("waiting 0")

    return forked(*arguments, meanwhile=told, **named)


def _say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


def prepare(kind: str) -> None:
    """Change what the kind says."""
    for module in (scheduling, ranges):
        module.RANGE_BYTES = 64 << 10  # type: ignore[attr-defined]
    scheduling._PARALLEL_FROM = 0
    if kind == "spawn":
        scheduling.can_fork = lambda: False
    elif kind in {"killed", "stuck"}:
        ranges.RangeReader.scan = {"killed": _killed, "stuck": _stuck}[kind]  # type: ignore[method-assign]
        scheduling.forked = _forked


if __name__ == "__main__":
    prepare(sys.argv.pop(1))
    main()
