"""One TLS handshake while a debug log is being read, and the bounded set of those that are still open.

A handshake becomes a fact when its thread begins another one, when too many are open, or when the log ends: what ruins it may
be written after both sides seemed done (with TLS 1.3 the server judges the client's certificate last).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator

from msgspec import Struct, field

from loganalyzer.formats.facts import FACT_TEXT_LIMIT, Fact

OPEN_LIMIT = 1024
FIELD_LIMIT = 2_000

_CHAIN_LIMIT = 10
_QUOTE_LIMIT, _QUOTES = 300, 6
_ABOUT_CERTIFICATES = re.compile(r"certificate|unknown_ca|access_denied|handshake_failure|decrypt_error")
_BEFORE_HELLO = re.compile(
    r"SSLHandshakeException|plaintext connection|unrecognized SSL message|Unrecognized record version|No appropriate protocol"
    r"|terminated the handshake|closed connection during handshake|kickstart handshaking|cipher suites in common",
    re.IGNORECASE,
)
_ENUM_VERSION = re.compile(r"\bTLS(\d)(\d)\b")


class Handshake(Struct):
    """What is known so far. ``outcome`` is ``open`` until both Finished messages, or a fatal end, were seen."""

    line: int
    thread: str
    thread_id: str = ""
    stamp: str | None = None
    side: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)
    quotes: list[str] = field(default_factory=list)
    finished: set[str] = field(default_factory=set)
    outcome: str = "open"
    retried: bool = False  # the server asked for another ClientHello
    level: str = ""  # of the alert that is being read
    marks: set[str] = field(default_factory=set)

    def put(self, name: str, value: str) -> None:
        """Set a field; an empty value says nothing."""
        if value:
            self.fields[name] = value[:FIELD_LIMIT]

    def quote(self, text: str) -> None:
        """Keep a line for the fact's text."""
        if len(self.quotes) < _QUOTES:
            self.quotes.append(text[:_QUOTE_LIMIT])

    def add_certificate(self, whose: str, subject: str) -> None:
        """The next certificate of the chain that ``client`` or ``server`` sent."""
        chain = self.chains.setdefault(whose, [])
        if len(chain) < _CHAIN_LIMIT:
            chain.append(subject.strip())

    def finish(self, whose: str) -> None:
        """A Finished message; the handshake is good when both sides sent one."""
        self.finished.add(whose)
        if len(self.finished) > 1 and self.outcome == "open":
            self.outcome = "ok"

    def alert(self, direction: str, level: str, description: str) -> None:
        """An alert; a fatal one fails the handshake, after its end only one that can still concern it."""
        description = description.lower()
        if self.outcome == "ok" and not (level == "fatal" and _ABOUT_CERTIFICATES.search(description)):
            return
        if self.fields.get("alert_level") == "fatal":
            return
        self.fields |= {"alert_direction": direction, "alert_level": level, "alert": description}
        if level == "fatal":
            self.outcome = "failed"

    def fail(self, exception: str, reason: str) -> None:
        """The first exception; one after a good end is the connection's, not the handshake's."""
        if self.outcome == "ok":
            return
        self.outcome = "failed"
        if "exception" not in self.fields:
            self.put("exception", exception)
            self.put("reason", reason)

    def fact(self) -> Fact:
        """The fact, with empty values left out."""
        fields = {"thread": self.thread, "thread_id": self.thread_id, "side": self.side, "outcome": self.outcome}
        fields |= self.fields
        for whose, name in (("server", "certificates"), ("client", "client_certificates")):
            fields[name] = "; ".join(self.chains.get(whose, ()))[:FIELD_LIMIT]
        if self.side == "client":
            fields["peer"] = self.fields.get("server_name", "")
        kept = {name: value for name, value in fields.items() if value}
        return Fact("tls-handshake", self.line, "\n".join(self.quotes)[:FACT_TEXT_LIMIT], kept, self.stamp)


class Handshakes:
    """The open handshakes by thread; the one untouched longest makes room for a new one."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Handshake] = OrderedDict()
        self._closed: list[Fact] = []

    def at(self, key: str) -> Handshake | None:
        """The handshake of a thread."""
        found = self._open.get(key)
        if found is not None:
            self._open.move_to_end(key)
        return found

    def begin(self, key: str, handshake: Handshake) -> Handshake:
        """Put a new handshake in the place of the thread's last one."""
        self._close(self._open.pop(key, None))
        self._open[key] = handshake
        if len(self._open) > OPEN_LIMIT:
            self._close(self._open.popitem(last=False)[1])
        return handshake

    def rename(self, old: str, new: str) -> Handshake | None:
        """Give a handshake its thread, once that is known."""
        found = self._open.pop(old, None)
        return None if found is None else self.begin(new, found)

    def drain(self) -> Iterator[Fact]:
        """Facts that are ready."""
        if self._closed:
            ready, self._closed = self._closed, []
            yield from ready

    def end(self) -> Iterator[Fact]:
        """Everything left, at the end of the log."""
        for handshake in self._open.values():
            self._close(handshake)
        self._open.clear()
        yield from self.drain()

    def _close(self, handshake: Handshake | None) -> None:
        if handshake is not None:
            self._closed.append(handshake.fact())


def is_of_handshake(reason: str) -> bool:
    """Whether an exception on a thread without an open handshake means one that failed before its first message."""
    return _BEFORE_HELLO.search(reason) is not None


def wire_names(versions: str) -> str:
    """``[TLS13, TLSv1.2]`` as ``TLSv1.3, TLSv1.2``: some releases print their own names instead of the protocol's."""
    names = [_ENUM_VERSION.sub(r"TLSv\1.\2", part.strip()) for part in versions.strip("[] ").split(",")]
    return ", ".join(name.removesuffix(".0") if name == "TLSv1.0" else name for name in names if name)


def suite_names(suites: str) -> str:
    """Cipher suites without brackets, code points and empty places."""
    names = (part.split("(", 1)[0].strip() for part in suites.strip('[] ",').split(","))
    return ", ".join(name for name in names if name)
