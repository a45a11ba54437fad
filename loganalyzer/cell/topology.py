"""Servers, their ports and their local settings: what serverindex.xml, server.xml and the property files say."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from loganalyzer.cell.values import NO_ENTRIES, LdapServer, Place


class Endpoint(Struct, frozen=True):
    """One named port of a server; ``port`` is None when the document holds no number there."""

    name: str
    host: str
    port: int | None
    place: Place


class ServerEntry(Struct, frozen=True):
    """One server of a node: its name, its ``serverType`` as written, and its ports."""

    name: str
    type: str
    endpoints: tuple[Endpoint, ...]

    def endpoint(self, name: str) -> Endpoint | None:
        """The port of this name, such as ``SOAP_CONNECTOR_ADDRESS``."""
        return next((e for e in self.endpoints if e.name == name), None)


class ServerIndex(Struct, frozen=True):
    """``serverindex.xml`` of one node."""

    file: str
    node: str
    host_name: str | None
    servers: tuple[ServerEntry, ...]

    def server(self, name: str) -> ServerEntry | None:
        """The entry of the server of this name."""
        return next((s for s in self.servers if s.name == name), None)


class DirectReference(Struct, frozen=True):
    """A setting of ``server.xml`` that names an SSL configuration itself and so bypasses central management.

    ``kind`` is ``channel`` (an SSLInboundChannel) or ``connector`` (SOAP, RMI, IPC). ``endpoints`` are the port names
    reached through it; empty when the document does not tell.
    """

    kind: str
    name: str
    alias: str
    endpoints: tuple[str, ...]
    place: Place


class ServerXml(Struct, frozen=True):
    """``server.xml`` of one process; ``jvm_arguments`` are single arguments, those that carry passwords left out.

    ``tls_endpoints`` are the port names whose enabled transport chains hold an SSL channel, ``plain_endpoints`` those
    whose chains hold none; ports that no chain mentions are in neither.
    """

    file: str
    node: str
    server: str
    direct_references: tuple[DirectReference, ...]
    jvm_arguments: tuple[str, ...]
    place: Place
    cluster: str | None = None
    tls_endpoints: frozenset[str] = frozenset()
    plain_endpoints: frozenset[str] = frozenset()

    def direct_reference(self, endpoint: str) -> DirectReference | None:
        """The direct reference that governs this port, if one does."""
        return next((r for r in self.direct_references if endpoint in r.endpoints), None)


class NodeMetadata(Struct, frozen=True):
    """``node-metadata.properties`` of one node."""

    file: str
    node: str
    product_version: str | None
    properties: Mapping[str, str] = NO_ENTRIES


class ClientPropsBlock(Struct, frozen=True):
    """The keys below one ``com.ibm.ssl.alias`` (None: above the first), each with value and line."""

    alias: str | None
    values: Mapping[str, tuple[str, int]]


class ClientProps(Struct, frozen=True):
    """``ssl.client.props`` or ``soap.client.props`` of one profile. These files are never synchronised."""

    file: str
    profile_root: str
    blocks: tuple[ClientPropsBlock, ...]

    def block(self, alias: str) -> ClientPropsBlock | None:
        """The last block of this alias; a later one replaces an earlier one."""
        return next((b for b in reversed(self.blocks) if b.alias == alias), None)


class JavaSecurity(Struct, frozen=True):
    """The two algorithm lists of a ``java.security`` file, each with its line; other keys are not kept."""

    file: str
    values: Mapping[str, tuple[str, int]]


class CoreGroup(Struct, frozen=True):
    """``coregroup.xml``: ``chain`` is ``DCS`` (plain) or ``DCS-Secure`` (TLS), None where the attribute is missing."""

    file: str
    name: str
    chain: str | None
    place: Place


class FederatedRepositories(Struct, frozen=True):
    """``wimconfig.xml``: the directories that federated repositories ask over TLS (attribute names: expert knowledge)."""

    file: str
    ldap: tuple[LdapServer, ...]
