"""Predicted against observed: how the outcome that a reading of the configuration predicts contradicts the logs.

There are three readings: every node by its *own* copy, as it is; all by the deployment manager's *master*, as after
synchronisation; and *central* management alone, as if no server.xml named an SSL configuration itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.cell import Cell
from loganalyzer.diagnosis.case import Case
from loganalyzer.diagnosis.observing import Key, Observation, observed
from loganalyzer.tls import Channel, named
from loganalyzer.tls.proving import ProvedCell

Reading = Literal["own", "master", "central"]
Predictions = Mapping[Key, Channel]


class Contradiction(Struct, frozen=True):
    """A channel as the nodes' own copies have it, what was seen of it, and how a prediction contradicts that, in words."""

    channel: Channel
    observation: Observation
    text: str


def predicted(case: Case, cell: Cell, by: Reading = "own") -> Predictions:
    """The channels of a cell by one reading of its configuration, by their keys; made once."""

    def make() -> Predictions:
        if by == "own" or (by == "master" and cell.security is None):
            proved = case.proved(cell)
        else:
            basis = centrally_managed(cell) if by == "central" else cell
            view: Literal["own", "master"] = "master" if by == "master" else "own"
            proved = ProvedCell.of(basis, case.levels_of(cell), case.stores, case.judged_at, view)
        return {channel.key: channel for channel in proved.channels}

    return case.kept(f"predicted in {cell.name} by {by}", make)


def contradictions(case: Case, cell: Cell) -> tuple[Contradiction, ...]:
    """Every channel whose prediction, as it is configured, the logs contradict; made once."""
    return case.kept(f"contradictions in {cell.name}", lambda: _by_own(case, cell))


def contradictions_by(case: Case, cell: Cell, by: Reading) -> tuple[Contradiction, ...]:
    """Channels of which another reading predicts what the logs contradict, while the one in force fits what they saw."""
    if by == "own":
        return contradictions(case, cell)
    own, seen = predicted(case, cell), observed(case, cell)
    wrong = {one.channel.key for one in contradictions(case, cell)}
    open_keys = [key for key in seen if key not in wrong and own[key].verdict != "unknown"]
    if not open_keys:
        return ()
    other = predicted(case, cell, by)
    found = []
    for key in open_keys:
        channel = other.get(key)
        if channel is None or channel.predicted() == own[key].predicted():
            continue
        text = contradiction(channel, seen[key], other.values(), at_last=True)
        if text is not None:
            found.append(Contradiction(own[key], seen[key], text))
    return tuple(found)


def _by_own(case: Case, cell: Cell) -> tuple[Contradiction, ...]:
    channels, seen = predicted(case, cell), observed(case, cell)
    told = (
        (c, seen[key], contradiction(c, seen[key], channels.values())) for key, c in channels.items() if key in seen
    )
    return tuple(Contradiction(channel, one, text) for channel, one, text in told if text is not None)


def contradiction(
    channel: Channel, seen: Observation, every: Iterable[Channel], *, at_last: bool = False
) -> str | None:
    """How prediction and observation contradict each other; None where they do not. ``every`` channel of that reading.

    A channel that works and fails contradicts nothing, unless what it does ``at_last`` is asked.
    """
    outcome, who, phrase = seen.end if at_last else seen.outcome, channel.listener.name, seen.phrase()
    if at_last and seen.outcome == "mixed":
        phrase += f"; at last it {outcome}"
    if channel.verdict == "fails" and outcome == "works":
        return f"{channel.node}: {channel.kind.title} is predicted to fail, yet the logs show it work ({phrase})"
    if channel.verdict == "ok" and outcome == "fails":
        if channel.kind.id == "overlay":
            return (
                f"{channel.node}: the node agent flaps, yet its effective configuration and the deployment manager's have "
                f"{channel.version} in common"
            )
        return f"{channel.node}: {channel.kind.title} is predicted to work with {channel.version}, yet the logs show it fail ({phrase})"
    if channel.verdict == "open" and seen.offered and not _excluded(channel, seen, every):
        accepted = named(channel.listener.versions or ())
        return f"{who}: refused clients that offered {', '.join(sorted(seen.offered))}, yet its configuration accepts {accepted}"
    return None


def _excluded(channel: Channel, seen: Observation, every: Iterable[Channel]) -> bool:
    """Whether the port refuses what was offered; a record without a port may be about any port of the process."""
    ports = [channel] if seen.at_port else [c for c in every if c.listener.name == channel.listener.name]
    return any(not seen.offered & {str(v) for v in c.listener.versions or ()} for c in ports)


def centrally_managed(cell: Cell) -> Cell:
    """The cell without the references to SSL configurations in server.xml: what central management would give."""
    bare = (
        replace(copy, servers={k: replace(xml, direct_references=()) for k, xml in copy.servers.items()})
        for copy in cell.copies
    )
    return replace(cell, copies=tuple(bare))
