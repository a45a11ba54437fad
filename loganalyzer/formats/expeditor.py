"""Logs of Expeditor clients, which Sametime Connect and Notes are built on: ``error-log-<n>.xml``, ``trace-log-<n>.xml``.

A sequence of Common Base Events, one per log record; the exception is text with escaped line ends::

    <CommonBaseEvent creationTime="2018-03-01T08:30:05.007+01:00" msg="CLFRX0001E: cannot log in" severity="50" version="1.0.1">
      <extendedDataElements name="CommonBaseEventLogRecord:Exception" type="string">
        <values>javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version&#xA;&#x9;at …</values>
      </extendedDataElements>
      <sourceComponentId component="Expeditor 6.2" subComponent="com.ibm.rcp.net" threadId="11"/>
    </CommonBaseEvent>

Sources: two published excerpts of error-log-0.xml, the Expeditor logging pages (ibm.com/docs/SSVHEW_6.1.2). No XML parser is
used: a record is cut at its tags and read by patterns, so that a file that ends in the middle, or that declares entities, does
no harm. Character references are resolved once, entities never.

Not read: records without a TLS or connection exception, message catalogues, the CBE of HPEL's LogViewer (``component="Logging"``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import Role, Samples, attributes, count, excerpt, known
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_RECORD_LIMIT = 30_000
_HEAD = re.compile(r"^\s{0,99}<CommonBaseEvent(?:s\b|\s{1,9}creationTime=)", re.M)
_OPENING = re.compile(r"<CommonBaseEvent(?=\s)")
_CLOSING = "</CommonBaseEvent>"
_FRAME = re.compile(r"\s{0,99}(?:<(?:\?xml|!DOCTYPE|!ENTITY|!--|/?CommonBaseEvents\b)[^\n]*|[\]>\s]{0,9})\s*")
_EXCEPTION_VALUE = re.compile(r'LogRecord:Exception"[^>]{0,200}>\s{0,99}<values>([^<]{1,20000})')
_SOURCE = re.compile(r"<sourceComponentId\b[^>]{0,2000}")
_MESSAGE_ID = re.compile(r"[A-Z]{4,6}\d{4}[EWI]\b")
_TLS = re.compile(
    r"(?P<exception>javax\.net\.ssl\.[A-Z]\w{0,60}Exception|java\.security\.cert\.[A-Z]\w{0,60}Exception"
    r"|[\w.]{0,60}ValidatorException|com\.ibm\.jsse2\.(?:[\w.]{1,60}Exception|[\w.]{1,60}(?=: )))(?:: (?P<message>[^\r\n]{1,600}))?"
)
_CONNECT = re.compile(
    r"(?P<exception>java\.net\.(?:Connect|UnknownHost|NoRouteToHost|SocketTimeout)Exception)(?:: (?P<message>[^\r\n]{1,600}))?"
)
_CAUSES = re.compile(r"^\s{0,40}Caused by: (\S[^\r\n]{0,400})", re.M)
_ADDRESS = re.compile(r"\b(?:https?|sips?|ldaps?|wss?)://(?P<host>[\w.-]{1,255})(?::(?P<port>\d{1,5}))?")


class _Record(Struct):
    line: int
    parts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """Keep the text of a record, up to a limit."""
        piece = text[: max(_RECORD_LIMIT - self.size, 0)]
        self.parts.append(piece)
        self.size += len(piece)

    def facts(self) -> Iterator[Fact]:
        """The failure a record tells, if it tells one: TLS before anything else."""
        text = "\n".join(self.parts)
        event = attributes(text)
        raised = _EXCEPTION_VALUE.search(text)
        said = html.unescape(event.get("msg", "")) + "\n" + (html.unescape(raised[1]) if raised else "")
        for kind, pattern in (("client-ssl-failure", _TLS), ("client-connect-failure", _CONNECT)):
            found = pattern.search(said)
            if found:
                yield Fact(
                    kind,
                    self.line,
                    excerpt(*said.strip().split("\n")[:12]),
                    _fields(text, said, found),
                    event.get("creationTime"),
                )
                return


def _fields(text: str, said: str, found: re.Match[str]) -> dict[str, str]:
    source = _SOURCE.search(text)
    component = attributes(source[0]) if source else {}
    message_id, address, causes = _MESSAGE_ID.match(said), _ADDRESS.search(said), _CAUSES.findall(said)
    return known(
        exception=found["exception"],
        message=(found["message"] or "").strip(),
        cause=causes[-1].strip() if causes else None,
        id=message_id[0] if message_id else None,
        component=html.unescape(component.get("subComponent", "")),
        product=html.unescape(component.get("component", "")),
        host=address["host"] if address else None,
        port=address["port"] if address else None,
    )


class ExpeditorFormat:
    """Common Base Events of a rich client, known by their root or first element."""

    name: str = "Expeditor client log"
    kind: str = "other"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - users rename what they attach; the element is plain enough
        """Common Base Events that were not written by a server's LogViewer."""
        return _HEAD.search(head) is not None and 'component="Logging"' not in head

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact per record that tells a failure; a record without its end goes up to the next one."""
        record: _Record | None = None
        for line_number, line in lines:
            pieces = _OPENING.split(line)
            count(counts, "records" if len(pieces) > 1 else _role(line, record))
            if record:
                record.add(pieces[0])
            if record and (len(pieces) > 1 or _CLOSING in line):
                yield from record.facts()
                record = None
            for piece in pieces[1:]:
                record = _Record(line_number)
                record.add(piece)
                if _CLOSING in piece or piece is not pieces[-1]:
                    yield from record.facts()
                    record = None
        if record:
            yield from record.facts()


FORMAT = ExpeditorFormat()


def _role(line: str, record: _Record | None) -> Role:
    if record:
        return "continuation"
    return "header" if _FRAME.fullmatch(line[:4_000]) else "unparsed"


_LOG = """<?xml version="1.0" encoding="UTF-8"?>
<CommonBaseEvents xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<CommonBaseEvent creationTime="2018-03-01T08:30:05.007+01:00" globalInstanceId="E1" \
msg="CLFRX0001E: no login at https://meet.example.com:443/x" severity="50" version="1.0.1">
\t<extendedDataElements name="CommonBaseEventLogRecord:level" type="noValue"/>
\t<extendedDataElements name="CommonBaseEventLogRecord:Exception" type="string">\
<values>javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version&#xA;\
&#x9;at a.b(C.java:1)&#xA;Caused by: java.io.EOFException: end</values>
\t</extendedDataElements>
\t<sourceComponentId component="Expeditor 6.2" location="192.0.2.1" subComponent="com.ibm.rcp.net" threadId="11"/>
</CommonBaseEvent>
<CommonBaseEvent creationTime="2018-03-01T08:30:06.007+01:00"
  msg="CLFRX0002W: java.net.UnknownHostException: meet" severity="30" version="1.0.1">
</CommonBaseEvent>
<CommonBaseEvent creationTime="2018-03-01T08:30:07.007+01:00" msg="CLFMW0029E: something else" severity="50" version="1.0.1">
</CommonBaseEvent>
</CommonBaseEvents>
"""

SAMPLES: Samples = (
    (
        "error-log-0.xml",
        _LOG,
        [
            (
                "client-ssl-failure",
                {
                    "exception": "javax.net.ssl.SSLHandshakeException",
                    "message": "Received fatal alert: protocol_version",
                    "cause": "java.io.EOFException: end",
                    "id": "CLFRX0001E",
                    "component": "com.ibm.rcp.net",
                    "host": "meet.example.com",
                    "port": "443",
                },
            ),
            ("client-connect-failure", {"exception": "java.net.UnknownHostException", "message": "meet"}),
        ],
    ),
)
