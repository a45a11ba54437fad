"""Findings on a cell's TLS: where prediction and logs disagree and what explains it, and what is wrong with its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.build_cell import channel_name
from loganalyzer.analysis.model import Change, FindingReport, ProcessReport
from loganalyzer.bundle import Skipped
from loganalyzer.cell import Cell, Place, config_kind
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.contradictions import (
    Contradiction,
    Reading,
    centrally_managed,
    contradictions,
    predicted,
)
from loganalyzer.diagnosis.observing import end_name
from loganalyzer.diagnosis.schema import Cause
from loganalyzer.diagnosis.values import Weighed
from loganalyzer.tls import Book, Channel, named

_STANDING: Final = ("confirmed", "likely")
_WORD: Final = "prediction-contradicted"
# kind of a finding -> the reading of the configuration by which a cause asks for it.
_READINGS: Final[Mapping[str, Reading]] = {
    "pending restart": "own",
    "stale copy": "master",
    "direct reference": "central",
}


class Told(Struct, frozen=True):
    """What the analysis knows beside the case: skipped members, changes, runs, and the causes as they were weighed."""

    skipped: Sequence[Skipped] = ()
    changes: Sequence[Change] = ()
    processes: Sequence[ProcessReport] = ()
    weighed: Sequence[Weighed] = ()
    causes: Sequence[Cause] = ()


def finding_reports(case: Case, told: Told) -> tuple[FindingReport, ...]:
    """Documents first, then disagreements, then ports whose direct reference says something else than the console shows."""
    cells = [cell for cell in case.cells if any(copy.security for copy in cell.copies)]
    return (
        *unread(told.skipped),
        *(
            one
            for cell in cells
            for one in (*faults(cell), *_disagreements(case, cell, told), *bypassed(case, cell, told))
        ),
    )


def unread(skipped: Iterable[Skipped]) -> Iterator[FindingReport]:
    """Configuration that could not be read."""
    for one in skipped:
        if config_kind(one.path) not in {None, "other"}:
            yield FindingReport("unread document", None, None, one.reason, file=one.path, path="document")


def faults(cell: Cell) -> Iterator[FindingReport]:
    """What is wrong inside the documents that could be read."""
    for copy in cell.copies:
        for fault in copy.security.faults if copy.security else ():
            found = FindingReport(fault.kind, cell.name, copy.node, fault.text)
            yield _placed(found, fault.place)


def _disagreements(case: Case, cell: Cell, told: Told) -> Iterator[FindingReport]:
    """One finding per channel and reason; the overlay's two directions and the ports of one process count once."""
    seen: set[tuple[str, str]] = set()
    for one in contradictions(case, cell):
        channel = one.channel
        outside = channel.verdict == "open"
        about = ("outside", channel.listener.name) if outside else (channel.kind.id, channel.node)
        if about not in seen:
            seen.add(about)
            then = predicted(case, cell, "master").get(channel.key, channel)
            found = _seen(explained(one, then, cell, told), one, case)
            yield replace(found, cause=_cause(found, one, told))


def explained(one: Contradiction, then: Channel, cell: Cell, told: Told) -> FindingReport:
    """A disagreement with the first of the usual reasons that holds; ``then`` is the channel by the master's copy."""
    channel = one.channel
    ends = tuple(dict.fromkeys(end_name(cell, end) for end in (channel.initiator, channel.listener)))
    found = FindingReport(
        "unexplained", cell.name, channel.node, one.text, processes=ends, channel=channel_name(channel)
    )
    if then.predicted() != channel.predicted():
        place = next(iter(channel.listener.places or channel.initiator.places), None)
        reason = f"The copies differ: by the deployment manager's master it is {then.predicted()}."
        return _placed(replace(found, kind="stale copy", reason=reason), place)
    changed = _changed_after_start(ends, told)
    if changed is not None:
        when, document, process = changed
        reason = (
            f"{document} was changed at {when:%Y-%m-%d %H:%M:%S} UTC, after {process} had started: a pending restart."
        )
        return replace(found, kind="pending restart", reason=reason)
    direct = next((end for end in (channel.listener, channel.initiator) if end.how == "direct"), None)
    if direct is not None:
        reason = f"A direct reference decides at {direct.name}: {direct.decided_by}."
        return _placed(replace(found, kind="direct reference", reason=reason), next(iter(direct.places), None))
    return replace(found, reason=_unexplained(channel))


def _unexplained(channel: Channel) -> str:
    """What may be the reason where none of the usual ones holds."""
    reason = (
        "a component that reads another configuration than the field report says, " if not channel.kind.certain else ""
    )
    rest = f"{reason}a process that was not restarted since a change that no log shows, or copies collected at different times"
    return f"{rest}."


def _changed_after_start(ends: Sequence[str], told: Told) -> tuple[datetime, str, str] | None:
    """The last change of security.xml that one of the two processes has not read since."""
    changes = sorted((c.time, c.document) for c in told.changes if c.time and c.document.endswith("security.xml"))
    for name in ends:
        runs = next((p.runs for p in told.processes if p.name == name), ())
        started = max((run.start for run in runs if run.start), default=None)
        if started is not None and changes and changes[-1][0] > started:
            return *changes[-1], name
    return None


def bypassed(case: Case, cell: Cell, told: Told) -> Iterator[FindingReport]:
    """Ports whose direct reference enables other versions than "Manage endpoint security configurations" shows."""
    levels = case.levels_of(cell)
    direct, shown = Book(cell, levels), Book(centrally_managed(cell), levels)
    for node in cell.nodes:
        index = cell.server_index(node)
        for entry in index.servers if index else ():
            xml = cell.server_xml(node, entry.name)
            for reference in xml.direct_references if xml else ():
                for port in (p for p in entry.endpoints if p.name in reference.endpoints):
                    mine, theirs = (b.process(node, entry.name, "inbound", port.name) for b in (direct, shown))
                    if mine.how == "direct" and mine.versions != theirs.versions:
                        text = (
                            f"{node}/{entry.name}, {port.name}: {reference.alias} enables {named(mine.versions or ())}, though "
                            f"'Manage endpoint security configurations' shows {theirs.alias} with {named(theirs.versions or ())}"
                        )
                        names = (end_name(cell, mine),)
                        found = FindingReport("direct reference", cell.name, node, text, processes=names)
                        yield _placed(replace(found, cause=_cause(found, None, told)), reference.place)


def _cause(found: FindingReport, one: Contradiction | None, told: Told) -> str | None:
    """The first cause that stands at an end of the channel and speaks of this: it asks for such a disagreement, or its
    symptom is what was seen. A consequence gives way to what it follows from.
    """
    causes = {cause.id: cause for cause in told.causes}
    for weighed in told.weighed:
        cause = causes.get(weighed.cause)
        if cause is None or weighed.verdict not in _STANDING:
            continue
        at_end = any(subject.name in found.processes for subject in weighed.subjects)
        at_node = any(subject.node == found.node for subject in weighed.subjects)
        if (at_end and one is not None and _signs(cause) & one.observation.signs) or (
            (at_end or at_node) and _asks_for(cause, found.kind)
        ):
            return weighed.consequence_of or weighed.cause
    return None


def _signs(cause: Cause) -> frozenset[str]:
    """The signatures, and the kinds of incidents, that a cause has as its symptom."""
    named_there = (name for fact in cause.symptom for name in fact.arguments.get("signatures", ()))
    kinds = (str(fact.arguments["kind"]) for fact in cause.symptom if fact.word == "incident")
    return frozenset((*named_there, *kinds))


def _asks_for(cause: Cause, kind: str) -> bool:
    wanted = _READINGS.get(kind)
    return any(
        f.word == _WORD and f.arguments.get("by", "own") == wanted for f in (*cause.configuration, *cause.remarks)
    )


def _seen(found: FindingReport, one: Contradiction, case: Case) -> FindingReport:
    """With the place of the first record that tells."""
    if one.observation.row is None:
        return found
    hit = case.table.hit(one.observation.row)
    return replace(found, seen_file=hit.file, seen_line=hit.line)


def _placed(found: FindingReport, place: Place | None) -> FindingReport:
    return found if place is None else replace(found, file=place.file, line=place.line, path=place.path)
