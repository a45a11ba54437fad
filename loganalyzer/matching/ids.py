"""Message ids as conditions: ``SSLC0008E`` is one id, ``PROX*`` every id of a component whose texts are not catalogued one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DIGITS = "0123456789"
PREFIX_LENGTH = 4


def is_prefix(name: str) -> bool:
    """Whether a name stands for all ids that begin with it."""
    return name.endswith("*")


def id_expression(ids: Sequence[str]) -> str:
    """An expression that finds any of ``ids`` as a whole word."""
    words = "|".join(rf"{re.escape(name[:-1])}\d{{3,5}}[A-Z]" if is_prefix(name) else re.escape(name) for name in ids)
    return rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])"


def id_literals(ids: Sequence[str]) -> tuple[str, ...]:
    """Literals of which every record with one of ``ids`` holds at least one; a prefix counts with the digit that follows it."""
    return tuple(literal for name in ids for literal in _literals(name))


def _literals(name: str) -> list[str]:
    return [name[:-1] + digit for digit in _DIGITS] if is_prefix(name) else [name]
