"""The fact formats, in the order in which they are asked. An explicit list: no discovery."""

from __future__ import annotations

from loganalyzer.formats.facts import FactFormat

FACT_FORMATS: tuple[FactFormat, ...] = ()


def fact_format(path: str, head: str) -> FactFormat | None:
    """The first format that claims a file, or ``None``: then it is read as a log."""
    return next((one for one in FACT_FORMATS if one.matches(path, head)), None)


def fact_format_named(name: str) -> FactFormat:
    """A format by its name (worker processes get the name)."""
    return next(one for one in FACT_FORMATS if one.name == name)
