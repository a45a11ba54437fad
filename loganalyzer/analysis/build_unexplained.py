"""What no signature explains, ranked: errors before warnings, what is seen only around incidents before what is always there.

Groups with one message id are one. Of those without an id, near templates are made one: texts in which a word varies that no
mask knows (a name, a state).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field

from loganalyzer.analysis import model
from loganalyzer.analysis.window import Window
from loganalyzer.clock import Reading, StampStyle, instants_ms, to_datetime
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.diagnosis.case import Case
from loganalyzer.identity import Clock, Process
from loganalyzer.records import MemberScan, TextGroup

SHOWN = 50
_NEAR = 10 * 60_000
_COMPARED = 400
_ALIKE = 88
_EXCEPTION = re.compile(r"[\w.$]+(?:Exception|Error)\b")
_MESSAGE_ID = re.compile(r"\b[A-Z][A-Z0-9]{2,7}\d{3,5}[A-Z]\b")


class _Pool(Struct):
    """Groups of several members that are one: the same message id, or the same template."""

    group: TextGroup
    sample: model.Sample
    count: int = 0
    first: int | None = None
    last: int | None = None
    processes: set[str] = field(default_factory=set)


def unexplained(case: Case, clocks: Mapping[str, Clock], window: Window) -> tuple[model.Unexplained, ...]:
    """The ``SHOWN`` groups most worth a look, best first."""
    pools: dict[str, _Pool] = {}
    for process in case.processes.values():
        for scan in process.scans:
            for group in scan.unexplained:
                _add(pools, group, scan, process, clocks[process.name].readings)
    shown = [
        pool
        for pool in pools.values()
        if pool.first is None or window.holds(pool.first) or window.holds(pool.last or 0)
    ]
    times = [(one.first - _NEAR, one.last + _NEAR) for one in case.incidents]
    shown.sort(key=lambda pool: (-_score(pool, case, times), pool.first or 0, pool.group.template))
    shown = _near_merged(shown[:_COMPARED])
    return tuple(
        model.Unexplained(
            template=pool.group.template,
            count=pool.count,
            first=to_datetime(pool.first) if pool.first is not None else None,
            last=to_datetime(pool.last) if pool.last is not None else None,
            processes=tuple(sorted(pool.processes)),
            sample=pool.sample,
        )
        for pool in shown[:SHOWN]
    )


def _add(
    pools: dict[str, _Pool],
    group: TextGroup,
    scan: MemberScan,
    process: Process,
    readings: Mapping[StampStyle, Reading],
) -> None:
    named = _MESSAGE_ID.search(group.template)
    key = named.group(0) if named else group.template
    first, last = (_moment(scan, stamp, readings) for stamp in (group.first, group.last))
    pool = pools.get(key)
    if pool is None:
        moment = to_datetime(first) if first is not None else None
        pool = pools[key] = _Pool(group, model.Sample(scan.path, group.line, moment, process.name, group.text))
    pool.count += group.count
    pool.processes.add(process.name)
    if first is not None:
        pool.first = first if pool.first is None else min(pool.first, first)
    if last is not None:
        pool.last = last if pool.last is None else max(pool.last, last)


def _near_merged(pools: list[_Pool]) -> list[_Pool]:
    """The pools in their order, each joined to an earlier one of almost the same template; exceptions must be the same."""
    kept: list[_Pool] = []
    alike: dict[tuple[int, tuple[str, ...]], dict[int, str]] = {}
    for pool in pools:
        template = pool.group.template
        if _MESSAGE_ID.search(template):
            kept.append(pool)
            continue
        known = alike.setdefault((pool.group.severity, tuple(_EXCEPTION.findall(template))), {})
        found = _nearest(template, known)
        if found is None:
            known[len(kept)] = template
            kept.append(pool)
        else:
            _join(kept[found], pool)
    return kept


def _nearest(template: str, known: Mapping[int, str]) -> int | None:
    """The number of the template that is most like this one, if any is almost the same."""
    if not known:
        return None
    from rapidfuzz import fuzz, process

    found = process.extractOne(template, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[2] if found else None


def _join(pool: _Pool, other: _Pool) -> None:
    """Add ``other``; the sample is that of the earlier one."""
    pool.count += other.count
    pool.processes |= other.processes
    if other.first is not None and (pool.first is None or other.first < pool.first):
        pool.first, pool.group, pool.sample = other.first, other.group, other.sample
    if other.last is not None and (pool.last is None or other.last > pool.last):
        pool.last = other.last


def _score(pool: _Pool, case: Case, times: Sequence[tuple[int, int]]) -> float:
    """Severity, then novelty against the quiet periods, then closeness to the beginning of an incident.

    A group that was first or last seen outside the times of all incidents belongs to the quiet periods too.
    """
    score = 2.0 if pool.group.severity == 0 else 1.0
    if pool.first is None or pool.last is None or case.span is None:
        return score
    begin, end = case.span
    score += 0.25 * (pool.first - begin) / max(end - begin, 1)
    if all(any(start <= moment <= stop for start, stop in times) for moment in (pool.first, pool.last)):
        score += 0.5
    if any(abs(pool.first - incident.first) <= _NEAR for incident in case.incidents):
        score += 0.5
    return score


def _moment(scan: MemberScan, stamp: tuple[int, int], readings: Mapping[StampStyle, Reading]) -> int | None:
    reading = readings.get(scan.styles[stamp[0]].style) if stamp[0] >= 0 else None
    if reading is None:
        return None
    moment = int(instants_ms(np.array([stamp[1]], dtype=np.int64), reading)[0])
    return None if moment == NO_INSTANT else moment
