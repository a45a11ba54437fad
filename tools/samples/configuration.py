"""The configuration files of the bundle: the master in the deployment manager's profile, a copy on every node."""

from __future__ import annotations

from collections.abc import Callable

from tools.samples.model import Cell, Node
from tools.samples.options import Options, with_overrides
from tools.samples.security import security_xml
from tools.samples.servers import cell_xml, metadata_properties, server_xml, serverindex_xml

_CLIENT_PROPS = """#-------------------------------------------------------------------------
# Global SSL properties (applies to entire process)
#-------------------------------------------------------------------------
com.ibm.ssl.defaultAlias=DefaultSSLSettings
com.ibm.ssl.performURLHostNameVerification=false
com.ibm.ssl.validationEnabled=false
com.ibm.security.useFIPS=false
user.root={home}

#-------------------------------------------------------------------------
# This SSL configuration is used for all client SSL connections, by default
#-------------------------------------------------------------------------
com.ibm.ssl.alias=DefaultSSLSettings
com.ibm.ssl.protocol={protocol}
com.ibm.ssl.securityLevel=HIGH
com.ibm.ssl.trustManager=IbmPKIX
com.ibm.ssl.keyManager=IbmX509
com.ibm.ssl.contextProvider=IBMJSSE2
com.ibm.ssl.enableSignerExchangePrompt=gui

com.ibm.ssl.keyStoreName=ClientDefaultKeyStore
com.ibm.ssl.keyStore=${{user.root}}/etc/key.p12
com.ibm.ssl.keyStorePassword={{xor}}CDo9Hgw\\=
com.ibm.ssl.keyStoreType=PKCS12
com.ibm.ssl.keyStoreProvider=IBMJCE
com.ibm.ssl.keyStoreFileBased=true

com.ibm.ssl.trustStoreName=ClientDefaultTrustStore
com.ibm.ssl.trustStore=${{user.root}}/etc/trust.p12
com.ibm.ssl.trustStorePassword={{xor}}CDo9Hgw\\=
com.ibm.ssl.trustStoreType=PKCS12
com.ibm.ssl.trustStoreProvider=IBMJCE
com.ibm.ssl.trustStoreFileBased=true
com.ibm.ssl.trustStoreReadOnly=false
"""


def configuration(cell: Cell, options: Options) -> dict[str, str]:
    """Every configuration file by its path in the bundle."""
    files: dict[str, str] = {}
    for node in cell.nodes:
        changed = with_overrides(options, options.node_copy.get(node.name, {}))
        files |= profile_files(cell, node, changed, security_xml)
    return files


def profile_files(cell: Cell, node: Node, options: Options, security: Callable[[Cell, Options], str]) -> dict[str, str]:
    """The configuration files of one profile; ``security`` writes its security.xml."""
    root = f"{node.folder}/config/cells/{cell.name}"
    protocol = options.client_props.get(node.name, options.client_props_label)
    files = {
        f"{node.folder}/properties/ssl.client.props": _CLIENT_PROPS.format(home=node.home, protocol=protocol),
        f"{root}/cell.xml": cell_xml(cell),
        f"{root}/security.xml": security(cell, options),
    }
    files |= {f"{root}/nodes/{n.name}/serverindex.xml": serverindex_xml(cell, n) for n in cell.nodes}
    for other in cell.nodes if node is cell.dmgr.node else (node,):
        files[f"{root}/nodes/{other.name}/node-metadata.properties"] = metadata_properties(other)
        for process in cell.of(other):
            files[f"{root}/nodes/{other.name}/servers/{process.server}/server.xml"] = server_xml(
                process, options.direct_references.get(f"{other.name}/{process.server}")
            )
    return files
