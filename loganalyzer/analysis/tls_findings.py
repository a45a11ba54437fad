"""Where prediction and logs disagree, and what explains it: a stale copy, a pending restart, a direct reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from loganalyzer.analysis.build_cell import end_name
from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.observing import offered_in, outcome_of
from loganalyzer.cell import Cell, ConfigCopy, Place, config_kind
from loganalyzer.tls import Book, Channel, Levels, named

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A named observation about a cell: what sort it is, in words, and where it stands.

    Disagreements are ``stale copy``, ``pending restart``, ``direct reference`` or ``unexplained``; faults of documents
    have the names of ``cell.faults``, or ``unread document``.
    """

    kind: str
    text: str
    node: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The channels as the nodes' own copies predict them, as the master's would, and what was seen of each."""

    cell: Cell
    now: Sequence[Channel]
    synchronised: Sequence[Channel]
    observed: Mapping[Key, str]
    analysis: Analysis | None = None


def disagreements(found: Compared) -> Iterator[Finding]:
    """One finding per channel and reason; the overlay's two directions and the ports of one process count once."""
    then = {c.key: c for c in found.synchronised}
    told: set[tuple[str, str]] = set()
    for channel in found.now:
        claim = _claim(channel, found)
        about = (channel.kind.id if channel.verdict != "open" else "outside", _about(channel))
        if claim is not None and about not in told:
            told.add(about)
            yield _explained(channel, then.get(channel.key, channel), claim, found)


def _about(channel: Channel) -> str:
    return channel.listener.name if channel.verdict == "open" else channel.node


def _claim(channel: Channel, found: Compared) -> str | None:
    """How prediction and observation contradict each other; None where they do not, or nothing was seen."""
    seen = found.observed.get(channel.key)
    if seen is None:
        return None
    outcome, who = outcome_of(seen), channel.listener.name
    if channel.verdict == "fails" and outcome == "works":
        return f"{channel.node}: {channel.kind.title} is predicted to fail, yet the logs show it work ({seen})"
    if channel.verdict == "ok" and outcome == "fails":
        if channel.kind.id == "overlay":
            return (
                f"{channel.node}: the node agent flaps, yet its effective configuration and the deployment manager's have "
                f"{channel.version} in common"
            )
        return f"{channel.node}: {channel.kind.title} is predicted to work with {channel.version}, yet the logs show it fail ({seen})"
    offered = offered_in(seen)
    if channel.verdict == "open" and offered and not _excluded(channel, offered, found.now, seen):
        accepted = named(channel.listener.versions or ())
        return f"{who}: refused clients that offered {', '.join(sorted(offered))}, yet its configuration accepts {accepted}"
    return None


def _excluded(channel: Channel, offered: frozenset[str], every: Sequence[Channel], seen: str) -> bool:
    """Whether the port refuses what was offered; a record without a port may be about any port of the process."""
    ports = [channel]
    if "by this process" in seen:
        ports = [c for c in every if c.listener.name == channel.listener.name]
    return any(not offered & {str(v) for v in c.listener.versions or ()} for c in ports)


def _explained(channel: Channel, then: Channel, claim: str, found: Compared) -> Finding:
    """The first of the usual reasons that holds here."""
    if then.predicted() != channel.predicted():
        place = next(iter(channel.listener.places or channel.initiator.places), None)
        text = f"{claim}. The copies differ: by the deployment manager's master it is {then.predicted()}."
        return Finding("stale copy", text, channel.node, place)
    changed = _changed_after_start(channel, found)
    if changed is not None:
        when, document, process = changed
        text = f"{claim}. {document} was changed at {when:%Y-%m-%d %H:%M:%S} UTC, after {process} had started: a pending restart."
        return Finding("pending restart", text, channel.node)
    direct = next((end for end in (channel.listener, channel.initiator) if end.how == "direct"), None)
    if direct is not None:
        text = f"{claim}. A direct reference decides at {direct.name}: {direct.decided_by}."
        return Finding("direct reference", text, channel.node, next(iter(direct.places), None))
    reason = (
        "a component that reads another configuration than the field report says, " if not channel.kind.certain else ""
    )
    rest = f"{reason}a process that was not restarted since a change that no log shows, or copies collected at different times"
    return Finding("unexplained", f"{claim}. Nothing in the bundle explains it: {rest}.", channel.node)


def _changed_after_start(channel: Channel, found: Compared) -> tuple[datetime, str, str] | None:
    """The last change of security.xml that one of the two processes has not read since."""
    analysis = found.analysis
    documents = (c for c in (analysis.changes if analysis else ()) if c.document.endswith("security.xml"))
    changes = sorted((c.time, c.document) for c in documents if c.time is not None)
    for end in (channel.initiator, channel.listener):
        name = end_name(found.cell, end)
        runs = next((p.runs for p in (analysis.processes if analysis else ()) if p.name == name), ())
        started = max((run.start for run in runs if run.start), default=None)
        if started is not None and changes and changes[-1][0] > started:
            return *changes[-1], name
    return None


def bypassed(cell: Cell, levels: Levels) -> Iterator[Finding]:
    """Ports whose direct reference enables other versions than "Manage endpoint security configurations" shows."""
    central = replace(cell, copies=tuple(_without_references(copy) for copy in cell.copies))
    direct, shown = Book(cell, levels), Book(central, levels)
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
                        yield Finding("direct reference", text, node, reference.place)


def documents(cell: Cell, analysis: Analysis | None) -> Iterator[Finding]:
    """Configuration that could not be read, or not all of it, and what is wrong inside what could."""
    for one in analysis.bundle.skipped if analysis else ():
        if config_kind(one.path) not in {None, "other"}:
            yield Finding("unread document", one.reason, None, Place(one.path, None, "document"))
    for copy in cell.copies:
        for fault in copy.security.faults if copy.security else ():
            yield Finding(fault.kind, fault.text, copy.node, fault.place)


def _without_references(copy: ConfigCopy) -> ConfigCopy:
    return replace(copy, servers={key: replace(xml, direct_references=()) for key, xml in copy.servers.items()})
