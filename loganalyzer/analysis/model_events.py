"""What happened: signatures with samples, incidents, clock differences, links between logs, configuration changes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field


class Sample(Struct, frozen=True):
    """One log record quoted as evidence; ``text`` is cut at a stated length."""

    file: str
    line: int
    time: datetime | None
    process: str | None
    text: str
    fields: dict[str, str] = field(default_factory=dict)


class SignatureReport(Struct, frozen=True):
    """``per_minute`` (not in the JSON) feeds the charts: UTC minute -> process -> count."""

    id: str
    title: str
    family: str
    severity: str
    count: int
    first: datetime | None
    last: datetime | None
    processes: dict[str, int]
    samples: tuple[Sample, ...]
    more_samples: int = 0
    per_minute: tuple[tuple[datetime, str, int], ...] = ()


class ClockSkew(Struct, frozen=True):
    process: str
    against: str
    seconds: float
    uncertainty: float
    source: str


class LinkEnd(Struct, frozen=True):
    process: str | None
    file: str
    line: int
    time: datetime | None


class Link(Struct, frozen=True):
    """Two ends of one event, as two processes logged it, or as a log and another file of one process have it."""

    ends: tuple[LinkEnd, LinkEnd]
    joined_by: str


class Change(Struct, frozen=True):
    """A configuration change: ``how`` it is known, ``what`` was done, and the causes whose trouble began within a day after it.

    ``logged`` by the process that made it, ``arrived`` in another process's repository, kept in a delta ``checkpoint``, or only
    the ``file time`` that an archive states.
    """

    time: datetime | None
    who: str | None
    document: str
    process: str | None
    source: Sample
    how: Literal["logged", "arrived", "checkpoint", "file time"] = "logged"
    what: str = "modified"
    before: tuple[str, ...] = ()


class IncidentReport(Struct, frozen=True):
    """``processes[0]`` is the process it is about; further ones observed it."""

    id: str
    kind: Literal["burst", "sequence", "flap", "loop", "outage"]
    title: str
    processes: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    count: int
    period_seconds: float | None
    members: tuple[Sample, ...]
    more_members: int = 0
