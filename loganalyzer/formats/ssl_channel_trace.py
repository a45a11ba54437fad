"""The trace ``SSL=all`` of a WebSphere process: one fact per handshake of the SSL channel, with its end.

::

    [10/13/16 10:37:31:270 BST] 000000ba SSLConnection >  readyInbound, vc=1427653234 Entry
    [10/13/16 10:37:31:278 BST] 000000ba SSLConnection 3   Caught ioexception, javax.net.ssl.SSLHandshakeException: Client requested …

An inbound connection is that of a server. A connection is followed by its ``vc``, also to another thread, where it goes on
asynchronously. Source: ``SSLConnectionLink`` of Open Liberty, whose SSL channel is that of the traditional product; that the latter writes
the same texts is an inference.

Not read: versions, suites and certificates (the channel does not trace them; ``javax.net.debug`` does), connections that other code opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.jsse_handshake import Handshake, Handshakes
from loganalyzer.records import LineCounts

_RECORD = re.compile(
    r"\[(?P<stamp>[^\]]{8,60})\] ?(?P<thread>[0-9a-fA-F]{8}) (?:id=\S{0,16} )?(?P<component>\S{1,60}) +[A-Z<>0-9] ?(?P<text>.*)"
)
_STEP = re.compile(r"\bready(?P<way>In|Out)bound(?P<done>PostHandshake)?, vc=(?P<vc>-?\w{1,20})(?! Exit)")
_ERROR = re.compile(r"\berror \(handshake\), vc=(?P<vc>-?\w{1,20})(?! Exit)")
_CAUGHT = re.compile(
    r"(?:Caught ioexception|Caught exception during (?:unwrap|handshake after connect)|Unexpected results of handshake after connect)"
    r", (?P<what>.{1,1000})"
)
_EXCEPTION = re.compile(r"(?P<name>[\w$]{1,80}(?:\.[\w$]{1,80}){1,12})(?:: (?P<reason>.{0,800}))?")
_ALERT = re.compile(r"Received fatal alert: (\w{3,40})")
_THREADS = 10_000


class SslChannelTrace:
    """Only beside a log: trace.log, or whatever holds trace records."""

    name = "SSL channel trace"
    kind = "trace"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - the file stays a log
        """Never: signatures have to see these records too."""
        return False

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact for each connection whose handshake begins in the trace."""
        reader = _Reader()
        for number, line in lines:
            record = _RECORD.match(line[:LINE_LIMIT])
            count(counts, "records" if record else "continuation")
            if record is not None and record["component"].startswith("SSLConnection"):
                reader.take(number, record)
                yield from reader.handshakes.drain()
        yield from reader.handshakes.end()


class _Reader:
    """The open handshakes by connection, and which connection each thread is busy with."""

    def __init__(self) -> None:
        self.handshakes = Handshakes()
        self._busy: dict[str, str] = {}

    def take(self, number: int, record: re.Match[str]) -> None:
        """Read one record of the channel."""
        text, thread = record["text"], record["thread"]
        step, error, caught = _STEP.search(text), _ERROR.search(text), _CAUGHT.search(text)
        if step is not None:
            self._step(number, record, step)
        elif error is not None:
            self._now(thread, error["vc"])
        elif caught is not None:
            self._fail(thread, caught)

    def _step(self, number: int, record: re.Match[str], step: re.Match[str]) -> None:
        vc, thread = step["vc"], record["thread"]
        self._now(thread, vc)
        if not step["done"]:
            side = "server" if step["way"] == "In" else "client"
            handshake = self.handshakes.begin(vc, Handshake(number, "", thread, record["stamp"], side))
            handshake.quote(record.string)
            return
        found = self.handshakes.at(vc)
        if found is not None and found.outcome == "open":
            found.outcome = "ok"

    def _now(self, thread: str, vc: str) -> None:
        if len(self._busy) >= _THREADS:
            self._busy.clear()
        self._busy[thread] = vc

    def _fail(self, thread: str, caught: re.Match[str]) -> None:
        handshake = self.handshakes.at(self._busy.get(thread, ""))
        if handshake is None:
            return
        exception = _EXCEPTION.match(caught["what"])
        alert = _ALERT.search(caught["what"])
        handshake.quote(caught.string)
        if alert is not None:
            handshake.alert("received", "fatal", alert[1])
        handshake.fail(
            exception["name"] if exception else "", (exception["reason"] if exception else caught["what"]) or ""
        )


FORMAT = SslChannelTrace()

_LINE = "[10/13/16 10:37:{:02}:270 BST] {} SSLConnection {} {}\n"

SAMPLES: Samples = (
    (
        "trace.log",
        _LINE.format(1, "000000ba", ">", " readyInbound, vc=11 Entry")
        + _LINE.format(2, "000000bb", ">", " readyInbound, vc=12 Entry")
        + _LINE.format(
            3, "000000ba", "3", "  Caught ioexception, javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled"
        )
        + _LINE.format(4, "000000bb", "<", " readyInbound Exit")
        + _LINE.format(5, "000000bc", ">", " readyInboundPostHandshake, vc=12 Entry")
        + _LINE.format(6, "000000bd", ">", " readyOutbound, vc=13 Entry")
        + _LINE.format(
            7, "000000bd", "3", "  Caught exception during handshake after connect, "
            "javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version"
        )
        + _LINE.format(8, "000000be", ">", " readyInbound, vc=14 Entry"),
        [
            (
                "tls-handshake",
                {
                    "side": "server",
                    "outcome": "failed",
                    "thread_id": "000000ba",
                    "exception": "javax.net.ssl.SSLHandshakeException",
                    "reason": "Client requested protocol TLSv1 not enabled",
                },
            ),
            ("tls-handshake", {"side": "server", "outcome": "ok", "thread_id": "000000bb"}),
            ("tls-handshake", {"side": "client", "outcome": "failed", "alert": "protocol_version", "alert_direction": "received"}),
            ("tls-handshake", {"side": "server", "outcome": "open"}),
        ],
    ),
)  # fmt: skip
