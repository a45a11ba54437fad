"""The values of a diagnosis: evidence, what a fact found, and a weighed cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from loganalyzer.cell.values import NO_ENTRIES

Verdict = Literal["confirmed", "likely", "possible", "ruled-out", "not-evaluable"]


class Evidence(Struct, frozen=True):
    """One fact with its place. ``time`` is milliseconds UTC; ``path`` the XML attribute or property."""

    kind: Literal["log", "config", "absence"]
    text: str
    why: str
    file: str | None = None
    line: int | None = None
    path: str | None = None
    time: int | None = None
    supports: bool = True


class Finding(Struct, frozen=True):
    """What a fact's evaluation gave: true, false, or ``None`` where a source is absent (named in ``missing``).

    ``values`` are words for the summary and the fix; ``certain`` is false where only expert knowledge carries it.
    """

    truth: bool | None
    evidence: tuple[Evidence, ...] = ()
    values: Mapping[str, str] = NO_ENTRIES
    missing: tuple[str, ...] = ()
    note: str | None = None
    certain: bool = True


class Subject(Struct, frozen=True):
    """The process a cause is weighed for; ``logged`` is false if the bundle holds no log of it."""

    name: str
    cell: str | None
    node: str | None
    server: str
    role: str
    logged: bool = True


class Weighed(Struct, frozen=True):
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
