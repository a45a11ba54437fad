"""What SSL settings mean: enabled protocol versions, the effective configuration, and whether two sides agree.

Pure functions over the values of ``loganalyzer.cell``. What the names here do not cover, changes to try and what would come of them,
is imported from its own modules: an analysis never needs it.
"""

from loganalyzer.tls.assumptions import ASSUMPTIONS
from loganalyzer.tls.channel import Channel, Kind, Verdict
from loganalyzer.tls.channels import KINDS, channels
from loganalyzer.tls.ciphers import Suite, listed, suite
from loganalyzer.tls.effective import Direction, Effective, Target, effective_configuration
from loganalyzer.tls.endpoints import EffectiveVersions, configured_off, effective_versions, versions_of
from loganalyzer.tls.handshake import Negotiation, disjoint, negotiate
from loganalyzer.tls.java import Era, EraReading, era_of
from loganalyzer.tls.jvm import JvmSettings, jvm_settings
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import XDA, Book, Party, View
from loganalyzer.tls.ports import speaks
from loganalyzer.tls.product import alias_swallowed
from loganalyzer.tls.protocols import (
    EnabledVersions,
    Version,
    default_versions_off,
    enabled_versions,
    parse_disabled_algorithms,
)
from loganalyzer.tls.standards import under_standard
from loganalyzer.tls.wording import Wording, named

__all__ = [
    "ASSUMPTIONS",
    "KINDS",
    "XDA",
    "Book",
    "Channel",
    "Direction",
    "Effective",
    "EffectiveVersions",
    "EnabledVersions",
    "Era",
    "EraReading",
    "JvmSettings",
    "Kind",
    "Levels",
    "Negotiation",
    "Party",
    "Suite",
    "Target",
    "Verdict",
    "Version",
    "View",
    "Wording",
    "alias_swallowed",
    "channels",
    "configured_off",
    "default_versions_off",
    "disjoint",
    "effective_configuration",
    "effective_versions",
    "enabled_versions",
    "era_of",
    "jvm_settings",
    "listed",
    "named",
    "negotiate",
    "parse_disabled_algorithms",
    "speaks",
    "suite",
    "under_standard",
    "versions_of",
]
