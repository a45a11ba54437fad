"""The two ends of a channel: who it is, which configuration governs it there, what that enables, and who says so."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct

from loganalyzer.cell import UNKNOWN, Cell, ClientProps, DirectReference, Place, SslConfiguration, scope_name
from loganalyzer.tls.disabled import switched_off
from loganalyzer.tls.effective import Direction, Effective, Target
from loganalyzer.tls.endpoints import EffectiveVersions, effective_versions, versions_of
from loganalyzer.tls.java import Era
from loganalyzer.tls.jvm import jvm_settings
from loganalyzer.tls.labels import label_versions
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.ports import CSIV2_PORTS
from loganalyzer.tls.product import alias_swallowed
from loganalyzer.tls.protocols import EnabledVersions, Version

View = Literal["own", "master"]
XDA: str = "XDADefaultSSLSettings"
CLIENT_PROTOCOL: str = "com.ibm.ssl.protocol"


class Party(Struct, frozen=True):
    """One end of a channel. ``versions`` is None for an end outside the cell (``is_outside``), of which nobody knows what
    it speaks, and for a process whose security.xml is not in the bundle.

    ``decided_by`` is the sentence that names the deciding element, ``places`` where that element and the protocol
    label stand, ``copy`` whose copy of the configuration was read. ``is_new`` tells the generation of exception texts.
    """

    name: str
    node: str
    versions: frozenset[Version] | None
    alias: str | None = None
    scope: str | None = None
    label: str | None = None
    certificate_alias: str | None = None
    decided_by: str = ""
    how: str = ""
    places: tuple[Place, ...] = ()
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    problem: str | None = None
    copy: str = UNKNOWN
    is_new: bool = False
    configuration: SslConfiguration | None = None
    is_outside: bool = False


class Book:
    """Looks parties up in one view of a cell: every node by its own copy, or all by the master's."""

    def __init__(self, cell: Cell, levels: Levels, view: View = "own") -> None:
        self.cell = cell
        self.levels = levels
        self.view: View = view
        self._known: dict[tuple[object, ...], Party] = {}

    def process(
        self,
        node: str,
        server: str,
        direction: Direction,
        endpoint: str | None = None,
        target: Target | None = None,
        reference: DirectReference | None = None,
    ) -> Party:
        """A process of the cell, at one of its ports or as a client of a target.

        ``reference``: an SSL configuration that something other than server.xml names for it.
        """
        key = (node, server, direction, endpoint, target, reference)
        if key not in self._known:
            era = self.levels.era(self.cell, node, server)
            product = self.levels.product_of(self.cell, node, server)
            if reference is None and direction == "inbound" and endpoint in CSIV2_PORTS:
                reference = self.csiv2(node, "inbound")
            found = effective_versions(
                self.cell, node, server, direction, era.era, self.view, endpoint, target=target, reference=reference,
                product=product,
            )  # fmt: skip
            self._known[key] = _party(f"{node}/{server}", node, found, era.era, () if era.certain else (era.why,))
        return self._known[key]

    @cached_property
    def own_ports(self) -> frozenset[tuple[str, int | None]]:
        """(host, port) of every port of the cell."""
        indexes = (self.cell.server_index(node) for node in self.cell.nodes)
        points = (e for index in indexes if index for server in index.servers for e in server.endpoints)
        return frozenset((e.host.lower(), e.port) for e in points)

    def csiv2(self, node: str, direction: Direction) -> DirectReference | None:
        """What the ORB's transports in security.xml name, as this node reads it."""
        security = self.cell.security_for(node)[0] if self.view == "own" else self.cell.security
        named = (n for n in (security.csiv2 if security else ()) if n.direction == direction)
        found = next(named, None)
        return DirectReference("CSIv2 transport", direction, found.alias, (), found.place) if found else None

    def xda(self, node: str, server: str) -> Party | None:
        """A process as the field report has it: governed by XDADefaultSSLSettings. None where that does not exist."""
        security, holder = self.cell.security_for(node) if self.view == "own" else self.cell.security_for("")
        found = security.find(XDA, scope_name(cell=self.cell.name)) if security else None
        product = self.levels.product_of(self.cell, node, server)
        if security is None or found is None or alias_swallowed(product):
            return None
        era = self.levels.era(self.cell, node, server)
        off = switched_off(self.cell, node, security)
        xml = self.cell.server_xml(node, server)
        jvm = jvm_settings(xml.jvm_arguments if xml else ())
        enabled = versions_of(found, security, era.era, disabled=off.versions, jvm=jvm)
        enabled = enabled.noting(*off.doubts, *jvm.notes(), because=off.because)
        effective = Effective(found, None, "field report", None, f"{XDA}, by a field report")
        doubt = () if era.certain else (era.why,)
        return _party(f"{node}/{server}", node, EffectiveVersions(effective, enabled, holder), era.era, doubt)

    def tools(self, node: str) -> Party | None:
        """The command-line tools of a node: ssl.client.props of its profile. None where that file is missing."""
        copy = self.cell.copy_of(node)
        props = next((p for p in copy.client_props if p.file.endswith("ssl.client.props")), None) if copy else None
        if copy is None or props is None:
            return None
        return self._tools(node, props, copy.holder)

    def _tools(self, node: str, props: ClientProps, holder: str) -> Party:
        era = self.levels.era(self.cell, node, "nodeagent")
        block = default_block(props)
        label, line = block
        security = self.cell.security_for(node)[0]
        # The tools run on the node's Java, but read no security.xml: only java.security and the shipped list count.
        off = switched_off(self.cell, node, security) if security else None
        listed = off.versions if off and not any("com.ibm.websphere" in why for why in off.because) else None
        enabled = label_versions(label, era.era, jvm_settings(()), listed)
        place = Place(props.file, line, CLIENT_PROTOCOL)
        said = f"{CLIENT_PROTOCOL}={label}" if label else f"{CLIENT_PROTOCOL} is not set"
        return Party(
            name=f"tools of {node}",
            node=node,
            versions=enabled.versions,
            alias="ssl.client.props",
            scope=node,
            label=label,
            decided_by=said,
            places=(place,),
            doubts=(*enabled.uncertain, *(() if era.certain else (era.why,))),
            problem=enabled.problem,
            copy=holder,
            is_new=era.era >= Era.E2,
        )


def default_block(props: ClientProps) -> tuple[str | None, int | None]:
    """(label, line) of the alias that ``com.ibm.ssl.defaultAlias`` names, else of the first block with a protocol."""
    top = next((b for b in props.blocks if b.alias is None), None)
    wanted = top.values.get("com.ibm.ssl.defaultAlias", ("DefaultSSLSettings", 0))[0] if top else "DefaultSSLSettings"
    blocks = [props.block(wanted.strip()), *props.blocks]
    found = (b.values[CLIENT_PROTOCOL] for b in blocks if b is not None and CLIENT_PROTOCOL in b.values)
    return next(found, (None, None))


def outside(name: str, node: str) -> Party:
    """A client that is not part of the cell."""
    return Party(name, node, None, decided_by="not part of this cell's configuration", is_outside=True)


def _party(name: str, node: str, found: EffectiveVersions, era: Era, doubt: tuple[str, ...]) -> Party:
    configuration, enabled = found.effective.configuration, found.enabled
    places = [found.effective.place, configuration.place if configuration else None]
    return Party(
        name=name,
        node=node,
        versions=enabled.versions if found.is_known else None,
        alias=configuration.alias if configuration else None,
        scope=configuration.scope if configuration else None,
        label=configuration.protocol if configuration else None,
        certificate_alias=found.effective.certificate_alias,
        decided_by=found.effective.explanation,
        how=found.effective.how,
        places=tuple(p for p in places if p is not None),
        because=enabled.because,
        doubts=(*enabled.uncertain, *doubt),
        problem=_problem(found.effective, enabled),
        copy=found.copy_used,
        is_new=era >= Era.E2,
        configuration=configuration,
    )


def _problem(effective: Effective, enabled: EnabledVersions) -> str | None:
    return enabled.problem or (effective.explanation if effective.configuration is None else None)
