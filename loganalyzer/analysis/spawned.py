"""Ranges scanned by processes started afresh: on systems that cannot fork, or where threads run already (a notebook)."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess

from loganalyzer.analysis.ranges import RangeReader, Task
from loganalyzer.analysis.scan import Part
from loganalyzer.errors import IncompleteError
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.schema import Signature

_AHEAD = 2


def spawned(
    tasks: Sequence[Task], signatures: Sequence[Signature], children: int, meanwhile: Callable[[], None]
) -> Generator[Part]:
    """The parts in the order of the tasks, scanned by the children and by this process.

    Args:
        tasks: what to scan.
        signatures: what to look for.
        children: processes to start.
        meanwhile: called once, while they start. What it raises ends them.

    Raises:
        IncompleteError: a child was killed.
    """
    before = set(active_children())
    pool = ProcessPoolExecutor(
        children, mp_context=get_context("spawn"), initializer=start_worker, initargs=(tuple(signatures),)
    )
    finished = False
    try:
        yield from _parts(pool, tasks, signatures, children, meanwhile)
        finished = True
    except BrokenProcessPool:
        raise IncompleteError(
            "a process that was reading ended before its work was done (killed, perhaps for want of memory); nothing was finished"
        ) from None
    finally:
        if not finished:
            for child in set(active_children()) - before:
                child.terminate()
        pool.shutdown(cancel_futures=True)


def _parts(
    pool: ProcessPoolExecutor,
    tasks: Sequence[Task],
    signatures: Sequence[Signature],
    children: int,
    meanwhile: Callable[[], None],
) -> Iterator[Part]:
    """Some tasks are given ahead, as this process notices only behind a task of its own that a child has none left."""
    done: dict[int, Part] = {}
    given: dict[int, Future[Part]] = {}
    waiting = deque(range(len(tasks)))
    reader: RangeReader | None = None
    for number in range(len(tasks)):
        while number not in done:
            while waiting and sum(not future.done() for future in given.values()) < _AHEAD * children:
                following = waiting.popleft()
                given[following] = pool.submit(scan_in_worker, tasks[following])
            if reader is None:
                meanwhile()
                reader = RangeReader(Engine(signatures))
            if number in given and (given[number].done() or not waiting):
                done[number] = given.pop(number).result()
            else:
                following = waiting.popleft()
                done[following] = reader.scan(tasks[following])
        yield done.pop(number)


_READER: list[RangeReader] = []


def start_worker(signatures: Sequence[Signature]) -> None:
    """Make a child ready; it leaves Ctrl-C to its parent, and ends with it."""
    parent = parent_process()
    if parent is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _READER.append(RangeReader(Engine(signatures)))


def scan_in_worker(task: Task) -> Part:
    """Scan a range in a child."""
    return _READER[0].scan(task)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
