"""Hit tables from hand-made hits: ``[(process, signature, seconds, fields)]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from loganalyzer.clock import Reading, StampStyle, pack
from loganalyzer.clock.packing import StampFields
from loganalyzer.correlate.schema import Correlation
from loganalyzer.correlate.table import HitTable
from loganalyzer.identity import Clock, Process
from loganalyzer.matching.schema import Match, Signature
from loganalyzer.records import MemberScan, Quote, StyleUse

START = datetime(2016, 10, 12, 8, tzinfo=UTC)
STYLE = StampStyle("0-0-0 0:0:0:0", "UTC")
CLOCK = Clock("ymd", "UTC", 1.0, (), {STYLE: Reading("ymd", 0)})
DMGR, STP, MEET = r"stCell\stDmgrNode\dmgr", r"stCell\stpNode\nodeagent", r"stCell\meetNode\nodeagent"
Event = tuple[str, str, float | None, Mapping[str, str]]


def ms(seconds: float) -> int:
    """Seconds after the start as milliseconds UTC."""
    return round((START.timestamp() + seconds) * 1000)


def event(process: str, signature: str, seconds: float | None, **fields: str) -> Event:
    return process, signature, seconds, fields


def packed(seconds: float) -> int:
    moment = START + timedelta(milliseconds=round(seconds * 1000))
    numbers = (
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond // 1000,
    )
    return int(pack(StampFields(*(np.array([number]) for number in numbers)))[0])


def processes_of(events: Iterable[Event]) -> list[Process]:
    """One process for each name, sorted, with one scan that holds its hits in the order given."""
    found: dict[str, Process] = {}
    for name, *_ in events:
        cell, node, server = name.split("\\")
        scan = MemberScan(f"{node}/SystemOut.log", "systemout", styles=[StyleUse(STYLE)])
        found.setdefault(name, Process(name, cell, node, server, scans=[scan]))
    return [found[name] for name in sorted(found)]


def table_of(events: list[Event], since: int | None = None, until: int | None = None) -> tuple[HitTable, list[Process]]:
    """The table, and its processes."""
    names = sorted({signature for _, signature, _, _ in events})
    processes = processes_of(events)
    scans = {process.name: process.scans[0] for process in processes}
    for process, signature, seconds, fields in events:
        hits = scans[process].hits
        hits.signature.append(names.index(signature))
        hits.style.append(-1 if seconds is None else 0)
        hits.raw.append(0 if seconds is None else packed(seconds))
        hits.line.append(len(hits) * 10)
        hits.values.append(dict(fields))
        hits.fields.append(len(hits.values) - 1)
        hits.quotes.append(Quote(len(hits) * 10, signature))
        hits.quote.append(len(hits.quotes) - 1)
    signatures = [Signature(name, name, "tls", "error", Match(), (), "expert", "m", (), (), (), "x") for name in names]
    return HitTable(processes, dict.fromkeys(scans, CLOCK), signatures, since, until), processes


def correlation(kind: str, **changes: object) -> Correlation:
    """A correlation of a kind over the signatures ``a``, ``b``, ``c`` (or ``down`` and ``up``)."""
    parts: dict[str, object] = {
        "id": "test",
        "kind": kind,
        "title": "Test",
        "signatures": ("a",) if kind in {"burst", "outage"} else (),
        "down": ("down",) if kind == "flap" else (),
        "up": ("up",) if kind == "flap" else (),
        "of": ("node", "server") if kind == "flap" else (),
        "steps": (("a",), ("b",), ("c",)) if kind == "sequence" else (),
        "least": 3,
        "window": 60_000,
        "across": False,
    }
    return Correlation(**{**parts, **changes})  # type: ignore[arg-type]
