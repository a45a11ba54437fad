"""The Analysis as pandas data frames, for people who want to count and plot for themselves.

``COLUMNS`` is the documentation: every frame, its columns in order, their types. Times are UTC; an empty frame has
its columns and types too. Lists of processes are one string each, separated by ``; ``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from loganalyzer.analysis.model import Analysis, Diagnosis, ProcessReport
from loganalyzer.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, import-not-found, unused-ignore]

    from loganalyzer.analysis.stream_record import StreamRecord

_TEXT, _WHOLE, _REAL, _FLAG, _TIME = "string", "Int64", "Float64", "boolean", "datetime64[ms, UTC]"

COLUMNS: dict[str, dict[str, str]] = {
    "files": {
        "path": _TEXT,
        "kind": _TEXT,
        "process": _TEXT,
        "bytes": _WHOLE,
        "lines": _WHOLE,
        "records": _WHOLE,
        "continuation_lines": _WHOLE,
        "header_lines": _WHOLE,
        "unparsed_lines": _WHOLE,
        "suspect_lines": _WHOLE,
        "first": _TIME,
        "last": _TIME,
        "zone": _TEXT,
        "date_order": _TEXT,
        "clock_confidence": _REAL,
    },
    "processes": {  # one row per run; a process without a known run has one row
        "process": _TEXT,
        "cell": _TEXT,
        "node": _TEXT,
        "server": _TEXT,
        "role": _TEXT,
        "product_version": _TEXT,
        "java_version": _TEXT,
        "host": _TEXT,
        "pid": _WHOLE,
        "start": _TIME,
        "stop": _TIME,
        "how": _TEXT,
    },
    "signatures": {  # one row per signature and process
        "id": _TEXT,
        "title": _TEXT,
        "family": _TEXT,
        "severity": _TEXT,
        "process": _TEXT,
        "count": _WHOLE,
        "first": _TIME,
        "last": _TIME,
    },
    "hits": {  # one row per signature, process and UTC minute; no time: all that carry none
        "time": _TIME,
        "process": _TEXT,
        "signature": _TEXT,
        "title": _TEXT,
        "family": _TEXT,
        "severity": _TEXT,
        "count": _WHOLE,
    },
    "incidents": {
        "id": _TEXT,
        "kind": _TEXT,
        "title": _TEXT,
        "process": _TEXT,
        "observers": _TEXT,
        "first": _TIME,
        "last": _TIME,
        "count": _WHOLE,
        "period_seconds": _REAL,
    },
    "diagnoses": {
        "rank": _WHOLE,
        "cause": _TEXT,
        "title": _TEXT,
        "verdict": _TEXT,
        "confidence": _REAL,
        "severity": _TEXT,
        "processes": _TEXT,
        "summary": _TEXT,
        "consequence_of": _TEXT,
        "first": _TIME,
        "last": _TIME,
    },
    "evidence": {  # ``rank`` is that of the diagnosis it belongs to
        "rank": _WHOLE,
        "cause": _TEXT,
        "kind": _TEXT,
        "supports": _FLAG,
        "file": _TEXT,
        "line": _WHOLE,
        "path": _TEXT,
        "time": _TIME,
        "text": _TEXT,
        "why": _TEXT,
    },
}

RECORD_COLUMNS: dict[str, str] = {  # the fields of StreamRecord
    "time": _TIME,
    "process": _TEXT,
    "file": _TEXT,
    "line": _WHOLE,
    "thread": _TEXT,
    "level": _TEXT,
    "component": _TEXT,
    "message_id": _TEXT,
    "text": _TEXT,
}

Row = tuple[Any, ...]


def to_frames(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """The frames of ``COLUMNS``, by name."""
    pandas = _pandas()
    rows: dict[str, Iterable[Row]] = {
        "files": (tuple(getattr(file, name) for name in COLUMNS["files"]) for file in analysis.bundle.files),
        "processes": (row for process in analysis.processes for row in _process(process)),
        "signatures": _signatures(analysis),
        "hits": _hits(analysis),
        "incidents": _incidents(analysis),
        "diagnoses": ((rank, *_diagnosis(item)) for rank, item in enumerate(analysis.diagnoses, start=1)),
        "evidence": _evidence(analysis),
    }
    return {name: _frame(pandas, COLUMNS[name], list(rows[name])) for name in COLUMNS}


def record_frame(records: Iterable[StreamRecord]) -> pd.DataFrame:
    """Log records as a frame with the columns ``RECORD_COLUMNS``."""
    pandas = _pandas()
    return _frame(pandas, RECORD_COLUMNS, [tuple(getattr(one, name) for name in RECORD_COLUMNS) for one in records])


def _pandas() -> Any:
    try:
        return import_module("pandas")
    except ImportError as error:
        raise UsageError('data frames need pandas: pip install "websphere-loganalyzer[frames]"') from error


def _frame(pandas: Any, columns: dict[str, str], rows: list[Row]) -> Any:
    by_column = zip(*rows, strict=True) if rows else ((),) * len(columns)
    cells = zip(columns.items(), by_column, strict=True)
    return pandas.DataFrame({name: pandas.Series(_cells(values, kind), dtype=kind) for (name, kind), values in cells})


def _cells(values: Iterable[Any], kind: str) -> list[Any]:
    """Text without lone surrogates, which Arrow-backed columns cannot hold."""
    if kind != _TEXT:
        return list(values)
    return [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]


def _process(p: ProcessReport) -> Iterator[Row]:
    about = (p.name, p.cell, p.node, p.server, p.role, p.product_version, p.java_version, p.host)
    for run in p.runs:
        yield *about, run.pid, run.start, run.stop, run.how
    if not p.runs:
        yield *about, None, None, None, None


def _signatures(analysis: Analysis) -> Iterator[Row]:
    for s in analysis.signatures:
        for process in sorted(s.processes):
            yield s.id, s.title, s.family, s.severity, process, s.processes[process], s.first, s.last


def _hits(analysis: Analysis) -> Iterator[Row]:
    timed = [(*hit, s) for s in analysis.signatures for hit in s.per_minute]
    for minute, process, count, s in sorted(timed, key=lambda hit: (hit[0], hit[1], hit[3].id)):
        yield minute, process, s.id, s.title, s.family, s.severity, count
    for s in analysis.signatures:
        left = Counter(s.processes)
        for _, process, count in s.per_minute:
            left[process] -= count
        yield from ((None, one, s.id, s.title, s.family, s.severity, n) for one, n in sorted(left.items()) if n > 0)


def _incidents(analysis: Analysis) -> Iterator[Row]:
    for i in analysis.incidents:
        about, observers = (i.processes[0], "; ".join(i.processes[1:])) if i.processes else (None, "")
        yield i.id, i.kind, i.title, about, observers, i.first, i.last, i.count, i.period_seconds


def _diagnosis(d: Diagnosis) -> Row:
    processes = "; ".join(d.processes)
    return (
        d.cause,
        d.title,
        d.verdict,
        d.confidence,
        d.severity,
        processes,
        d.summary,
        d.consequence_of,
        d.first,
        d.last,
    )


def _evidence(analysis: Analysis) -> Iterator[Row]:
    names = list(COLUMNS["evidence"])[2:]
    for rank, diagnosis in enumerate(analysis.diagnoses, start=1):
        for item in diagnosis.evidence:
            yield (rank, diagnosis.cause, *(getattr(item, name) for name in names))
