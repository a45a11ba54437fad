"""EXPECTED.yaml: what a correct analysis of the bundle says. README.md documents the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tools.samples.model import Process
from tools.samples.world import World


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that must be named with at least this verdict."""

    cause: str
    verdict: str
    processes: tuple[str, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The diagnosis side of the expectation."""

    causes: tuple[Cause, ...] = ()
    at_most: tuple[tuple[str, str], ...] = ()
    ruled_out: tuple[str, ...] = ()


def expectation(
    name: str, description: str, world: World, verdicts: Verdicts, records: Mapping[str, int]
) -> dict[str, Any]:
    """The document as plain values."""
    logged = [p for p in world.cell.processes if world.runs.get(p.name) and world.options.with_logs]
    return {
        "bundle": name,
        "description": description,
        "causes": [_cause(c) for c in verdicts.causes],
        "at_most": dict(verdicts.at_most),
        "ruled_out": list(verdicts.ruled_out),
        "processes": {p.name: _process(world, p) for p in logged},
        "clocks": {p.name: _clock(world, p) for p in logged},
        "incidents": world.incidents,
        "records": dict(sorted(records.items())),
    }


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document as text; the same values give the same bytes."""
    return yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=120)


def _cause(cause: Cause) -> dict[str, Any]:
    found: dict[str, Any] = {"cause": cause.cause, "verdict": cause.verdict, "processes": list(cause.processes)}
    return found | ({"first": True} if cause.first else {})


def _process(world: World, process: Process) -> dict[str, Any]:
    return {"role": process.role, "pids": list(dict.fromkeys(run.pid for run in world.runs[process.name]))}


def _clock(world: World, process: Process) -> dict[str, Any]:
    log, clock = world.log(process), process.node.clock
    stamps = log.out.stamps() + log.err.stamps()
    first, last = min(stamps), max(stamps)
    days = {clock.local(s).day for s in stamps}
    decided = "itself" if max(days) > 12 or not _ambiguous(clock.locale) else "siblings"
    return {
        "zone": clock.zone,
        "date_order": clock.date_order,
        "decided_by": decided,
        "first": f"{first:%Y-%m-%dT%H:%M:%S}.{first.microsecond // 1000:03d}Z",
        "last": f"{last:%Y-%m-%dT%H:%M:%S}.{last.microsecond // 1000:03d}Z",
    }


def _ambiguous(locale: str) -> bool:
    """Whether the digits of a stamp leave the date order open for this locale."""
    return locale in {"en_US", "en_IN"}
