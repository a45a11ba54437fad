"""What was received and which processes wrote it: the part of an Analysis on files, coverage and runs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct


class SkippedFile(Struct, frozen=True):
    """A member that was not read, and why."""

    path: str
    reason: str


class Duplicate(Struct, frozen=True):
    """A member that was not read because ``of`` holds the same."""

    path: str
    of: str
    how: Literal["identical", "prefix"]


class Gap(Struct, frozen=True):
    """A stretch without records longer than the process's usual pace explains."""

    start: datetime
    end: datetime


class FileReport(Struct, frozen=True):
    """What was read from one member; the line counts add up to ``lines``.

    ``encoding`` and ``format`` are as ``--encoding`` and ``--format`` take them; ``reading_evidence`` says what each rests on.
    """

    path: str
    kind: str
    process: str | None
    bytes: int
    lines: int
    records: int
    continuation_lines: int
    header_lines: int
    unparsed_lines: int
    suspect_lines: int
    first: datetime | None
    last: datetime | None
    zone: str | None
    date_order: str | None
    clock_confidence: float | None
    clock_evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    encoding: str | None = None
    format: str | None = None
    reading_evidence: tuple[str, ...] = ()


class CoverageReport(Struct, frozen=True):
    """What the logs of one process cover. ``records_per_hour`` leaves its gaps out; ``missing``: files that were not sent, and why so."""

    process: str
    first: datetime | None
    last: datetime | None
    records: int
    records_per_hour: float | None
    gaps: tuple[Gap, ...] = ()
    missing: tuple[str, ...] = ()


class SilentMember(Struct, frozen=True):
    """A server of the cell, as ``file`` (serverindex.xml) names it, of which no log was sent."""

    process: str
    node: str
    server: str
    role: str
    host: str | None
    file: str


class BundleReport(Struct, frozen=True):
    files: tuple[FileReport, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    coverage: tuple[CoverageReport, ...] = ()
    silent: tuple[SilentMember, ...] = ()


class RunReport(Struct, frozen=True):
    """One life of a process: a pid with the times that bound it. ``how`` names what showed the start and the end."""

    pid: int | None
    start: datetime | None
    stop: datetime | None
    how: str


class ProcessReport(Struct, frozen=True):
    """``name`` is cell\\node\\server; ``role`` one of dmgr, node agent, application server, proxy, web server, client tool, unknown."""

    name: str
    cell: str | None
    node: str | None
    server: str
    role: str
    product_version: str | None
    java_version: str | None
    host: str | None
    runs: tuple[RunReport, ...] = ()
