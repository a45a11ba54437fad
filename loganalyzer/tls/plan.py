"""The order in which planned changes are made: the field article's, with the names, hosts and ports of this cell.

Stop servers, proxies and node agents; change and save; stop the deployment manager while the tools still have their old
setting; edit ssl.client.props; start it; syncNode per node; node agents, servers, proxies; verify. And the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loganalyzer.cell import Cell, ServerEntry
from loganalyzer.tls.changes import Change
from loganalyzer.tls.effects import Outcome
from loganalyzer.tls.ports import SOAP
from loganalyzer.tls.protocols import Version
from loganalyzer.tls.wsadmin import command

_CONSOLE = "Security > SSL certificate and key management > "
_FLAGS = {Version.TLSV1: "-tls1", Version.TLSV1_1: "-tls1_1", Version.TLSV1_2: "-tls1_2", Version.TLSV1_3: "-tls1_3"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, where in the console, and the commands, each to be run on ``host`` if that is known."""

    text: str
    console: str | None = None
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    manager: tuple[str, ServerEntry] | None
    agents: tuple[tuple[str, ServerEntry], ...]
    servers: tuple[tuple[str, ServerEntry], ...]
    proxies: tuple[tuple[str, ServerEntry], ...]


def plan(found: Outcome) -> tuple[Step, ...]:
    """The numbered steps for these changes in this cell."""
    parts = _parts(found.before)
    before, changed = (*_prepare(parts), *_stop(parts)), _settings(found)
    return (*before, *changed, *_restart(found, parts), *_start(parts), *_verify(found), *_back(found, parts))


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


def _stop(parts: _Parts) -> Iterator[Step]:
    for what, found in (("application servers", parts.servers), ("proxies", parts.proxies)):
        if found:
            commands = tuple(f"stopServer.sh {e.name}    # on {n}" for n, e in found)
            yield Step(f"Stop the {what} ({len(found)}).", None, commands)
    if parts.agents:
        yield Step("Stop the node agents.", None, tuple(f"stopNode.sh    # on {n}" for n, _ in parts.agents))


def _settings(found: Outcome) -> Iterator[Step]:
    """The changes of security.xml, made on the running deployment manager and saved."""
    for change in found.changes:
        if change.what in {"attribute", "group"} and change.is_effective:
            run = command(change)
            yield Step(f"Set {change}", _console(change), (run,) if run else ())
    if any(c.what in {"attribute", "group"} and c.is_effective for c in found.changes):
        yield Step(
            "Save to the master configuration.", "Save directly to the master configuration", ("AdminConfig.save()",)
        )


def _console(change: Change) -> str:
    if change.what == "group":
        name = change.scope.rpartition("):")[2]
        return (
            f"{_CONSOLE}Manage endpoint security configurations > {change.target.capitalize()} > {name} > Override inherited "
            f"values > SSL configuration = {change.after.partition('@')[0]} > Update certificate alias list"
        )
    leaf = {
        "sslProtocol": f"Quality of protection (QoP) settings > Protocol = {change.after}",
        "clientAuthentication": f"Quality of protection (QoP) settings > Client authentication = {change.after}",
        "securityLevel": f"Quality of protection (QoP) settings > Cipher suite groups = {change.after}",
        "enabledCiphers": "Quality of protection (QoP) settings > Cipher suite groups = Custom > Selected ciphers",
    }[change.attribute]
    return f"{_CONSOLE}SSL configurations > {change.target} ({change.scope}) > {leaf}"


def _restart(found: Outcome, parts: _Parts) -> Iterator[Step]:
    if parts.manager:
        yield Step(
            f"Stop the deployment manager on {parts.manager[0]}, before its own ssl.client.props changes.",
            None,
            ("stopManager.sh",),
        )
    java = [c for c in found.changes if c.what == "java"]
    if java:
        yield Step("Change the Java level.", None, tuple(f"# on {c.target}: {c.after}" for c in java))
    for change in (c for c in found.changes if c.what == "client-props" and c.is_effective):
        file = change.place.file if change.place else "properties/ssl.client.props"
        yield Step(
            f"On {change.target}, set com.ibm.ssl.protocol={change.after} ({file}). This file is never synchronised."
        )
    if parts.manager:
        yield Step("Start the deployment manager.", None, ("startManager.sh",))
        yield _synchronise(found, parts)


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
    if parts.agents:
        yield Step("Start the node agents.", None, tuple(f"startNode.sh    # on {n}" for n, _ in parts.agents))
    for what, found in (("application servers", parts.servers), ("proxies", parts.proxies)):
        if found:
            yield Step(f"Start the {what}.", None, tuple(f"startServer.sh {e.name}    # on {n}" for n, e in found))


def _verify(found: Outcome) -> Iterator[Step]:
    """A handshake at every port whose outcome changes, once per port."""
    commands: dict[str, None] = {}
    for effect in found.effects:
        channel = effect.after
        accepted = channel.listener.versions or frozenset()
        if channel.port is not None and accepted:
            version = channel.version or max(accepted)
            flag = _FLAGS.get(version, "")
            commands[f"openssl s_client -connect {channel.host}:{channel.port} {flag}    # {channel.kind.short}"] = None
    logs = (
        "Check the logs: ASND0002I once per node and no ASND0003I after it, ADMS0003I on every node, no SSLC0008E and no "
        "SSLHandshakeException."
    )
    yield Step(logs, None, tuple(list(commands)[:24]))


def _back(found: Outcome, parts: _Parts) -> Iterator[Step]:
    undo: Sequence[str] = [f"# {c}: back to {c.before or 'not set'}" for c in found.changes if c.is_effective]
    text = (
        "The way back: stop everything, restore the backup and the old ssl.client.props, then the same order from the "
        "start of the deployment manager on."
    )
    yield Step(text, None, ("restoreConfig.sh before-tls-change.zip", *undo) if parts.manager else tuple(undo))
