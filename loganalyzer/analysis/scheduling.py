"""Logs scanned one after the other, or shared out among processes where there is enough to read; the result is the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice

import numpy as np

from loganalyzer.analysis.forked import can_fork, forked
from loganalyzer.analysis.parts import joined
from loganalyzer.analysis.ranges import RANGE_BYTES, RangeReader, Task, tasks_of
from loganalyzer.analysis.scan import Part, scan_member
from loganalyzer.analysis.sorting import Job
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan

_PARALLEL_FROM = 48 << 20
_FREED_ONCE = 31 << 20


def scan_all(
    jobs: Sequence[Job],
    signatures: Sequence[Signature],
    workers: int,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[MemberScan]:
    """Scan the members in order; by several processes if there is enough to read.

    Args:
        jobs: the members.
        signatures: what to look for.
        workers: processes to read with; 0 takes the cores.
        meanwhile: what this process has to do besides, called once: while other processes read, or else before reading begins.
            With it, a single worker is another process than this one, where that costs next to nothing.

    Raises:
        IncompleteError: a process was killed.
    """
    _keep_freed_memory()
    block = min(CHUNK_BYTES, RANGE_BYTES)
    count = workers or os.cpu_count() or 1
    if sum(job.member.size for job in jobs) >= _PARALLEL_FROM:
        tasks = tasks_of(jobs, count, block)
        busy = meanwhile is not None and can_fork()
        if busy or min(count, sum(map(len, tasks))) > 1:
            yield from _shared_out(tasks, signatures, count, meanwhile or _nothing)
            return
    if meanwhile is not None:
        meanwhile()
    engine = Engine(signatures)
    for job in jobs:
        yield scan_member(job.member, job.sniffed, engine, block)


def _shared_out(
    tasks: Sequence[Sequence[Task]], signatures: Sequence[Signature], count: int, meanwhile: Callable[[], None]
) -> Iterator[MemberScan]:
    """Scan members by their tasks, each an item of the outer sequence."""
    parts = _parts([task for some in tasks for task in some], signatures, count, meanwhile)
    with closing(parts):
        for some in tasks:
            yield joined(islice(parts, len(some))) if len(some) > 1 else next(parts).whole()


def _parts(
    tasks: Sequence[Task], signatures: Sequence[Signature], count: int, meanwhile: Callable[[], None]
) -> Generator[Part]:
    """Scan ranges in several processes, of which this is one if there are two or more."""
    if can_fork():
        reader = RangeReader(Engine(signatures))
        children = min(max(count - 1, 1), len(tasks))
        return forked(
            lambda number: reader.scan(tasks[number]),
            len(tasks),
            children,
            helps=count > 1,
            meanwhile=meanwhile,
        )
    from loganalyzer.analysis.spawned import spawned

    return spawned(tasks, signatures, min(count, len(tasks)) - 1, meanwhile)


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed for the next chunk, in large pages where the system has them.

    glibc hands blocks of a chunk's size back to the system, which clears each page anew; a large block freed once raises the
    size from which it does so (M_MMAP_THRESHOLD in mallopt(3)). The next one then lies where the chunks will, and numpy asks
    for large pages for it (madvise(2), MADV_HUGEPAGE); untouched, it costs nothing. Elsewhere this does nothing.
    """
    bytes(_FREED_ONCE)
    np.empty(_FREED_ONCE - (1 << 20), dtype=np.uint8)


def _nothing() -> None:
    """What a caller does meanwhile who has nothing else to do."""
