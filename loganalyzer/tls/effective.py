"""Which SSL configuration governs a process or one of its ports: domain reference, section 1.6.

Order of precedence: dynamic outbound selection, direct reference, central management from the most to the least
specific scope, the default of the document. What an application sets in its own code cannot be seen in configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.cell import (
    DirectReference,
    DynamicSelection,
    Place,
    Security,
    SslConfigGroup,
    SslConfiguration,
    scope_name,
    scope_parts,
    scope_type,
)

Direction = Literal["inbound", "outbound"]


class Target(Struct, frozen=True):
    """Whom an outbound connection goes to, in the words of a dynamic selection (``ADMIN_SOAP``, host, port)."""

    protocol: str
    host: str
    port: int


class Effective(Struct, frozen=True):
    """The configuration that counts, how it was chosen, and the place of the setting that chose it.

    ``configuration`` is None when the choice points at nothing usable; ``explanation`` then says what is wrong.
    ``how`` is ``dynamic``, ``direct``, ``central:`` with a scope type, or ``default``. ``doubts`` say what speaks
    against the choice.
    """

    configuration: SslConfiguration | None
    certificate_alias: str | None
    how: str
    place: Place | None
    explanation: str
    doubts: tuple[str, ...] = ()


class _Process(Struct, frozen=True):
    """The process in question, and the scopes its settings may stand in, most specific first."""

    cell: str
    node: str
    server: str
    direction: Direction
    endpoint: str | None
    cluster: str | None

    def scopes(self) -> Iterator[str]:
        """Scope names, endpoint to cell. Cluster below server: IBM's own list is ambiguous about these two."""
        at = {"cell": self.cell, "node": self.node, "server": self.server}
        if self.endpoint:
            yield scope_name(**at, endpoint=self.endpoint)
        yield scope_name(**at)
        if self.cluster:
            yield scope_name(cell=self.cell, cluster=self.cluster)
        yield scope_name(cell=self.cell, node=self.node)
        yield scope_name(cell=self.cell)

    def sees(self, scope: str) -> bool:
        """False for a scope that lies on another node or server: such settings are not loaded by this process."""
        mine = {"cell": self.cell, "node": self.node, "server": self.server, "cluster": self.cluster}
        return all(mine.get(kind, value) == value for kind, value in scope_parts(scope).items())


def effective_configuration(  # noqa: PLR0913  one keyword per thing that decides
    security: Security,
    *,
    cell: str,
    node: str,
    server: str,
    direction: Direction,
    endpoint: str | None = None,
    cluster: str | None = None,
    direct_reference: DirectReference | None = None,
    target: Target | None = None,
    swallows_aliases: bool = False,
) -> Effective:
    """The SSL configuration of a process, or of one of its ports, in one direction, as ``security`` has it."""
    process = _Process(cell, node, server, direction, endpoint, cluster)
    dynamic = _dynamic(security, process, target) if direction == "outbound" and target else None
    if dynamic:
        return dynamic
    direct = _direct(security, process, direct_reference) if direct_reference else None
    chosen = _central(security, process) or _default(security, process)
    if direct_reference is None:
        return chosen
    if direct and swallows_aliases and direct_reference.alias.endswith("DefaultSSLSettings"):
        return _swallowed(direct_reference, chosen)
    if direct:
        return direct
    ignored = f"direct reference {direct_reference.alias!r} names no configuration this process can see; "
    return Effective(
        chosen.configuration, chosen.certificate_alias, chosen.how, chosen.place, ignored + chosen.explanation
    )


def _swallowed(reference: DirectReference, instead: Effective) -> Effective:
    """APAR PH63778: a direct reference to an alias that ends like a legacy name gives way to the default settings."""
    doubt = (
        f"at this product level (APAR PH63778) the alias {reference.alias!r} that {reference.kind} "
        f"{reference.name!r} names may be taken for a legacy name and ignored; counted as ignored"
    )
    return replace(instead, explanation=f"{doubt}; {instead.explanation}", doubts=(*instead.doubts, doubt))


def _dynamic(security: Security, process: _Process, target: Target) -> Effective | None:
    """The first dynamic selection whose protocol, host and port fit; hosts are compared as text, without look-up."""
    fitting = (s for s in security.dynamic_selections if process.sees(s.scope) and _fits(s, target))
    selection = next(fitting, None)
    if selection is None:
        return None
    return _chosen(
        security, process, selection, "dynamic", f"dynamic outbound selection {selection.name!r} ({selection.info})"
    )


def _fits(selection: DynamicSelection, target: Target) -> bool:
    wanted = (target.protocol.lower(), target.host.lower(), str(target.port))
    rules = ([w.strip().lower() for w in rule.split(",")] for rule in selection.info.split("|"))
    return any(len(r) == 3 and all(have in ("*", want) for have, want in zip(r, wanted, strict=True)) for r in rules)


def _direct(security: Security, process: _Process, reference: DirectReference) -> Effective | None:
    """A direct reference, if its alias exists in a scope this process sees. ``node/Alias`` is the old spelling."""
    names = dict.fromkeys((reference.alias, reference.alias.rpartition("/")[2]))
    visible = (c for name in names for c in _most_specific(security.find_all(name), process))
    configuration = next(visible, None)
    if configuration is None:
        return None
    explanation = f"{reference.kind} {reference.name!r} names {reference.alias!r} itself, past central management"
    return Effective(
        configuration, _key_alias(configuration, process.direction), "direct", reference.place, explanation
    )


def _most_specific(found: tuple[SslConfiguration, ...], process: _Process) -> list[SslConfiguration]:
    return sorted((c for c in found if process.sees(c.scope)), key=lambda c: -len(scope_parts(c.scope)))


def _central(security: Security, process: _Process) -> Effective | None:
    """The group of the most specific scope that names a configuration in this direction."""
    found = (security.group(scope, process.direction) for scope in process.scopes())
    group = next((g for g in found if g is not None), None)
    if group is None:
        return None
    how = f"central:{scope_type(group.scope)}"
    return _chosen(security, process, group, how, f"{process.direction} SSL configuration of scope {group.scope}")


def _chosen(
    security: Security, process: _Process, by: SslConfigGroup | DynamicSelection, how: str, explanation: str
) -> Effective:
    """Follow the id in a group or selection; a configuration of another node is not loaded here and counts as none."""
    configuration = security.by_id(by.ssl_config)
    if configuration is None:
        return Effective(None, None, how, by.place, f"{explanation} names {by.ssl_config}, which does not exist")
    if not process.sees(configuration.scope):
        alien = f"{explanation} names {configuration.alias} of {configuration.scope}, which this process cannot load"
        return Effective(None, None, how, by.place, alien)
    alias = by.certificate_alias or _key_alias(configuration, process.direction)
    return Effective(configuration, alias, how, by.place, f"{explanation}: {configuration.alias}")


def _default(security: Security, process: _Process) -> Effective:
    configuration = security.by_id(security.default_ssl_settings)
    if configuration is None:
        return Effective(
            None, None, "default", None, "no SSL configuration is assigned, and the document has no default"
        )
    alias = _key_alias(configuration, process.direction)
    explanation = f"no group covers this scope: default settings {configuration.alias}"
    return Effective(configuration, alias, "default", Place(security.file, None, "@defaultSSLSettings"), explanation)


def _key_alias(configuration: SslConfiguration, direction: Direction) -> str | None:
    """The certificate of the configuration itself; None leaves the choice to the key manager (the first that fits)."""
    return configuration.server_key_alias if direction == "inbound" else configuration.client_key_alias
