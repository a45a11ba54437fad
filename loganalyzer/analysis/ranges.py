"""What a process reads in one go: a member, or a range of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from msgspec import Struct

from loganalyzer.analysis.hit_notes import Met
from loganalyzer.analysis.scan import WHOLE, Part, Span, scan_part, spans_between
from loganalyzer.analysis.sorting import Job
from loganalyzer.formats import cut_before
from loganalyzer.matching.engine import Engine

RANGE_BYTES = 8 << 20
RANGE_LIMIT = 128 << 20


class Task(Struct, frozen=True):
    """A range of a member to scan, ``block`` bytes at a time.

    ``spare_core``: not every core has a process to run, so that a thread can read ahead.
    """

    job: Job
    span: Span
    block: int
    spare_core: bool


class RangeReader:
    """Scans ranges in one process, and remembers what the earlier ones of the same member captured.

    What was met before needs no text of its own again: the join would drop it (:mod:`loganalyzer.analysis.parts`).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._before: tuple[str, int] = ("", 0)
        self._met = Met()

    def scan(self, task: Task) -> Part:
        """Scan a range."""
        member, sniffed = task.job.member, task.job.sniffed
        path, start = self._before
        if member.path != path or task.span.start <= start:
            self._met = Met()
        self._before = member.path, task.span.start
        return scan_part(
            member, sniffed, self._engine, task.span, task.block, spare_core=task.spare_core, met=self._met
        )


def tasks_of(jobs: Sequence[Job], processes: int, block: int) -> list[list[Task]]:
    """The tasks of each member, for a number of processes of which each takes the next one when it is free.

    A range is two thirds of an equal share of what is left to read: large ones first, since each begins anew what a pass learns on its
    way and is sent from process to process, and small ones last, so that all are done at about the same time.
    """
    left = sum(job.member.size for job in jobs)
    spans = []
    for job in jobs:
        spans.append(_spans(job, left, processes, block))
        left -= job.member.size
    spare = min(processes, sum(map(len, spans))) < (os.cpu_count() or 1)
    return [[Task(job, span, block, spare) for span in some] for job, some in zip(jobs, spans, strict=True)]


def _spans(job: Job, left: int, processes: int, block: int) -> list[Span]:
    """A plain file is read in ranges; whatever is unpacked on the way, or transcoded, in one go."""
    member = job.member
    if processes <= 1 or member.local is None or not job.sniffed.form.is_plain:
        return [WHOLE]
    try:
        with member.local.open("rb") as file:
            ends = _ends(member.size, left, processes, block)
            cuts = [(cut, end) for end in ends if (cut := cut_before(file, end, block)) is not None]
    except OSError:
        return [WHOLE]
    return spans_between(cuts)


def _ends(size: int, left: int, processes: int, block: int) -> Iterator[int]:
    """Where the ranges of a member end, but for the last: multiples of the block."""
    end = 0
    while True:
        share = 2 * (left - end) // (3 * processes)
        end += min(max(share, RANGE_BYTES), RANGE_LIMIT) // block * block
        if end >= size:
            return
        yield end
