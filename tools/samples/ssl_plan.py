"""Which SSL configurations and groups the cell has: the values behind security.xml."""

from __future__ import annotations

from dataclasses import dataclass

from tools.samples.model import Cell
from tools.samples.options import Options

NODE_LABELS = {
    "stDmgrNode": "dmgr_node_label",
    "stpNode": "stp_node_label",
    "meetNode": "meet_node_label",
    "sipNode": "sip_node_label",
}


@dataclass(frozen=True, slots=True)
class SslConfig:
    """One repertoire: its alias, scope, protocol, key store owner and client authentication."""

    alias: str
    scope: str
    protocol: str
    store: str
    client_authentication: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What "Manage endpoint security configurations" edits: both directions unless one is named."""

    name: str
    scope: str
    config: tuple[str, str]
    certificate: str = "default"
    directions: tuple[str, ...] = ("inbound", "outbound")


def scope_of(cell: str, node: str = "", server: str = "") -> str:
    """A scopeName in the product's grammar."""
    text = f"(cell):{cell}"
    text += f":(node):{node}" if node else ""
    return text + (f":(server):{server}" if server else "")


def configs_of(cell: Cell, options: Options) -> list[SslConfig]:
    """The SSL configurations that the options describe."""
    top = scope_of(cell.name)
    found = [SslConfig("CellDefaultSSLSettings", top, options.cell_label, cell.name)]
    if options.xda_label is not None:
        client = options.xda_client_authentication
        found.append(SslConfig("XDADefaultSSLSettings", top, options.xda_label, cell.name, client))
    for node, field in NODE_LABELS.items():
        found.append(SslConfig("NodeDefaultSSLSettings", scope_of(cell.name, node), getattr(options, field), node))
    for node, label in options.legacy_labels.items():
        found.append(SslConfig(f"{node}/DefaultSSLSettings", top, label, cell.name))
    if options.sip_server_label:
        scope = scope_of(cell.name, "sipNode", "SIPProxyRegistrar")
        found.append(SslConfig("SIPTLS12SSLSettings", scope, options.sip_server_label, "sipNode"))
    return found


def groups_of(cell: Cell, options: Options) -> list[Group]:
    """Cell groups always; for stpNode at node or server scope; inbound for a strict SIP registrar."""
    top, stp = scope_of(cell.name), scope_of(cell.name, "stpNode")
    proxy = scope_of(cell.name, "stpNode", "was_stpProxy")
    found = [Group(cell.name, top, ("CellDefaultSSLSettings", top))]
    if options.stp_groups == "node":
        found.append(Group("stpNode", stp, ("NodeDefaultSSLSettings", stp)))
    if options.stp_groups in {"node", "server"}:
        found.append(Group("was_stpProxy", proxy, ("NodeDefaultSSLSettings", stp), "wildcard_acme"))
    if options.sip_server_label:
        sip = scope_of(cell.name, "sipNode", "SIPProxyRegistrar")
        found.append(Group("SIPProxyRegistrar", sip, ("SIPTLS12SSLSettings", sip), "default", ("inbound",)))
    return found
