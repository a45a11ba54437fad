"""The values of a diagnosis: evidence, what a fact found, and a weighed cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["confirmed", "likely", "possible", "ruled-out", "not-evaluable"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact with its place. ``time`` is milliseconds UTC; ``path`` the XML attribute or property."""

    kind: Literal["log", "config", "absence"]
    text: str
    why: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    time: int | None = None
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a fact's evaluation gave: true, false, or ``None`` where a source is absent (named in ``missing``).

    ``values`` are words for the summary and the fix; ``certain`` is false where only expert knowledge carries it.
    """

    truth: bool | None
    evidence: tuple[Evidence, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    note: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """The process a cause is weighed for; ``logged`` is false if the bundle holds no log of it."""

    name: str
    cell: str | None
    node: str | None
    server: str
    role: str
    logged: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """A cause weighed for its subjects; the evidence is that of the strongest. ``trouble``: when its symptom shows."""

    cause: str
    verdict: Verdict
    confidence: float
    subjects: tuple[Subject, ...]
    evidence: tuple[Evidence, ...]
    values: Mapping[str, str]
    notes: tuple[str, ...] = ()
    ruled_out_by: tuple[str, ...] = ()
    not_ruled_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    look_alikes: tuple[tuple[str, str, tuple[Evidence, ...]], ...] = ()
    consequence_of: str | None = None
    first: int | None = None
    last: int | None = None
    trouble: tuple[int, int] | None = None
