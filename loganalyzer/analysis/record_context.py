"""Records before and after those that were found, of the same process."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from loganalyzer.analysis.stream_record import StreamRecord


class Shown(Struct, frozen=True):
    """A record to show: whether it was found or is context, and whether its process skipped records since the last one shown."""

    record: StreamRecord
    found: bool
    skipped: bool = False


class _Around(Struct):
    """What one process has pending: records that may become context, and how many to show after the last one found."""

    before: deque[StreamRecord]
    after: int = 0
    skipped: bool = field(default=True)


def with_context(records: Iterable[tuple[StreamRecord, bool]], before: int, after: int) -> Iterator[Shown]:
    """Those found, each with ``before`` and ``after`` records of its process.

    Context before a record comes directly before it, so that another process's records of that time may stand above it:
    nothing is held back but ``before`` records per process.

    Args:
        records: all records in time order, each with whether it was found.
        before: how many, at most.
        after: how many, at most.
    """
    around: dict[str, _Around] = defaultdict(lambda: _Around(deque(maxlen=before)))
    for record, found in records:
        mine = around[record.process]
        if found:
            yield from _pending(mine)
            yield Shown(record, found=True, skipped=mine.skipped)
            mine.after, mine.skipped = after, False
        elif mine.after:
            yield Shown(record, found=False)
            mine.after -= 1
        else:
            mine.skipped |= len(mine.before) == before
            mine.before.append(record)


def _pending(mine: _Around) -> Iterator[Shown]:
    while mine.before:
        yield Shown(mine.before.popleft(), found=False, skipped=mine.skipped)
        mine.skipped = False
