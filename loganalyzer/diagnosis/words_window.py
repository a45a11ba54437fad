"""Which hits a fact is about: whose, of which time, with which captured values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.windows import milliseconds
from loganalyzer.diagnosis.case import Case, Int64
from loganalyzer.diagnosis.schema import Fact
from loganalyzer.diagnosis.values import Subject

Arguments = Mapping[str, Any]
_BESIDE = 60 * 60_000
Trouble = tuple[int, int]
Condition = Callable[[Mapping[str, str]], bool]


def selected(case: Case, subject: Subject, arguments: Arguments) -> Int64:
    """Rows of the hits that a fact's arguments describe."""
    of = str(arguments.get("of", "subject"))
    names = None if of in {"cell", "outside"} else case.group(subject, "subject" if of == "unplaced" else of)
    window = window_of(case, subject, arguments) if "during" in arguments else None
    since, until = window if window else (None, None)
    last = last_of(case, subject, arguments["after"]) if "after" in arguments else None
    since = last if since is None else since
    trouble: Trouble | None = arguments.get("trouble")
    if arguments.get("near") and trouble is not None:
        since, until = trouble[0] - 2 * 60_000, trouble[1] + 2 * 60_000
    where = _condition(subject, arguments)
    if of in {"outside", "unplaced"}:
        where = _about(case, subject.name if of == "outside" else None, where)
    return case.table.select(arguments["signatures"], names, since, until, where)


def _about(case: Case, listener: str | None, where: Condition | None) -> Condition:
    """What was said about a port of the listener (``None``: of nobody in the cell); checks, clients and the plug-in name one."""

    def holds(fields: Mapping[str, str]) -> bool:
        if where is not None and not where(fields):
            return False
        found = case.listener(fields.get("host", ""), fields["port"]) if fields.get("port") else None
        return (found[0] if found else None) == listener

    return holds


def trouble_of(facts: Sequence[Fact], subject: Subject, case: Case) -> Trouble | None:
    """When the symptom shows: from the first to the last of its records; nothing where only configuration shows it."""
    times: list[int] = []
    for fact in facts:
        found = case.incident_seen(subject, str(fact.arguments.get("kind")), str(fact.arguments.get("of", "subject")))
        if found is not None:
            times += [found.first, found.last]
        if "signatures" in fact.arguments:
            rows = selected(case, subject, {**fact.arguments, "of": _asked(fact)})
            known = case.table.ordered[rows]
            known = known[known != NO_INSTANT]
            times += [int(known.min()), int(known.max())] if known.size else []
    return (min(times), max(times)) if times else None


def _asked(fact: Fact) -> str:
    return "others" if fact.word == "across" else str(fact.arguments.get("of", "subject"))


def last_of(case: Case, subject: Subject, described: Mapping[str, Any]) -> int | None:
    """The time of the last hit of ``signatures`` (``matching``: expressions on captured fields), whoever of the cell logged it."""
    expressions: Mapping[str, str] = described.get("matching", {})

    def holds(fields: Mapping[str, str]) -> bool:
        return all(re.search(value, fields.get(key, "")) for key, value in expressions.items())

    times = case.table.ordered[case.table.select(described["signatures"], case.group(subject, "cell"), where=holds)]
    times = times[times != NO_INSTANT]
    return int(times.max()) if times.size else None


def window_of(case: Case, subject: Subject, arguments: Arguments) -> Trouble | None:
    """The time a fact is about: the subject's incident of the kind ``during`` with a margin, else that of the symptom."""
    kind = arguments.get("during")
    if kind:
        found = case.incident_of(subject, str(kind))
        if found is not None:
            margin = milliseconds(str(arguments.get("margin", "2m")))
            return found.first - margin, found.last + margin
    trouble: Trouble | None = arguments.get("trouble")
    return trouble or case.span


def about_the_time(case: Case, subject: Subject, arguments: Arguments) -> Trouble | None:
    """From the start of the life in which the symptom begins, or an hour before it, to an hour after it."""
    trouble: Trouble | None = arguments.get("trouble")
    if trouble is None or "during" in arguments:
        return None
    starts = [run.start for run in case.lives(subject.name) if run.start is not None and run.start <= trouble[0]]
    return min(trouble[0] - _BESIDE, *starts[-1:], trouble[0]), trouble[1] + _BESIDE


def _condition(subject: Subject, arguments: Arguments) -> Condition | None:
    """``where``: captured fields equal these values ({node}, {server} … stand for the subject's); ``matching``: an expression is found."""
    wanted, expressions = arguments.get("where", {}), arguments.get("matching", {})
    if not wanted and not expressions:
        return None
    known = {"{node}": subject.node, "{server}": subject.server, "{cell}": subject.cell, "{process}": subject.name}
    resolved = {key: known.get(value, value) for key, value in wanted.items()}

    def holds(fields: Mapping[str, str]) -> bool:
        same = all(fields.get(key) == value for key, value in resolved.items())
        return same and all(re.search(value, fields.get(key, "")) for key, value in expressions.items())

    return holds
