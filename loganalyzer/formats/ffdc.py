"""First failure data capture: incidents (their summary is another format, ``ffdc_summary``).

An incident of V7 and later opens with one line, then the stack; V6 (and Liberty) write one field per line::

    [08/10/15 15:19:45:430 BST]     FFDC Exception:java.io.IOException SourceId:com.ibm.x.Y.run ProbeId:1575 Reporter:com.ibm.x.Y@1
    java.io.IOException: no space

    ------Start of DE processing------ = [6/26/09 9:03:07:161 PDT] , key = java.io.IOException com.ibm.x.Y.run 328
    Exception = java.io.IOException
    Source = com.ibm.x.Y.run
    probeid = 328
    Stack Dump = java.io.IOException: no space

Sources: log-formats 3.8; ``IncidentStreamImpl`` and ``IncidentLogger`` of Open Liberty. Not read: the object dumps after the
stack (they are counted, never kept: they may hold anything), frames beyond the first few, HPEL and z/OS variants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt, known
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_QUOTED_LINES = 12
_START = re.compile(
    r"\[(?P<stamp>[^\]]{8,60})\]\s{1,20}FFDC Exception:(?P<exception>\S{1,300})\s{1,9}SourceId:(?P<source>.{0,400}?)"
    r"\s{1,9}ProbeId:(?P<probe>.{0,80}?)(?:\s{1,9}Reporter:(?P<reporter>.{0,400}))?\s*"
    r"|-{4,20}Start of DE processing-{4,20}(?: = )?\s{0,9}(?:\[(?P<old_stamp>[^\]]{8,60})\])?.*"
)
_OLD_FIELD = re.compile(
    r"\b(?P<name>Exception|Source|probeid|Stack Dump)\s{0,9}= ?(?P<value>[^=\r\n]{0,600}?)(?= \b\w+(?: Dump)? = |$)"
)
_OLD_NAMES = {"Exception": "exception", "Source": "source", "probeid": "probe", "Stack Dump": "stack"}
_CAUSE = re.compile(r"\s{0,40}Caused by: (?P<cause>\S.{0,400})")
_THROWN = re.compile(r"(?P<exception>[\w$]{1,80}(?:[./][\w$]{1,80}){1,20}): (?P<message>\S.{0,800})")
_LOG_RECORD = re.compile(r"\[[^\]]{8,60}\] [0-9a-fA-F]{8} ")


class _Incident(Struct):
    line: int
    stamp: str | None
    fields: dict[str, str]
    quoted: list[str] = field(default_factory=list)
    cause: str | None = None

    def add(self, line: str) -> None:
        """Take over what a line of the incident says; the object dumps that follow the stack are passed over."""
        is_frame = line.lstrip().startswith("at ")
        if len(self.quoted) < _QUOTED_LINES and (is_frame or "message" not in self.fields):
            self.quoted.append(line)
        cause = _CAUSE.match(line)
        if cause:
            self.cause = cause["cause"].strip()
        elif not is_frame:
            self.add_fields(line)

    def add_fields(self, line: str) -> None:
        """Take over the fields of V6 and the exception's text, where the line has them."""
        for found in _OLD_FIELD.finditer(line):
            name, value = _OLD_NAMES[found["name"]], found["value"].strip()
            self._add_thrown(value) if name == "stack" else self.fields.setdefault(name, value)
        self._add_thrown(line)

    def _add_thrown(self, text: str) -> None:
        thrown = _THROWN.match(text)
        if thrown and thrown["exception"].replace("/", ".") == self.fields.get("exception"):
            self.fields.setdefault("message", thrown["message"].strip())

    def fact(self) -> Fact:
        return Fact(
            "ffdc-incident", self.line, excerpt(*self.quoted), known(**self.fields, cause=self.cause), self.stamp
        )


class FfdcFormat:
    """Incidents, read alongside: a file that holds them stays a log, because signatures match their exception texts."""

    name: str = "FFDC incident"
    kind: str = "ffdc"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - claimed by nobody, see the class
        """Never: claiming a file would hide it from the signatures."""
        return False

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact per incident, yielded when the next one or a log record begins."""
        incident: _Incident | None = None
        for line_number, full_line in lines:
            line = full_line[:LINE_LIMIT]
            start = _START.fullmatch(line) if line.startswith(("[", "----")) else None
            if incident and (start or _LOG_RECORD.match(line)):
                yield incident.fact()
                incident = None
            if start:
                incident = _opened(line_number, line, start)
            elif incident:
                incident.add(line)
            count(
                counts, "records" if start else "continuation" if incident else "unparsed" if line.strip() else "header"
            )
        if incident:
            yield incident.fact()


def _opened(line_number: int, line: str, start: re.Match[str]) -> _Incident:
    fields = {name: start[name].strip() for name in ("exception", "source", "probe", "reporter") if start[name]}
    incident = _Incident(line_number, start["stamp"] or start["old_stamp"], fields, [line])
    if not fields:
        incident.add_fields(line)  # V6 text pasted into one line
    return incident


FORMAT = FfdcFormat()


_V7 = """[08/10/15 15:19:45:430 BST]     FFDC Exception:javax.net.ssl.SSLHandshakeException SourceId:com.ibm.x.Y ProbeId:1575 Reporter:x
javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure
\tat com.ibm.jsse2.k.a(k.java:29)
Caused by: java.io.EOFException: no more
\tat com.ibm.jsse2.a.a(a.java:1)

==> Performing default dump from com.ibm.x.Dump = Thu Oct 08 15:19:45 BST 2015
[08/10/15 15:19:46:000 BST]     FFDC Exception:java.lang.NullPointerException SourceId:null ProbeId:328 Reporter:java.lang.Class@43
java.lang.NullPointerException
"""

_V6 = """------Start of DE processing------ = [6/26/09 9:03:07:161 PDT] , key = java.io.IOException com.ibm.x.Y.run 328
Exception = java.io.IOException
Source = com.ibm.x.Y.run
probeid = 328
Stack Dump = java.io.IOException: There is no process to read data written to a pipe.
\tat com.ibm.x.Y.run(Y.java:12)

Dump of callerThis =
null
"""

SAMPLES: Samples = (
    (
        "dmgr_bac390c7_15.10.08_15.19.45.1135999813550397244176.txt",
        _V7,
        [
            (
                "ffdc-incident",
                {
                    "exception": "javax.net.ssl.SSLHandshakeException",
                    "probe": "1575",
                    "message": "Received fatal alert: handshake_failure",
                    "cause": "java.io.EOFException: no more",
                },
            ),
            ("ffdc-incident", {"exception": "java.lang.NullPointerException", "source": "null", "probe": "328"}),
        ],
    ),
    (
        "server1_0000000a_09.06.26_09.03.07_0.txt",
        _V6,
        [
            (
                "ffdc-incident",
                {
                    "exception": "java.io.IOException",
                    "source": "com.ibm.x.Y.run",
                    "probe": "328",
                    "message": "There is no process to read data written to a pipe.",
                },
            )
        ],
    ),
)
