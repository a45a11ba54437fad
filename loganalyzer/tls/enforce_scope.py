"""The scope's own part of ``--plan enforce``: an SSL configuration that nobody else uses, assigned and set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from loganalyzer.cell import Cell, SslConfiguration, scope_name, scope_parts, scope_type
from loganalyzer.errors import UsageError
from loganalyzer.tls.applying import after
from loganalyzer.tls.change_words import parse_changes, processes_within
from loganalyzer.tls.effective import Direction
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import XDA, Book, Party
from loganalyzer.tls.ports import speaks
from loganalyzer.tls.protocols import Version

ROUNDS: Final = 40
_NODE_DEFAULT: Final = "NodeDefaultSSLSettings"
_DIRECTIONS: Final[tuple[Direction, ...]] = ("inbound", "outbound")


class Planned(Struct, frozen=True):
    """One ``--set`` word, why it is in the plan, and whether something breaks without it."""

    word: str
    why: str
    required: bool = True


class Goal(Struct, frozen=True):
    """What is enforced where: the label, the versions it leaves, the scope, and the words that get there."""

    label: str
    versions: frozenset[Version]
    scope: str
    planned: tuple[Planned, ...] = ()


class Use(Struct, frozen=True):
    """A process, one of its TLS ports (None: as a client), and what governs it there."""

    node: str
    server: str
    direction: Direction
    party: Party

    @property
    def key(self) -> tuple[str | None, str | None]:
        return self.party.alias, self.party.scope


def strict_words(cell: Cell, levels: Levels, goal: Goal) -> tuple[Planned, ...]:
    """Round by round: what brings every port and client of the scope nearer to the goal, until all are there."""
    planned: dict[str, Planned] = {}
    for _ in range(ROUNDS):
        now, _ = after(cell, levels, parse_changes(cell, levels, planned))
        inside, outside = uses(now, levels, goal.scope)
        this = _Round(now, goal, outside)
        steps = (step for use in inside if use.party.versions != goal.versions for step in this.steps(use))
        fresh = {step.word: step for step in steps if step.word not in planned}
        if not fresh:
            break
        planned |= fresh
    return tuple(sorted(planned.values(), key=lambda one: rank(one.word)))


def rank(word: str) -> int:
    """Protocols first, then assignments, then direct references, then what lies outside the repository."""
    heads = ("inbound@", "outbound@", "reference@", "ssl.client.props@")
    return next((n for n, head in enumerate(heads, 1) if word.startswith(head)), 0)


def uses(cell: Cell, levels: Levels, scope: str) -> tuple[list[Use], list[Use]]:
    """Every port and client of the cell: those within the scope, and the others."""
    book, mine = Book(cell, levels, "master"), set(processes_within(cell, scope))
    endpoint = scope_parts(scope).get("endpoint")
    inside: list[Use] = []
    outside: list[Use] = []
    for node, server in processes_within(cell, scope_name(cell=cell.name)):
        xml, index = cell.server_xml(node, server), cell.server_index(node)
        entry = index.server(server) if index else None
        points = [p.name for p in entry.endpoints if speaks(cell, xml, p.name) == "tls"] if entry else []
        found = [(name, Use(node, server, "inbound", book.process(node, server, "inbound", name))) for name in points]
        for name, use in (*found, (None, Use(node, server, "outbound", book.process(node, server, "outbound")))):
            is_inside = (node, server) in mine and endpoint in {None, name}
            (inside if is_inside else outside).append(use)
    return inside, outside


class _Round:
    """The cell as it is by now, and who outside the scope is governed by what."""

    def __init__(self, cell: Cell, goal: Goal, outside: Sequence[Use]) -> None:
        self._cell, self._goal = cell, goal
        names: dict[tuple[str | None, str | None], set[str]] = {}
        for use in outside:
            names.setdefault(use.key, set()).add(f"{use.node}/{use.server}")
        self._users = {key: sorted(found) for key, found in names.items()}

    def steps(self, use: Use) -> Iterator[Planned]:
        """What brings one use nearer to the goal."""
        party, who, scope = use.party, f"{use.node}/{use.server}", self._goal.scope
        shared = self._users.get(use.key, [])
        if party.alias is not None and party.alias != XDA and not shared:
            why = f"governs {who} and nothing outside the scope"
            yield Planned(f"{party.alias}@{party.scope}.sslProtocol={self._goal.label}", why)
            return
        if party.how == "direct":
            yield Planned(
                f"reference@{who}=", f"its server.xml names {party.alias} itself, which {_some(shared)} share"
            )
            return
        chosen, also = self._candidate
        holder = _group_scope(self._cell, use)
        target = holder if holder is not None and _lies_within(holder, scope) else scope
        why = f"{party.alias or 'no configuration'} governs {who} now, and {_some(shared) or 'the cell'} as well"
        for direction in _DIRECTIONS if "endpoint" not in scope_parts(scope) else ("inbound",):
            yield Planned(f"{direction}@{target}={chosen.alias}@{chosen.scope}", why)
        if also:
            why = f"no configuration of this scope is free: {_some(also)} become strict as well"
            yield Planned(f"{chosen.alias}@{chosen.scope}.sslProtocol={self._goal.label}", why)

    @cached_property
    def _candidate(self) -> tuple[SslConfiguration, list[str]]:
        """A configuration that every process of the scope can load, and who else uses it; NodeDefaultSSLSettings first."""
        scope = self._goal.scope
        every = self._cell.security.ssl_configurations if self._cell.security else ()
        fitting = [c for c in every if c.alias != XDA and c.scope and _lies_within(scope, c.scope)]
        narrow = [c for c in fitting if scope_type(c.scope) != "cell" or scope_type(scope) in {"cell", "cluster"}]
        pairs = [(c, self._users.get((c.alias, c.scope), [])) for c in narrow]
        ranked = sorted(pairs, key=lambda pair: (len(pair[1]) > 0, pair[0].alias != _NODE_DEFAULT))
        if not ranked or (ranked[0][1] and scope_type(ranked[0][0].scope) == "cell"):
            raise UsageError(
                f"no SSL configuration that only {scope} would use: create one first (AdminTask.createSSLConfig), then name "
                "it with --set inbound@…=ALIAS and --set outbound@…=ALIAS"
            )
        return ranked[0]


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _group_scope(cell: Cell, use: Use) -> str | None:
    """The scope of the assignment that decides now; None where it is the document's default."""
    place = use.party.places[0] if use.party.places else None
    security = cell.security
    groups = security.groups if security else ()
    return next((g.scope for g in groups if g.place == place and g.direction == use.direction), None)


def _lies_within(inner: str, outer: str) -> bool:
    return scope_parts(outer).items() <= scope_parts(inner).items()
