"""In which order a process writes day, month and year: rules that only remove what the evidence excludes (log-formats 3.1).

Rules in the order of their force: dates that do not exist, zone tokens that cannot occur on the date, names of rolled and FFDC
files, files of the process with ISO dates, the locale patterns that print such padding, the shorter span, the countries of those
locales, the other processes of the node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from msgspec import Struct

from loganalyzer.clock import patterns_for, zone_readings
from loganalyzer.clock.instants import possible_dates
from loganalyzer.clock.stamps import year_base_of
from loganalyzer.identity.dates import Dates, calendar, days_of
from loganalyzer.identity.processes import Process

ORDER_NAMES = {"mdy": "month/day/year", "dmy": "day/month/year", "ymd": "year/month/day", "ydm": "year/day/month"}
_GENERIC = {"/": ("mdy", "dmy", "ymd"), ".": ("dmy", "ymd"), "-": ("ymd", "dmy", "mdy")}

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


class Decision(Struct):
    """The orders that are left, and what removed the others."""

    orders: list[str]
    evidence: list[str]
    confidence: float = 0.0

    @property
    def decided(self) -> bool:
        """Whether one is left."""
        return len(self.orders) == 1


def decide_order(dates: Dates | None, forced: str | None) -> Decision:
    """Apply the rules to one process's dates; ``forced`` is the user's word."""
    if dates is None:
        return Decision([], [], 1.0)
    if forced:
        return Decision([forced], [f"date order {forced} as told by --date-order"], 1.0)
    decision = Decision(_possible_orders(dates), [])
    if decision.decided:
        decision.evidence.append(f"only {ORDER_NAMES[decision.orders[0]]} is written as {dates.skeleton!r}")
        decision.confidence = 0.99
    rules = (
        _exclude_impossible,
        _exclude_by_zone,
        _exclude_by_rotation,
        _exclude_by_sure_days,
        _exclude_by_padding,
        _exclude_by_span,
        _exclude_by_place,
    )
    for rule in rules:
        if not decision.decided:
            rule(dates, decision)
    return decision


def _possible_orders(dates: Dates) -> list[str]:
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


def _exclude_impossible(dates: Dates, decision: Decision) -> None:
    bad = {order: int((~possible_dates(*calendar(dates.triples, order))).sum()) for order in decision.orders}
    least = min(bad.values())
    gone = [order for order in decision.orders if bad[order] > least]
    if not gone:
        return
    example = dates.triples[~possible_dates(*calendar(dates.triples, gone[0]))][0]
    written = "/".join(str(number) for number in example)
    _keep(
        decision,
        [order for order in decision.orders if order not in gone],
        f"{written} is no date as {_names(gone)}",
        0.99,
    )


def _exclude_by_zone(dates: Dates, decision: Decision) -> None:
    gone: dict[str, str] = {}
    for order in decision.orders:
        for zone, triples in dates.by_zone.items():
            readings = zone_readings(zone)
            days = days_of(triples, order)
            if readings and days and not any(all(reading.occurs_on(day) for day in days) for reading in readings):
                worst = next(day for day in days if not any(reading.occurs_on(day) for reading in readings))
                gone[order] = f"{zone} excludes {worst.day} {worst:%B}"
    if gone and len(gone) < len(decision.orders):
        text = "; ".join(f"{reason}, so not {ORDER_NAMES[order]}" for order, reason in gone.items())
        _keep(decision, [order for order in decision.orders if order not in gone], text, 0.97)


def _exclude_by_rotation(dates: Dates, decision: Decision) -> None:
    """The name of a rolled file carries the local date of its end, year first in every locale (log-formats 3.7)."""
    for path, rolled, last in dates.rotations:
        fitting = []
        for order in decision.orders:
            days = days_of(np.array([last], dtype=np.int64), order)
            if days and abs(days[0] - rolled) <= timedelta(days=1):
                fitting.append(order)
        if fitting and len(fitting) < len(decision.orders):
            _keep(
                decision,
                fitting,
                f"{path.rpartition('/')[2]} ends on {rolled:%Y-%m-%d}, as {_names(fitting)} has it",
                0.98,
            )


def _exclude_by_sure_days(dates: Dates, decision: Decision) -> None:
    """Files of one process cover one time, and some of them are dated beyond doubt."""
    for path, first, last in dates.sure:
        fitting = _within(dates, decision.orders, first, last)
        if fitting and len(fitting) < len(decision.orders):
            text = f"{path.rpartition('/')[2]} has ISO 8601 dates, {first} to {last}; only as {_names(fitting)} do the logs meet them"
            _keep(decision, fitting, text, 0.9)


def _within(dates: Dates, orders: Sequence[str], first: date, last: date) -> list[str]:
    """Orders in which some day lies in a time, or a day beside it (no zone is decided yet)."""
    slack = timedelta(days=1)
    return [
        order for order in orders if any(first - slack <= day <= last + slack for day in days_of(dates.triples, order))
    ]


def _exclude_by_padding(dates: Dates, decision: Decision) -> None:
    patterns = tuple(patterns_for(dates.skeleton, dates.widths))
    fitting = [order for order in decision.orders if any(pattern.order == order for pattern in patterns)]
    if fitting and len(fitting) < len(decision.orders):
        names = sorted(
            {locale for pattern in patterns if pattern.order == fitting[0] for locale in pattern.locales[:2]}
        )[:4]
        _keep(
            decision, fitting, f"its padding is printed by {_names(fitting)} locales only ({', '.join(names)} …)", 0.9
        )


def _exclude_by_span(dates: Dates, decision: Decision) -> None:
    """Logs run over days, not over the same day of many months: the much shorter, forward-running reading holds."""
    spans = {}
    for order in decision.orders:
        years, months, days = calendar(dates.triples, order)
        ordinals = (years * 12 + months) * 31 + days
        spans[order] = (int((np.diff(ordinals) < 0).sum()), int(ordinals.max() - ordinals.min()))
    best = min(spans.values(), key=lambda item: (item[0], item[1]))
    kept = [order for order, (back, span) in spans.items() if back <= best[0] and span <= max(2, best[1] * 4)]
    if len(kept) < len(decision.orders):
        _keep(decision, kept, f"as {_names(kept)} the log runs forward over {best[1]} days", 0.85)


def _exclude_by_place(dates: Dates, decision: Decision) -> None:
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


def ask_neighbours(
    process: Process,
    dates: Dates,
    decision: Decision,
    processes: Iterable[Process],
    decisions: Mapping[str, tuple[Dates | None, Decision]],
) -> None:
    """Processes of one node run with one locale as a rule, and were logging at one time: what is decided for one holds for all."""
    decided = [
        (other, of, decision_of.orders[0])
        for other in processes
        if other.name != process.name
        and other.node is not None
        and (other.cell, other.node) == (process.cell, process.node)
        for of, decision_of in [decisions[other.name]]
        if of is not None and decision_of.decided and decision_of.confidence >= 0.85
    ]
    for other, of, order in decided:
        if of.skeleton == dates.skeleton and order in decision.orders:
            _keep(decision, [order], f"as {other.name} of the same node, which writes {ORDER_NAMES[order]}", 0.85)
            return
    for other, of, order in decided:
        days = days_of(of.triples, order)
        fitting = _within(dates, decision.orders, days[0], days[-1]) if days else []
        if len(fitting) == 1:
            text = f"only as {_names(fitting)} does it meet the time of {other.name}, of the same node"
            _keep(decision, fitting, text, 0.8)
            return


def _keep(decision: Decision, orders: list[str], reason: str, confidence: float) -> None:
    decision.orders = orders
    decision.evidence.append(reason)
    decision.confidence = confidence


def _names(orders: Sequence[str]) -> str:
    return " or ".join(ORDER_NAMES[order] for order in orders)
