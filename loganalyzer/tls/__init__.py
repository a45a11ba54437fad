"""What SSL settings mean: enabled protocol versions, the effective configuration, and whether two sides agree.

Pure functions over the values of ``loganalyzer.cell``.
"""

from loganalyzer.tls.effective import Direction, Effective, Target, effective_configuration
from loganalyzer.tls.endpoints import EffectiveVersions, configured_off, effective_versions, versions_of
from loganalyzer.tls.handshake import Negotiation, Outcome, disjoint, negotiate
from loganalyzer.tls.java import Era, EraReading, era_of
from loganalyzer.tls.product import alias_swallowed
from loganalyzer.tls.protocols import (
    EnabledVersions,
    Version,
    default_versions_off,
    enabled_versions,
    parse_disabled_algorithms,
)
from loganalyzer.tls.standards import under_standard

__all__ = [
    "Direction",
    "Effective",
    "EffectiveVersions",
    "EnabledVersions",
    "Era",
    "EraReading",
    "Negotiation",
    "Outcome",
    "Target",
    "Version",
    "alias_swallowed",
    "configured_off",
    "default_versions_off",
    "disjoint",
    "effective_configuration",
    "effective_versions",
    "enabled_versions",
    "era_of",
    "negotiate",
    "parse_disabled_algorithms",
    "under_standard",
    "versions_of",
]
