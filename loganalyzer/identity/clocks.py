"""On which clock a process writes: date order and zone, decided once per process from all its files.

Every rule only removes readings that the evidence excludes; what remains undecided is stated as an ambiguity with both
readings (log-formats 3.1, 3.2). Rules in the order of their force: dates that do not exist, zone tokens that cannot occur on
the date, rotated file names, the locale patterns that print such padding, the shorter span, the countries of those locales, the
other processes of the node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from loganalyzer.clock import ORDERS, Reading, StampStyle, ZoneReading, patterns_for, zone_readings
from loganalyzer.clock.instants import full_year, possible_dates
from loganalyzer.clock.packing import unpack
from loganalyzer.clock.stamps import year_base_of
from loganalyzer.errors import UsageError
from loganalyzer.identity.processes import Process
from loganalyzer.identity.rotation import rotation_date

_ORDER_NAMES = {"mdy": "month/day/year", "dmy": "day/month/year", "ymd": "year/month/day", "ydm": "year/day/month"}
_GENERIC = {"/": ("mdy", "dmy", "ymd"), ".": ("dmy", "ymd"), "-": ("ymd", "dmy", "mdy")}
Triples = npt.NDArray[np.int64]
"""Date fields as written, one row of three per date."""

_NOWHERE: frozenset[int] = frozenset()
_HOME = {
    "ja_JP": frozenset({540}),
    "zh_CN": frozenset({480}),
    "nl_NL": frozenset({60, 120}),
    "kok_IN": frozenset({330}),
    "es_PA": frozenset({-300}),
    "es_PR": _NOWHERE,
    "eu_ES": _NOWHERE,
    "sah_RU": _NOWHERE,
    "ak_GH": _NOWHERE,
}
"""Locales that alone write a date order some way -> the offsets of their country; nowhere: too seldom to count alone."""

_PRIOR = ("mdy", "dmy", "ymd", "ydm")


@dataclass(frozen=True, slots=True)
class ClockOverrides:
    """What the user forces: glob of ``node/server`` or ``cell/node/server`` -> date order, or zone (IANA name or offset)."""

    orders: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clock:
    """How one process's stamps are read.

    ``order`` is ``None`` if there is no stamp; ``zone`` is the zone shown to the user; ``readings`` maps each style to its
    date order and offset. ``confidence`` is 0..1; ``evidence`` says why, rule by rule; ``alternative`` is the other reading
    of the order if it could not be decided.
    """

    order: str | None
    zone: str | None
    confidence: float
    evidence: tuple[str, ...]
    readings: Mapping[StampStyle, Reading]
    alternative: str | None = None


@dataclass(slots=True)
class _Dates:
    """The distinct dates of one skeleton, as written, in order of appearance."""

    skeleton: str
    triples: Triples
    zones: tuple[str, ...]
    widths: dict[str, frozenset[int]]
    by_zone: dict[str, Triples]
    rotations: tuple[tuple[str, date, tuple[int, int, int]], ...]


@dataclass(slots=True)
class _Decision:
    orders: list[str]
    evidence: list[str]
    confidence: float = 0.0

    @property
    def decided(self) -> bool:
        return len(self.orders) == 1


def decide_clocks(processes: Sequence[Process], overrides: ClockOverrides) -> dict[str, Clock]:
    """Decide the clock of each process (by name).

    Raises:
        UsageError: an override names no process of the bundle, or an unknown zone.
    """
    _check_overrides(processes, overrides)
    decisions: dict[str, tuple[_Dates | None, _Decision]] = {}
    for process in processes:
        dates = _dates_of(process)
        decisions[process.name] = (dates, _decide_order(dates, _override(process, overrides.orders)))
    for process in processes:
        dates, decision = decisions[process.name]
        if dates is not None and not decision.decided:
            _ask_neighbours(process, dates, decision, processes, decisions)
    return {process.name: _clock(process, *decisions[process.name], overrides) for process in processes}


def matches_process(pattern: str, process: Process) -> bool:
    """Whether a PROCESS word of the command line (``node/server``, ``cell/node/server``, a glob, or ``*``) names a process."""
    return matches_name(pattern, process.name)


def matches_name(pattern: str, name: str) -> bool:
    """The same for the name of a process: cell\\node\\server."""
    pattern = pattern.replace("\\", "/")
    full = name.replace("\\", "/")
    return any(fnmatchcase(word, pattern) for word in (full, full.partition("/")[2], full.rpartition("/")[2]))


def _check_overrides(processes: Sequence[Process], overrides: ClockOverrides) -> None:
    for option, words in (("--date-order", overrides.orders), ("--zone", overrides.zones)):
        for word in words:
            if not any(matches_process(word, process) for process in processes):
                raise UsageError(f"{option} {word}: no such process in this bundle")
    for word, order in overrides.orders.items():
        if order not in ORDERS:
            raise UsageError(f"--date-order {word}={order}: expected mdy, dmy or ymd")
    for word, zone in overrides.zones.items():
        if not _zone_override(zone):
            raise UsageError(f"--zone {word}={zone}: not a zone name or offset")


def _override(process: Process, words: Mapping[str, str]) -> str | None:
    return next((value for word, value in words.items() if matches_process(word, process)), None)


def _dates_of(process: Process) -> _Dates | None:
    """Gather the dates of the process's most used skeleton."""
    groups: dict[str, list[tuple[StampStyle, Triples]]] = {}
    widths: dict[str, dict[str, set[int]]] = {}
    rotations: list[tuple[str, date, tuple[int, int, int]]] = []
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
        if rolled and scan.last:
            last = unpack(np.array([scan.last[1]]))
            rotations.append((scan.path, rolled, (int(last.first[0]), int(last.second[0]), int(last.third[0]))))
    if not groups:
        return None
    skeleton = max(groups, key=lambda name: (sum(len(part) for _, part in groups[name]), name))
    parts = groups[skeleton]
    by_zone = {}
    for zone in sorted({style.zone for style, _ in parts}):
        by_zone[zone] = np.concatenate([triples for style, triples in parts if style.zone == zone])
    return _Dates(
        skeleton=skeleton,
        triples=np.concatenate([triples for _, triples in parts]),
        zones=tuple(by_zone),
        widths={name: frozenset(seen) for name, seen in widths.get(skeleton, {}).items()},
        by_zone=by_zone,
        rotations=tuple(rotations),
    )


def _distinct(triples: Triples) -> Triples:
    if not len(triples):
        return triples
    change = np.concatenate(([True], (triples[1:] != triples[:-1]).any(axis=1)))
    return triples[change]


def _decide_order(dates: _Dates | None, forced: str | None) -> _Decision:
    if dates is None:
        return _Decision([], [], 1.0)
    if forced:
        return _Decision([forced], [f"date order {forced} as told by --date-order"], 1.0)
    decision = _Decision(_possible_orders(dates), [])
    if decision.decided:
        decision.evidence.append(f"only {_ORDER_NAMES[decision.orders[0]]} is written as {dates.skeleton!r}")
        decision.confidence = 0.99
    rules = (
        _exclude_impossible,
        _exclude_by_zone,
        _exclude_by_rotation,
        _exclude_by_padding,
        _exclude_by_span,
        _exclude_by_place,
    )
    for rule in rules:
        if not decision.decided:
            rule(dates, decision)
    return decision


def _possible_orders(dates: _Dates) -> list[str]:
    if year_base_of(dates.skeleton):
        return ["ymd"]
    known = {pattern.order for pattern in patterns_for(dates.skeleton, {}) if not pattern.four_digit_year}
    known |= {
        pattern.order for pattern in patterns_for(dates.skeleton, {"1": frozenset({4})}) if pattern.order[0] == "y"
    }
    known |= {
        pattern.order for pattern in patterns_for(dates.skeleton, {"3": frozenset({4})}) if pattern.order[2] == "y"
    }
    separators = [letter for letter in dates.skeleton if letter in _GENERIC]
    known |= set(_GENERIC[separators[0]]) if separators and not known else set()
    if 4 in dates.widths.get("1", ()):
        known = {order for order in known if order[0] == "y"} or {"ymd"}
    elif 4 in dates.widths.get("3", ()):
        known = {order for order in known if order[2] == "y"} or {"dmy", "mdy"}
    return [order for order in _PRIOR if order in known] or list(_PRIOR)


def _calendar(triples: Triples, order: str) -> tuple[Triples, Triples, Triples]:
    columns = {name: triples[:, position] for position, name in enumerate(order)}
    return full_year(columns["y"]), columns["m"], columns["d"]


def _exclude_impossible(dates: _Dates, decision: _Decision) -> None:
    bad = {order: int((~possible_dates(*_calendar(dates.triples, order))).sum()) for order in decision.orders}
    least = min(bad.values())
    gone = [order for order in decision.orders if bad[order] > least]
    if not gone:
        return
    example = dates.triples[~possible_dates(*_calendar(dates.triples, gone[0]))][0]
    written = "/".join(str(number) for number in example)
    _keep(
        decision,
        [order for order in decision.orders if order not in gone],
        f"{written} is no date as {_names(gone)}",
        0.99,
    )


def _exclude_by_zone(dates: _Dates, decision: _Decision) -> None:
    gone: dict[str, str] = {}
    for order in decision.orders:
        for zone, triples in dates.by_zone.items():
            readings = zone_readings(zone)
            days = _days(triples, order)
            if readings and days and not any(all(reading.occurs_on(day) for day in days) for reading in readings):
                worst = next(day for day in days if not any(reading.occurs_on(day) for reading in readings))
                gone[order] = f"{zone} excludes {worst.day} {worst:%B}"
    if gone and len(gone) < len(decision.orders):
        text = "; ".join(f"{reason}, so not {_ORDER_NAMES[order]}" for order, reason in gone.items())
        _keep(decision, [order for order in decision.orders if order not in gone], text, 0.97)


def _days(triples: Triples, order: str) -> list[date]:
    years, months, days = _calendar(triples, order)
    good = possible_dates(years, months, days)
    found = {
        (int(year), int(month), int(day))
        for year, month, day in zip(years[good], months[good], days[good], strict=True)
        if year > 0
    }
    return [date(*parts) for parts in sorted(found)]


def _exclude_by_rotation(dates: _Dates, decision: _Decision) -> None:
    """The name of a rolled file carries the local date of its end, year first in every locale (log-formats 3.7)."""
    for path, rolled, last in dates.rotations:
        fitting = []
        for order in decision.orders:
            days = _days(np.array([last], dtype=np.int64), order)
            if days and abs(days[0] - rolled) <= timedelta(days=1):
                fitting.append(order)
        if fitting and len(fitting) < len(decision.orders):
            _keep(
                decision,
                fitting,
                f"{path.rpartition('/')[2]} ends on {rolled:%Y-%m-%d}, as {_names(fitting)} has it",
                0.98,
            )


def _exclude_by_padding(dates: _Dates, decision: _Decision) -> None:
    patterns = tuple(patterns_for(dates.skeleton, dates.widths))
    fitting = [order for order in decision.orders if any(pattern.order == order for pattern in patterns)]
    if fitting and len(fitting) < len(decision.orders):
        names = sorted(
            {locale for pattern in patterns if pattern.order == fitting[0] for locale in pattern.locales[:2]}
        )[:4]
        _keep(
            decision, fitting, f"its padding is printed by {_names(fitting)} locales only ({', '.join(names)} …)", 0.9
        )


def _exclude_by_span(dates: _Dates, decision: _Decision) -> None:
    """Logs run over days, not over the same day of many months: the much shorter, forward-running reading holds."""
    spans = {}
    for order in decision.orders:
        years, months, days = _calendar(dates.triples, order)
        ordinals = (years * 12 + months) * 31 + days
        spans[order] = (int((np.diff(ordinals) < 0).sum()), int(ordinals.max() - ordinals.min()))
    best = min(spans.values(), key=lambda item: (item[0], item[1]))
    kept = [order for order, (back, span) in spans.items() if back <= best[0] and span <= max(2, best[1] * 4)]
    if len(kept) < len(decision.orders):
        _keep(decision, kept, f"as {_names(kept)} the log runs forward over {best[1]} days", 0.85)


def _exclude_by_place(dates: _Dates, decision: _Decision) -> None:
    """An order that only the locales of one country write needs that country's zone: 21/03/18 GMT is no Japanese stamp."""
    offsets = {reading.offset for zone in dates.zones for reading in zone_readings(zone)}
    writers = {
        order: {
            locale.partition("_#")[0]
            for p in patterns_for(dates.skeleton, dates.widths)
            if p.order == order
            for locale in p.locales
        }
        for order in decision.orders
    }
    gone = [
        order
        for order in decision.orders
        if writers[order] and not any(offsets & _HOME.get(locale, offsets) for locale in writers[order])
    ]
    if offsets and gone and len(gone) < len(decision.orders):
        names = sorted(set().union(*(writers[order] for order in gone)))
        text = f"as {_names(gone)} it is written by {', '.join(names)} JVMs only, which do not print {' or '.join(dates.zones)}"
        _keep(decision, [order for order in decision.orders if order not in gone], text, 0.85)


def _ask_neighbours(
    process: Process,
    dates: _Dates,
    decision: _Decision,
    processes: Iterable[Process],
    decisions: Mapping[str, tuple[_Dates | None, _Decision]],
) -> None:
    """Processes of one node run with one locale as a rule; their decided order holds for the undecided."""
    for other in processes:
        other_dates, other_decision = decisions[other.name]
        same_node = process.node is not None and other.node == process.node and other.cell == process.cell
        if other.name != process.name and same_node and other_dates and other_decision.decided:
            order = other_decision.orders[0]
            if (
                other_dates.skeleton == dates.skeleton
                and order in decision.orders
                and other_decision.confidence >= 0.85
            ):
                _keep(decision, [order], f"as {other.name} of the same node, which writes {_ORDER_NAMES[order]}", 0.85)
                return


def _keep(decision: _Decision, orders: list[str], reason: str, confidence: float) -> None:
    decision.orders = orders
    decision.evidence.append(reason)
    decision.confidence = confidence


def _names(orders: Sequence[str]) -> str:
    return " or ".join(_ORDER_NAMES[order] for order in orders)


def _clock(process: Process, dates: _Dates | None, decision: _Decision, overrides: ClockOverrides) -> Clock:
    styles = sorted(
        {use.style for scan in process.scans for use in scan.styles}, key=lambda style: (style.skeleton, style.zone)
    )
    if not styles:
        return Clock(None, None, 1.0, (), {})
    order, evidence, confidence = _final_order(decision)
    zone_name, zones, zone_evidence, zone_confidence = _zones(process, styles, dates, order, overrides)
    readings = {
        style: replace(zones[style.zone], order="ymd" if style.iso else order, year_base=year_base_of(style.skeleton))
        for style in styles
        if style.zone in zones
    }
    alternative = decision.orders[1] if len(decision.orders) > 1 else None
    if all(style.iso for style in styles):
        order, confidence, evidence = "ymd", 1.0, ["ISO 8601 stamps"]
    return Clock(order, zone_name, min(confidence, zone_confidence), (*evidence, *zone_evidence), readings, alternative)


def _final_order(decision: _Decision) -> tuple[str, list[str], float]:
    if decision.decided:
        return decision.orders[0], decision.evidence, decision.confidence
    if not decision.orders:
        return "ymd", decision.evidence, 1.0
    chosen, other = decision.orders[0], decision.orders[1]
    text = (
        f"date order undecided: read as {_ORDER_NAMES[chosen]}, could be {_ORDER_NAMES[other]}; nothing in this file or its"
        f" neighbours tells them apart (force with --date-order)"
    )
    return chosen, [*decision.evidence, text], 0.5


def _zones(
    process: Process, styles: Sequence[StampStyle], dates: _Dates | None, order: str, overrides: ClockOverrides
) -> tuple[str | None, dict[str, Reading], list[str], float]:
    forced = _override(process, overrides.zones)
    if forced:
        reading = _zone_override(forced) or Reading("ymd", 0)
        return forced, {style.zone: reading for style in styles}, [f"zone {forced} as told by --zone"], 1.0
    names: list[str] = []
    readings: dict[str, Reading] = {}
    evidence: list[str] = []
    confidence = 1.0
    tokens = sorted({style.zone for style in styles})
    for token in sorted(tokens, key=lambda word: (not word, word)):
        if not token and readings:
            # Files without a zone (garbage collection, plug-in) are in the zone of the process's other logs.
            readings[token] = next(iter(readings.values()))
            evidence.append(f"where no zone is printed, {names[0]} is taken from the process's other logs")
            continue
        name, reading, reason, sure = _zone(token, dates, order)
        names.append(name)
        readings[token] = reading
        confidence = min(confidence, sure)
        if reason:
            evidence.append(reason)
    return " / ".join(dict.fromkeys(names)), readings, evidence, confidence


def _zone(token: str, dates: _Dates | None, order: str) -> tuple[str, Reading, str | None, float]:
    found = zone_readings(token)
    if not found:
        shown = f"zone {token!r} is unknown" if token else "no zone is printed"
        return (token or "none"), Reading("ymd", 0), f"{shown}: times are shown as if UTC (force with --zone)", 0.3
    days = _days(dates.by_zone[token], order) if dates and token in dates.by_zone else []
    fitting = [reading for reading in found if all(reading.occurs_on(day) for day in days)] or list(found)
    chosen = _by_locale(fitting, dates, order)
    offsets = {reading.offset for reading in fitting}
    if len(offsets) == 1:
        return chosen.name, Reading("ymd", chosen.offset), None, 1.0
    others = ", ".join(reading.name for reading in fitting if reading.offset != chosen.offset)
    return chosen.name, Reading("ymd", chosen.offset), f"{token} read as {chosen.name}; could also be {others}", 0.6


def _by_locale(fitting: Sequence[ZoneReading], dates: _Dates | None, order: str) -> ZoneReading:
    """A Chinese stamp pattern makes CST China's; otherwise the most widely used zone comes first in the table."""
    if dates is not None:
        locales = {
            locale for p in patterns_for(dates.skeleton, dates.widths) if p.order == order for locale in p.locales
        }
        country = {"Asia/Shanghai": "zh_CN", "Asia/Jerusalem": "he_IL", "Asia/Kolkata": "en_IN", "Asia/Manila": "en_PH"}
        for reading in fitting:
            if len(locales) <= 6 and country.get(reading.name, "") in locales:
                return reading
    preferred = {"America/Chicago": 0, "Asia/Kolkata": 1, "America/Los_Angeles": 0}
    return min(fitting, key=lambda reading: preferred.get(reading.name, 5))


def _zone_override(zone: str) -> Reading | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    offset = zone_readings(zone)
    if offset and (zone in {"UTC", "GMT", "Z"} or any(letter.isdigit() for letter in zone)):
        return Reading("ymd", offset[0].offset)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Reading("ymd", offset[0].offset) if len(offset) == 1 else None
    return Reading("ymd", 0, zone)
