"""What planned changes do to the channels of a cell: which break, heal or change, and what would have to change as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from loganalyzer.cell import Cell
from loganalyzer.tls.applying import after
from loganalyzer.tls.changes import Change
from loganalyzer.tls.channel import Channel
from loganalyzer.tls.channels import channels
from loganalyzer.tls.effective import Direction
from loganalyzer.tls.java import Era
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import Book, Party
from loganalyzer.tls.protocols import Version, enabled_versions

How = Literal["breaks", "heals", "stays broken", "changes"]
_DIRECTIONS: tuple[Direction, ...] = ("inbound", "outbound")
_ORDER: tuple[How, ...] = ("breaks", "stays broken", "heals", "changes")


@dataclass(frozen=True, slots=True)
class Effect:
    """One channel before and after."""

    how: How
    before: Channel
    after: Channel


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole: the changes, the cell after them, and the effects, breaks first. ``also`` are further ``--set`` words."""

    changes: tuple[Change, ...]
    before: Cell
    after: Cell
    levels: Levels
    effects: tuple[Effect, ...]
    also: tuple[str, ...]
    unused: tuple[Change, ...]
    channels: tuple[Channel, ...]

    def remedies(self, channel: Channel) -> tuple[str, ...]:
        """The ``--set`` words that would give this channel a version in common."""
        return tuple(_remedy(channel, self.changes, self.levels, self.after))

    def of(self, how: How) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.how == how)


def outcome(cell: Cell, levels: Levels, changes: Sequence[Change]) -> Outcome:
    """What these changes do, with everything saved, synchronised and restarted."""
    then, new_levels = after(cell, levels, changes)
    old, new = channels(cell, levels), channels(then, new_levels)
    effects = sorted(_effects(old, new), key=lambda e: _ORDER.index(e.how))
    broken = [e.after for e in effects if e.how in {"breaks", "stays broken"}]
    return Outcome(
        changes=tuple(changes),
        before=cell,
        after=then,
        levels=new_levels,
        effects=tuple(effects),
        also=tuple(dict.fromkeys(word for channel in broken for word in _remedy(channel, changes, new_levels, then))),
        unused=tuple(c for c in changes if c.what == "attribute" and not _used(c, new, then, new_levels)),
        channels=new,
    )


def _effects(old: Sequence[Channel], new: Sequence[Channel]) -> Iterator[Effect]:
    later = {channel.key: channel for channel in new}
    for channel in old:
        then = later.get(channel.key, channel)
        if channel.verdict == "fails" == then.verdict:
            yield Effect("stays broken", channel, then)
        elif channel.predicted() != then.predicted():
            yield Effect(_how(channel, then), channel, then)


def _how(channel: Channel, then: Channel) -> How:
    if then.verdict == "fails":
        return "breaks"
    return "heals" if channel.verdict == "fails" else "changes"


def _remedy(channel: Channel, changes: Sequence[Change], levels: Levels, cell: Cell) -> Iterator[str]:
    """The ``--set`` word that gives the end nobody touched a version in common; none where both were touched.

    Of two untouched ends the older is raised: nobody wants the strict one relaxed.
    """
    if channel.suites == ():
        return
    ends = sorted((channel.initiator, channel.listener), key=lambda end: max(end.versions or (), default=-1))
    for mine, other in ((ends[0], ends[1]), (ends[1], ends[0])):
        if mine.alias is None or mine.versions is None or _touched(mine, changes):
            continue
        if other.versions is None and mine.versions:
            continue
        label = _label_with(other, levels, cell, mine.node)
        if label is not None:
            is_tool = mine.alias == "ssl.client.props"
            yield f"{f'ssl.client.props@{mine.scope}' if is_tool else f'{mine.alias}@{mine.scope}.sslProtocol'}={label}"
            return


def _touched(party: Party, changes: Sequence[Change]) -> bool:
    key = (party.alias, party.scope)
    return any((c.target, c.scope) == key and c.attribute == "sslProtocol" for c in changes) or any(
        c.what == "client-props" and key == ("ssl.client.props", c.target) for c in changes
    )


def _label_with(other: Party, levels: Levels, cell: Cell, node: str) -> str | None:
    """The label for the end opposite ``other``; where that one has no version either, any that leaves one."""
    era = levels.era(cell, node, "nodeagent").era
    return wide_label(other.versions or frozenset(Version), era, other.label if other.versions else None)


def wide_label(wanted: frozenset[Version], era: Era, own: str | None) -> str | None:
    """SSL_TLSv2 as in the article where it shares a version with ``wanted``, else another wide one, else ``own``."""
    wide = ("SSL_TLSv2", "TLS", "TLSv1.2,TLSv1.3")
    return next((label for label in wide if enabled_versions(label, era).versions & wanted), own)


def _used(change: Change, found: Sequence[Channel], cell: Cell, levels: Levels) -> bool:
    key = (change.target, change.scope)
    if any(key in {(c.initiator.alias, c.initiator.scope), (c.listener.alias, c.listener.scope)} for c in found):
        return True
    book = Book(cell, levels)
    processes = ((n, e.name) for n in cell.nodes if (i := cell.server_index(n)) for e in i.servers)
    parties = (book.process(n, s, direction) for n, s in processes for direction in _DIRECTIONS)
    return any((p.alias, p.scope) == key for p in parties)
