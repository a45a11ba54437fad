"""The Sametime cell of the field report: four nodes, their processes, locales and ports."""

from __future__ import annotations

from tools.samples.model import Cell, Node, Process, Product
from tools.samples.options import Options, per_node
from tools.samples.stamps import Clock

CELL = "stCell"
_NODES = {
    "stDmgrNode": ("console.acme.example", "consoleSTSCDmgrProfile", "en_GB", "Europe/London"),
    "stpNode": ("stp.acme.example", "hostSTPPNProfile1", "en_US", "Europe/London"),
    "meetNode": ("meet.acme.example", "hostSTMPNProfile1", "de_DE", "Europe/Berlin"),
    "sipNode": ("sip.acme.example", "hostSTSPRProfile1", "en_US", "Europe/Helsinki"),
}
_DMGR_PORTS = {
    "WC_adminhost": 8700,
    "WC_adminhost_secure": 8701,
    "BOOTSTRAP_ADDRESS": 8702,
    "SOAP_CONNECTOR_ADDRESS": 8703,
    "IPC_CONNECTOR_ADDRESS": 8704,
    "SAS_SSL_SERVERAUTH_LISTENER_ADDRESS": 8705,
    "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS": 8706,
    "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS": 8707,
    "ORB_LISTENER_ADDRESS": 8708,
    "CELL_DISCOVERY_ADDRESS": 8709,
    "DCS_UNICAST_ADDRESS": 8710,
    "DataPowerMgr_inbound_secure": 8711,
    "XDAGENT_PORT": 8720,
    "OVERLAY_UDP_LISTENER_ADDRESS": 8721,
    "OVERLAY_TCP_LISTENER_ADDRESS": 8722,
    "STATUS_LISTENER_ADDRESS": 8723,
}
_AGENT_PORTS = {
    "BOOTSTRAP_ADDRESS": 2809,
    "SOAP_CONNECTOR_ADDRESS": 8878,
    "IPC_CONNECTOR_ADDRESS": 9629,
    "SAS_SSL_SERVERAUTH_LISTENER_ADDRESS": 9901,
    "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS": 9201,
    "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS": 9202,
    "ORB_LISTENER_ADDRESS": 9900,
    "DCS_UNICAST_ADDRESS": 9353,
    "NODE_DISCOVERY_ADDRESS": 7272,
    "NODE_MULTICAST_DISCOVERY_ADDRESS": 5000,
    "XDAGENT_PORT": 7062,
    "OVERLAY_UDP_LISTENER_ADDRESS": 11003,
    "OVERLAY_TCP_LISTENER_ADDRESS": 11004,
}


def _server_ports(base: int, **more: int) -> dict[str, int]:
    """The common ports of a server in a block of its own, and those of its kind."""
    names = (
        "BOOTSTRAP_ADDRESS",
        "SOAP_CONNECTOR_ADDRESS",
        "IPC_CONNECTOR_ADDRESS",
        "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS",
        "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS",
        "ORB_LISTENER_ADDRESS",
        "DCS_UNICAST_ADDRESS",
        "OVERLAY_UDP_LISTENER_ADDRESS",
        "OVERLAY_TCP_LISTENER_ADDRESS",
    )
    return {name: base + n for n, name in enumerate(names)} | more


def _node(name: str, options: Options) -> Node:
    host, profile, locale, zone = _NODES[name]
    clock = Clock(options.locales.get(name, locale), options.zones.get(name, zone))
    product = Product(per_node(options.product_level, name, "8.5.5.9"), per_node(options.java_level, name, "8.0.3.0"))
    return Node(name, host, profile, clock, product)


def sametime_cell(options: Options) -> Cell:
    """The cell, with the levels and clocks that the options ask for."""
    dmgr, stp, meet, sip = (_node(name, options) for name in _NODES)
    proxy = {"PROXY_HTTP_ADDRESS": 80, "PROXY_HTTPS_ADDRESS": 443}
    web = {"WC_defaulthost": 9080, "WC_defaulthost_secure": 9443}
    sip_ports = {"SIP_DEFAULTHOST": 5060, "SIP_DEFAULTHOST_SECURE": 5061}
    rows = (
        (dmgr, "dmgr", "dmgr", _DMGR_PORTS, ("isclite", "filetransferSecured")),
        (stp, "nodeagent", "node agent", _AGENT_PORTS, ()),
        (meet, "nodeagent", "node agent", _AGENT_PORTS, ()),
        (sip, "nodeagent", "node agent", _AGENT_PORTS, ()),
        (stp, "STProxyServer", "application server", _server_ports(8600, **web), ("Sametime Proxy", "STProxyMonitor")),
        (stp, "was_stpProxy", "proxy", _server_ports(8630, **proxy), ()),
        (meet, "STMeetingServer", "application server", _server_ports(8600, **web), ("Meeting Server", "STAuditCtl")),
        (meet, "was_meetProxy", "proxy", _server_ports(8630, **proxy), ()),
        (sip, "SIPProxyRegistrar", "application server", _server_ports(8600, **web, **sip_ports), ("SIP Registrar",)),
    )
    return Cell(CELL, tuple(Process(CELL, *row) for row in rows))
