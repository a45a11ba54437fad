"""The article's cell as documents: two nodes and the deployment manager, in the shape of the domain reference (1.4)."""

from __future__ import annotations

CELL = "stCell"
XDA = "XDADefaultSSLSettings"
STP_SCOPE = "(cell):stCell:(node):stpNode"
PASSWORD = "{xor}CDo9Hgw="

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<security:Security xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:security="http://www.ibm.com/websphere/appserver/schemas/5.0/security.xmi" xmi:id="Security_1" '
    'enabled="true" dynamicallyUpdateSSLConfig="true" defaultSSLSettings="SSLConfig_1">\n'
)
_SCOPES = {
    "ManagementScope_1": "(cell):stCell",
    "ManagementScope_2": "(cell):stCell:(node):stDmgrNode",
    "ManagementScope_3": STP_SCOPE,
    "ManagementScope_4": "(cell):stCell:(node):stpNode:(server):was_stpProxy",
    "ManagementScope_5": "(cell):stCell:(node):sipNode",
}


def repertoire(
    number: int, alias: str, scope: int, protocol: str | None, *, client_auth: bool = False, extra: str = ""
) -> str:
    """One SSL configuration; ``extra`` goes into its setting."""
    label = "" if protocol is None else f'sslProtocol="{protocol}" '
    return (
        f'  <repertoire xmi:id="SSLConfig_{number}" alias="{alias}" type="JSSE" '
        f'managementScope="ManagementScope_{scope}">\n'
        f'    <setting xmi:id="SecureSocketLayer_{number}" clientAuthentication="{str(client_auth).lower()}" '
        f'securityLevel="HIGH" enabledCiphers="" jsseProvider="IBMJSSE2" {label}keyFilePassword="{PASSWORD}" '
        f'keyStore="KeyStore_1" trustStore="KeyStore_2" clientKeyAlias="default" serverKeyAlias="default" {extra}>\n'
        f'      <properties xmi:id="Property_{number}" name="com.ibm.ssl.changed" value="0"/>\n'
        "    </setting>\n  </repertoire>\n"
    )


def group(number: int, name: str, direction: str, config: int, scope: int, certificate: str = "default") -> str:
    """One entry of "Manage endpoint security configurations"."""
    return (
        f'  <sslConfigGroups xmi:id="SSLConfigGroup_{number}" name="{name}" direction="{direction}" '
        f'certificateAlias="{certificate}" sslConfig="SSLConfig_{config}" managementScope="ManagementScope_{scope}"/>\n'
    )


def both_ways(number: int, name: str, config: int, scope: int, certificate: str = "default") -> str:
    """The same group inbound and outbound."""
    pairs = enumerate(("inbound", "outbound"), number)
    return "".join(group(n, name, direction, config, scope, certificate) for n, direction in pairs)


def security_xml(
    *,
    cell: str = "SSL_TLSv2",
    xda: str | None = "SSL_TLS",
    stp: str = "TLSv1.2",
    node_group: bool = True,
    more: str = "",
) -> bytes:
    """The article's security.xml. ``node_group``: all of stpNode uses its node settings, else was_stpProxy alone."""
    stores = "".join(
        f'  <keyStores xmi:id="KeyStore_{n}" name="{name}" password="{PASSWORD}" provider="IBMJCE" '
        f'location="${{CONFIG_ROOT}}/cells/stCell/{file}" type="PKCS12" managementScope="ManagementScope_1"/>\n'
        for n, name, file in ((1, "CellDefaultKeyStore", "key.p12"), (2, "CellDefaultTrustStore", "trust.p12"))
    )
    scopes = "".join(
        f'  <managementScopes xmi:id="{i}" scopeName="{name}" scopeType="x"/>\n' for i, name in _SCOPES.items()
    )
    body = (
        repertoire(1, "CellDefaultSSLSettings", 1, cell)
        + repertoire(2, XDA, 1, xda, client_auth=True)
        + repertoire(3, "NodeDefaultSSLSettings", 3, stp)
        + repertoire(4, "NodeDefaultSSLSettings", 5, "SSL_TLSv2")
        + stores
        + both_ways(1, "stCell", 1, 1)
        + both_ways(3, "was_stpProxy", 3, 4, "wildcard_acme")
        + (both_ways(5, "stpNode", 3, 3) if node_group else "")
        + scopes
        + more
        + '  <properties xmi:id="Property_9" name="com.ibm.security.useFIPS" value="false"/>\n'
        + '  <properties xmi:id="Property_8" name="my.bindPassword" value="s3cret-plain"/>\n'
    )
    return (_HEAD + body + "</security:Security>\n").encode()


def serverindex_xml(*servers: tuple[str, str, int], host: str = "host1.acme.com") -> bytes:
    """Servers as (name, serverType, SOAP port)."""
    entries = "".join(
        f'  <serverEntries xmi:id="ServerEntry_{n}" serverName="{name}" serverType="{kind}">\n'
        f'    <specialEndpoints xmi:id="NamedEndPoint_{n}" endPointName="SOAP_CONNECTOR_ADDRESS">\n'
        f'      <endPoint xmi:id="EndPoint_{n}" host="{host}" port="{port}"/>\n'
        "    </specialEndpoints>\n  </serverEntries>\n"
        for n, (name, kind, port) in enumerate(servers, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<serverindex:ServerIndex xmlns:xmi="http://www.omg.org/XMI" '
        'xmlns:serverindex="http://www.ibm.com/websphere/appserver/schemas/5.0/serverindex.xmi" '
        f'hostName="{host}">\n{entries}</serverindex:ServerIndex>\n'
    ).encode()


def server_xml(name: str, *, alias: str = "", connector: str = "", arguments: str = "", cluster: str = "") -> bytes:
    """A server with one secure web chain; ``alias`` and ``connector`` are direct references."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<process:Server xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI"
    xmlns:adminservice="http://www.ibm.com/websphere/appserver/schemas/5.0/adminservice.xmi"
    xmlns:channelservice.channels="http://www.ibm.com/websphere/appserver/schemas/6.0/channelservice.channels.xmi"
    xmlns:process="http://www.ibm.com/websphere/appserver/schemas/5.0/process.xmi"
    name="{name}" clusterName="{cluster}">
  <services xmi:type="channelservice:TransportChannelService" xmlns:channelservice="http://x/channelservice.xmi">
    <transportChannels xmi:type="channelservice.channels:TCPInboundChannel" xmi:id="TCP_2" name="TCP_2"
        endPointName="WC_defaulthost_secure"/>
    <transportChannels xmi:type="channelservice.channels:SSLInboundChannel" xmi:id="SSL_2" name="SSL_2"
        sslConfigAlias="{alias}"/>
    <chains xmi:id="Chain_2" name="WCInboundDefaultSecure" enable="true" transportChannels="TCP_2 SSL_2"/>
  </services>
  <services xmi:type="adminservice:AdminService">
    <connectors xmi:type="adminservice:SOAPConnector" xmi:id="SOAPConnector_1">
      <properties xmi:id="Property_1" name="sslConfig" value="{connector}"/>
    </connectors>
  </services>
  <processDefinitions xmi:type="processexec:JavaProcessDef" xmlns:processexec="http://x/processexec.xmi">
    <jvmEntries xmi:id="JavaVirtualMachine_1" genericJvmArguments="{arguments}">
      <systemProperties xmi:id="P_1" name="com.acme.dbPassword" value="s3cret-plain"/>
      <systemProperties xmi:id="P_2" name="com.acme.mode" value="prod"/>
    </jvmEntries>
  </processDefinitions>
</process:Server>
""".encode()


DMGR_INDEX = serverindex_xml(("dmgr", "DEPLOYMENT_MANAGER", 8703), host="dmgr.acme.com")
STP_INDEX = serverindex_xml(("nodeagent", "NODE_AGENT", 8878), ("was_stpProxy", "PROXY_SERVER", 8880))
SIP_INDEX = serverindex_xml(("nodeagent", "NODE_AGENT", 8878), ("sipPR", "APPLICATION_SERVER", 8880))


def profile(root: str, security: bytes, servers: dict[tuple[str, str], bytes]) -> dict[str, bytes]:
    """A profile's configuration below ``root``: serverindex.xml of all nodes, server.xml of the servers given."""
    cells = f"{root}/config/cells/stCell"
    indexes = {"stDmgrNode": DMGR_INDEX, "stpNode": STP_INDEX, "sipNode": SIP_INDEX}
    return {
        f"{cells}/security.xml": security,
        **{f"{cells}/nodes/{node}/serverindex.xml": data for node, data in indexes.items()},
        **{f"{cells}/nodes/{node}/servers/{name}/server.xml": data for (node, name), data in servers.items()},
    }


def article_bundle(master: bytes | None = None, stp: bytes | None = None) -> dict[str, bytes]:
    """The master and the copy of stpNode, as the profiles Dmgr01 and hostSTPPNProfile1."""
    master = master or security_xml()
    own = {("stpNode", "nodeagent"): server_xml("nodeagent"), ("stpNode", "was_stpProxy"): server_xml("was_stpProxy")}
    everything = {("stDmgrNode", "dmgr"): server_xml("dmgr"), **own, ("sipNode", "sipPR"): server_xml("sipPR")}
    return {**profile("b/Dmgr01", master, everything), **profile("b/hostSTPPNProfile1", stp or master, own)}
