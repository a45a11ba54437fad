"""Configuration history: who changed which document when, by the logs, by delta checkpoints, and by file times in archives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis import model
from loganalyzer.analysis.build import sample_of
from loganalyzer.cell.checkpoint_paths import in_checkpoint
from loganalyzer.cell.checkpoints import DocumentChange, History, milliseconds_in
from loganalyzer.clock.instants import Reading, instants_ms, to_datetime
from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.identity import profile_root

_MOST = 500
_SAME = 2 * 60_000
_BEFORE = 24 * 3_600_000
_SYMPTOMS = 3
_LOGGED: Final[Mapping[str, Literal["logged", "arrived"]]] = {
    "configuration-changed": "logged",
    "repository-document-modified": "arrived",
}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(Z?)")


class _Change(Struct, frozen=True):
    time: int | None
    report: model.Change


def change_reports(case: Case, history: History, weighed: Sequence[Weighed]) -> tuple[model.Change, ...]:
    """All changes in the order of time, each with the causes whose trouble begins within a day after it; at most ``_MOST``."""
    found = list(_logged(case))
    found = [_with_settings(one, history.checkpoints, history.modified, case) for one in found]
    found += [one for one in _checkpoints(case, history) if not _told(one, found)]
    found += [one for one in _file_times(case, history) if not _told(one, found)]
    found.sort(key=lambda one: (one.time is None, one.time or 0, one.report.source.file, one.report.source.line))
    return tuple(replace(one.report, before=_symptoms(one.time, weighed)) for one in found[:_MOST])


def _logged(case: Case) -> Iterator[_Change]:
    for row in case.table.select(_LOGGED).tolist():
        hit = case.table.hit(row)
        how = _LOGGED[hit.signature]
        created = hit.quote is not None and "ADMR0015I" in hit.quote.text
        what = "created" if created else "modified" if how == "logged" else "taken over by this process's repository"
        document = hit.fields.get("document", "(document not named)")
        time = to_datetime(hit.time) if hit.time is not None else None
        report = model.Change(time, hit.fields.get("user"), document, hit.process, sample_of(hit), how, what)
        yield _Change(hit.time, report)


def _with_settings(
    one: _Change, checkpoints: Iterable[DocumentChange], modified: Mapping[str, str], case: Case
) -> _Change:
    """A logged change that a checkpoint shows too gets its settings."""
    if one.report.how != "logged":
        return one
    for change in checkpoints:
        time = _checkpoint_time(change, modified, case)
        if change.settings and _same(one.report.document, change.document) and _close(one.time, time):
            what = f"{one.report.what}: {'; '.join(change.settings)} (checkpoint {change.checkpoint})"
            return replace(one, report=replace(one.report, what=what))
    return one


def _checkpoints(case: Case, history: History) -> Iterator[_Change]:
    dmgr = next((process.name for process in case.processes.values() if process.role == "dmgr"), None)
    for change in history.checkpoints:
        time = _checkpoint_time(change, history.modified, case)
        what = f"{change.how}: {'; '.join(change.settings)}" if change.settings else change.how
        moment = to_datetime(time) if time is not None else None
        source = model.Sample(change.file, 1, moment, dmgr, f"checkpoint {change.checkpoint}: {change.document} {what}")
        yield _Change(time, model.Change(moment, change.who, change.document, dmgr, source, "checkpoint", what))


def _checkpoint_time(change: DocumentChange, modified: Mapping[str, str], case: Case) -> int | None:
    named = milliseconds_in(change.checkpoint)
    return named if named is not None else _instant(modified.get(change.file), _reading(case, change.file))


def _file_times(case: Case, history: History) -> Iterator[_Change]:
    """Documents that were last changed while the logs run; a time before them says nothing about this trouble."""
    span = case.span
    for path, written in sorted(history.modified.items()) if span else ():
        time = _instant(written, _reading(case, path))
        if time is None or span is None or not span[0] <= time <= span[1] or in_checkpoint(path):
            continue
        document = path.replace("\\", "/").replace("!/", "/").rpartition("/config/")[2]
        moment, owner = to_datetime(time), _owner(case, path)
        text = f"the archive gives {written} as the time of this file"
        source = model.Sample(path, 1, moment, owner, text)
        report = model.Change(moment, None, document, owner, source, "file time", "last modified")
        yield _Change(time, report)


def _instant(written: str | None, reading: Reading | None) -> int | None:
    """Milliseconds UTC; a wall clock needs the reading of a process of that machine."""
    found = _ISO.fullmatch(written or "")
    if found is None or (not found[7] and reading is None):
        return None
    numbers = [np.array([int(part)], dtype=np.int64) for part in (*found.groups()[:6], "0")]
    packed = pack(StampFields(*numbers))
    wanted = Reading("ymd", 0) if found[7] or reading is None else replace(reading, order="ymd", year_base=0)
    return int(instants_ms(packed, wanted)[0])


def _reading(case: Case, path: str) -> Reading | None:
    owner = _owner(case, path)
    readings = case.clocks[owner].readings if owner else {}
    return next(iter(readings.values()), None)


def _owner(case: Case, path: str) -> str | None:
    """The dmgr or node agent, else any process, that logs below the profile root of a member."""
    root = path.replace("!/", "/")
    below = [
        process
        for process in case.processes.values()
        if any(base and root.startswith(f"{base}/") for base in {profile_root(scan.path) for scan in process.scans})
    ]
    below.sort(key=lambda process: (process.role not in {"dmgr", "node agent"}, process.name))
    return below[0].name if below else None


def _told(one: _Change, found: Iterable[_Change]) -> bool:
    """Whether another source already tells of this change."""
    return any(_same(one.report.document, other.report.document) and _close(one.time, other.time) for other in found)


def _same(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _close(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= _SAME


def _symptoms(time: int | None, weighed: Sequence[Weighed]) -> tuple[str, ...]:
    if time is None:
        return ()
    later = [
        (one.trouble[0] - time, one.cause)
        for one in weighed
        if one.verdict in {"confirmed", "likely"} and one.consequence_of is None and one.trouble is not None
    ]
    return tuple(cause for distance, cause in sorted(later) if 0 <= distance <= _BEFORE)[:_SYMPTOMS]
