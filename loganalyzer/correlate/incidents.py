"""Hits and runs -> incidents: bursts, flaps, sequences, outages and restart loops.

Hits are joined per process (and, for flaps, per process that is talked about): events of two nodes are never combined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.arrays import distinct, median
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.schema import Correlation
from loganalyzer.correlate.table import HitTable
from loganalyzer.correlate.windows import bursts, distinct_in_window, rhythm, sequences
from loganalyzer.identity import Process, Run

Int64 = npt.NDArray[np.int64]

_LOOP_STARTS = 3
_PAUSE = 15 * 60_000
_PAUSE_FACTOR = 8


class Incident(Struct, frozen=True):
    """Hits that belong together. ``process`` is the one it is about, ``observers`` those that logged it.

    Times are milliseconds UTC. ``count`` is the number of events (cycles of a flap, starts of a loop). ``downs`` holds the
    times at which a flapping process was seen to go.
    """

    id: str
    kind: str
    title: str
    process: str
    observers: tuple[str, ...]
    first: int
    last: int
    count: int
    rows: Int64
    period_seconds: float | None = None
    variation: float | None = None
    downs: tuple[int, ...] = ()


def find_incidents(
    table: HitTable,
    correlations: Sequence[Correlation],
    processes: Sequence[Process],
    runs: Mapping[str, tuple[Run, ...]],
) -> tuple[Incident, ...]:
    """All incidents, sorted by time and id."""
    found: list[Incident] = []
    for correlation in correlations:
        if correlation.kind == "burst":
            found += _bursts(table, correlation)
        elif correlation.kind == "flap":
            found += _flaps(table, correlation, processes)
        elif correlation.kind == "sequence":
            found += _sequences(table, correlation)
        elif correlation.kind == "outage":
            found += _outages(table, correlation)
    found += _loops(runs)
    return tuple(sorted(found, key=lambda incident: (incident.first, incident.id)))


def _timed(table: HitTable, rows: Int64) -> Int64:
    timed: Int64 = rows[table.time[rows] != NO_INSTANT]
    return timed


def _bursts(table: HitTable, correlation: Correlation) -> list[Incident]:
    found = []
    for process in table.process_names:
        rows = _timed(table, table.select(correlation.signatures, [process]))
        times = table.time[rows]
        for number, (start, stop) in enumerate(bursts(times, correlation.window, correlation.least)):
            inside = rows[start : stop + 1]
            beat = rhythm(table.time[inside])
            found.append(
                Incident(
                    f"{correlation.id}:{process}:{number + 1}",
                    "burst",
                    correlation.title,
                    process,
                    (process,),
                    int(times[start]),
                    int(times[stop]),
                    int(inside.size),
                    inside,
                    beat.period_seconds if beat else None,
                    beat.variation if beat else None,
                )
            )
    return found


def _flaps(table: HitTable, correlation: Correlation, processes: Sequence[Process]) -> list[Incident]:
    """One flap per process that is talked about, as told by the observer that saw most of it."""
    talked: dict[tuple[str, str], list[tuple[int, int, bool]]] = {}
    for going, names in ((True, correlation.down), (False, correlation.up)):
        for row in _timed(table, table.select(names)).tolist():
            about = _about(table, row, correlation.of, processes)
            if about is not None:
                observer = table.process_names[table.process[row]]
                talked.setdefault((about, observer), []).append((int(table.time[row]), row, going))
    best: dict[str, tuple[Incident, list[str]]] = {}
    for (about, observer), events in sorted(talked.items()):
        incident = _flap(correlation, about, observer, sorted(events), table.time)
        if incident is None:
            continue
        known = best.get(about)
        observers = [*(known[1] if known else []), observer]
        keep = incident if known is None or incident.count > known[0].count else known[0]
        best[about] = (keep, observers)
    return [_with_observers(incident, observers) for incident, observers in best.values()]


def _flap(
    correlation: Correlation, about: str, observer: str, events: list[tuple[int, int, bool]], times: Int64
) -> Incident | None:
    """Alternating goings and comings; an event that two components report counts once."""
    kept: list[tuple[int, int, bool]] = []
    rows: list[int] = []
    for time, row, going in events:
        rows.append(row)
        if not kept or kept[-1][2] != going:
            kept.append((time, row, going))
    kept = _densest(kept)
    if kept and not kept[0][2]:
        kept = kept[1:]  # a coming before the first going is no part of it
    rows = [row for row in rows if kept and kept[0][0] <= int(times[row]) <= kept[-1][0]]
    downs = [time for time, _, going in kept if going]
    returns = sum(1 for before, after in pairwise(kept) if before[2] and not after[2])
    if returns < correlation.least:
        return None
    beat = rhythm(np.array(downs, dtype=np.int64))
    return Incident(
        f"{correlation.id}:{about}",
        "flap",
        correlation.title,
        about,
        (observer,),
        downs[0],
        kept[-1][0],
        returns,
        np.array(rows, dtype=np.int64),
        beat.period_seconds if beat else None,
        beat.variation if beat else None,
        tuple(downs),
    )


def _densest(events: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """The longest stretch without a long pause: an orderly stop hours before is no part of a flap."""
    if len(events) < 2:
        return events
    distances = np.diff(np.array([event[0] for event in events], dtype=np.int64))
    limit = max(_PAUSE, int(median(distances)) * _PAUSE_FACTOR)
    cuts = [0, *(np.flatnonzero(distances > limit) + 1).tolist(), len(events)]
    parts = [events[start:stop] for start, stop in pairwise(cuts)]
    return max(parts, key=len)


def _with_observers(incident: Incident, observers: list[str]) -> Incident:
    main = incident.observers[0]
    others = tuple(observer for observer in observers if observer != main)
    return Incident(
        incident.id,
        incident.kind,
        incident.title,
        incident.process,
        (main, *others),
        incident.first,
        incident.last,
        incident.count,
        incident.rows,
        incident.period_seconds,
        incident.variation,
        incident.downs,
    )


def _about(table: HitTable, row: int, of: Sequence[str], processes: Sequence[Process]) -> str | None:
    """The process a hit talks about: from its captured cell, node and server; the observer's cell where none is captured."""
    fields = table.fields(row)
    parts = {name: fields.get(name) for name in of}
    node, server = parts.get("node"), parts.get("server") or "nodeagent"
    if not node:
        return None
    observer = table.process_names[table.process[row]]
    cell = parts.get("cell") or next((p.cell for p in processes if p.name == observer and p.cell), None)
    if cell is None:
        cell = next((p.cell for p in processes if p.node == node and p.cell), "unknown")
    return f"{cell}\\{node}\\{server}"


def _sequences(table: HitTable, correlation: Correlation) -> list[Incident]:
    found = []
    groups = [list(table.process_names)] if correlation.across else [[name] for name in table.process_names]
    for group in groups:
        steps = [_timed(table, table.select(step, group)) for step in correlation.steps]
        if any(not step.size for step in steps):
            continue
        runs = sequences([table.time[step] for step in steps], correlation.window)
        if len(runs) < correlation.least:
            continue
        rows = distinct(np.concatenate(steps))
        rows = rows[_within(table.time[rows], [(run[0], run[-1]) for run in runs])]
        process = table.process_names[table.process[rows[0]]]
        observers = tuple(dict.fromkeys(table.process_names[number] for number in table.process[rows].tolist()))
        found.append(
            Incident(
                f"{correlation.id}:{process}",
                "sequence",
                correlation.title,
                process,
                observers,
                runs[0][0],
                runs[-1][-1],
                len(runs),
                rows,
            )
        )
    return found


def _within(times: Int64, spans: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Which times lie in one of the spans."""
    inside = np.zeros(times.size, dtype=bool)
    for first, last in spans:
        inside |= (times >= first) & (times <= last)
    return inside


def _outages(table: HitTable, correlation: Correlation) -> list[Incident]:
    """The same trouble reported by several processes within one window."""
    rows = _timed(table, table.select(correlation.signatures))
    times = table.time[rows]
    found: list[Incident] = []
    for start, stop in bursts(times, correlation.window, correlation.least):
        inside = rows[start : stop + 1]
        names = [table.process_names[number] for number in table.process[inside].tolist()]
        observers = tuple(dict.fromkeys(names))
        if distinct_in_window(table.time[inside], names, correlation.window) >= correlation.least:
            found.append(
                Incident(
                    f"{correlation.id}:{len(found) + 1}",
                    "outage",
                    correlation.title,
                    observers[0],
                    observers,
                    int(times[start]),
                    int(times[stop]),
                    int(inside.size),
                    inside,
                )
            )
    return found


def _loops(runs: Mapping[str, tuple[Run, ...]]) -> list[Incident]:
    """A process that starts again and again with new pids."""
    found = []
    for process, lives in runs.items():
        starts = [run.start for run in lives if run.start is not None and run.pid is not None]
        if len(starts) < _LOOP_STARTS:
            continue
        times = np.array(starts, dtype=np.int64)
        beat = rhythm(times)
        found.append(
            Incident(
                f"restart-loop:{process}",
                "loop",
                "Process starts again and again with a new process id",
                process,
                (process,),
                starts[0],
                starts[-1],
                len(starts),
                np.empty(0, dtype=np.int64),
                beat.period_seconds if beat else None,
                beat.variation if beat else None,
            )
        )
    return found
