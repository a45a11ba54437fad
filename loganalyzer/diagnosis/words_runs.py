"""Facts about the lives of a process: one pid or many, restarts nobody asked for, changes since the last start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.windows import milliseconds
from loganalyzer.diagnosis.case import Case, log_evidence
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_window import selected
from loganalyzer.identity import Run

Arguments = Mapping[str, Any]
_ORDERLY = ("server-stopping", "server-stopped", "server-stop-requested")


def single_pid(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """One life of the process holds (nearly) all of the subject's stops: its pid did not change meanwhile.

    A restart in between, as an administrator trying a cure makes it, does not hide the flap; a restart per stop does.
    ``of``: the process whose lives are looked at (``subject``, or ``dmgr``).
    """
    incident = case.incident_of(subject, "flap")
    names = case.group(subject, str(arguments.get("of", "subject")))
    runs = case.lives(names[0]) if names else ()
    if incident is None or not runs or not case.covers(names[:1], incident.first, incident.last):
        return Finding(None, missing=("log-dmgr" if arguments.get("of") == "dmgr" else "log-subject",))
    run, stops = _life_with_most(runs, incident.downs)
    if stops < max(3, 0.8 * len(incident.downs)):
        others = [one for one in runs if one.start is not None and incident.first <= one.start <= incident.last]
        against = tuple(_run_evidence(one, "a new life with a new process id", supports=False) for one in others[:4])
        return Finding(False, against, {"pid": ", ".join(str(one.pid) for one in others[:4])})
    text = f"{stops} of {len(incident.downs)} stops fall into the life of process id {run.pid}, which never ended"
    starts = case.table.select(["server-open"], names[:1], run.start, run.stop)
    began = None if run.start is None else run.start + case.ahead(names[0])
    evidence = [Evidence("log", text, "an unchanged process id", run.file, run.line, time=began)]
    if starts.size == 1:
        evidence.append(log_evidence(case.table.hit(int(starts[0])), "its only start in that life"))
    return Finding(True, tuple(evidence), {"pid": str(run.pid)} if names[0] == subject.name else {})


def _life_with_most(runs: tuple[Run, ...], downs: tuple[int, ...]) -> tuple[Run, int]:
    """The run during which most stops were seen, and how many."""
    counts = []
    for number, run in enumerate(runs):
        since = run.start if run.start is not None and not run.first_in_log else -1
        until = runs[number + 1].start if number + 1 < len(runs) else None
        counts.append(sum(1 for down in downs if down >= (since or 0) and (until is None or down < until)))
    best = max(range(len(runs)), key=lambda number: counts[number])
    return runs[best], counts[best]


def new_pids(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's logs show at least ``least`` lives with different pids."""
    runs = [run for run in case.runs.get(subject.name, ()) if run.pid is not None]
    if not runs:
        return Finding(None, missing=("log-subject",))
    pids = [run.pid for run in runs]
    if len(set(pids)) < int(arguments.get("least", 3)):
        unchanged = _run_evidence(runs[-1], "its process id does not change", supports=False)
        return Finding(False, (unchanged,), {"pid": str(pids[-1])})
    evidence = tuple(_run_evidence(run, "a life of its own") for run in runs[:5])
    return Finding(True, evidence, {"starts": str(len(runs)), "pids": ", ".join(str(pid) for pid in pids[:6])})


def unrequested_restarts(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """At least ``least`` lives ended without an orderly stop (no stop request, no "stopping", no "stopped" before the next)."""
    runs = [run for run in case.lives(subject.name) if run.start is not None]
    if len(runs) < 2:
        return Finding(False)
    margin = milliseconds(str(arguments.get("within", "10m")))
    broken = []
    for run, following in pairwise(runs):
        since = (run.stop or run.start or 0) - margin
        if not case.table.select(_ORDERLY, [subject.name], since, following.start).size:
            broken.append(run)
    if len(broken) < int(arguments.get("least", 2)):
        return Finding(False)
    evidence = tuple(
        Evidence(
            "absence",
            f"process id {run.pid} ends without WSVR0023I/WSVR0024I",
            "an abrupt end",
            run.file,
            run.line,
            time=run.stop,
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
    if not any(case.processes[name].role in {"dmgr", "node agent"} for name in names):
        return Finding(None, missing=("log-dmgr",))
    rows = case.table.select(
        ["configuration-changed", "repository-document-modified"],
        names,
        since=case.lives(subject.name)[-1].start,
        where=lambda fields: fields.get("document", "").endswith("security.xml"),
    )
    if not rows.size:
        return Finding(False, (_run_evidence(runs[-1], "started after the last change seen", supports=False),))
    evidence = [log_evidence(hit, "the change came after the start") for hit in case.table.quoted(rows, 2)]
    return Finding(True, (_run_evidence(runs[-1], "the last start"), *evidence), {"pid": str(runs[-1].pid)})


def process_stopped(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject is down at the end of the bundle: it stopped and did not start again, or its log ends well before the others."""
    if subject.name not in case.processes or not case.minutes(subject.name).size:
        return Finding(None, missing=("log-subject",))
    runs = case.lives(subject.name)
    since = runs[-1].start if runs else None
    rows = case.table.select(["server-stopping", "server-stopped"], [subject.name], since)
    if rows.size:
        return Finding(True, tuple(log_evidence(hit, "it stopped") for hit in case.table.quoted(rows, 2)))
    last = int(case.minutes(subject.name)[-1])
    if case.others_went_on(subject.name):
        text = "its log ends before the others do"
        ended = last + case.ahead(subject.name)
        return Finding(True, (Evidence("absence", text, "nothing more was written", time=ended),))
    return Finding(False)


def away(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject was not running at most of the times at which ``of`` logged ``signatures``: stopped, and not started yet."""
    rows = selected(case, subject, arguments)
    times = [time for time in case.table.ordered[rows].tolist() if time != NO_INSTANT]
    ends = _ends(case, subject)
    if not times or subject.name not in case.processes:
        return Finding(None, missing=("log-subject",))
    gone = [time for time in times if any(end <= time <= back for end, back in ends)]
    if not ends or len(gone) < 0.8 * len(times):
        return Finding(False)
    stops = case.table.select(["server-stopping", "server-stopped"], [subject.name])
    text = f"not running at {len(gone)} of {len(times)} of these times"
    told = [log_evidence(hit, "it stopped") for hit in case.table.quoted(stops, 2)]
    return Finding(True, (*told, Evidence("absence", text, "the process was away", time=gone[0])))


def _ends(case: Case, subject: Subject) -> list[tuple[int, int]]:
    """(end, next start) of every time at which the subject was away, with a minute's margin at the start."""
    runs = [run for run in case.lives(subject.name) if run.start is not None and run.stop is not None]
    found = [(run.stop or 0, (after.start or 0) + 60_000) for run, after in pairwise(runs)]
    if process_stopped(case, subject, {}).truth and case.minutes(subject.name).size:
        found.append((int(case.minutes(subject.name)[-1]), 2**62))
    return found


def server_named(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject's server name matches the expression ``value`` (Sametime names its servers by what they do)."""
    return Finding(re.search(str(arguments["value"]), subject.server) is not None)


def not_in_bundle(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Something no log or configuration file can show decides; it is named and the answer stays open."""
    return Finding(None, missing=(str(arguments["missing"]),))


def _run_evidence(run: Run, why: str, supports: bool = True) -> Evidence:
    return Evidence("log", f"running with process id {run.pid}", why, run.file, run.line, None, run.start, supports)
