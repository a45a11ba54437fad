"""In which zone a process writes: what its zone tokens can mean on its dates, in its locale (log-formats 3.2)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from loganalyzer.clock import Reading, StampStyle, ZoneReading, patterns_for, zone_readings
from loganalyzer.identity.dates import Dates, days_of


class ZoneChoice(Struct, frozen=True):
    """``name`` is shown to the user; ``readings`` maps each zone token to its offset (the date order is not set yet)."""

    name: str
    readings: dict[str, Reading]
    evidence: tuple[str, ...]
    confidence: float


def choose_zones(
    styles: Sequence[StampStyle],
    dates: Dates | None,
    order: str,
    forced: str | None,
    neighbours: frozenset[str] = frozenset(),
) -> ZoneChoice:
    """Decide what each zone token of a process means.

    Args:
        styles: of all its files.
        dates: of its most used style.
        order: the date order decided.
        forced: the user's word, already checked.
        neighbours: zones that other processes of the node are in beyond doubt.
    """
    tokens = sorted({style.zone for style in styles}, key=lambda word: (not word, word))
    if forced:
        reading = forced_zone(forced) or Reading("ymd", 0)
        return ZoneChoice(forced, dict.fromkeys(tokens, reading), (f"zone {forced} as told by --zone",), 1.0)
    names: list[str] = []
    readings: dict[str, Reading] = {}
    evidence: list[str] = []
    confidence = 1.0
    for token in tokens:
        if not token and readings:
            # Files without a zone (garbage collection, plug-in) are in the zone of the process's other logs.
            readings[token] = next(iter(readings.values()))
            evidence.append(f"where no zone is printed, {names[0]} is taken from the process's other logs")
            continue
        homes = _homes(tokens, token), neighbours
        name, reading, reason, sure = _zone(token, dates, order, homes)
        names.append(name)
        readings[token] = reading
        confidence = min(confidence, sure)
        if reason:
            evidence.append(reason)
    return ZoneChoice(" / ".join(dict.fromkeys(names)), readings, tuple(evidence), confidence)


def certain_zones(token: str) -> frozenset[str]:
    """The zones a token names, if they all mean one offset and UTC is none of them."""
    found = zone_readings(token)
    names = frozenset(one.name for one in found if "/" in one.name)
    return names if len({one.offset for one in found}) == 1 else frozenset()


def _homes(tokens: Sequence[str], token: str) -> frozenset[str]:
    """Zones that print every other token of the process too: CST and CDT in one log are no Chinese time."""
    others = [{one.name for one in zone_readings(other)} for other in tokens if other not in {"", token}]
    zones = [names for names in others if names and names != {"UTC"} and not any(name[0] in "+-" for name in names)]
    return frozenset(set.intersection(*zones)) if zones else frozenset()


def _zone(
    token: str, dates: Dates | None, order: str, homes: tuple[frozenset[str], frozenset[str]]
) -> tuple[str, Reading, str | None, float]:
    found = zone_readings(token)
    if not found:
        shown = f"zone {token!r} is unknown" if token else "no zone is printed"
        return (token or "none"), Reading("ymd", 0), f"{shown}: times are shown as if UTC (force with --zone)", 0.3
    days = days_of(dates.by_zone[token], order) if dates and token in dates.by_zone else []
    fitting = [reading for reading in found if all(reading.occurs_on(day) for day in days)] or list(found)
    for names, reason in zip(homes, ("its other zone tokens say so", "the node's other processes say so"), strict=True):
        at_home = [reading for reading in fitting if reading.name in names]
        if at_home and len({one.offset for one in fitting}) > 1 == len({one.offset for one in at_home}):
            chosen = _by_locale(at_home, dates, order)
            return chosen.name, Reading("ymd", chosen.offset), f"{token} read as {chosen.name}: {reason}", 0.9
    chosen = _by_locale(fitting, dates, order)
    offsets = {reading.offset for reading in fitting}
    if len(offsets) == 1:
        return chosen.name, Reading("ymd", chosen.offset), None, 1.0
    others = ", ".join(reading.name for reading in fitting if reading.offset != chosen.offset)
    return chosen.name, Reading("ymd", chosen.offset), f"{token} read as {chosen.name}; could also be {others}", 0.6


def _by_locale(fitting: Sequence[ZoneReading], dates: Dates | None, order: str) -> ZoneReading:
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


def forced_zone(zone: str) -> Reading | None:
    """A zone the user names, as an IANA zone or an offset; ``None`` if it is neither."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    offset = zone_readings(zone)
    if offset and (zone in {"UTC", "GMT", "Z"} or any(letter.isdigit() for letter in zone)):
        return Reading("ymd", offset[0].offset)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Reading("ymd", offset[0].offset) if len(offset) == 1 else None
    return Reading("ymd", 0, zone)
