"""The lives of a process: one per pid, from its header blocks. A repeated header with the same pid is a rotation, no restart.

Source: websphere-tls 3.0 (a header is not a restart; a changed process id is).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from loganalyzer.arrays import distinct
from loganalyzer.clock import Reading, StampStyle, instants_ms
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.identity.processes import Process
from loganalyzer.records import HeaderBlock, MemberScan


class Run(Struct, frozen=True):
    """One life: its pid, milliseconds UTC of the first and last record seen in it (``None`` if unknown), its header's place.

    ``product`` and ``java_version`` are as the header prints them. ``first_in_log`` tells that the life may have begun earlier.
    """

    pid: int | None
    start: int | None
    stop: int | None
    file: str
    line: int
    product: str | None
    java_version: str | None
    host_system: str | None
    first_in_log: bool = False


def runs_of(process: Process, readings: Mapping[StampStyle, Reading]) -> tuple[Run, ...]:
    """The lives of a process in time order.

    Args:
        process: with its scans.
        readings: the clock's reading of each stamp style.
    """
    seen: list[tuple[int, str, HeaderBlock]] = []
    for scan in process.scans:
        for block in scan.headers:
            moment = _moment(scan, block.style, block.raw, readings)
            if moment is not None and block.pid is not None:
                seen.append((moment, scan.path, block))
    seen.sort(key=lambda item: (item[0], item[1], item[2].line))
    runs: list[Run] = []
    for moment, path, block in seen:
        if runs and runs[-1].pid == block.pid:
            continue
        runs.append(
            Run(block.pid, moment, None, path, block.line, block.product, block.java_version, block.host_system)
        )
    return _bounded(runs, process, readings)


def _bounded(runs: list[Run], process: Process, readings: Mapping[StampStyle, Reading]) -> tuple[Run, ...]:
    """Each life ends with the last record before the next one starts."""
    moments = all_minutes(process, readings)
    result = []
    for number, run in enumerate(runs):
        upper = runs[number + 1].start if number + 1 < len(runs) else None
        inside = moments[
            (moments >= (run.start or 0) - 60_000) & ((moments < upper - 60_000) if upper is not None else True)
        ]
        stop = int(inside.max()) if inside.size else run.start
        earlier = bool(moments.size and run.start is not None and moments.min() < run.start - 60_000)
        result.append(
            Run(
                run.pid,
                run.start,
                stop,
                run.file,
                run.line,
                run.product,
                run.java_version,
                run.host_system,
                first_in_log=number == 0 and not earlier,
            )
        )
    return tuple(result)


def all_minutes(process: Process, readings: Mapping[StampStyle, Reading]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Milliseconds UTC of every minute in which the process wrote, sorted and distinct."""
    parts = [minutes_of(scan, readings) for scan in process.scans]
    moments = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return distinct(moments[moments != NO_INSTANT])


def minutes_of(scan: MemberScan, readings: Mapping[StampStyle, Reading]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Milliseconds UTC of each minute run of a member, ``NO_INSTANT`` where the date does not exist."""
    result = np.full(scan.minutes.key.size, NO_INSTANT, dtype=np.int64)
    for number, use in enumerate(scan.styles):
        reading = readings.get(use.style)
        if reading is not None:
            mine = scan.minutes.style == number
            result[mine] = instants_ms(scan.minutes.raw[mine], reading)
    return result


def _moment(scan: MemberScan, style: int, raw: int, readings: Mapping[StampStyle, Reading]) -> int | None:
    if style < 0:
        return None
    reading = readings.get(scan.styles[style].style)
    if reading is None:
        return None
    moment = int(instants_ms(np.array([raw], dtype=np.int64), reading)[0])
    return None if moment == NO_INSTANT else moment
