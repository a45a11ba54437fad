"""The reply to the customer, as plain text to paste: what was found in two sentences, what to do, what to send next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loganalyzer.analysis.model import Analysis, Diagnosis, MissingEvidence
from loganalyzer.report import overview
from loganalyzer.report.text import clean, one_line, stamp

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'])")
_MOST_FIXES, _MOST_MISSING, _MOST_COMMANDS = 8, 4, 6
_NAMES = 3


def reply(analysis: Analysis) -> str:
    """The message; every statement in it is one of the diagnosis."""
    cause = overview.root(analysis)
    parts = ["Hello,", " ".join(_found(analysis, cause))]
    if cause is not None and cause.fix:
        parts.append("\n".join(["What to do, in this order:", *_steps(cause)]))
    if cause is not None and cause.verify:
        parts.append("\n".join(["How to see that it worked:", *(f"- {one_line(text)}" for text in cause.verify)]))
    parts.append("\n".join(_collect(analysis, cause)))
    return clean("\n\n".join(parts))


def _found(analysis: Analysis, cause: Diagnosis | None) -> Iterator[str]:
    if cause is None:
        possible = overview.with_verdict(analysis, "possible")
        names = "; ".join(one.title for one in possible[:_NAMES])
        yield "from what you sent no cause can be shown yet."
        yield f"Possible, with no more than the symptom for it: {names}." if names else "Nothing in it points to one."
        return
    sure = "The cause is" if cause.verdict == "confirmed" else "Most likely the cause is"
    where = f" ({', '.join(cause.processes[:_NAMES])}{_more(cause)})" if cause.processes else ""
    since = f", seen since {_when(cause.first, analysis, cause)}" if cause.first else ""
    yield f"{sure}: {one_line(cause.title)}{where}{since}."
    yield _SENTENCE.split(one_line(cause.summary))[0]


def _more(cause: Diagnosis) -> str:
    rest = len(cause.processes) - _NAMES
    return f" and {rest} more" if rest > 0 else ""


def _steps(cause: Diagnosis) -> Iterator[str]:
    for number, step in enumerate(cause.fix[:_MOST_FIXES], 1):
        yield f"{number}. {one_line(step.text)}"
        if step.console:
            yield f"   Console: {one_line(step.console)}"
        yield from (f"     {line}" for line in (step.wsadmin or "").splitlines())


def _collect(analysis: Analysis, cause: Diagnosis | None) -> Iterator[str]:
    wanted = _wanted(analysis, cause)
    if not wanted:
        yield "What to send next: nothing is missing for this diagnosis."
        yield "If it does not help, send SystemOut.log of the processes named, from their restart on."
        return
    yield "What to send next, please:"
    for item in wanted:
        yield f"- {one_line(item.what)}: {one_line(item.why_it_matters).rstrip('.')}."
        yield from (f"    {one_line(command)}" for command in item.commands[:_MOST_COMMANDS])
        if not item.commands:
            yield f"    {one_line(item.how_to_collect)}"
    times = [moment for moment in (cause.first, cause.last) if moment is not None] if cause else []
    if cause is not None and times:
        span = " to ".join(dict.fromkeys(_when(moment, analysis, cause) for moment in times))
        yield f"The logs should cover {span}."


def _wanted(analysis: Analysis, cause: Diagnosis | None) -> list[MissingEvidence]:
    """What the leading cause waits for first; where it waits for nothing, nothing has to be sent."""
    found = [item for item in analysis.missing_evidence if cause is None or cause.cause in item.settles]
    return found[:_MOST_MISSING] if cause is None or cause.verdict != "confirmed" else []


def _when(moment: datetime, analysis: Analysis, cause: Diagnosis) -> str:
    """UTC, and the wall clock of the process, as its administrator reads it."""
    zones = [file.zone for name in cause.processes for file in overview.files_of(analysis, name) if file.zone]
    utc = f"{stamp(moment)[:16]} UTC"
    try:
        local = moment.astimezone(ZoneInfo(zones[0])) if zones else None
    except (ZoneInfoNotFoundError, ValueError):
        local = None
    return f"{utc} ({local:%Y-%m-%d %H:%M} {zones[0]})" if local is not None and zones[0] != "UTC" else utc
