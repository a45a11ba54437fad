"""Facts of one process joined to the records they explain: a handshake in a TLS trace, an incident file of FFDC.

Both are written by the same process about the same event, so one clock counts. What joins them is stated by the correlation:
the thread and the time, the file that the record names, or the exception and the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.links import EventLink
from loganalyzer.correlate.schema import Correlation
from loganalyzer.correlate.table import Hit, HitTable, Int64
from loganalyzer.matching.records import parts_of

_MOST_FACTS: Final = 2_000
_MOST_NEAR: Final = 200
_THREAD: Final = re.compile(r"\s*\[[^\]]{8,60}\] ?([0-9a-fA-F]{8})\b")
_THREAD_DIGITS: Final = 8
_MESSAGE: Final = 60
_TRACE: Final = ("1", "2", "3", "<", ">")

Pairs = Iterator[tuple[int, int]]


def find_joins(table: HitTable, correlations: Sequence[Correlation]) -> tuple[EventLink, ...]:
    """The rows that belong together, for all correlations of kind ``join``; the record comes first, then the fact."""
    found: list[EventLink] = []
    for correlation in correlations:
        if correlation.kind != "join":
            continue
        records_of, facts_of = correlation.steps
        for process in table.process_names:
            facts = table.select(facts_of, [process], where=_condition(correlation))[:_MOST_FACTS]
            if facts.size:
                records = table.select(records_of, [process])
                pairs = _BY[correlation.by](table, records, facts, correlation.window)
                found += [EventLink(record, fact, correlation.title) for record, fact in pairs]
    return tuple(found)


def _condition(correlation: Correlation) -> Callable[[Mapping[str, str]], bool]:
    def wanted(fields: Mapping[str, str]) -> bool:
        return all(re.search(value, fields.get(name, "")) for name, value in correlation.matching)

    return wanted


def _by_file(table: HitTable, records: Int64, facts: Int64, _: int) -> Pairs:
    named = {_base(table.fields(row).get("incident", "")): row for row in reversed(records.tolist())}
    for fact in facts.tolist():
        record = named.get(_base(table.hit(fact).file))
        if record is not None:
            yield record, fact


def _base(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _by_thread(table: HitTable, records: Int64, facts: Int64, window: int) -> Pairs:
    """The record of the thread nearest in time. Where a trace numbers threads in its own way, only a lone record will do."""
    taken: set[int] = set()
    for fact in map(table.hit, facts.tolist()):
        near = [one for one in _near(table, records, fact, window) if one.row not in taken]
        thread = fact.fields.get("thread_id", "")
        fitting = [one for one in near if _thread_of(one) == thread.lower()]
        if len(thread) != _THREAD_DIGITS and len(near) == 1:
            fitting = near
        if fitting:
            taken.add(fitting[0].row)
            yield fitting[0].row, fact.row


def _by_exception(table: HitTable, records: Int64, facts: Int64, window: int) -> Pairs:
    """Records of one failure and its incident: several records may be about it, the nearest counts."""
    for fact in map(table.hit, facts.tolist()):
        fitting = [one for one in _near(table, records, fact, window) if _same_exception(one, fact)]
        if fitting:
            yield fitting[0].row, fact.row


def _near(table: HitTable, records: Int64, fact: Hit, window: int) -> list[Hit]:
    """Records within the window, those of a trace last, then the nearest first; what has no time is near nothing."""
    if fact.time is None:
        return []
    times = table.time[records]
    timed = records[times != NO_INSTANT]
    times = table.time[timed]
    inside = slice(np.searchsorted(times, fact.time - window), np.searchsorted(times, fact.time + window, side="right"))
    near = timed[inside]
    order = np.argsort(np.abs(table.time[near] - fact.time), kind="stable")[:_MOST_NEAR]
    hits = [table.hit(row) for row in near[order].tolist()]
    apart = [hit for hit in hits if (hit.file, hit.line) != (fact.file, fact.line)]
    return sorted(apart, key=_traced)


def _traced(record: Hit) -> bool:
    """Whether a record is one of a trace: it repeats what the process says as an error."""
    return record.quote is not None and parts_of(record.quote.text).level in _TRACE


def _thread_of(record: Hit) -> str | None:
    found = _THREAD.match(record.quote.text) if record.quote else None
    return found[1].lower() if found else None


def _same_exception(record: Hit, fact: Hit) -> bool:
    """The record, in another file, has the incident's message; its exception class where it has none."""
    text = " ".join(record.quote.text.split()) if record.quote else ""
    name = fact.fields.get("exception", "")
    message = " ".join(fact.fields.get("message", "").split())[:_MESSAGE]
    return record.file != fact.file and bool(name) and (message or name) in text


_BY: Final[Mapping[str, Callable[[HitTable, Int64, Int64, int], Pairs]]] = {
    "thread": _by_thread,
    "file": _by_file,
    "exception": _by_exception,
}
