"""Facts about the lives of a process: one pid or many, restarts nobody asked for, changes since the last start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loganalyzer.correlate.windows import milliseconds
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_log import window_of
from loganalyzer.identity import Run

Arguments = Mapping[str, Any]
_ORDERLY = ("server-stopping", "server-stopped", "server-stop-requested")


def single_pid(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject lived with one pid through its incident: no life began while it was seen to come and go."""
    window = window_of(case, subject, {"during": arguments.get("during", "flap"), "margin": "0s"})
    runs = case.runs.get(subject.name, ())
    if window is None or not runs or not case.covers([subject.name], *window):
        return Finding(None, missing=("log-subject",))
    started = [run for run in runs if run.start is not None and window[0] < run.start <= window[1] and not run.first_in_log]
    if started:
        evidence = tuple(_run_evidence(run, "a new life with a new process id", supports=False) for run in started[:4])
        return Finding(False, evidence, {"pid": ", ".join(str(run.pid) for run in started[:4])})
    alive = [run for run in runs if run.start is not None and run.start <= window[0]] or list(runs[:1])
    run = alive[-1]
    text = f"process id {run.pid} from before the first stop to after the last: the process never ended"
    starts = case.table.select(["server-open"], [subject.name], *window)
    evidence = (
        Evidence("log", text, "an unchanged process id", run.file, run.line, time=run.start),
        Evidence("absence", f"{starts.size} starts (WSVR0001I) logged by {subject.name} in that time", "it did not restart"),
    )
    return Finding(True, evidence, {"pid": str(run.pid)})


def new_pids(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's logs show at least ``least`` lives with different pids."""
    runs = [run for run in case.runs.get(subject.name, ()) if run.pid is not None]
    if not runs:
        return Finding(None, missing=("log-subject",))
    pids = [run.pid for run in runs]
    if len(set(pids)) < int(arguments.get("least", 3)):
        evidence = (_run_evidence(runs[-1], "its process id does not change", supports=False),)
        return Finding(False, evidence, {"pid": str(pids[-1])})
    evidence = tuple(_run_evidence(run, "a life of its own") for run in runs[:5])
    return Finding(True, evidence, {"starts": str(len(runs)), "pids": ", ".join(str(pid) for pid in pids[:6])})


def unrequested_restarts(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """At least ``least`` lives ended without an orderly stop (no stop request, no "stopping", no "stopped" before the next)."""
    runs = [run for run in case.runs.get(subject.name, ()) if run.start is not None]
    if len(runs) < 2:
        return Finding(False)
    margin = milliseconds(str(arguments.get("within", "10m")))
    broken = []
    for run, following in zip(runs, runs[1:], strict=False):
        since = (run.stop or run.start or 0) - margin
        if not case.table.select(_ORDERLY, [subject.name], since, following.start).size:
            broken.append(run)
    if len(broken) < int(arguments.get("least", 2)):
        return Finding(False)
    evidence = tuple(
        Evidence(
            "absence", f"process id {run.pid} ends without WSVR0023I/WSVR0024I", "an abrupt end", run.file, run.line, time=run.stop
        )
        for run in broken[:3]
    )
    return Finding(True, evidence, {"crashes": str(len(broken))})


def changed_after_start(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """security.xml was changed (on the deployment manager or in the node's repository) after the subject's last start."""
    runs = [run for run in case.runs.get(subject.name, ()) if run.start is not None]
    if not runs:
        return Finding(None, missing=("log-header",))
    names = [*case.group(subject, "dmgr"), *case.group(subject, "node")]
    if not names:
        return Finding(None, missing=("log-dmgr",))
    rows = case.table.select(
        ["configuration-changed", "repository-document-modified"],
        names,
        since=runs[-1].start,
        where=lambda fields: fields.get("document", "").endswith("security.xml"),
    )
    if not rows.size:
        return Finding(False, (_run_evidence(runs[-1], "started after the last change seen", supports=False),))
    evidence = [log_evidence(hit, "the change came after the start") for hit in case.table.quoted(rows, 2)]
    return Finding(True, (_run_evidence(runs[-1], "the last start"), *evidence), {"pid": str(runs[-1].pid)})


def process_stopped(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's log shows it stopping, or ends well before the bundle does."""
    rows = case.table.select(["server-stopping", "server-stopped"], [subject.name])
    if rows.size:
        return Finding(True, tuple(log_evidence(hit, "it stopped") for hit in case.table.quoted(rows, 2)))
    minutes = case.minutes(subject.name) if subject.name in case.processes else None
    if minutes is None or not minutes.size or case.span is None:
        return Finding(None, missing=("log-subject",))
    if minutes[-1] < case.span[1] - milliseconds("15m"):
        return Finding(True, (Evidence("absence", "its log ends before the others do", "nothing more was written", time=int(minutes[-1])),))
    return Finding(False)


def _run_evidence(run: Run, why: str, supports: bool = True) -> Evidence:
    return Evidence("log", f"running with process id {run.pid}", why, run.file, run.line, None, run.start, supports)
