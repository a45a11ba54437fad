"""``--plan enforce=LABEL --on SCOPE``: every setting that has to change so that a scope speaks LABEL and nothing breaks.

The method is the field report's, applied to this cell: give the scope an SSL configuration that nobody else uses, set
its protocol, and widen whatever still has to talk to it: the cell's configuration, XDADefaultSSLSettings, the client
properties. What is not needed today but would break tomorrow, once somebody assigns it, is widened too and marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from loganalyzer.cell import Cell, scope_parts, scope_type
from loganalyzer.errors import UsageError
from loganalyzer.tls.applying import after
from loganalyzer.tls.change_words import client_props_of, parse_changes, processes_within
from loganalyzer.tls.effects import Outcome, outcome, wide_label
from loganalyzer.tls.endpoints import versions_of
from loganalyzer.tls.enforce_scope import ROUNDS, Goal, Planned, rank, strict_words, uses
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.naming import scope_named
from loganalyzer.tls.parties import XDA, default_block
from loganalyzer.tls.protocols import Version, enabled_versions
from loganalyzer.tls.wording import named

_XDA_WHY: Final = "by a field report the node agents of strict nodes flap when it is left behind"


def enforcing(cell: Cell, levels: Levels, label: str, where: str, given: Sequence[str] = ()) -> Goal:
    """The words that make ``where`` speak ``label`` only, in the cell as the ``--set`` words ``given`` leave it.

    Raises:
        UsageError: an unknown scope or label, or no SSL configuration that could be given to the scope.
    """
    security = cell.security
    if security is None:
        raise UsageError(f"cell {cell.name}: copies of security.xml compete and none is the master's; send that one")
    cell, levels = after(cell, levels, parse_changes(cell, levels, given))
    scope = scope_named(cell, security, where)
    goal = Goal(label, _wanted(cell, levels, label, scope), scope)
    strict = strict_words(cell, levels, goal)
    words = [one.word for one in strict]
    wide = _widened(cell, levels, words, goal)
    later, later_levels = after(cell, levels, parse_changes(cell, levels, [*words, *(one.word for one in wide)]))
    return replace(goal, planned=(*strict, *wide, *_advised(later, later_levels, goal)))


def _wanted(cell: Cell, levels: Levels, label: str, scope: str) -> frozenset[Version]:
    """The versions of the label at the lowest Java level within the scope."""
    processes = processes_within(cell, scope)
    if not processes:
        raise UsageError(f"no process of this bundle lies within {scope}")
    for node, server in processes:
        era = levels.era(cell, node, server)
        found = enabled_versions(label, era.era)
        if found.problem or not found.versions:
            raise UsageError(f"enforce={label}: {found.problem or 'nothing is left of it'} ({node}: {era.why})")
    return found.versions


def _widened(cell: Cell, levels: Levels, words: Sequence[str], goal: Goal) -> tuple[Planned, ...]:
    """What else has to change, until no channel of the cell is left without a version in common."""
    planned: dict[str, Planned] = {}
    kept = [*_as_they_are(cell, levels, words, goal), *words]
    for _ in range(ROUNDS):
        chosen = [one.word for one in planned.values()]
        found = outcome(cell, levels, parse_changes(cell, levels, [*kept, *chosen]))
        fresh = [word for word in found.also if word.partition("=")[0] not in planned]
        if not fresh:
            break
        for word in fresh:
            setting = word.partition("=")[0]
            because = _because(found, word)
            planned.setdefault(setting, Planned(f"{setting}={_wide(cell, levels, setting, goal)}", because))
    return tuple(sorted(planned.values(), key=lambda one: rank(one.word)))


def _as_they_are(cell: Cell, levels: Levels, words: Sequence[str], goal: Goal) -> list[str]:
    """Words that change nothing, and so keep what governs the scope from being relaxed for somebody else's sake."""
    now, _ = after(cell, levels, parse_changes(cell, levels, words))
    parties = [use.party for use in uses(now, levels, goal.scope)[0]]
    strict = [p for p in parties if p.alias is not None and p.versions == goal.versions]
    return list(dict.fromkeys(f"{p.alias}@{p.scope}.sslProtocol={p.label or ''}" for p in strict))


def _wide(cell: Cell, levels: Levels, setting: str, goal: Goal) -> str:
    """The label for a setting outside the scope; when the whole cell is the scope there is no outside."""
    if scope_type(goal.scope) == "cell":
        return goal.label
    scope = setting.partition("@")[2].rpartition(".")[0] or setting.partition("@")[2]
    node = scope_parts(scope).get("node", scope)
    manager = cell.master.node if cell.master and cell.master.node else cell.nodes[0]
    era = levels.era(cell, node if node in cell.nodes else manager, "nodeagent").era
    return wide_label(goal.versions, era, goal.label) or goal.label


def _because(found: Outcome, word: str) -> str:
    """The channels that fail without this word."""
    broken = found.remedies[word]
    first = f"{broken[0].kind.title} {broken[0].initiator.name} -> {broken[0].listener.name}"
    return f"otherwise {first} fails" + (f", and {len(broken) - 1} more" if len(broken) > 1 else "")


def _advised(cell: Cell, levels: Levels, goal: Goal) -> Iterator[Planned]:
    """Configurations and client properties that share no version with the scope, though no channel needs one today."""
    security = cell.security
    for one in security.ssl_configurations if security else ():
        setting = f"{one.alias}@{one.scope}.sslProtocol"
        era = levels.era(cell, scope_parts(one.scope).get("node") or cell.nodes[0], "nodeagent").era
        enabled = versions_of(one, security, era).versions if security else frozenset()
        if one.scope and not enabled & goal.versions:
            why = (
                _XDA_WHY if one.alias == XDA else f"enables {named(enabled)}: what it governs cannot talk to the scope"
            )
            yield Planned(f"{setting}={_wide(cell, levels, setting, goal)}", why, required=False)
    for node in cell.nodes:
        props = client_props_of(cell, node)
        label = default_block(props)[0] if props else None
        era = levels.era(cell, node, "nodeagent").era
        if props is not None and not enabled_versions(label, era).versions & goal.versions:
            setting = f"ssl.client.props@{node}"
            why = "its tools cannot talk to the scope; the field report has one value on every node"
            yield Planned(f"{setting}={_wide(cell, levels, setting, goal)}", why, required=False)
