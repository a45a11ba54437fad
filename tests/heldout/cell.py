"""Another cell than the samples': a shop on WebSphere ND, four nodes, ports of its own, clocks and languages that vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from tools.samples.model import Cell, Node, Process, Product
from tools.samples.options import Options, per_node
from tools.samples.ssl_plan import Group, SslConfig, scope_of
from tools.samples.stamps import Clock

CELL = "shopCell07"
MANAGER, ALPHA, BETA, GATE = "shopMgr", "alphaNode", "betaNode", "gateNode"
_NODES = {
    MANAGER: ("was-dm.shop.example", "Dmgr01", "fr_FR", "Europe/Berlin"),
    ALPHA: ("was-a.shop.example", "AppSrv01", "en_US", "America/Chicago"),
    BETA: ("was-b.shop.example", "AppSrv02", "it_IT", "Europe/Berlin"),
    GATE: ("was-g.shop.example", "Custom01", "nl_NL", "Europe/Helsinki"),
}
_DMGR = (
    "SOAP_CONNECTOR_ADDRESS", "IPC_CONNECTOR_ADDRESS", "BOOTSTRAP_ADDRESS", "ORB_LISTENER_ADDRESS",
    "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS", "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS", "WC_adminhost", "WC_adminhost_secure",
    "DCS_UNICAST_ADDRESS", "CELL_DISCOVERY_ADDRESS", "XDAGENT_PORT", "OVERLAY_UDP_LISTENER_ADDRESS",
    "OVERLAY_TCP_LISTENER_ADDRESS",
)  # fmt: skip
_AGENT = (*_DMGR[:6], "DCS_UNICAST_ADDRESS", "NODE_DISCOVERY_ADDRESS", *_DMGR[10:])
_SERVER = (*_DMGR[:6], "DCS_UNICAST_ADDRESS", *_DMGR[11:])


@dataclass(frozen=True, slots=True)
class Own:
    """An SSL configuration at server scope, and the direction it is chosen for."""

    alias: str
    label: str
    directions: tuple[str, ...] = ("inbound",)
    certificate: str = "default"
    client_authentication: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The labels of security.xml: of the cell, of the overlay's alias, of each node, and of single servers.

    ``governed``: the nodes whose processes use the NodeDefaultSSLSettings of their own.
    """

    cell: str = "SSL_TLSv2"
    overlay: str = "SSL_TLSv2"
    nodes: Mapping[str, str] = field(default_factory=dict)
    governed: tuple[str, ...] = ()
    servers: Mapping[str, Own] = field(default_factory=dict)
    certificates: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of_copy(self, node: str) -> Plan:
        """What the copy of a node says."""
        return replace(self, **self.copies.get(node, {}))


def shop_cell(options: Options, fast: Mapping[str, timedelta]) -> Cell:
    """The cell; ``fast`` says whose clock is ahead, and by how much."""
    manager, alpha, beta, gate = (_node(name, options, fast) for name in _NODES)
    web = {"WC_defaulthost": 9081, "WC_defaulthost_secure": 9444}
    sip = {"SIP_DEFAULTHOST": 5060, "SIP_DEFAULTHOST_SECURE": 5061}
    rows = (
        (manager, "dmgr", "dmgr", _ports(_DMGR, 10000), ("isclite", "filetransferSecured")),
        (alpha, "nodeagent", "node agent", _ports(_AGENT, 10100), ()),
        (beta, "nodeagent", "node agent", _ports(_AGENT, 10100), ()),
        (gate, "nodeagent", "node agent", _ports(_AGENT, 10100), ()),
        (alpha, "order_a1", "application server", _ports(_SERVER, 10200) | web, ("Order", "Basket")),
        (beta, "order_b1", "application server", _ports(_SERVER, 10200) | web, ("Order", "Basket")),
        (alpha, "edge_a1", "proxy", _ports(_SERVER, 10230) | {"PROXY_HTTP_ADDRESS": 81, "PROXY_HTTPS_ADDRESS": 4443}, ()),
        (gate, "STMeetingServer1", "application server", _ports(_SERVER, 10200) | web, ("Rooms",)),
        (gate, "sipreg_g1", "application server", _ports(_SERVER, 10230) | sip, ("Registrar",)),
    )  # fmt: skip
    return Cell(CELL, tuple(Process(CELL, *row) for row in rows))


def configs_and_groups(plan: Plan) -> tuple[list[SslConfig], list[Group]]:
    """What security.xml holds."""
    top = scope_of(CELL)
    configs = [SslConfig("CellDefaultSSLSettings", top, plan.cell, CELL),
               SslConfig("XDADefaultSSLSettings", top, plan.overlay, CELL, client_authentication=True)]  # fmt: skip
    groups = [Group(CELL, top, ("CellDefaultSSLSettings", top), plan.certificates.get(CELL, "default"))]
    for node in _NODES:
        scope = scope_of(CELL, node)
        configs.append(SslConfig("NodeDefaultSSLSettings", scope, plan.nodes.get(node, plan.cell), node))
        if node in plan.governed:
            groups.append(Group(node, scope, ("NodeDefaultSSLSettings", scope), plan.certificates.get(node, "default")))
    for name, own in plan.servers.items():
        node, server = name.split("/")
        scope = scope_of(CELL, node, server)
        configs.append(SslConfig(own.alias, scope, own.label, node, own.client_authentication))
        groups.append(Group(server, scope, (own.alias, scope), own.certificate, own.directions))
    return configs, groups


def _ports(names: tuple[str, ...], base: int) -> dict[str, int]:
    return {name: base + number for number, name in enumerate(names, 1)}


def _node(name: str, options: Options, fast: Mapping[str, timedelta]) -> Node:
    host, profile, locale, zone = _NODES[name]
    clock = Clock(options.locales.get(name, locale), options.zones.get(name, zone), fast.get(name, timedelta(0)))
    product = Product(per_node(options.product_level, name, "8.5.5.15"), per_node(options.java_level, name, "8.0.5.35"))
    return Node(name, host, profile, clock, product)
