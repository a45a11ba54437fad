"""Facts about logs: hits in a time, their absence where a log covers it, rhythm, order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.windows import distinct_in_window, milliseconds, rhythm
from loganalyzer.diagnosis.case import Case, Int64, log_evidence
from loganalyzer.diagnosis.values import Evidence, Finding, Subject
from loganalyzer.diagnosis.words_window import about_the_time, last_of, selected, window_of

Arguments = Mapping[str, Any]
_QUOTED = 3


def hits(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """At least ``least`` hits of ``signatures``, logged by ``of``, in the window ``during``; ``where``: captured = value.

    ``after``: only what came after the last hit described there; the answer is open where none is. ``near``: only while the
    symptom lasts.
    """
    if "after" in arguments and last_of(case, subject, arguments["after"]) is None:
        return Finding(None, missing=("log-dmgr",))
    rows = selected(case, subject, arguments)
    least = int(arguments.get("least", 1))
    if rows.size >= least:
        return _seen(case, rows, arguments)
    if not case.group(subject, str(arguments.get("of", "subject"))):
        return Finding(None, missing=(_log_name(arguments),))
    return Finding(False)


def stated(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A source that was sent (``signatures``, from anywhere) says what ``matching`` asks; open, naming ``missing``, where none was sent."""
    everything = {**arguments, "of": "cell", "matching": {}}
    rows = selected(case, subject, everything)
    if not rows.size:
        return Finding(None, missing=(str(arguments["missing"]),) if "missing" in arguments else ())
    fitting = selected(case, subject, {**arguments, "of": "cell"})
    if fitting.size:
        return _seen(case, fitting, arguments)
    return Finding(False, _seen(case, rows, arguments).evidence)


def absent(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """No hit of ``signatures`` about the time of the symptom; unknown where the logs of ``of`` do not cover that time.

    About the time: from the start of the life in which the symptom begins (some errors are logged at the start only), or an
    hour before, to an hour after it. ``extent``: facts that mark how far their source reaches (garbage collection logs), which
    then has to enclose the symptom; ``missing`` names that source.
    """
    rows = selected(case, subject, arguments)
    near = about_the_time(case, subject, arguments)
    if near is not None:
        times = case.table.ordered[rows]
        rows = rows[(times == NO_INSTANT) | ((times >= near[0]) & (times <= near[1]))]
    if rows.size:
        return Finding(False, tuple(log_evidence(hit, "seen", supports=False) for hit in case.table.quoted(rows, 1)))
    names = case.group(subject, str(arguments.get("of", "subject")))
    window = window_of(case, subject, arguments)
    if "extent" in arguments:
        if window is None or not _reaches(case, arguments["extent"], names, window):
            return Finding(None, missing=(str(arguments.get("missing", _log_name(arguments))),))
    elif window is None or not case.covers(names, *window):
        return Finding(None, missing=(_log_name(arguments),))
    titles = ", ".join(case.signatures[name].title for name in arguments["signatures"][:2])
    text = f"not seen in the logs of {_short(names)}: {titles}"
    return Finding(
        True, (Evidence("absence", text, "the logs cover the time and hold no such record", time=window[0]),)
    )


def _reaches(case: Case, extent: Sequence[str], names: Sequence[str], window: tuple[int, int]) -> bool:
    """Whether hits of ``extent``, which mark how far a source reaches, enclose a time for at least one of the processes."""
    for name in names:
        times = case.table.ordered[case.table.select(extent, [name])]
        times = times[times != NO_INSTANT]
        if times.size and times.min() <= window[0] and times.max() >= window[1]:
            return True
    return False


def precedes(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Hits of ``signatures`` come within ``within`` before the subject's trouble, for at least ``share`` of it.

    The trouble is the hits of ``before`` (logged by anyone), or the stops of the subject's flap if ``before`` is not given.
    """
    causes = selected(case, subject, arguments)
    incident = case.incident_of(subject, "flap")
    if "before" in arguments:
        effects = case.table.ordered[case.table.select(arguments["before"])]
        effects = effects[effects != NO_INSTANT]
    else:
        effects = np.array(incident.downs if incident else (), dtype=np.int64)
    if not causes.size or not effects.size:
        return Finding(False)
    times = case.table.ordered[causes]
    times = times[times != NO_INSTANT]
    place = np.searchsorted(times, effects, side="right") - 1
    near = (place >= 0) & (effects - times[np.maximum(place, 0)] <= milliseconds(str(arguments.get("within", "60s"))))
    if near.mean() < float(arguments.get("share", 0.5)):
        return Finding(False)
    return _seen(case, causes, arguments)


def regular(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Hits come at a regular period: at least ``least`` of them with a variation of at most ``variation`` (default 0.3).

    Where several ``signatures`` do not beat together, one of them may beat alone.
    """
    names = list(arguments["signatures"])
    for signatures in [names] if len(names) == 1 else [names, *([name] for name in names)]:
        finding = _beat(case, selected(case, subject, {**arguments, "signatures": signatures}), arguments)
        if finding.truth:
            return finding
    return Finding(False)


def _beat(case: Case, rows: Int64, arguments: Arguments) -> Finding:
    rows = rows[case.table.time[rows] != NO_INSTANT]
    times = case.table.ordered[rows]
    if times.size < int(arguments.get("least", 4)):
        return Finding(False)
    beat = rhythm(times)
    if beat is None or beat.variation > float(arguments.get("variation", 0.3)):
        return Finding(False)
    first = case.table.hit(int(rows[0]))
    text = f"{times.size} times, every {beat.period_seconds:.0f} seconds (variation {beat.variation:.2f}), from here on"
    why = "a regular period points to a machine, not to users"
    evidence = Evidence("log", text, why, first.file, first.line, time=first.time)
    return Finding(True, (evidence,), {"period": f"{beat.period_seconds:.0f} seconds"})


def many(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """A regular period, or at least ``volume`` hits."""
    periodic = regular(case, subject, arguments)
    if periodic.truth:
        return periodic
    rows = selected(case, subject, arguments)
    if rows.size < int(arguments.get("volume", 20)):
        return Finding(False)
    first = case.table.hit(int(rows[0]))
    evidence = Evidence(
        "log", f"{rows.size} times, from here on", "far more than a scan", first.file, first.line, time=first.time
    )
    return Finding(True, (evidence,), {"volume": str(rows.size)})


def linked(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Two ends of one event: ``of`` logged ``signatures`` within ``within`` of the subject's hits of ``to``, clocks corrected.

    At least ``share`` of the subject's hits have such a counterpart.
    """
    mine = case.table.select(arguments["to"], case.group(subject, "subject"))
    theirs = selected(case, subject, arguments)
    mine, theirs = (rows[case.table.time[rows] != NO_INSTANT] for rows in (mine, theirs))
    if not case.group(subject, str(arguments["of"])):
        return Finding(None, missing=(_log_name(arguments),))
    if not mine.size or not theirs.size:
        return Finding(False)
    here, there = case.table.ordered[mine], np.sort(case.table.ordered[theirs])
    place = np.searchsorted(there, here)
    before, after = there[np.maximum(place - 1, 0)], there[np.minimum(place, there.size - 1)]
    near = np.minimum(np.abs(here - before), np.abs(after - here)) <= milliseconds(str(arguments.get("within", "2s")))
    if near.mean() < float(arguments.get("share", 0.6)):
        return Finding(False)
    text = (
        f"{int(near.sum())} of {mine.size} such records have their other end in the log of {_other_end(case, theirs)}"
    )
    first = case.table.hit(int(mine[0]))
    joined = Evidence(
        "log", text, "two ends of one event, by the clocks of both", first.file, first.line, time=first.time
    )
    told = _seen(case, theirs, {"quote": 1})
    return Finding(True, (*told.evidence[:1], joined), told.values, certain=told.certain)


def _other_end(case: Case, rows: Int64) -> str:
    return _short(tuple(sorted({case.table.process_names[number] for number in case.table.process[rows].tolist()})))


def across(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """Hits come from at least ``least`` different processes within ``within``."""
    rows = selected(case, subject, {**arguments, "of": "others"})
    rows = rows[case.table.ordered[rows] != NO_INSTANT]
    names = [case.table.process_names[number] for number in case.table.process[rows].tolist()]
    most = distinct_in_window(case.table.ordered[rows], names, milliseconds(str(arguments.get("within", "5m"))))
    if most < int(arguments.get("least", 2)):
        return Finding(False)
    finding = _seen(case, rows, arguments)
    return Finding(True, finding.evidence, {"reporters": ", ".join(sorted(set(names)))}, certain=finding.certain)


def incident(case: Case, subject: Subject, arguments: Arguments) -> Finding:
    """The subject has an incident of ``kind``, or (``of: dmgr``) observed one of the deployment manager."""
    found = case.incident_seen(subject, str(arguments["kind"]), str(arguments.get("of", "subject")))
    if found is None:
        return Finding(False)
    period = f" every {found.period_seconds:.0f} seconds" if found.period_seconds else ""
    steady = " (regular)" if found.variation is not None and found.variation <= 0.3 and found.count > 3 else ""
    text = f"{found.title}: {found.count} times{period}{steady}, seen by {_short(found.observers)}"
    first = case.table.hit(int(found.rows[0])) if found.rows.size else None
    file, line = (first.file, first.line) if first else (None, None)
    evidence = [Evidence("log", text, "the pattern of the incident", file, line, time=found.first)]
    whose = _records_of(f"{found.title} ({found.process})", int(found.rows.size))
    evidence += [log_evidence(hit, whose) for hit in case.table.quoted(found.rows, 2)]
    values = {
        "count": str(found.count),
        "period": f"{found.period_seconds:.0f} seconds" if found.period_seconds else "unknown period",
    }
    return Finding(True, tuple(evidence), values)


def _records_of(incident: str, count: int) -> str:
    return f"the record of: {incident}" if count == 1 else f"one of the {count} records of: {incident}"


def _seen(case: Case, rows: Int64, arguments: Arguments) -> Finding:
    found = case.table.quoted(rows, int(arguments.get("quote", _QUOTED)))
    evidence = [log_evidence(hit, case.signatures[hit.signature].title) for hit in found]
    if rows.size > len(found):
        first = case.table.hit(int(rows[0]))
        text = f"{rows.size} such records in all, from here on"
        evidence.append(Evidence("log", text, "how often", first.file, first.line, time=first.time))
    certain = any(case.signatures[hit.signature].provenance != "expert" for hit in found)
    values = {key: value for hit in reversed(found) for key, value in hit.fields.items()}
    return Finding(True, tuple(evidence), values, certain=certain)


def _log_name(arguments: Arguments) -> str:
    of = str(arguments.get("of", "subject"))
    return {"dmgr": "log-dmgr", "subject": "log-subject"}.get(of, "log-others")


def _short(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
