"""Effective configuration and usable versions of a process, taken from the copy of the cell it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loganalyzer.cell import UNKNOWN, Cell, Security, SslConfiguration
from loganalyzer.tls.effective import Direction, Effective, Target, effective_configuration
from loganalyzer.tls.java import Era
from loganalyzer.tls.protocols import EnabledVersions, Version, enabled_versions, parse_disabled_algorithms
from loganalyzer.tls.standards import under_standard

DISABLED_PROPERTY = "com.ibm.websphere.tls.disabledAlgorithms"
_OVERRIDE = "-Dcom.ibm.jsse2.overrideDefaultTLS=true"


@dataclass(frozen=True, slots=True)
class EffectiveVersions:
    """The configuration that counts, what it enables, and whose copy said so (``dmgr``, a node's name …)."""

    effective: Effective
    enabled: EnabledVersions
    copy_used: str


def configured_off(security: Security) -> frozenset[Version] | None:
    """Versions switched off by the custom property, which replaces java.security's list; None when it is not set."""
    text = security.property(DISABLED_PROPERTY)
    return None if text is None else parse_disabled_algorithms(text)


def versions_of(
    configuration: SslConfiguration,
    security: Security,
    era: Era,
    *,
    override_default_tls: bool = False,
    disabled: frozenset[Version] | None = None,
) -> EnabledVersions:
    """What one SSL configuration enables in this document; ``disabled`` is java.security's list where it is known."""
    configured = configured_off(security)
    off = disabled if configured is None else configured
    enabled = enabled_versions(configuration.protocol, era, override_default_tls=override_default_tls, disabled=off)
    return under_standard(security, enabled)


def effective_versions(  # noqa: PLR0913  one argument per thing that decides
    cell: Cell,
    node: str,
    server: str,
    direction: Direction,
    era: Era,
    copy: Literal["own", "master"] = "own",
    endpoint: str | None = None,
    *,
    target: Target | None = None,
    disabled: frozenset[Version] | None = None,
) -> EffectiveVersions:
    """What a process (or one port of it) speaks, as its own node's copy has it, or as the master will have it.

    Where the wanted copy is not in the bundle the cell's other one is used; ``copy_used`` tells.
    """
    security, holder = cell.security_for(node) if copy == "own" else (cell.security, _holder(cell))
    if security is None:
        nothing = Effective(None, None, "default", None, "no security.xml of this cell in the bundle")
        return EffectiveVersions(nothing, EnabledVersions(frozenset(), (), nothing.explanation), UNKNOWN)
    server_xml = cell.server_xml(node, server)
    inbound_reference = server_xml.direct_reference(endpoint) if server_xml and endpoint else None
    effective = effective_configuration(
        security,
        cell=cell.name,
        node=node,
        server=server,
        direction=direction,
        endpoint=endpoint,
        cluster=server_xml.cluster if server_xml else None,
        direct_reference=inbound_reference if direction == "inbound" else None,
        target=target,
    )
    if effective.configuration is None:
        return EffectiveVersions(effective, EnabledVersions(frozenset(), (), effective.explanation), holder)
    override = server_xml is not None and _OVERRIDE in server_xml.jvm_arguments
    enabled = versions_of(effective.configuration, security, era, override_default_tls=override, disabled=disabled)
    return EffectiveVersions(effective, enabled, holder)


def _holder(cell: Cell) -> str:
    """Whose copy ``Cell.security`` is."""
    return next((c.holder for c in cell.copies if c.security is not None and c.security is cell.security), UNKNOWN)
