"""The dates of a process as they stand in its logs, gathered for the rules that decide their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.clock import StampStyle
from loganalyzer.clock.instants import full_year, possible_dates
from loganalyzer.clock.packing import unpack
from loganalyzer.identity.processes import Process
from loganalyzer.identity.rotation import rotation_date

Triples = npt.NDArray[np.int64]
"""Date fields as written, one row of three per date."""


class Dates(Struct):
    """The distinct dates of one skeleton, as written, in order of appearance."""

    skeleton: str
    triples: Triples
    zones: tuple[str, ...]
    widths: dict[str, frozenset[int]]
    by_zone: dict[str, Triples]
    rotations: tuple[tuple[str, date, tuple[int, int, int]], ...]
    sure: tuple[tuple[str, date, date], ...] = ()


def dates_of(process: Process) -> Dates | None:
    """Gather the dates of the process's most used skeleton."""
    groups: dict[str, list[tuple[StampStyle, Triples]]] = {}
    widths: dict[str, dict[str, set[int]]] = {}
    rotations: list[tuple[str, tuple[str, date, tuple[int, int, int]]]] = []
    for scan in sorted(process.scans, key=lambda scan: scan.path):
        for number, use in enumerate(scan.styles):
            if use.style.iso:
                continue
            raw = scan.minutes.raw[scan.minutes.style == number]
            fields = unpack(raw)
            triples = np.stack([fields.first, fields.second, fields.third], axis=1)
            groups.setdefault(use.style.skeleton, []).append((use.style, _distinct(triples)))
            for name, seen in use.widths.items():
                widths.setdefault(use.style.skeleton, {}).setdefault(name, set()).update(seen)
        rolled = rotation_date(scan.path)
        if rolled and scan.last and not scan.styles[scan.last[0]].style.iso:
            last = unpack(np.array([scan.last[1]]))
            place = (int(last.first[0]), int(last.second[0]), int(last.third[0]))
            rotations.append((scan.styles[scan.last[0]].style.skeleton, (scan.path, rolled, place)))
    if not groups:
        return None
    skeleton = max(groups, key=lambda name: (sum(len(part) for _, part in groups[name]), name))
    parts = groups[skeleton]
    by_zone = {}
    for zone in sorted({style.zone for style, _ in parts}):
        by_zone[zone] = np.concatenate([triples for style, triples in parts if style.zone == zone])
    return Dates(
        skeleton=skeleton,
        triples=np.concatenate([triples for _, triples in parts]),
        zones=tuple(by_zone),
        widths={name: frozenset(seen) for name, seen in widths.get(skeleton, {}).items()},
        by_zone=by_zone,
        rotations=tuple(found for of, found in rotations if of == skeleton),
        sure=tuple(_iso_days(process)),
    )


def _iso_days(process: Process) -> Iterator[tuple[str, date, date]]:
    """First and last day of each file whose stamps leave no doubt: verbose garbage collection, javacores."""
    for scan in sorted(process.scans, key=lambda scan: scan.path):
        for number, use in enumerate(scan.styles):
            fields = unpack(scan.minutes.raw[scan.minutes.style == number])
            if use.style.iso and fields.first.size:
                days = days_of(np.stack([fields.first, fields.second, fields.third], axis=1), "ymd")
                if days:
                    yield scan.path, days[0], days[-1]


def _distinct(triples: Triples) -> Triples:
    if not len(triples):
        return triples
    change = np.concatenate(([True], (triples[1:] != triples[:-1]).any(axis=1)))
    return triples[change]


def calendar(triples: Triples, order: str) -> tuple[Triples, Triples, Triples]:
    """Years, months and days of the dates in an order."""
    columns = {name: triples[:, position] for position, name in enumerate(order)}
    return full_year(columns["y"]), columns["m"], columns["d"]


def days_of(triples: Triples, order: str) -> list[date]:
    """The distinct days that exist, in calendar order."""
    years, months, days = calendar(triples, order)
    good = possible_dates(years, months, days)
    found = {
        (int(year), int(month), int(day))
        for year, month, day in zip(years[good], months[good], days[good], strict=True)
        if year > 0
    }
    return [date(*parts) for parts in sorted(found)]
