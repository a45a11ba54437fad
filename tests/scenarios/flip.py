"""How a look-alike scenario is written: a fault, what differs from it, and what must be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.scenarios.extras import Happen
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.variants import FAULTS

BY_CAUSE = {fault.cause: fault for fault in FAULTS}
ALL = ("stpNode", "meetNode", "sipNode")


def flip(
    name: str, fault: Fault | str, options: Mapping[str, Any] | None = None, *more: Happen, **says: Any
) -> Scenario:
    """A scenario in which one fact differs.

    ``says``: ``causes`` that must be found with their least verdict, ``at_most`` with their greatest, ``ruled_out``, what is
    ``sent``, and the nodes whose logs it ``sends``; ``shows`` and ``adds`` as in a scenario.
    """
    one = BY_CAUSE[fault] if isinstance(fault, str) else fault
    one = replace(one, sends=says.pop("sends", one.sends), beside=())
    says["at_most"] = tuple(says.get("at_most", {}).items())
    says["causes"] = tuple(says.get("causes", {}).items())
    return Scenario(f"pair/{name}", "look-alike", (one,), options=options or {}, also=more, **says)
