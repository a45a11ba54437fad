"""The order in which planned changes are made: the field article's, with the names, hosts and ports of this cell.

Stop servers, proxies and node agents; change and save; stop the deployment manager while the tools still have their old
setting; edit ssl.client.props; start it; syncNode per node; node agents, servers, proxies; verify. And the way back.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from loganalyzer.cell import Cell, ServerEntry
from loganalyzer.tls.effects import Outcome
from loganalyzer.tls.enforce_scope import Goal
from loganalyzer.tls.parties import Book
from loganalyzer.tls.plan_settings import Step, client_props, saved
from loganalyzer.tls.plan_verify import verify, way_back
from loganalyzer.tls.ports import SOAP
from loganalyzer.tls.wsadmin import literal

_SERVERS = "Servers > All servers > {names} > {verb}"
_AGENTS = "System administration > Node agents > {names} > {verb}"


class _Parts(Struct, frozen=True):
    manager: tuple[str, ServerEntry] | None
    agents: tuple[tuple[str, ServerEntry], ...]
    servers: tuple[tuple[str, ServerEntry], ...]
    proxies: tuple[tuple[str, ServerEntry], ...]


def plan(found: Outcome, goal: Goal | None = None) -> tuple[Step, ...]:
    """The numbered steps for these changes in this cell; a goal adds what proves it."""
    parts = _parts(found.before)
    before, changed = (*_prepare(parts), *_stop(parts)), saved(found)
    back = way_back(found, has_manager=parts.manager is not None)
    return (*before, *changed, *_restart(found, parts), *_start(parts), *verify(found, goal), *back)


def _parts(cell: Cell) -> _Parts:
    everyone = [(n, e) for n in cell.nodes if (i := cell.server_index(n)) for e in i.servers]
    by_role: dict[str, list[tuple[str, ServerEntry]]] = {}
    for node, entry in everyone:
        by_role.setdefault(cell.role(node, entry.name), []).append((node, entry))
    manager = by_role.get("dmgr", [])
    names = ("node agent", "application server", "proxy")
    return _Parts(manager[0] if manager else None, *(tuple(by_role.get(name, ())) for name in names))


def _prepare(parts: _Parts) -> Iterator[Step]:
    where = f" on {parts.manager[0]}" if parts.manager else ""
    text = f"Keep a way back: back up the configuration{where}, and copy ssl.client.props of every profile."
    yield Step(text, None, ("backupConfig.sh before-tls-change.zip -nostop",))


def _names(found: tuple[tuple[str, ServerEntry], ...]) -> str:
    names = [entry.name for _, entry in found]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _call(verb: str, node: str, server: str) -> str:
    return f"AdminControl.{verb}({literal(server)}, {literal(node)})"


def _stop(parts: _Parts) -> Iterator[Step]:
    for what, found in (("application servers", parts.servers), ("proxies", parts.proxies)):
        if found:
            commands = tuple(f"stopServer.sh {e.name}    # on {n}" for n, e in found)
            calls = tuple(_call("stopServer", n, e.name) for n, e in found)
            console = _SERVERS.format(names=_names(found), verb="Stop")
            yield Step(f"Stop the {what} ({len(found)}).", console, commands, calls)
    if parts.agents:
        console = _AGENTS.format(names=", ".join(n for n, _ in parts.agents[:4]), verb="Stop")
        calls = tuple(_call("stopServer", n, e.name) for n, e in parts.agents)
        yield Step("Stop the node agents.", console, tuple(f"stopNode.sh    # on {n}" for n, _ in parts.agents), calls)


def _restart(found: Outcome, parts: _Parts) -> Iterator[Step]:
    if parts.manager:
        yield _stop_manager(found, *parts.manager)
    java = [c for c in found.changes if c.what == "java"]
    if java:
        yield Step("Change the Java level.", None, tuple(f"# on {c.target}: {c.after}" for c in java))
    yield from client_props(found)
    if parts.manager:
        yield Step("Start the deployment manager.", None, ("startManager.sh",))
        yield _synchronise(found, parts)


def _stop_manager(found: Outcome, node: str, entry: ServerEntry) -> Step:
    """stopManager is a client as well: it may meet the new settings before its own have changed."""
    tools = Book(found.before, found.levels).tools(node)
    listener = Book(found.after, found.levels).process(node, entry.name, "inbound", SOAP)
    security = found.before.security
    is_dynamic = security is not None and security.dynamic_update is not False
    refused = tools is not None and not (tools.versions or frozenset()) & (listener.versions or frozenset())
    note = (
        " If it is refused, dynamicallyUpdateSSLConfig has put the new settings into force already: change ssl.client.props "
        f"of {node} first."
        if is_dynamic and refused
        else ""
    )
    return Step(
        f"Stop the deployment manager on {node}, before its own ssl.client.props changes.{note}",
        "System administration > Deployment manager > Stop",
        ("stopManager.sh",),
        (_call("stopServer", node, entry.name),),
    )


def _synchronise(found: Outcome, parts: _Parts) -> Step:
    node, entry = parts.manager or ("", None)
    point = entry.endpoint(SOAP) if entry else None
    host, port = (point.host, point.port) if point else ("<dmgr host>", None)
    refused = sorted(
        c.node for c in found.channels if c.kind.id == "tools" and c.verdict == "fails" and c.listener.node == node
    )
    note = f" It will fail on {', '.join(refused)}: align ssl.client.props there first." if refused else ""
    commands = tuple(
        f"syncNode.sh {host} {port or '<SOAP port>'} -username <user>    # on {n}" for n, _ in parts.agents
    )
    text = (
        f"Synchronise every node while its node agent is stopped, as an administrator: security.xml does not travel with an "
        f"operator's rights.{note}"
    )
    return Step(text, None, commands)


def _start(parts: _Parts) -> Iterator[Step]:
    """Node agents first: without them the console and wsadmin cannot start a server."""
    if parts.agents:
        yield Step("Start the node agents.", None, tuple(f"startNode.sh    # on {n}" for n, _ in parts.agents))
    for what, found in (("application servers", parts.servers), ("proxies", parts.proxies)):
        if found:
            commands = tuple(f"startServer.sh {e.name}    # on {n}" for n, e in found)
            calls = tuple(_call("startServer", n, e.name) for n, e in found)
            yield Step(f"Start the {what}.", _SERVERS.format(names=_names(found), verb="Start"), commands, calls)
