"""The fact formats, in the order in which they are asked. An explicit list: no discovery."""

from __future__ import annotations

import re

from loganalyzer.formats import (
    dump_names,
    expeditor,
    ffdc,
    ffdc_summary,
    gc,
    ihs,
    javacore,
    jsse_debug,
    keytool,
    mtg_configuration,
    pkcs12_info,
    plugin,
    retrieve_signers,
    s_client,
    ssl_channel_trace,
    tls_scanners,
)
from loganalyzer.formats.facts import FactFormat
from loganalyzer.formats.sniff import LOG_FORMATS, Forced
from loganalyzer.formats.utf8_stream import utf8_lines
from loganalyzer.records import TextForm

FACT_FORMATS: tuple[FactFormat, ...] = (
    jsse_debug.FORMAT,
    ssl_channel_trace.FORMAT,
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
    mtg_configuration.FORMAT,
    dump_names.FORMAT,
)


def fact_format(path: str, head: str) -> FactFormat | None:
    """The first format that claims a file, or ``None``: then it is read as a log."""
    return next((one for one in FACT_FORMATS if one.matches(path, head)), None)


def claimed_by(path: str, head: bytes, form: TextForm, forced: Forced) -> FactFormat | None:
    """The fact format a member is read with, if it is not read as a log: the one the user names, else the first that claims it."""
    if forced.format is not None:
        return next((one for one in FACT_FORMATS if slug(one) == forced.format), None)
    return fact_format(path, utf8_lines(head, form).decode("utf-8", "replace"))


def format_names() -> tuple[str, ...]:
    """What ``--format`` takes: the two ways to read a log, then the fact formats."""
    return (*LOG_FORMATS, *(slug(one) for one in FACT_FORMATS))


def slug(one: FactFormat) -> str:
    """A format's name as a word: ``openssl-s-client``."""
    return re.sub(r"[^a-z0-9]+", "-", one.name.lower())


def by_name(path: str) -> FactFormat | None:
    """The format of a file that is known by its name alone and is not opened, or ``None``."""
    return next((one for one in FACT_FORMATS if getattr(one, "by_name", False) and one.matches(path, "")), None)


def fact_format_named(name: str) -> FactFormat:
    """A format by its name (worker processes get the name)."""
    return next(one for one in FACT_FORMATS if one.name == name)
