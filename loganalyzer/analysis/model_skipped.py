"""What was received and not read: the part of an Analysis that is known before reading begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A member that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A member that was not read because ``of`` holds the same."""

    path: str
    of: str
    how: Literal["identical", "prefix"]
