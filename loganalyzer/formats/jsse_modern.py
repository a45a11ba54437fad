"""Debug lines of Java 11 and later, and of the Java 8 service levels that took over its TLS code.

Every entry opens with ``javax.net.ssl|LEVEL|thread id|thread name|time|File.java:line|message``; a message that ends in ``(`` is
followed by a block of lines up to a lone ``)``. Newer runtimes print ``null:-1`` for the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from loganalyzer.formats import jsse_blocks
from loganalyzer.formats.jsse_handshake import Handshake, Handshakes, is_of_handshake, wire_names

MARK = "javax.net.ssl|"

_HEADER = re.compile(
    r"javax\.net\.ssl\|[A-Z]+\|(?P<id>[0-9A-Fa-f]+)\|(?P<thread>.*?)\|(?P<stamp>\d{4}-\d\d-\d\d [^|]*)\|(?P<place>[^|]*)\|"
    r"(?P<message>.*)"
)
_MESSAGE = re.compile(r"(Produced|Consuming) (?:(client|server) )?([\w ]+?)(?: handshake)? message")
_FATAL = re.compile(r"Fatal \((\w+)\): (.*?)(?: \()?$")
_OTHER = {"client": "server", "server": "client"}


class _Block(Struct):
    """The entry whose lines are being read: what they mean for which handshake."""

    handshake: Handshake
    read: Callable[[Handshake, str], None]


class ModernReader:
    """Feeds entries of the newer form into ``handshakes``."""

    def __init__(self, handshakes: Handshakes) -> None:
        self._handshakes = handshakes
        self._block: _Block | None = None

    def entry(self, number: int, text: str, stamp: str | None, outer: str) -> bool:
        """Read the line that opens an entry.

        Args:
            number: its line.
            text: from ``javax.net.ssl|`` on.
            stamp: time of the WebSphere record around it, if any.
            outer: thread id of that record, or nothing.

        Returns:
            Whether it is such a line.
        """
        header = _HEADER.match(text)
        self._block = None
        if header is None:
            return False
        message = header["message"]
        fresh = Handshake(number, header["thread"], outer or header["id"], stamp or header["stamp"])
        key = f"{outer}|{header['id']}|{header['thread']}"
        if not (self._protocol_message(key, message, fresh) or self._end(key, message, fresh)):
            self._note(key, message)
        return True

    def body(self, text: str) -> None:
        """Read a line of an entry's block."""
        block = self._block
        if block is None:
            return
        if text.startswith(")"):
            self._block = None
        else:
            block.read(block.handshake, text)

    def _protocol_message(self, key: str, message: str, fresh: Handshake) -> bool:
        found = _MESSAGE.match(message)
        if found is None:
            return False
        produced, owner, name = found[1] == "Produced", found[2], found[3].strip()
        handshake: Handshake | None = (
            self._client_hello(key, fresh, "client" if produced else "server")
            if name == "ClientHello"
            else self._going_on(key, fresh, _side(produced, owner, name))
        )
        if handshake is not None:
            self._take(handshake, name, produced, message)
        return True

    def _client_hello(self, key: str, fresh: Handshake, side: str) -> Handshake:
        handshake = self._handshakes.at(key)
        if handshake is not None and handshake.retried and handshake.outcome == "open":
            handshake.retried = False
            return handshake
        fresh.side = side
        return self._handshakes.begin(key, fresh)

    def _going_on(self, key: str, fresh: Handshake, side: str) -> Handshake | None:
        """A later message: of the open handshake, or of one whose beginning the log does not hold."""
        handshake = self._handshakes.at(key)
        if handshake is not None and (handshake.outcome != "open" or not side or handshake.side in {"", side}):
            return handshake
        if not side:
            return None
        fresh.side = side
        return self._handshakes.begin(key, fresh)

    def _take(self, handshake: Handshake, name: str, produced: bool, message: str) -> None:
        own, other = handshake.side, _OTHER.get(handshake.side, "")
        whose = own if produced else other
        if name in {"ClientHello", "ServerHello", "Certificate"}:
            handshake.quote(message)
        if name in _BLOCKS:
            self._block = _Block(handshake, _BLOCKS[name])
        elif name == "Certificate" and handshake.outcome == "open":
            self._block = _Block(handshake, lambda one, line: jsse_blocks.certificate(one, whose, line))
        elif name == "CertificateRequest":
            handshake.put("client_auth", "requested")
        elif name == "HelloRetryRequest":
            handshake.retried = True
        elif name == "Finished":
            handshake.finish(whose)

    def _end(self, key: str, message: str, fresh: Handshake) -> bool:
        handshake = self._handshakes.at(key)
        fatal = _FATAL.match(message)
        if fatal:
            self._fatal(key, handshake, fatal, fresh)
        elif message.startswith("Received alert message") and handshake is not None:
            self._block = _Block(handshake, jsse_blocks.received)
        elif message.startswith("Fatal: failed to send fatal alert") and handshake is not None:
            if handshake.fields.get("alert_direction") == "sent":
                handshake.fields["alert_direction"] = "unsent"
        elif message.startswith(("handling exception", "handshake failed")) and handshake is not None:
            self._block = _Block(handshake, jsse_blocks.throwable)
        else:
            return False
        return True

    def _fatal(self, key: str, handshake: Handshake | None, fatal: re.Match[str], fresh: Handshake) -> None:
        reason = fatal[2]
        received = reason.startswith("Received fatal alert")
        if handshake is None or (handshake.outcome != "open" and not received):
            if not is_of_handshake(reason):
                return
            handshake = self._handshakes.begin(key, fresh)
        handshake.quote(fatal.string)
        handshake.alert("received" if received else "sent", "fatal", fatal[1])
        if handshake.outcome == "failed":
            handshake.fields.setdefault("reason", reason[:500])
            self._block = _Block(handshake, jsse_blocks.throwable)

    def _note(self, key: str, message: str) -> None:
        handshake = self._handshakes.at(key)
        if handshake is None or handshake.outcome != "open":
            return
        if message.startswith("Negotiated protocol version: "):
            handshake.put("chosen_version", wire_names(message.split(": ", 1)[1]))
            handshake.quote(message)


def _side(produced: bool, owner: str | None, name: str) -> str:
    """On which side a message other than ClientHello is written; nothing if it does not tell."""
    if owner is None and name in {"ServerHello", "HelloRetryRequest", "EncryptedExtensions", "ServerHelloDone"}:
        owner = "server"
    if owner is None:
        return ""
    return owner if produced else _OTHER[owner]


_BLOCKS: dict[str, Callable[[Handshake, str], None]] = {
    "ClientHello": jsse_blocks.client_hello,
    "ServerHello": jsse_blocks.server_hello,
}
