"""On which clock a process writes: date order and zone, decided once per process from all its files.

Every rule only removes readings that the evidence excludes; what remains undecided is stated as an ambiguity with both
readings (log-formats 3.1, 3.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.clock import ORDERS, Reading, StampStyle
from loganalyzer.clock.stamps import year_base_of
from loganalyzer.errors import UsageError
from loganalyzer.identity.dates import Dates, dates_of
from loganalyzer.identity.orders import ORDER_NAMES, Decision, ask_neighbours, decide_order
from loganalyzer.identity.overrides import ClockOverrides
from loganalyzer.identity.processes import Process, matches_process, word_for
from loganalyzer.identity.zone_choice import certain_zones, choose_zones, forced_zone


class Clock(Struct, frozen=True):
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


def decide_clocks(processes: Sequence[Process], overrides: ClockOverrides) -> dict[str, Clock]:
    """Decide the clock of each process (by name).

    Raises:
        UsageError: an override names no process of the bundle, or an unknown zone.
    """
    _check_overrides(processes, overrides)
    decisions: dict[str, tuple[Dates | None, Decision]] = {}
    for process in processes:
        dates = dates_of(process)
        decisions[process.name] = (dates, decide_order(dates, word_for(process, overrides.orders)))
    for process in processes:
        dates, decision = decisions[process.name]
        if dates is not None and not decision.decided:
            ask_neighbours(process, dates, decision, processes, decisions)
    clocks = {process.name: _clock(process, *decisions[process.name], overrides) for process in processes}
    for process in processes:
        home = _zones_of_node(process, processes, clocks)
        if home and len(clocks[process.name].readings) > 0:
            clocks[process.name] = _clock(process, *decisions[process.name], overrides, home)
    return clocks


def _zones_of_node(process: Process, processes: Sequence[Process], clocks: Mapping[str, Clock]) -> frozenset[str]:
    """Zones that the node's other processes name beyond doubt: a token with one meaning."""
    return frozenset(
        name
        for other in processes
        if other.name != process.name and other.node and (other.cell, other.node) == (process.cell, process.node)
        for style in clocks[other.name].readings
        for name in certain_zones(style.zone)
    )


def _check_overrides(processes: Sequence[Process], overrides: ClockOverrides) -> None:
    for option, words in (("--date-order", overrides.orders), ("--zone", overrides.zones)):
        for word in words:
            if not any(matches_process(word, process) for process in processes):
                raise UsageError(f"{option} {word}: no such process in this bundle")
    for word, order in overrides.orders.items():
        if order not in ORDERS:
            raise UsageError(f"--date-order {word}={order}: expected mdy, dmy or ymd")
    for word, zone in overrides.zones.items():
        if not forced_zone(zone):
            raise UsageError(f"--zone {word}={zone}: not a zone name or offset")


def _clock(
    process: Process,
    dates: Dates | None,
    decision: Decision,
    overrides: ClockOverrides,
    neighbours: frozenset[str] = frozenset(),
) -> Clock:
    styles = sorted(
        {use.style for scan in process.scans for use in scan.styles}, key=lambda style: (style.skeleton, style.zone)
    )
    if not styles:
        return Clock(None, None, 1.0, (), {})
    order, evidence, confidence = _final_order(decision)
    zone = choose_zones(styles, dates, order, word_for(process, overrides.zones), neighbours)
    readings = {
        style: replace(
            zone.readings[style.zone], order="ymd" if style.iso else order, year_base=year_base_of(style.skeleton)
        )
        for style in styles
    }
    alternative = decision.orders[1] if len(decision.orders) > 1 else None
    if all(style.iso for style in styles):
        order, confidence, evidence = "ymd", 1.0, ["ISO 8601 stamps"]
    return Clock(order, zone.name, min(confidence, zone.confidence), (*evidence, *zone.evidence), readings, alternative)


def _final_order(decision: Decision) -> tuple[str, list[str], float]:
    if decision.decided:
        return decision.orders[0], decision.evidence, decision.confidence
    if not decision.orders:
        return "ymd", decision.evidence, 1.0
    chosen, other = decision.orders[0], decision.orders[1]
    text = (
        f"date order undecided: read as {ORDER_NAMES[chosen]}, could be {ORDER_NAMES[other]}; nothing in this file or its"
        f" neighbours tells them apart (force with --date-order)"
    )
    return chosen, [*decision.evidence, text], 0.5
