"""Which members belong to a delta checkpoint of the repository, told by their paths (see :mod:`loganalyzer.cell.checkpoints`)."""

from __future__ import annotations

import re
from typing import Final

PLACE: Final = re.compile(
    r"(?P<checkpoint>(?:.*[/\\])?)(?P<side>before|after)[/\\](?P<document>(?:cells|waspolicies|\.repository)[/\\].+)$",
    re.IGNORECASE,
)
USER: Final = re.compile(r"(?P<checkpoint>(?:.*[/\\])?)(?:(?:before|after)[/\\])?user\.id$", re.IGNORECASE)


def in_checkpoint(path: str) -> bool:
    """Whether a member is part of a delta checkpoint, and so no live copy of anything."""
    return PLACE.match(path) is not None or USER.match(path) is not None


def wanted(path: str) -> bool:
    """Whether the bytes of such a member are needed: the names of the others tell enough."""
    return USER.match(path) is not None or path.lower().endswith("/security.xml")
