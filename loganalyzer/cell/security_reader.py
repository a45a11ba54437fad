"""``security.xml`` -> Security. Element and attribute names: domain reference, section 1.2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loganalyzer.cell.documents import Document, Element, RefusedDocumentError, read_xml
from loganalyzer.cell.faults import faults_of
from loganalyzer.cell.values import (
    DynamicSelection,
    KeyStore,
    LdapServer,
    NamedAlias,
    Place,
    Security,
    SslConfigGroup,
    SslConfiguration,
)

_XMI: Final = "http://www.omg.org/XMI"
_IBM: Final = "http://www.ibm.com/"


def read_security(file: str, data: bytes) -> tuple[Security, tuple[str, ...]]:
    """Bytes of a ``security.xml`` -> (values, problems). Raises RefusedDocumentError when nothing can be used."""
    document = read_xml(data)
    root = root_of(document, "Security")
    return _Reader(file, root, is_whole=document.problem is None).security(), problems_of(document)


def root_of(document: Document, tag: str) -> Element:
    """The top element of this name, also inside an ``xmi:XMI`` wrapper. Raises RefusedDocumentError without one."""
    root = document.root
    candidates = [root, *root.children] if root.tag == "XMI" else [root]
    found = next((c for c in candidates if c.tag == tag), None)
    if found is None:
        raise RefusedDocumentError(f"not a WebSphere document: its root is <{root.tag}>, expected <{tag}>")
    return found


def problems_of(document: Document) -> tuple[str, ...]:
    """What was wrong with the document as a whole."""
    problems = (document.problem, _foreign(document.root))
    return tuple(problem for problem in problems if problem)


def _foreign(root: Element) -> str | None:
    """A namespace that is neither WebSphere's nor the wrapper's; pasted excerpts often have none, and that is no problem."""
    if not root.namespace or root.namespace == _XMI or root.namespace.startswith(_IBM):
        return None
    return (
        f"line {root.line}: <{root.tag}> has the namespace {root.namespace[:80]!r}, not WebSphere's; read all the same"
    )


def as_bool(text: str | None) -> bool | None:
    """``true``/``false`` in any case -> bool; anything else, and absence, -> None."""
    return {"true": True, "false": False}.get((text or "").strip().lower())


def port_number(element: Element) -> int | None:
    """The ``port`` attribute as a number; None for anything that is none."""
    port = (element.get("port") or "").strip()
    return int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else None


class _Reader:
    """Turns the flat document into values; scopes and key stores are looked up by id."""

    def __init__(self, file: str, root: Element, *, is_whole: bool = True) -> None:
        self._is_whole: Final = is_whole
        self._file: Final = file
        self._root: Final = root
        self._scopes: Final = {
            e.get("xmi:id") or "": e.get("scopeName") or "" for e in root.all("managementScopes") if e.get("xmi:id")
        }
        self._stores: Final = {e.get("xmi:id"): e.get("name") for e in root.all("keyStores") if e.get("xmi:id")}

    def security(self) -> Security:
        root = self._root
        return Security(
            file=self._file,
            ssl_configurations=tuple(self._configuration(e, s) for e in root.all("repertoire") for s in _first(e)),
            groups=tuple(map(self._group, root.all("sslConfigGroups"))),
            dynamic_selections=tuple(map(self._selection, root.all("dynamicSSLConfigSelections"))),
            key_stores=tuple(map(self._key_store, root.all("keyStores"))),
            properties=self._properties(),
            default_ssl_settings=root.get("defaultSSLSettings"),
            dynamic_update=as_bool(root.get("dynamicallyUpdateSSLConfig")),
            scopes=dict(self._scopes),
            enabled=as_bool(root.get("enabled")),
            csiv2=tuple(self._csiv2()),
            ldap=tuple(self._ldap()),
            faults=faults_of(self._file, root, is_whole=self._is_whole),
        )

    def _csiv2(self) -> Iterator[NamedAlias]:
        """The aliases below ``CSI/claims`` (what the ORB accepts) and ``CSI/performs`` (what it offers)."""
        for tag, direction in (("claims", "inbound"), ("performs", "outbound")):
            for csi in self._root.all("CSI"):
                for element in (e for top in csi.all(tag) for e in _below(top)):
                    alias = (element.get("sslConfig") or "").strip()
                    if alias:
                        yield NamedAlias(direction, alias, self._place(element, f"CSI/{tag}//@sslConfig"))

    def _ldap(self) -> Iterator[LdapServer]:
        """The hosts of the active registry, if that is LDAP over TLS (hosts and sslConfig: expert knowledge)."""
        for registry in self._root.all("userRegistries"):
            kind = (registry.get("xmi:type") or "").rpartition(":")[2]
            is_active = registry.get("xmi:id") == self._root.get("activeUserRegistry")
            if kind == "LDAPUserRegistry" and is_active and as_bool(registry.get("sslEnabled")):
                for host in registry.all("hosts"):
                    place = self._place(host, "userRegistries[@xmi:type='security:LDAPUserRegistry']/hosts/@host")
                    yield LdapServer(host.get("host") or "", port_number(host), registry.get("sslConfig"), place)

    def _place(self, element: Element, path: str) -> Place:
        return Place(self._file, element.line, path)

    def _scope(self, element: Element) -> str:
        """The scope name of an element; empty when its scope is missing, as in a truncated file (scopes come last)."""
        return self._scopes.get(element.get("managementScope") or "", "")

    def _configuration(self, repertoire: Element, setting: Element) -> SslConfiguration:
        alias = repertoire.get("alias") or ""
        references = [(name, setting.get(name)) for name in ("keyStore", "trustStore")]
        return SslConfiguration(
            id=repertoire.get("xmi:id") or "",
            alias=alias,
            scope=self._scope(repertoire),
            protocol=setting.get("sslProtocol"),
            security_level=setting.get("securityLevel"),
            enabled_ciphers=tuple((setting.get("enabledCiphers") or "").split()),
            client_authentication=as_bool(setting.get("clientAuthentication")),
            client_authentication_supported=as_bool(setting.get("clientAuthenticationSupported")),
            keystore=self._stores.get(setting.get("keyStore")),
            truststore=self._stores.get(setting.get("trustStore")),
            keystore_id=setting.get("keyStore"),
            truststore_id=setting.get("trustStore"),
            place=self._place(setting, f"repertoire[@alias='{alias}']/setting/@sslProtocol"),
            client_key_alias=setting.get("clientKeyAlias"),
            server_key_alias=setting.get("serverKeyAlias"),
            dangling=tuple((name, target) for name, target in references if target and target not in self._stores),
        )

    def _group(self, element: Element) -> SslConfigGroup:
        name, direction = element.get("name") or "", (element.get("direction") or "").lower()
        path = f"sslConfigGroups[@name='{name}'][@direction='{direction}']/@sslConfig"
        return SslConfigGroup(
            name=name,
            direction=direction,
            ssl_config=element.get("sslConfig"),
            certificate_alias=element.get("certificateAlias"),
            scope=self._scope(element),
            place=self._place(element, path),
        )

    def _selection(self, element: Element) -> DynamicSelection:
        name = element.get("name") or ""
        return DynamicSelection(
            name=name,
            info=element.get("dynamicSelectionInfo") or "",
            ssl_config=element.get("sslConfig"),
            certificate_alias=element.get("certificateAlias"),
            scope=self._scope(element),
            place=self._place(element, f"dynamicSSLConfigSelections[@name='{name}']/@dynamicSelectionInfo"),
        )

    def _key_store(self, element: Element) -> KeyStore:
        name = element.get("name") or ""
        return KeyStore(
            id=element.get("xmi:id") or "",
            name=name,
            location=element.get("location") or "",
            type=element.get("type") or "",
            scope=self._scope(element),
            place=self._place(element, f"keyStores[@name='{name}']/@location"),
        )

    def _properties(self) -> dict[str, tuple[str, Place]]:
        """The root's custom properties; one whose value was dropped as a password does not appear."""
        entries = ((e.get("name"), e) for e in self._root.all("properties") if "value" in e.attributes)
        return {
            name: (e.attributes["value"], self._place(e, f"properties[@name='{name}']/@value"))
            for name, e in entries
            if name
        }


def _first(repertoire: Element) -> tuple[Element, ...]:
    """The setting of a repertoire. One without (cut off, or broken) is left out: it says nothing about protocols."""
    return tuple(repertoire.all("setting"))[:1]


def _below(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _below(child)
