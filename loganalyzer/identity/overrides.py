"""What the user forces about the clocks of processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClockOverrides:
    """What the user forces: glob of ``node/server`` or ``cell/node/server`` -> date order, or zone (IANA name or offset)."""

    orders: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
