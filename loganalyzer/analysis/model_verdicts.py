"""What went wrong and why: diagnoses with their evidence, what no signature explains, what was suppressed, what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from loganalyzer.analysis.model_events import Sample

Verdict = Literal["confirmed", "likely", "possible", "ruled-out", "not-evaluable"]
VERDICTS: tuple[Verdict, ...] = ("confirmed", "likely", "possible", "not-evaluable", "ruled-out")


class EvidenceItem(Struct, frozen=True):
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


class FixStep(Struct, frozen=True):
    text: str
    console: str | None = None
    wsadmin: str | None = None


class Diagnosis(Struct, frozen=True):
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


class Unexplained(Struct, frozen=True):
    template: str
    count: int
    first: datetime | None
    last: datetime | None
    processes: tuple[str, ...]
    sample: Sample


class Suppressed(Struct, frozen=True):
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


class MissingEvidence(Struct, frozen=True):
    """``commands`` collect it on the machines of this cell; ``settles`` names the causes that wait for it."""

    what: str
    why_it_matters: str
    how_to_collect: str
    commands: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
