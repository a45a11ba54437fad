"""What planned changes do to the channels of a cell: which break, heal or change, and what would have to change as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Literal

from msgspec import Struct

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

_Key = tuple[str | None, str | None]
How = Literal["breaks", "heals", "stays broken", "changes"]
_DIRECTIONS: tuple[Direction, ...] = ("inbound", "outbound")
_ORDER: tuple[How, ...] = ("breaks", "stays broken", "heals", "changes")


class Effect(Struct, frozen=True):
    """One channel before and after."""

    how: How
    before: Channel
    after: Channel


class Outcome(Struct, frozen=True):
    """The whole: the changes, the cell after them, and the effects, breaks first.

    ``remedies`` are further ``--set`` words, each with the channels that fail without it. ``unused`` are changes of
    configurations that govern nothing.
    """

    changes: tuple[Change, ...]
    before: Cell
    after: Cell
    levels: Levels
    effects: tuple[Effect, ...]
    remedies: Mapping[str, tuple[Channel, ...]]
    unused: tuple[Change, ...]
    channels: tuple[Channel, ...]

    @property
    def also(self) -> tuple[str, ...]:
        """The words that would mend what is broken."""
        return tuple(self.remedies)

    def of(self, how: How) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.how == how)


def outcome(cell: Cell, levels: Levels, changes: Sequence[Change]) -> Outcome:
    """What these changes do, with everything saved, synchronised and restarted."""
    then, new_levels = after(cell, levels, changes)
    old, new = channels(cell, levels), channels(then, new_levels)
    effects = sorted(_effects(old, new), key=lambda e: _ORDER.index(e.how))
    broken = [e.after for e in effects if e.how in {"breaks", "stays broken"}]
    used = _used(new, then, new_levels)
    return Outcome(
        changes=tuple(changes),
        before=cell,
        after=then,
        levels=new_levels,
        effects=tuple(effects),
        remedies=_remedies(broken, changes, new_levels, then),
        unused=tuple(c for c in changes if c.what == "attribute" and (c.target, c.scope) not in used),
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


def _remedies(
    broken: Sequence[Channel], changes: Sequence[Change], levels: Levels, cell: Cell
) -> dict[str, tuple[Channel, ...]]:
    touched = {(c.target, c.scope) for c in changes if c.attribute == "sslProtocol"}
    touched |= {("ssl.client.props", c.target) for c in changes if c.what == "client-props"}
    found: dict[str, list[Channel]] = {}
    for channel in broken:
        word = _remedy(channel, touched, levels, cell)
        if word is not None:
            found.setdefault(word, []).append(channel)
    return {word: tuple(helped) for word, helped in found.items()}


def _remedy(channel: Channel, touched: Set[_Key], levels: Levels, cell: Cell) -> str | None:
    """The ``--set`` word that gives the end nobody touched a version in common; none where both were touched.

    Of two untouched ends the older is raised: nobody wants the strict one relaxed.
    """
    if channel.suites == ():
        return None
    ends = sorted((channel.initiator, channel.listener), key=lambda end: max(end.versions or (), default=-1))
    for mine, other in ((ends[0], ends[1]), (ends[1], ends[0])):
        if mine.alias is None or mine.versions is None or (mine.alias, mine.scope) in touched:
            continue
        if other.versions is None and mine.versions:
            continue
        label = _label_with(other, levels, cell, mine.node)
        if label is not None:
            is_tool = mine.alias == "ssl.client.props"
            return (
                f"{f'ssl.client.props@{mine.scope}' if is_tool else f'{mine.alias}@{mine.scope}.sslProtocol'}={label}"
            )
    return None


def _label_with(other: Party, levels: Levels, cell: Cell, node: str) -> str | None:
    """The label for the end opposite ``other``; where that one has no version either, any that leaves one."""
    era = levels.era(cell, node, "nodeagent").era
    return wide_label(other.versions or frozenset(Version), era, other.label if other.versions else None)


def wide_label(wanted: frozenset[Version], era: Era, own: str | None) -> str | None:
    """SSL_TLSv2 as in the article where it shares a version with ``wanted``, else another wide one, else ``own``."""
    wide = ("SSL_TLSv2", "TLS", "TLSv1.2,TLSv1.3")
    return next((label for label in wide if enabled_versions(label, era).versions & wanted), own)


def _used(found: Sequence[Channel], cell: Cell, levels: Levels) -> set[_Key]:
    """(alias, scope) of every configuration that governs an end of a channel, or a process as a whole."""
    book = Book(cell, levels)
    processes = ((n, e.name) for n in cell.nodes if (i := cell.server_index(n)) for e in i.servers)
    parties = (book.process(n, s, direction) for n, s in processes for direction in _DIRECTIONS)
    return {(p.alias, p.scope) for p in (*parties, *(end for c in found for end in (c.initiator, c.listener)))}
