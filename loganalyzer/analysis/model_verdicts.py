"""What went wrong and why: diagnoses with their evidence, what no signature explains, what was suppressed, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loganalyzer.analysis.model_events import Sample

Verdict = Literal["confirmed", "likely", "possible", "ruled-out", "not-evaluable"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "likely", "possible", "not-evaluable", "ruled-out")


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A fact with its place: a log line, a configuration value, or an absence that a log's coverage proves.

    ``path`` is the XML attribute or property the value stands at. ``why`` says what the item shows.
    """

    kind: Literal["log", "config", "absence"]
    supports: bool
    text: str
    why: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class FixStep:
    text: str
    console: str | None = None
    wsadmin: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    cause: str
    title: str
    verdict: Verdict
    confidence: float
    severity: str
    processes: tuple[str, ...]
    summary: str
    evidence: tuple[EvidenceItem, ...] = ()
    ruled_out_by: tuple[str, ...] = ()
    not_ruled_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fix: tuple[FixStep, ...] = ()
    verify: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    consequence_of: str | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unexplained:
    template: str
    count: int
    first: datetime | None
    last: datetime | None
    processes: tuple[str, ...]
    sample: Sample


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A suppression of the user, and how many hits (of a signature) or processes (of a cause) it left out.

    ``expired``: its day was over at the last time in the logs, so it left out nothing. ``where`` is its place.
    """

    id: str
    kind: Literal["signature", "cause"]
    scope: str
    reason: str
    expires: str | None
    expired: bool
    count: int
    where: str


@dataclass(frozen=True, slots=True)
class MissingEvidence:
    """``commands`` collect it on the machines of this cell; ``settles`` names the causes that wait for it."""

    what: str
    why_it_matters: str
    how_to_collect: str
    commands: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
