"""The channels of a cell: domain reference, section 1.9. Who calls whom, at which port, governed by what.

Processes that talk any to any (core group, overlay) are shown against the deployment manager: the outcome depends on
the configurations only, and the number of rows grows with the cell, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.cell import Cell, ServerEntry, ServerIndex
from loganalyzer.tls import ports
from loganalyzer.tls.channel import Channel, Kind
from loganalyzer.tls.effective import Target
from loganalyzer.tls.external import EXTERNAL, LDAP, outward
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import XDA, Book, Party, View, outside

SOAP: Final = Kind("soap", "administration over SOAP", "SOAP")
RMI: Final = Kind("rmi", "administration over RMI (CSIv2)", "RMI")
IPC: Final = Kind("ipc", "local tools over IPC", "IPC")
FILES: Final = Kind("file-transfer", "file transfer during synchronisation", "files")
DCS: Final = Kind("dcs", "core group (DCS)", "DCS")
OVERLAY: Final = Kind(
    "overlay",
    "overlay network (XD)",
    "overlay",
    "that the deployment manager's end is governed by XDADefaultSSLSettings is a field report; which component reads "
    "the alias is not documented",
    "field report",
)
XD_AGENT: Final = Kind(
    "xd-agent",
    "middleware agent (XDAGENT_PORT)",
    "XD",
    "that XDADefaultSSLSettings governs both ends is taken from the script that creates it",
    "by its creation script",
)
TOOLS: Final = Kind("tools", "command-line tools over SOAP", "tools")
PROXY: Final = Kind(
    "proxy",
    "proxy to application server",
    "proxy",
    "which servers a proxy routes to is not in the configuration read; those of its own node are assumed",
    "assumed route",
)
SIP: Final = Kind("sip", "SIP over TLS", "SIP")
CLIENTS: Final = Kind("clients", "browsers and other clients", "clients")
KINDS: Final = (SOAP, RMI, FILES, TOOLS, IPC, OVERLAY, XD_AGENT, DCS, PROXY, SIP, CLIENTS, LDAP, EXTERNAL)

_SIP_PORTS: Final = ("SIP_DEFAULTHOST_SECURE", "PROXY_SIPS_ADDRESS")
_WEB_PORTS: Final = ("WC_defaulthost_secure", "PROXY_HTTPS_ADDRESS", ports.ADMIN)
_PROXIES: Final = frozenset({"proxy"})


class _Process(Struct, frozen=True):
    node: str
    entry: ServerEntry
    role: str


def channels(cell: Cell, levels: Levels, view: View = "own") -> tuple[Channel, ...]:
    """All channels of a cell, by node and kind, in the given view of its copies."""
    book = Book(cell, levels, view)
    processes = [_Process(i.node, e, cell.role(i.node, e.name)) for i in _indexes(cell) for e in i.servers]
    manager = next((p for p in processes if p.role == "dmgr"), None)
    by_node: dict[str, list[_Process]] = {}
    for process in processes:
        by_node.setdefault(process.node, []).append(process)
    return tuple(c for node in sorted(by_node) for c in _of_node(book, node, by_node[node], manager))


def _indexes(cell: Cell) -> list[ServerIndex]:
    return [index for node in cell.nodes if (index := cell.server_index(node)) is not None]


def _of_node(book: Book, node: str, processes: list[_Process], manager: _Process | None) -> Iterator[Channel]:
    agents = [p for p in processes if p.role == "node agent"]
    if manager is not None:
        for agent in agents:
            yield from _administration(book, manager, agent)
        for process in processes:
            yield from _cell_wide(book, manager, process)
    yield from _tools(book, node, processes, manager)
    yield from _proxies(book, processes)
    for process in processes:
        yield from _from_outside(book, process)
        yield from outward(book, node, process.entry.name, process.role)


def _administration(book: Book, manager: _Process, agent: _Process) -> Iterator[Channel]:
    """Both ways over SOAP and RMI; files go from the node agent to the deployment manager's web container."""
    pairs = ((manager, agent), (agent, manager))
    for kind, port, protocol in ((SOAP, ports.SOAP, "ADMIN_SOAP"), (RMI, ports.CSIV2, "IIOP")):
        for initiator, listener in pairs:
            yield from _between(book, kind, agent.node, initiator, listener, port, protocol)
    yield from _between(book, FILES, agent.node, agent, manager, ports.ADMIN, "HTTP")


def _cell_wide(book: Book, manager: _Process, process: _Process) -> Iterator[Channel]:
    if process == manager:
        return
    for initiator, listener in ((process, manager), (manager, process)):
        yield from _between(book, DCS, process.node, initiator, listener, ports.DCS, "DCS")
    if process.role == "node agent":
        yield from _overlay(book, manager, process)
        yield from _xd_agent(book, manager, process)


def _overlay(book: Book, manager: _Process, agent: _Process) -> Iterator[Channel]:
    """The deployment manager's end by XDADefaultSSLSettings, the node agent's by its effective configuration (RC-01).

    The overlay runs in servers too; the field report speaks of node agents only, so that is all that is predicted.
    """
    said = book.xda(manager.node, manager.entry.name)
    doubts = () if said else _without_xda(book, manager)
    for channel in _between(book, OVERLAY, agent.node, agent, manager, ports.OVERLAY, "OVERLAY"):
        yield replace(channel, doubts=doubts, listener=said or channel.listener)
    for channel in _between(book, OVERLAY, agent.node, manager, agent, ports.OVERLAY, "OVERLAY"):
        yield replace(channel, doubts=doubts, initiator=said or channel.initiator)


def _xd_agent(book: Book, manager: _Process, agent: _Process) -> Iterator[Channel]:
    client, server = book.xda(manager.node, manager.entry.name), book.xda(agent.node, agent.entry.name)
    if client and server:
        for channel in _between(book, XD_AGENT, agent.node, manager, agent, ports.XD_AGENT, "XDAGENT"):
            yield replace(channel, initiator=client, listener=server)


def _without_xda(book: Book, manager: _Process) -> tuple[str, ...]:
    product = book.levels.product_of(book.cell, manager.node, manager.entry.name)
    return (f"{XDA} is missing, or ignored at product level {product or 'unknown'} (APAR PH63778)",)


def _between(
    book: Book, kind: Kind, node: str, initiator: _Process, listener: _Process, port: str, protocol: str
) -> Iterator[Channel]:
    """The channel between two processes, if the listener has the port."""
    point = listener.entry.endpoint(port)
    if point is None:
        return
    target = Target(protocol, point.host, point.port or 0)
    named = book.csiv2(initiator.node, "outbound") if kind is RMI else None
    client = book.process(initiator.node, initiator.entry.name, "outbound", None, _known_target(book, target), named)
    server = book.process(listener.node, listener.entry.name, "inbound", port)
    plain = ports.speaks(book.cell, book.cell.server_xml(listener.node, listener.entry.name), port) == "plain"
    yield Channel(kind, node, client, server, port, point.host, point.port, plain)


def _known_target(book: Book, target: Target) -> Target | None:
    """The target only where dynamic selections exist: without them all targets of a process are one."""
    security = book.cell.security
    return target if security is None or security.dynamic_selections else None


def _tools(book: Book, node: str, processes: list[_Process], manager: _Process | None) -> Iterator[Channel]:
    """syncNode and wsadmin go to the deployment manager, stopNode and stopServer to the local processes."""
    client = book.tools(node)
    if client is None:
        return
    targets = [(manager, ports.SOAP, TOOLS)] if manager else []
    targets += [(p, ports.SOAP, TOOLS) for p in processes if p.role == "node agent"]
    targets += [(p, ports.IPC, IPC) for p in processes]
    for listener, port, kind in targets:
        point = listener.entry.endpoint(port)
        if point is not None:
            server = book.process(listener.node, listener.entry.name, "inbound", port)
            plain = ports.speaks(book.cell, book.cell.server_xml(listener.node, listener.entry.name), port) == "plain"
            yield Channel(kind, node, client, server, port, point.host, point.port, plain)


def _proxies(book: Book, processes: list[_Process]) -> Iterator[Channel]:
    servers = [p for p in processes if p.role == "application server"]
    for proxy in (p for p in processes if p.role in _PROXIES):
        for server in servers:
            yield from _between(book, PROXY, proxy.node, proxy, server, "WC_defaulthost_secure", "HTTP")
            yield from _between(book, SIP, proxy.node, proxy, server, "SIP_DEFAULTHOST_SECURE", "SIP")


def _from_outside(book: Book, process: _Process) -> Iterator[Channel]:
    """Clients nobody configured here: what the listener would accept."""
    for port, kind, who in (
        *((p, SIP, "SIP clients") for p in _SIP_PORTS),
        *((p, CLIENTS, "clients") for p in _WEB_PORTS),
    ):
        point = process.entry.endpoint(port)
        if point is not None:
            listener = book.process(process.node, process.entry.name, "inbound", port)
            client: Party = outside(who, process.node)
            yield Channel(kind, process.node, client, listener, port, point.host, point.port)
