"""What the user forces about the clocks of processes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

_NOTHING: Mapping[str, str] = {}


class ClockOverrides(Struct, frozen=True):
    """What the user forces: glob of ``node/server`` or ``cell/node/server`` -> date order, or zone (IANA name or offset)."""

    orders: Mapping[str, str] = _NOTHING
    zones: Mapping[str, str] = _NOTHING
