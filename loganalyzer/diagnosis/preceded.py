"""The change and the restart before a trouble: a process takes a new SSL configuration when it starts, so the two belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Evidence, Weighed
from loganalyzer.identity import Run

_DAY = 24 * 3_600_000
_STANDING = ("confirmed", "likely")
_CHANGED = ("configuration-changed",)


def with_restart(weighed: Sequence[Weighed], case: Case) -> tuple[Weighed, ...]:
    """Add the change and the restart to each standing diagnosis whose trouble began after both, within a day of the change.

    Only a document that the evidence cites counts, and only a process that the diagnosis is about or whose log is evidence.
    The verdict is not touched: what came before need not be why.
    """
    return tuple(
        replace(one, evidence=(*one.evidence, *_preceding(one, case))) if one.verdict in _STANDING else one
        for one in weighed
    )


def _preceding(one: Weighed, case: Case) -> tuple[Evidence, ...]:
    began = one.trouble[0] if one.trouble else None
    cited = {
        item.file.replace("\\", "/") for item in one.evidence if item.kind == "config" and item.supports and item.file
    }
    if began is None or not cited:
        return ()
    rows = case.table.select(
        list(_CHANGED),
        since=began - _DAY,
        where=lambda fields: any(path.endswith(fields.get("document", "?")) for path in cited),
    )
    times = case.table.ordered[rows]
    changes = [(int(time), row) for time, row in zip(times, rows.tolist(), strict=True) if NO_INSTANT != time < began]
    for name in _processes(one, case):
        for time, row in sorted(changes, reverse=True):
            run = _start_between(case, name, time, began)
            if run is not None:
                change = log_evidence(case.table.hit(row), "the document was changed before the process started anew")
                return (change, _restarted(name, run, began - (run.start or 0) + case.ahead(name)))
    return ()


def _start_between(case: Case, name: str, changed: int, began: int) -> Run | None:
    """The last start of a process after a change and before the trouble, if it ran before the change."""
    lives = list(zip(case.lives(name), case.runs.get(name, ()), strict=True))
    starts = [(life.start, run) for life, run in lives if life.start is not None and not run.first_in_log]
    ran_before = any(life.start is not None and life.start < changed for life, _ in lives)
    between = [run for start, run in starts if changed < start <= began]
    return between[-1] if ran_before and between else None


def _restarted(name: str, run: Run, delay: int) -> Evidence:
    minutes = delay / 60_000
    why = f"the process was restarted after the change; the trouble began {minutes:.0f} minutes later"
    return Evidence("log", f"{name} runs with process id {run.pid}", why, run.file, run.line, None, run.start)


def _processes(one: Weighed, case: Case) -> Iterable[str]:
    """The processes it is about, then those whose logs are evidence."""
    owners = {scan.path: name for name, process in case.processes.items() for scan in process.scans}
    told = [owners[item.file] for item in one.evidence if item.kind == "log" and item.file in owners]
    return dict.fromkeys([*(subject.name for subject in one.subjects if subject.name in case.runs), *told])
