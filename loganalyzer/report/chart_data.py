"""What the timeline draws, as plain numbers: lanes, time span, buckets, kinds of failure, groups of changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from loganalyzer.analysis.model import Analysis, Change, ProcessReport, SignatureReport
from loganalyzer.errors import UsageError
from loganalyzer.identity.processes import matches_name
from loganalyzer.report import overview
from loganalyzer.report.chart_choice import Choice
from loganalyzer.report.text import as_utc, duration, one_line, period

MOST_LANES = 40
MOST_KINDS = 7
_BUCKETS = 150
_ROUND = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_BAD = frozenset({"warning", "error", "critical"})

Counts = dict[tuple[str, datetime], int]


class Lane(Struct, frozen=True):
    process: str
    label: str
    role: str


class Kind(Struct, frozen=True):
    """One kind of failure with its count per process and bucket."""

    title: str
    total: int
    counts: Counts


class ChangeGroup(Struct, frozen=True):
    """Configuration changes too close to each other to be told apart on the axis."""

    time: datetime
    text: str


def span(analysis: Analysis) -> tuple[datetime, datetime] | None:
    """From the first to the last record; from the counts where no file says."""
    first, last = overview.bundle_span(analysis)
    if first is None or last is None:
        minutes = [level.minute for level in analysis.density]
        minutes += [minute for signature in analysis.signatures for minute, _, _ in signature.per_minute]
        if not minutes:
            return None
        first, last = min(minutes), max(minutes) + timedelta(minutes=1)
    return as_utc(first), max(as_utc(last), as_utc(first) + timedelta(minutes=1))


def bucket_size(span: tuple[datetime, datetime] | None, wanted: int | None) -> timedelta:
    """The bucket asked for, or a round one that gives about 150 of them."""
    if wanted is not None:
        if wanted < 60:
            raise UsageError(f"a bucket of {wanted} s is too small: counts are kept per minute, give 60 s or more")
        return timedelta(seconds=wanted)
    least = (span[1] - span[0]).total_seconds() / _BUCKETS if span else 0
    days = -(-least // 86400) * 86400
    return timedelta(seconds=next((size for size in _ROUND if size >= least), days))


def floor(moment: datetime, bucket: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return as_utc(moment) - (as_utc(moment) - epoch) % bucket


def nothing(span: tuple[datetime, datetime] | None) -> str:
    """Why a chart over time is empty."""
    what = "No record in this bundle carries a time" if span is None else "No process is known in this bundle"
    return f"{what}: there is nothing to draw."


def title(analysis: Analysis, span: tuple[datetime, datetime]) -> str:
    """The cells and the time shown."""
    begin, end = span
    return f"{cell_names(analysis)}: {period(begin, end)} UTC ({duration((end - begin).total_seconds())})"


def cell_names(analysis: Analysis) -> str:
    """Up to three cells, or ``Bundle``."""
    cells = sorted({one_line(process.cell, 40) for process in analysis.processes if process.cell})
    return ", ".join(cells[:3]) + (", …" if len(cells) > 3 else "") or "Bundle"


def lanes(analysis: Analysis, patterns: Sequence[str] = (), most: int = MOST_LANES) -> tuple[tuple[Lane, ...], int]:
    """A lane per process, deployment manager first, then by node; and how many of the quietest do not fit.

    Raises:
        UsageError: one of the PROCESS words in ``patterns`` names no process.
    """
    known = {process.name: process for process in analysis.processes}
    logged = {level.process for level in analysis.density}
    logged |= {process for signature in analysis.signatures for _, process, _ in signature.per_minute}
    mentioned = logged | {i.processes[0] for i in analysis.incidents if i.processes}
    everyone = [known.get(name) or _unknown(name, name in logged) for name in known.keys() | mentioned]
    everyone = _chosen(everyone, patterns)
    activity = _activity(analysis)
    busiest = sorted(everyone, key=lambda p: (p.role != "dmgr", -activity[p.name], p.name))[:most]
    return tuple(_lane(process) for process in sorted(busiest, key=_order)), len(everyone) - len(busiest)


def _chosen(everyone: list[ProcessReport], patterns: Sequence[str]) -> list[ProcessReport]:
    for pattern in patterns:
        if not any(matches_name(pattern, process.name) for process in everyone):
            raise UsageError(f"--process {pattern}: no such process in this bundle (see: loganalyzer inspect)")
    return [p for p in everyone if not patterns or any(matches_name(pattern, p.name) for pattern in patterns)]


def _unknown(name: str, logged: bool) -> ProcessReport:
    cell, node, server = (["", "", *name.split("\\")])[-3:]
    return ProcessReport(name, cell or None, node or None, server, "unknown" if logged else "no log", None, None, None)


def _activity(analysis: Analysis) -> Counter[str]:
    activity: Counter[str] = Counter()
    for level in analysis.density:
        activity[level.process] += level.errors + level.warnings
    for signature in analysis.signatures:
        activity.update(signature.processes)
    return activity


def _order(process: ProcessReport) -> tuple[bool, str, str, bool, str]:
    return process.role != "dmgr", process.cell or "", process.node or "", process.role != "node agent", process.server


def _lane(process: ProcessReport) -> Lane:
    label = "\\".join(filter(None, (process.node, process.server))) or process.name or "unknown process"
    return Lane(process.name, _shortened(one_line(label), 40), _shortened(one_line(process.role), 24))


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit // 2 - 1] + "…" + text[-(limit // 2) :]


def kinds(analysis: Analysis, choice: Choice, bucket: timedelta) -> tuple[Kind, ...]:
    """The signatures asked for (failures of the family ``tls`` unless said otherwise), the most frequent first."""
    chosen = [s for s in analysis.signatures if _wanted(s, choice) and s.per_minute]
    chosen.sort(key=lambda s: (-s.count, s.id))
    found = [_kind(one_line(s.title), (s,), bucket) for s in chosen[:MOST_KINDS]]
    rest = chosen[MOST_KINDS:]
    if rest:
        found.append(_kind(f"{len(rest)} other kinds" if len(rest) > 1 else one_line(rest[0].title), rest, bucket))
    return tuple(found)


def _wanted(signature: SignatureReport, choice: Choice) -> bool:
    if choice.signatures or choice.families:
        return signature.id in choice.signatures or signature.family in choice.families
    return signature.family == "tls" and signature.severity in _BAD


def _kind(title: str, signatures: Sequence[SignatureReport], bucket: timedelta) -> Kind:
    counts: Counter[tuple[str, datetime]] = Counter()
    for signature in signatures:
        for minute, process, count in signature.per_minute:
            counts[process, floor(minute, bucket)] += count
    return Kind(title, sum(s.count for s in signatures), counts)


def density(analysis: Analysis, bucket: timedelta) -> tuple[Counts, Counts]:
    """Errors, and errors with warnings, per process and bucket."""
    errors: Counter[tuple[str, datetime]] = Counter()
    both: Counter[tuple[str, datetime]] = Counter()
    for level in analysis.density:
        key = level.process, floor(level.minute, bucket)
        errors[key] += level.errors
        both[key] += level.errors + level.warnings
    return errors, both


def change_groups(changes: Iterable[Change], start: datetime, end: datetime) -> tuple[ChangeGroup, ...]:
    """Changes within the span, those closer than 1.5 % of it as one group."""
    timed = sorted((as_utc(c.time), _words(c)) for c in changes if c.time is not None)
    groups: list[tuple[datetime, list[str]]] = []
    for moment, words in timed:
        if not start <= moment <= end:
            continue
        if groups and moment - groups[-1][0] < (end - start) * 0.015:
            groups[-1][1].append(words)
        else:
            groups.append((moment, [words]))
    return tuple(ChangeGroup(moment, _joined(words)) for moment, words in groups)


def _words(change: Change) -> str:
    return f"{one_line(change.who or 'unknown', 30)}: {_shortened(one_line(change.document), 60)}"


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{words[0]} (+{len(words) - 1} more)"


def covered(analysis: Analysis, process: str) -> list[tuple[datetime, datetime]]:
    """The stretches of time that a log of this process covers: its files without their gaps."""
    found = []
    for file in analysis.bundle.files:
        if file.process != process or file.first is None or file.last is None:
            continue
        begin = as_utc(file.first)
        for gap in file.gaps:
            found.append((begin, as_utc(gap.start)))
            begin = as_utc(gap.end)
        found.append((begin, as_utc(file.last)))
    return found
