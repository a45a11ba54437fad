"""The fact formats, in the order in which they are asked. An explicit list: no discovery."""

from __future__ import annotations

from loganalyzer.formats import (
    expeditor,
    ffdc,
    ffdc_summary,
    gc,
    ihs,
    javacore,
    jsse_debug,
    keytool,
    pkcs12_info,
    plugin,
    retrieve_signers,
    s_client,
    tls_scanners,
)
from loganalyzer.formats.facts import FactFormat

FACT_FORMATS: tuple[FactFormat, ...] = (
    jsse_debug.FORMAT,
    s_client.FORMAT,
    keytool.FORMAT,
    pkcs12_info.FORMAT,
    tls_scanners.FORMAT,
    retrieve_signers.FORMAT,
    gc.FORMAT,
    javacore.FORMAT,
    ffdc.FORMAT,
    ffdc_summary.FORMAT,
    plugin.FORMAT,
    ihs.FORMAT,
    expeditor.FORMAT,
)


def fact_format(path: str, head: str) -> FactFormat | None:
    """The first format that claims a file, or ``None``: then it is read as a log."""
    return next((one for one in FACT_FORMATS if one.matches(path, head)), None)


def fact_format_named(name: str) -> FactFormat:
    """A format by its name (worker processes get the name)."""
    return next(one for one in FACT_FORMATS if one.name == name)
