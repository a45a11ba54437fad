"""Cells of any size as documents: nodes with a node agent, a proxy and servers, all ports that channels go to."""

from __future__ import annotations

from loganalyzer.cell import Cell, read_cells
from tests.cell.samples import both_ways, repertoire

ADMIN = ("SOAP_CONNECTOR_ADDRESS", "IPC_CONNECTOR_ADDRESS", "CSIV2_SSL_SERVERAUTH_LISTENER_ADDRESS", "DCS_UNICAST_ADDRESS",
         "OVERLAY_TCP_LISTENER_ADDRESS")  # fmt: skip
PORTS = {
    "DEPLOYMENT_MANAGER": (*ADMIN, "XDAGENT_PORT", "WC_adminhost_secure"),
    "NODE_AGENT": (*ADMIN, "XDAGENT_PORT"),
    "APPLICATION_SERVER": (*ADMIN, "WC_defaulthost_secure", "SIP_DEFAULTHOST_SECURE"),
    "PROXY_SERVER": (*ADMIN, "PROXY_HTTPS_ADDRESS"),
}
ROOT = "b/Dmgr01/config/cells/big"
HEAD = (
    '<security:Security xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" xmlns:security="http://www.ibm.com/x" '
    'xmi:id="S" enabled="true" defaultSSLSettings="SSLConfig_1">\n'
)


def index(servers: dict[str, str], host: str, first: int) -> bytes:
    """``serverindex.xml`` with all ports of each server, counted up from ``first``."""
    entries, port = "", first
    for name, kind in servers.items():
        points = ""
        for point in PORTS[kind]:
            points += (
                f'<specialEndpoints endPointName="{point}"><endPoint host="{host}" port="{port}"/></specialEndpoints>\n'
            )
            port += 1
        entries += f'<serverEntries serverName="{name}" serverType="{kind}">\n{points}</serverEntries>\n'
    space = 'xmlns:xmi="http://www.omg.org/XMI" xmlns:serverindex="http://www.ibm.com/x"'
    return f'<serverindex:ServerIndex {space} hostName="{host}">\n{entries}</serverindex:ServerIndex>'.encode()


def big_cell(nodes: int, servers: int, strict: int = 0) -> dict[str, bytes]:
    """A cell with a node scope configuration per node; the first ``strict`` nodes are at TLSv1.2."""
    body = repertoire(1, "CellDefaultSSLSettings", 1, "SSL_TLSv2") + repertoire(
        2, "XDADefaultSSLSettings", 1, "SSL_TLS", client_auth=True
    )
    body += both_ways(1, "big", 1, 1)
    scopes = '<managementScopes xmi:id="ManagementScope_1" scopeName="(cell):big" scopeType="cell"/>\n'
    found = {f"{ROOT}/nodes/man/serverindex.xml": index({"dmgr": "DEPLOYMENT_MANAGER"}, "man.acme.example", 8700)}
    for n in range(nodes):
        node, number = f"node{n:02d}", 10 + n
        body += repertoire(number, "NodeDefaultSSLSettings", number, "TLSv1.2" if n < strict else "SSL_TLSv2")
        body += both_ways(number * 10, node, number, number)
        scopes += f'<managementScopes xmi:id="ManagementScope_{number}" scopeName="(cell):big:(node):{node}" scopeType="node"/>\n'
        own = {"nodeagent": "NODE_AGENT", f"proxy{n:02d}": "PROXY_SERVER"}
        own |= {f"server{n:02d}_{m:02d}": "APPLICATION_SERVER" for m in range(servers)}
        found[f"{ROOT}/nodes/{node}/serverindex.xml"] = index(own, f"{node}.acme.example", 9000)
    found[f"{ROOT}/security.xml"] = f"{HEAD}{body}{scopes}</security:Security>".encode()
    return found


def cell_from(documents: dict[str, bytes]) -> Cell:
    (cell,) = read_cells(documents).cells
    return cell
