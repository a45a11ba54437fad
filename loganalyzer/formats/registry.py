"""The fact formats, in the order in which they are asked. An explicit list: no discovery.

A format's module is imported when a file may be of it, or a log may hold what it reads: few bundles need more than two or three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import cast

from msgspec import Struct

from loganalyzer.formats.fact_lines import base_name
from loganalyzer.formats.facts import FactFormat
from loganalyzer.formats.sniff import LOG_FORMATS, Forced
from loganalyzer.formats.utf8_stream import utf8_lines
from loganalyzer.records import TextForm


class Entry(Struct, frozen=True):
    """When a format is asked.

    Every file that it claims has one of ``telling`` (in lower case) in its head, and one of ``named`` in the last part of its path;
    empty: any file will do. Both are only cheap hints; the format itself decides. ``telling = None``: it claims no file.

    A format may also read *alongside* a log, which then gives its records to the signatures and its facts here: a log of the
    kinds ``beside`` in which one of ``marks`` occurs, or any log that one of the signatures ``heard`` was hit in.
    """

    module: str
    name: str
    telling: tuple[str, ...] | None = ()
    named: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()

    def format(self) -> FactFormat:
        """The format itself."""
        return cast("FactFormat", import_module(f"loganalyzer.formats.{self.module}").FORMAT)

    def may_be(self, path: str, lower_head: str) -> bool:
        """Whether the format is worth asking for a file."""
        if self.telling is None or (self.telling and not any(text in lower_head for text in self.telling)):
            return False
        return not self.named or any(part in base_name(path) for part in self.named)


FACT_FORMATS = (
    Entry(
        "jsse_debug",
        "Java TLS debug output",
        (
            "javax.net.ssl|", "*** clienthello, ", "ignoring un", "adding as trusted cert:", "truststore is: ",
            "allow unsafe renegotiation: ", "%% no cached client session",
        ),
        heard=("jsse-debug-output",),
    ),
    Entry("ssl_channel_trace", "SSL channel trace", None, heard=("ssl-channel-trace-output",)),
    Entry("s_client", "openssl s_client", ("connected(", "connection established", "connecting to ", ":error:", "connect:errno=")),
    Entry("keytool", "keytool -list", ("privatekeyentry", "trustedcertentry", "secretkeyentry", "keyentry", "keytool")),
    Entry(
        "pkcs12_info",
        "openssl pkcs12 -info",
        ("bag attributes", "mac: ", "mac iteration ", "mac verified ok", "pkcs7 ", "mac verify error"),
    ),
    Entry("tls_scanners", "TLS scanner report", ("-->> ", "testing ssl server ", "ssl report: ")),
    Entry("retrieve_signers", "retrieveSigners", ("cwpki03",)),
    Entry(
        "gc",
        "garbage collection log",
        ("<verbosegc", "<exclusive-start", "<af", "<sys", "<con", "gc("),
        named=("gc",),
        beside=("native",),
        marks=("<exclusive-start ", "<af ", "<sys ", "<con ", " GC("),
    ),
    Entry("javacore", "javacore", ("0section",)),
    Entry("ffdc", "FFDC incident", None, beside=("ffdc",), marks=("FFDC Exception:", "Start of DE processing")),
    Entry("ffdc_summary", "FFDC summary", ("probeid",)),
    Entry(
        "plugin",
        "web server plug-in log",
        (
            "[mon ", "[tue ", "[wed ", "[thu ", "[fri ", "[sat ", "[sun ", "/jan/", "/feb/", "/mar/", "/apr/", "/may/", "/jun/",
            "/jul/", "/aug/", "/sep/", "/oct/", "/nov/", "/dec/",
        ),
    ),
    Entry(
        "ihs",
        "IBM HTTP Server error log",
        ("emerg] ", "alert] ", "crit] ", "error] ", "warn] ", "notice] ", "info] ", "debug] ", "[trace", ":trace"),
    ),
    Entry("expeditor", "Expeditor client log", ("<commonbaseevent",)),
    Entry(
        "mtg_configuration",
        "export of mtg.configuration",
        ("configuration_key", "mtg.", 'mtg"', "meeting.recording.tlsversion"),
    ),
    Entry("dump_names", "dump of the JVM", named=("heapdump.", "core.", "snap.", "jitdump.")),
)  # fmt: skip


def _asked(path: str, head: str) -> Iterator[FactFormat]:
    lower = head.lower()
    return (one.format() for one in FACT_FORMATS if one.may_be(path, lower))


def fact_format(path: str, head: str) -> FactFormat | None:
    """The first format that claims a file, or ``None``: then it is read as a log."""
    return next((one for one in _asked(path, head) if one.matches(path, head)), None)


def claimed_by(path: str, head: bytes, form: TextForm, forced: Forced) -> FactFormat | None:
    """The fact format a member is read with, if it is not read as a log: the one the user names, else the first that claims it."""
    if forced.format is not None:
        return next((one.format() for one in FACT_FORMATS if slug(one) == forced.format), None)
    return fact_format(path, utf8_lines(head, form).decode("utf-8", "replace"))


def format_names() -> tuple[str, ...]:
    """What ``--format`` takes: the two ways to read a log, then the fact formats."""
    return (*LOG_FORMATS, *(slug(one) for one in FACT_FORMATS))


def slug(one: FactFormat | Entry) -> str:
    """A format's name as a word: ``openssl-s-client``."""
    return re.sub(r"[^a-z0-9]+", "-", one.name.lower())


def by_name(path: str) -> FactFormat | None:
    """The format of a file that is known by its name alone and is not opened, or ``None``."""
    return next((one for one in _asked(path, "") if getattr(one, "by_name", False) and one.matches(path, "")), None)


def fact_format_named(name: str) -> FactFormat:
    """A format by its name (worker processes get the name)."""
    return next(one.format() for one in FACT_FORMATS if one.name == name)
