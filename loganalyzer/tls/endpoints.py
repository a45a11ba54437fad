"""Effective configuration and usable versions of a process, taken from the copy of the cell it reads."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.cell import UNKNOWN, Cell, DirectReference, Security, SslConfiguration
from loganalyzer.tls.ciphers import listed, with_suites
from loganalyzer.tls.disabled import DISABLED_PROPERTY, SwitchedOff, configured_off, switched_off
from loganalyzer.tls.effective import Direction, Effective, Target, effective_configuration
from loganalyzer.tls.java import Era
from loganalyzer.tls.jvm import JvmSettings, jvm_settings
from loganalyzer.tls.labels import label_versions
from loganalyzer.tls.product import alias_swallowed
from loganalyzer.tls.protocols import EnabledVersions, Version
from loganalyzer.tls.standards import under_standard

__all__ = ["DISABLED_PROPERTY", "EffectiveVersions", "configured_off", "effective_versions", "versions_of"]


class EffectiveVersions(Struct, frozen=True):
    """The configuration that counts, what it enables, and whose copy said so (``dmgr``, a node's name …).

    ``is_known`` is False where no security.xml that this process reads is in the bundle: then nothing is known.
    """

    effective: Effective
    enabled: EnabledVersions
    copy_used: str
    is_known: bool = True


def versions_of(
    configuration: SslConfiguration,
    security: Security,
    era: Era,
    *,
    override_default_tls: bool = False,
    disabled: frozenset[Version] | None = None,
    jvm: JvmSettings | None = None,
) -> EnabledVersions:
    """What one SSL configuration enables in this document; ``disabled`` is java.security's list where it is known."""
    configured = configured_off(security)
    off = disabled if configured is None else configured
    jvm = jvm or JvmSettings({"com.ibm.jsse2.overrideDefaultTLS": "true"} if override_default_tls else {})
    enabled = label_versions(configuration.protocol, era, jvm, off)
    return _with_suites(configuration, under_standard(security, enabled, jvm=jvm, off=off))


def _with_suites(configuration: SslConfiguration, enabled: EnabledVersions) -> EnabledVersions:
    """Versions without a suite of the configuration's own list cannot be used."""
    suites = listed(configuration)
    if suites is None:
        return enabled
    left = with_suites(enabled.versions, suites)
    lost = ", ".join(map(str, sorted(enabled.versions - left)))
    why = (f"no enabled cipher suite fits {lost}",) if lost else ()
    return replace(enabled, versions=left, because=(*enabled.because, *why))


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
    reference: DirectReference | None = None,
    disabled: frozenset[Version] | None = None,
    product: str | None = None,
) -> EffectiveVersions:
    """What a process (or one port of it) speaks, as its own node's copy has it, or as the master will have it.

    Where the wanted copy is not in the bundle the cell's other one is used; ``copy_used`` tells. ``disabled`` overrides
    what the documents say about disabled versions. ``reference`` is a direct reference that stands outside server.xml.
    ``product`` decides whether aliases are swallowed (APAR PH63778).
    """
    security, holder = cell.security_for(node) if copy == "own" else (cell.security, _holder(cell))
    if security is None:
        nothing = Effective(None, None, "default", None, "no security.xml of this cell in the bundle")
        return EffectiveVersions(
            nothing, EnabledVersions(frozenset(), (), nothing.explanation), UNKNOWN, is_known=False
        )
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
        direct_reference=reference or (inbound_reference if direction == "inbound" else None),
        target=target,
        swallows_aliases=alias_swallowed(product),
    )
    if effective.configuration is None:
        return EffectiveVersions(effective, EnabledVersions(frozenset(), (), effective.explanation), holder)
    off = switched_off(cell, node, security) if disabled is None else SwitchedOff(disabled)
    jvm = jvm_settings(server_xml.jvm_arguments if server_xml else ())
    enabled = versions_of(effective.configuration, security, era, disabled=off.versions, jvm=jvm)
    doubts = (*off.doubts, *jvm.notes(direction), *effective.doubts)
    return EffectiveVersions(effective, enabled.noting(*doubts, because=off.because), holder)


def _holder(cell: Cell) -> str:
    """Whose copy ``Cell.security`` is."""
    return next((c.holder for c in cell.copies if c.security is not None and c.security is cell.security), UNKNOWN)
