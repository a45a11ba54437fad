"""Stamps, zones and date orders: what a stamp's text allows. Which reading holds for a process is identity's to decide."""

from __future__ import annotations

from loganalyzer.clock.instants import ORDERS, Reading, instants_ms, minute_of, to_datetime
from loganalyzer.clock.packing import pack, unpack
from loganalyzer.clock.patterns import LocalePattern, patterns_for
from loganalyzer.clock.stamps import StampLayout, StampStyle, layout_of
from loganalyzer.clock.zones import ZoneReading, zone_readings

__all__ = [
    "ORDERS",
    "LocalePattern",
    "Reading",
    "StampLayout",
    "StampStyle",
    "ZoneReading",
    "instants_ms",
    "layout_of",
    "minute_of",
    "pack",
    "patterns_for",
    "to_datetime",
    "unpack",
    "zone_readings",
]
