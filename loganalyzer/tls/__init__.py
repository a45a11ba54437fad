"""What SSL settings mean: enabled protocol versions, the effective configuration, and whether two sides agree.

Pure functions over the values of ``loganalyzer.cell``.
"""

from loganalyzer.tls.assumptions import ASSUMPTIONS
from loganalyzer.tls.cautions import cautions
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.changes import Change
from loganalyzer.tls.channel import Channel, Kind, Verdict
from loganalyzer.tls.channels import KINDS, channels
from loganalyzer.tls.ciphers import Suite, listed, suite
from loganalyzer.tls.effective import Direction, Effective, Target, effective_configuration
from loganalyzer.tls.effects import Effect, Outcome, outcome
from loganalyzer.tls.endpoints import EffectiveVersions, configured_off, effective_versions, versions_of
from loganalyzer.tls.enforce import enforcing
from loganalyzer.tls.enforce_scope import Goal, Planned
from loganalyzer.tls.handshake import Negotiation, disjoint, negotiate
from loganalyzer.tls.java import Era, EraReading, era_of
from loganalyzer.tls.jvm import JvmSettings, jvm_settings
from loganalyzer.tls.levels import Levels
from loganalyzer.tls.parties import XDA, Book, Party, View
from loganalyzer.tls.plan import plan
from loganalyzer.tls.plan_settings import Step
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
from loganalyzer.tls.wsadmin import script

__all__ = [
    "ASSUMPTIONS",
    "KINDS",
    "XDA",
    "Book",
    "Change",
    "Channel",
    "Direction",
    "Effect",
    "Effective",
    "EffectiveVersions",
    "EnabledVersions",
    "Era",
    "EraReading",
    "Goal",
    "JvmSettings",
    "Kind",
    "Levels",
    "Negotiation",
    "Outcome",
    "Party",
    "Planned",
    "Step",
    "Suite",
    "Target",
    "Verdict",
    "Version",
    "View",
    "Wording",
    "alias_swallowed",
    "cautions",
    "channels",
    "configured_off",
    "default_versions_off",
    "disjoint",
    "effective_configuration",
    "effective_versions",
    "enabled_versions",
    "enforcing",
    "era_of",
    "jvm_settings",
    "listed",
    "named",
    "negotiate",
    "outcome",
    "parse_changes",
    "parse_disabled_algorithms",
    "plan",
    "script",
    "speaks",
    "suite",
    "under_standard",
    "versions_of",
]
