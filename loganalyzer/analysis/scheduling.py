"""Logs scanned one after the other, or in ranges by several processes where there is enough to read; the result is the same."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import groupby
from multiprocessing import get_context

from loganalyzer.analysis.parts import joined
from loganalyzer.analysis.scan import WHOLE, Part, Span, scan_member, scan_part, spans_between
from loganalyzer.analysis.sorting import Job
from loganalyzer.formats import cuts_of
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan

RANGE_BYTES = 16 << 20
_PARALLEL_FROM = 48 << 20
_AHEAD = 2
_FREED_ONCE = 31 << 20
_Task = tuple[Job, Span, int]


def scan_all(jobs: Sequence[Job], signatures: Sequence[Signature], workers: int) -> Iterator[MemberScan]:
    """Scan the members in order; with several processes if there is enough to read."""
    block = min(CHUNK_BYTES, RANGE_BYTES)
    count = workers or os.cpu_count() or 1
    _keep_freed_memory()
    if count <= 1 or sum(job.member.size for job in jobs) < _PARALLEL_FROM:
        engine = Engine(signatures)
        for job in jobs:
            yield scan_member(job.member, job.sniffed, engine, block)
        return
    tasks = [(job, span, block) for job in jobs for span in _spans(job, block)]
    parts = _scan_parts(tasks, signatures, min(count, len(tasks)))
    for _, group in groupby(zip(tasks, parts, strict=True), key=lambda pair: id(pair[0][0])):
        yield joined(part for _, part in group)


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed for the next chunk.

    glibc hands blocks of a chunk's size back to the system, which clears each page anew; a large block freed once raises the
    size from which it does so (M_MMAP_THRESHOLD in mallopt(3)). Elsewhere this does nothing.
    """
    bytes(_FREED_ONCE)


def _spans(job: Job, block: int) -> list[Span]:
    """A plain file is read in ranges; whatever is unpacked on the way, or transcoded, in one go."""
    member = job.member
    if member.local is None or not job.sniffed.form.is_plain:
        return [WHOLE]
    try:
        with member.local.open("rb") as file:
            cuts = cuts_of(file, member.size, RANGE_BYTES, block)
    except OSError:
        return [WHOLE]
    return spans_between(cuts)


def _scan_parts(tasks: Sequence[_Task], signatures: Sequence[Signature], count: int) -> Iterator[Part]:
    """Scan ranges in several processes, of which this is one: it begins at once, while the others start."""
    if count <= 1:
        alone = Engine(signatures)
        yield from (_scan_task(task, alone) for task in tasks)
        return
    done: dict[int, Part] = {}
    given: dict[int, Future[Part]] = {}
    waiting = deque(range(len(tasks)))
    # Spawned on every system alike: forking a process that has started threads is unsafe, and Windows cannot.
    with ProcessPoolExecutor(
        count - 1, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(signatures,)
    ) as pool:
        engine: Engine | None = None
        for number in range(len(tasks)):
            while number not in done:
                while waiting and sum(not future.done() for future in given.values()) < _AHEAD * (count - 1):
                    following = waiting.popleft()
                    given[following] = pool.submit(_scan_in_worker, tasks[following])
                if number in given and (given[number].done() or not waiting):
                    done[number] = given.pop(number).result()
                else:
                    engine = engine or Engine(signatures)
                    following = waiting.popleft()
                    done[following] = _scan_task(tasks[following], engine)
            yield done.pop(number)


_ENGINE: list[Engine] = []


def _start_worker(signatures: Sequence[Signature]) -> None:
    _keep_freed_memory()
    _ENGINE.append(Engine(signatures))


def _scan_in_worker(task: _Task) -> Part:
    return _scan_task(task, _ENGINE[0])


def _scan_task(task: _Task, engine: Engine) -> Part:
    job, span, block = task
    return scan_part(job.member, job.sniffed, engine, span, block)
