"""Which named ports speak TLS: domain reference, sections 1.8 and 1.9.

The transport chains of server.xml decide where they are known; administrative ports have no chain there and follow the
product's design, as do all ports of a process whose server.xml is missing.
"""

from __future__ import annotations

from typing import Final, Literal

from loganalyzer.cell import Cell, ServerXml

Speaks = Literal["tls", "plain", "unknown"]

OVERLAY: Final = "OVERLAY_TCP_LISTENER_ADDRESS"
XD_AGENT: Final = "XDAGENT_PORT"
SOAP: Final = "SOAP_CONNECTOR_ADDRESS"
IPC: Final = "IPC_CONNECTOR_ADDRESS"
CSIV2: Final = "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS"
CSIV2_PORTS: Final = frozenset({CSIV2, "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS"})
DCS: Final = "DCS_UNICAST_ADDRESS"
ADMIN: Final = "WC_adminhost_secure"

_TLS_WITH_SECURITY: Final = frozenset({SOAP, IPC, XD_AGENT, OVERLAY})
_PLAIN: Final = frozenset(
    {"BOOTSTRAP_ADDRESS", "ORB_LISTENER_ADDRESS", "CELL_DISCOVERY_ADDRESS", "NODE_DISCOVERY_ADDRESS",
     "NODE_MULTICAST_DISCOVERY_ADDRESS", "NODE_IPV6_MULTICAST_DISCOVERY_ADDRESS", "OVERLAY_UDP_LISTENER_ADDRESS",
     "WC_adminhost", "WC_defaulthost", "SIP_DEFAULTHOST", "PROXY_HTTP_ADDRESS", "PROXY_SIP_ADDRESS",
     "SIB_ENDPOINT_ADDRESS", "SIB_MQ_ENDPOINT_ADDRESS", "STATUS_LISTENER_ADDRESS"}
)  # fmt: skip
_TLS: Final = frozenset(
    {ADMIN, "WC_defaulthost_secure", "SIP_DEFAULTHOST_SECURE", "PROXY_HTTPS_ADDRESS", "PROXY_SIPS_ADDRESS",
     "SIB_ENDPOINT_SECURE_ADDRESS", "SIB_MQ_ENDPOINT_SECURE_ADDRESS", "DataPowerMgr_inbound_secure",
     "SAS_SSL_SERVERAUTH_LISTENER_ADDRESS", CSIV2, "CSIV2_SSL_MUTUALAUTH_LISTENER_ADDRESS"}
)  # fmt: skip


def speaks(cell: Cell, server: ServerXml | None, endpoint: str) -> Speaks:
    """Whether a port of a process speaks TLS, as far as configuration and the product's design tell."""
    if server and endpoint in server.tls_endpoints:
        return "tls"
    if server and endpoint in server.plain_endpoints:
        return "plain"
    if endpoint == DCS:
        return "tls" if core_group_is_secure(cell) else "plain"
    if endpoint in _TLS_WITH_SECURITY:
        return "plain" if cell.security is not None and cell.security.enabled is False else "tls"
    return "tls" if endpoint in _TLS else "plain" if endpoint in _PLAIN else "unknown"


def core_group_is_secure(cell: Cell) -> bool | None:
    """Whether a core group uses chain DCS-Secure; None when no coregroup.xml came along (the default chain is plain)."""
    chains = [group.chain for group in cell.core_groups]
    return any((chain or "DCS") == "DCS-Secure" for chain in chains) if chains else None
