"""serverindex.xml, server.xml, cell.xml and node-metadata.properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tools.samples.model import Cell, Node, Process

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMAS = "http://www.ibm.com/websphere/appserver/schemas/5.0"
_TYPES = {"dmgr": "DEPLOYMENT_MANAGER", "node agent": "NODE_AGENT", "application server": "APPLICATION_SERVER"}
_SECURE = {
    "WC_adminhost_secure": "WCInboundAdminSecure",
    "WC_defaulthost_secure": "WCInboundDefaultSecure",
    "PROXY_HTTPS_ADDRESS": "HTTPS_PROXY_CHAIN",
    "SIP_DEFAULTHOST_SECURE": "SIPCInboundDefaultSecure",
}
_PLAIN = {
    "WC_adminhost": "WCInboundAdmin",
    "WC_defaulthost": "WCInboundDefault",
    "PROXY_HTTP_ADDRESS": "HTTP_PROXY_CHAIN",
    "SIP_DEFAULTHOST": "SIPCInboundDefault",
    "DCS_UNICAST_ADDRESS": "DCS",
}


def serverindex_xml(cell: Cell, node: Node) -> str:
    """All servers of a node and their ports."""
    lines = [
        '<serverindex:ServerIndex xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"'
        f' xmlns:serverindex="{_SCHEMAS}/serverindex.xmi" xmi:id="ServerIndex_1" hostName="{node.host}">'
    ]
    ids = iter(range(1, 10_000))
    for number, process in enumerate(cell.of(node), 1):
        kind = _TYPES.get(process.role, "PROXY_SERVER")
        lines.append(
            f'  <serverEntries xmi:id="ServerEntry_{number}" serverDisplayName="{process.server}"'
            f' serverName="{process.server}" serverType="{kind}">'
        )
        for name, port in process.ports.items():
            lines += _endpoint(next(ids), name, node.host, port)
        lines.append("  </serverEntries>")
    return _XML + "\n".join([*lines, "</serverindex:ServerIndex>", ""])


def _endpoint(number: int, name: str, host: str, port: int) -> Iterable[str]:
    yield f'    <specialEndpoints xmi:id="NamedEndPoint_{number}" endPointName="{name}">'
    yield f'      <endPoint xmi:id="EndPoint_{number}" host="{host}" port="{port}"/>'
    yield "    </specialEndpoints>"


def server_xml(process: Process, references: Mapping[str, str] | None = None) -> str:
    """Transport chains, connectors and the JVM of one server.

    ``references`` are direct references, port or connector -> SSL configuration alias; all else is centrally managed.
    """
    direct = references or {}
    lines = [
        '<process:Server xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"'
        f' xmlns:adminservice="{_SCHEMAS}/adminservice.xmi" xmlns:channelservice="{_SCHEMAS}/channelservice.xmi"'
        f' xmlns:channelservice.channels="{_SCHEMAS}/channelservice.channels.xmi"'
        f' xmlns:process="{_SCHEMAS}/process.xmi" xmlns:processexec="{_SCHEMAS}/processexec.xmi"'
        f' xmi:id="Server_1" name="{process.server}">',
        *_admin_service(process, direct),
        *_channels(process, direct),
        f'  <processDefinitions xmi:type="processexec:JavaProcessDef" xmi:id="JavaProcessDef_1">\n{_jvm(process)}\n'
        "  </processDefinitions>",
        "</process:Server>",
        "",
    ]
    return _XML + "\n".join(lines)


def _admin_service(process: Process, direct: Mapping[str, str]) -> Iterable[str]:
    yield '  <services xmi:type="adminservice:AdminService" xmi:id="AdminService_1" enable="true">'
    for number, kind in enumerate(("SOAPConnector", "JSR160RMIConnector", "IPCConnector"), 1):
        yield f'    <connectors xmi:type="adminservice:{kind}" xmi:id="{kind}_{number}" enable="true">'
        yield f'      <properties xmi:id="Property_{number}" name="sslConfig" value="{direct.get(kind, "")}"/>'
        yield "    </connectors>"
    if process.role == "node agent":
        yield (
            '    <configSynchronizationService xmi:id="ConfigSynchronizationService_1" enable="true" synchInterval="1"'
            ' autoSynchEnabled="true" synchOnServerStartup="false"/>'
        )
    yield "  </services>"


def _channels(process: Process, direct: Mapping[str, str]) -> Iterable[str]:
    kind = "TransportChannelService"
    yield f'  <services xmi:type="channelservice:{kind}" xmi:id="{kind}_1" enable="true">'
    chains = []
    for number, name in enumerate([n for n in process.ports if n in _SECURE or n in _PLAIN], 1):
        yield (
            f'    <transportChannels xmi:type="channelservice.channels:TCPInboundChannel"'
            f' xmi:id="TCPInboundChannel_{number}" name="TCP_{number}" endPointName="{name}"/>'
        )
        used = f"TCPInboundChannel_{number}"
        if name in _SECURE:
            alias = direct.get(name, "")
            yield (
                '    <transportChannels xmi:type="channelservice.channels:SSLInboundChannel"'
                f' xmi:id="SSLInboundChannel_{number}" name="SSL_{number}" discriminationWeight="1"'
                f' sslConfigAlias="{alias}"/>'
            )
            used += f" SSLInboundChannel_{number}"
        chain = _SECURE.get(name) or _PLAIN[name]
        chains.append(f'    <chains xmi:id="Chain_{number}" name="{chain}" enable="true" transportChannels="{used}"/>')
    yield from chains
    yield "  </services>"


def _jvm(process: Process) -> str:
    heap = {"dmgr": 1024, "node agent": 256}.get(process.role, 2048)
    return (
        '    <jvmEntries xmi:id="JavaVirtualMachine_1" verboseModeClass="false" verboseModeGarbageCollection="false"'
        f' initialHeapSize="128" maximumHeapSize="{heap}" genericJvmArguments=""/>'
    )


def cell_xml(cell: Cell) -> str:
    """The cell's own document."""
    return (
        _XML + '<topology.cell:Cell xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"'
        f' xmlns:topology.cell="{_SCHEMAS}/topology.cell.xmi" xmi:id="Cell_1" name="{cell.name}"'
        ' cellType="DISTRIBUTED" cellDiscoveryProtocol="TCP"'
        ' discoveryAddressEndpointName="CELL_DISCOVERY_ADDRESS"/>\n'
    )


def metadata_properties(node: Node) -> str:
    """Product level of a node."""
    version = node.product.version
    major, minor, *_ = version.split(".")
    return "\n".join(
        (
            "#Profile creation",
            f"com.ibm.websphere.baseProductVersion={version}",
            f"com.ibm.websphere.baseProductMajorVersion={major}",
            f"com.ibm.websphere.baseProductMinorVersion={minor}",
            "com.ibm.websphere.baseProductShortName=ND",
            "com.ibm.websphere.nodeOperatingSystem=linux",
            "com.ibm.websphere.sdk.version.1.8_64=1.8",
            "com.ibm.websphere.sdk.bits.1.8_64=64",
            "com.ibm.websphere.sdk.location.1.8_64=${WAS_INSTALL_ROOT}/java_1.8_64",
            "",
        )
    )
