"""``serverindex.xml`` -> ServerIndex and ``server.xml`` -> ServerXml (domain reference, sections 1.6 and 1.8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loganalyzer.cell.documents import Element, read_xml
from loganalyzer.cell.passwords import is_secret_name, safe_arguments
from loganalyzer.cell.security_reader import as_bool, port_number, problems_of, root_of
from loganalyzer.cell.topology import (
    CoreGroup,
    DirectReference,
    Endpoint,
    FederatedRepositories,
    ServerEntry,
    ServerIndex,
    ServerXml,
)
from loganalyzer.cell.values import LdapServer, Place

# The port behind each administrative connector; both RMI connectors are reached through the bootstrap port.
_CONNECTOR_ENDPOINTS: Final = {
    "SOAPConnector": ("SOAP_CONNECTOR_ADDRESS",),
    "IPCConnector": ("IPC_CONNECTOR_ADDRESS",),
    "RMIConnector": ("BOOTSTRAP_ADDRESS",),
    "JSR160RMIConnector": ("BOOTSTRAP_ADDRESS",),
}


def read_server_index(file: str, data: bytes, node: str) -> tuple[ServerIndex, tuple[str, ...]]:
    """Bytes and the node whose folder they stood in -> (values, problems). Raises RefusedDocumentError."""
    document = read_xml(data)
    root = root_of(document, "ServerIndex")
    servers = tuple(_entry(file, e) for e in root.all("serverEntries"))
    return ServerIndex(file, node, root.get("hostName"), servers), problems_of(document)


def _entry(file: str, element: Element) -> ServerEntry:
    name = element.get("serverName") or element.get("serverDisplayName") or ""
    pairs = ((named, end) for named in element.all("specialEndpoints") for end in named.all("endPoint"))
    endpoints = tuple(_endpoint(file, name, named, end) for named, end in pairs)
    return ServerEntry(name, element.get("serverType") or "", endpoints)


def _endpoint(file: str, server: str, named: Element, end: Element) -> Endpoint:
    name = named.get("endPointName") or ""
    path = f"serverEntries[@serverName='{server}']/specialEndpoints[@endPointName='{name}']/endPoint/@port"
    return Endpoint(name, end.get("host") or "", port_number(end), Place(file, end.line, path))


def read_server(file: str, data: bytes, node: str, server: str | None) -> tuple[ServerXml, tuple[str, ...]]:
    """Bytes, node and server folder (None: the name in the document) -> (values, problems).

    Raises RefusedDocumentError.
    """
    document = read_xml(data)
    root = root_of(document, "Server")
    value = ServerXml(
        file=file,
        node=node,
        server=server or root.get("name") or "",
        direct_references=(*_channel_references(file, root), *_connector_references(file, root)),
        jvm_arguments=_jvm_arguments(root),
        place=_jvm_place(file, root),
        cluster=root.get("clusterName"),
        **_by_encryption(root),
    )
    return value, problems_of(document)


def _by_encryption(root: Element) -> dict[str, frozenset[str]]:
    """The ports of all chains, by whether the chain holds an SSL channel; a disabled chain opens no port."""
    channels = {c.get("xmi:id"): c for c in root.walk("transportChannels")}
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for chain in root.walk("chains"):
        if (chain.get("enable") or "true").lower() == "false":
            continue
        members = [channels[i] for i in (chain.get("transportChannels") or "").split() if i in channels]
        secure = any("SSLInboundChannel" in (m.get("xmi:type") or "") for m in members)
        found[secure] |= {name for m in members if (name := m.get("endPointName"))}
    return {"tls_endpoints": frozenset(found[True]), "plain_endpoints": frozenset(found[False] - found[True])}


def _channel_references(file: str, root: Element) -> Iterator[DirectReference]:
    """SSL channels that name an alias. ``$…`` is a placeholder of a template and means: centrally managed."""
    endpoints = _endpoints_by_channel(root)
    for channel in root.walk("transportChannels"):
        alias = (channel.get("sslConfigAlias") or "").strip()
        if not alias or alias.startswith("$"):
            continue
        name = channel.get("name") or ""
        place = Place(file, channel.line, f"transportChannels[@name='{name}']/@sslConfigAlias")
        yield DirectReference("channel", name, alias, endpoints.get(channel.get("xmi:id") or "", ()), place)


def _endpoints_by_channel(root: Element) -> dict[str, tuple[str, ...]]:
    """xmi:id of a channel -> names of the ports of all chains that use it."""
    ports = {c.get("xmi:id"): c.get("endPointName") for c in root.walk("transportChannels")}
    found: dict[str, tuple[str, ...]] = {}
    for chain in root.walk("chains"):
        channels = (chain.get("transportChannels") or "").split()
        names = [n for n in map(ports.get, channels) if n]
        for channel in channels:
            found[channel] = tuple(sorted({*found.get(channel, ()), *names}))
    return found


def _connector_references(file: str, root: Element) -> Iterator[DirectReference]:
    """Connectors of the AdminService whose ``sslConfig`` property names an alias."""
    for connector in root.walk("connectors"):
        kind = (connector.get("xmi:type") or "").rpartition(":")[2]
        for entry in connector.all("properties"):
            alias = (entry.get("value") or "").strip() if entry.get("name") == "sslConfig" else ""
            if alias and not alias.startswith("$"):
                place = Place(file, entry.line, f"connectors[@xmi:type='{kind}']/properties[@name='sslConfig']/@value")
                yield DirectReference("connector", kind, alias, _CONNECTOR_ENDPOINTS.get(kind, ()), place)


def _jvm_arguments(root: Element) -> tuple[str, ...]:
    """The generic arguments, then the system properties as ``-Dname=value``; what carries a password is left out."""
    arguments: list[str] = []
    for jvm in root.walk("jvmEntries"):
        arguments += safe_arguments(jvm.get("genericJvmArguments") or "")
        named = ((p.get("name"), p.get("value")) for p in jvm.all("systemProperties"))
        arguments += [f"-D{name}={value or ''}" for name, value in named if name and not is_secret_name(name)]
    return tuple(arguments)


def _jvm_place(file: str, root: Element) -> Place:
    jvm = next(root.walk("jvmEntries"), root)
    return Place(file, jvm.line, "processDefinitions/jvmEntries/@genericJvmArguments")


def read_core_group(file: str, data: bytes) -> tuple[CoreGroup, tuple[str, ...]]:
    """``coregroup.xml`` -> (value, problems). Raises RefusedDocumentError."""
    document = read_xml(data)
    root = root_of(document, "CoreGroup")
    place = Place(file, root.line, "CoreGroup/@channelChainName")
    return CoreGroup(file, root.get("name") or "", root.get("channelChainName"), place), problems_of(document)


def read_federated_repositories(file: str, data: bytes) -> tuple[FederatedRepositories, tuple[str, ...]]:
    """``wimconfig.xml`` -> (value, problems). Raises RefusedDocumentError."""
    document = read_xml(data)
    root = document.root
    found: list[LdapServer] = []
    for configuration in root.walk("ldapServerConfiguration"):
        alias = configuration.get("sslConfiguration")
        for servers in configuration.all("ldapServers"):
            if as_bool(servers.get("sslEnabled")):
                found += [_ldap_server(file, one, alias) for one in servers.all("connections")]
    # Its root is a data graph of another standard, so no namespace is foreign here.
    return FederatedRepositories(file, tuple(found)), (document.problem,) if document.problem else ()


def _ldap_server(file: str, connection: Element, alias: str | None) -> LdapServer:
    place = Place(file, connection.line, "ldapServerConfiguration/ldapServers/connections/@host")
    return LdapServer(connection.get("host") or "", port_number(connection), alias, place)
