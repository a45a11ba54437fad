"""Case and PMR numbers: checked, and brought into the form that file names take so that they reach the case."""

from __future__ import annotations

import re
from typing import Final

from loganalyzer.errors import UsageError

_CASE: Final = re.compile(r"TS[0-9]{9}")
_PMR: Final = re.compile(r"([0-9A-Z]{5})[,.]([0-9A-Z]{3})[,.]([0-9]{3})")
_SIZE: Final = re.compile(r"([0-9]{1,9})\s*([KMG]?)i?B?", re.IGNORECASE)
_UNITS: Final = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_SMALLEST: Final = 1 << 10


def attachment_number(*, case: str | None = None, pmr: str | None = None) -> str:
    """The number as it stands in file names: ``TS001234567`` or ``12345.678.000``."""
    if (case is None) == (pmr is None):
        raise UsageError("give exactly one of a case number (TS001234567) and a PMR number (12345,678,000)")
    if case is not None:
        return _case(case)
    return _pmr(pmr or "")


def size_of(text: str) -> int:
    """``20M`` as bytes.

    Raises:
        UsageError: it is no size, or too small to hold anything.
    """
    match = _SIZE.fullmatch(text.strip())
    size = int(match[1]) * _UNITS[match[2].upper()] if match else 0
    if size < _SMALLEST:
        raise UsageError(f"--max-size {text}: expected a size of at least 1K, as 20M")
    return size


def _case(case: str) -> str:
    number = case.strip().upper()
    if not _CASE.fullmatch(number):
        raise UsageError(f"{case!r} is no case number: it is TS and nine digits, as TS001234567")
    return number


def _pmr(pmr: str) -> str:
    parts = _PMR.fullmatch(pmr.strip().upper())
    if not parts:
        raise UsageError(f"{pmr!r} is no PMR number: it is number, branch and country, as 12345,678,000")
    return ".".join(parts.groups())
