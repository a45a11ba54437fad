"""Everything that a caller of ``build`` may change; one field per override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Options:
    """The parameters of a bundle. README.md explains each field to the people who call ``build``."""

    # SSL configurations: the sslProtocol of each; None leaves the configuration out.
    cell_label: str = "SSL_TLS"
    xda_label: str | None = "SSL_TLS"
    xda_client_authentication: bool = True
    dmgr_node_label: str = "SSL_TLS"
    stp_node_label: str = "SSL_TLS"
    meet_node_label: str = "SSL_TLS"
    sip_node_label: str = "SSL_TLS"
    sip_server_label: str | None = None
    stp_groups: str = "none"
    client_props_label: str = "SSL_TLS"
    client_props: Mapping[str, str] = field(default_factory=dict)
    node_copy: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    legacy_labels: Mapping[str, str] = field(default_factory=dict)
    direct_references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    security_properties: Mapping[str, str] = field(default_factory=dict)
    # Levels and clocks: one value for the cell, or per node.
    java_level: str | Mapping[str, str] = "8.0.3.0"
    product_level: str | Mapping[str, str] = "8.5.5.9"
    locales: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    day: date = date(2016, 10, 12)
    # What happens.
    flap: bool = False
    flap_node: str = "stpNode"
    flap_up_seconds: float = 95.0
    flap_down_seconds: float = 11.0
    flap_protocol_texts: bool = True
    exception_text: str | None = None
    client_exception_text: str | None = None
    peer_exception_text: str | None = None
    sync_fails: tuple[str, ...] = ()
    crashes: int = 5
    new_pid_on_restart: bool = True
    probe_seconds: float = 120.0
    probe_text: str | None = None
    # What is sent.
    with_logs: bool = True
    with_config: bool = True
    archives: Mapping[str, str] = field(default_factory=dict)
    density: float = 1.0
    seed: int = 9010


def with_overrides(options: Options, overrides: Mapping[str, Any]) -> Options:
    """``options`` with some fields replaced; an unknown name is an error that lists the known ones."""
    known = {f.name for f in fields(Options)}
    unknown = sorted(set(overrides) - known)
    if unknown:
        raise TypeError(f"unknown override {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    return replace(options, **overrides)


def per_node(value: str | Mapping[str, str], node: str, default: str) -> str:
    """The value of one node, where an override may name one for all or one per node."""
    return value if isinstance(value, str) else value.get(node, default)
