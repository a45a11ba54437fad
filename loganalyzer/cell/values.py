"""What one copy of ``security.xml`` says, as values; every value knows the line and attribute it stands in.

The document is flat: repertoires, groups, scopes and stores point at each other by ``xmi:id``. These values hold the
resolved names beside the ids, because ids differ between cells and mean nothing to a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from msgspec import Struct, field

NO_ENTRIES: Final[Mapping[Any, Any]] = {}
"""Stands in values for a mapping without entries; it is shared, so never written to."""


class Place(Struct, frozen=True):
    """Where a value stands: the bundle member, its line (None when it has none) and the path inside the document."""

    file: str
    line: int | None
    path: str


class SslConfiguration(Struct, frozen=True):
    """One ``repertoire`` with its ``setting``. (alias, scope) is the key: NodeDefaultSSLSettings exists once per node.

    ``protocol`` is None when the attribute is missing, and then the product default counts.
    ``dangling`` names references to ids that the document does not hold, as (attribute, id).
    """

    id: str
    alias: str
    scope: str
    protocol: str | None
    security_level: str | None
    enabled_ciphers: tuple[str, ...]
    client_authentication: bool | None
    keystore: str | None
    truststore: str | None
    place: Place
    client_key_alias: str | None = None
    server_key_alias: str | None = None
    dangling: tuple[tuple[str, str], ...] = ()
    client_authentication_supported: bool | None = None
    keystore_id: str | None = None
    truststore_id: str | None = None


class SslConfigGroup(Struct, frozen=True):
    """One ``sslConfigGroups`` entry: what "Manage endpoint security configurations" stores per scope and direction."""

    name: str
    direction: str
    ssl_config: str | None
    certificate_alias: str | None
    scope: str
    place: Place


class DynamicSelection(Struct, frozen=True):
    """One ``dynamicSSLConfigSelections`` entry; ``info`` is ``protocol,host,port``, several separated by ``|``."""

    name: str
    info: str
    ssl_config: str | None
    certificate_alias: str | None
    scope: str
    place: Place


class KeyStore(Struct, frozen=True):
    """One ``keyStores`` entry, without its password."""

    id: str
    name: str
    location: str
    type: str
    scope: str
    place: Place


class NamedAlias(Struct, frozen=True):
    """An alias that a CSIv2 transport of ``security.xml`` names itself, past central management (expert knowledge)."""

    direction: str
    alias: str
    place: Place


class Fault(Struct, frozen=True):
    """Something wrong inside a document that is read all the same: ``duplicate id`` or ``dangling reference``."""

    kind: str
    text: str
    place: Place


class LdapServer(Struct, frozen=True):
    """A directory that the user registry asks over TLS.

    ``alias`` is the SSL configuration that the registry names itself; None leaves it to central management.
    """

    host: str
    port: int | None
    alias: str | None
    place: Place


class Security(Struct, frozen=True, dict=True):
    """One copy of ``security.xml``. ``scopes`` maps the id of a management scope to its scope name.

    ``enabled`` is administrative security as a whole; ``csiv2`` the SSL configurations that the ORB's transports name;
    ``ldap`` the directories of a stand-alone LDAP registry that is the active one.
    """

    file: str
    ssl_configurations: tuple[SslConfiguration, ...] = ()
    groups: tuple[SslConfigGroup, ...] = ()
    dynamic_selections: tuple[DynamicSelection, ...] = ()
    key_stores: tuple[KeyStore, ...] = ()
    properties: Mapping[str, tuple[str, Place]] = field(default_factory=dict)
    default_ssl_settings: str | None = None
    dynamic_update: bool | None = None
    scopes: Mapping[str, str] = field(default_factory=dict)
    enabled: bool | None = None
    csiv2: tuple[NamedAlias, ...] = ()
    ldap: tuple[LdapServer, ...] = ()
    faults: tuple[Fault, ...] = ()

    # Every endpoint of a cell asks for these two; indexed, a large cell costs no more per endpoint.
    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], SslConfigGroup]:
        return {(g.scope, g.direction): g for g in reversed(self.groups) if g.scope and g.ssl_config}

    @cached_property
    def _ids(self) -> Mapping[str, SslConfiguration]:
        return {c.id: c for c in reversed(self.ssl_configurations)}

    def group(self, scope: str, direction: str) -> SslConfigGroup | None:
        """The entry of this scope and direction that names a configuration; of several, the first."""
        return self._groups.get((scope, direction))

    def find(self, alias: str, scope: str) -> SslConfiguration | None:
        """The configuration with exactly this alias and scope name."""
        return next((c for c in self.ssl_configurations if (c.alias, c.scope) == (alias, scope)), None)

    def find_all(self, alias: str) -> tuple[SslConfiguration, ...]:
        """All configurations of this alias, whatever their scope, in document order."""
        return tuple(c for c in self.ssl_configurations if c.alias == alias)

    def by_id(self, identifier: str | None) -> SslConfiguration | None:
        """The configuration with this ``xmi:id``; None for an unknown id or None."""
        return self._ids.get(identifier) if identifier is not None else None

    def key_store(self, identifier: str | None) -> KeyStore | None:
        """The key or trust store with this ``xmi:id``; None for an unknown id or None."""
        return next((k for k in self.key_stores if k.id == identifier), None) if identifier is not None else None

    def property(self, name: str) -> str | None:
        """The value of a root custom property, or None."""
        entry = self.properties.get(name)
        return entry[0] if entry else None
