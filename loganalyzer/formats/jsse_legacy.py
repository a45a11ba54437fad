"""Debug lines of IBM's JSSE2 and of Java 6 to 8: ``*** ClientHello, TLSv1`` and what follows.

Messages name no thread; ``thread, READ: …``, ``WRITE:``, ``SEND``, ``RECV`` and ``handling exception`` lines do. In a WebSphere log
the record's thread id says where a line belongs. In a bare log a line belongs to the thread named last, and a client's hello to
the thread of the next ``WRITE``; threads that interleave between two such lines cannot be told apart.
"""

from __future__ import annotations

import re

from msgspec import Struct

from loganalyzer.formats.jsse_handshake import Handshake, Handshakes, is_of_handshake
from loganalyzer.formats.jsse_legacy_lines import (
    ALERT,
    EXCEPTION,
    FATAL,
    HELLO,
    PLAIN,
    RECORD,
    SUBJECT,
    THREAD_LINE,
    hello_value,
    mark,
)

_UNNAMED = "?"
_LANES = 4096


class _Lane(Struct):
    """What a thread's last lines were about."""

    reading: bool = False
    in_chain: bool = False


class LegacyReader:
    """Feeds lines of the older form into ``handshakes``."""

    def __init__(self, handshakes: Handshakes) -> None:
        self._handshakes = handshakes
        self._current = _UNNAMED
        self._lanes: dict[str, _Lane] = {}

    def entry(self, number: int, text: str, stamp: str | None, outer: str) -> bool:
        """Read a line; whether it opens an entry of this form (arguments as for the newer one)."""
        fresh = Handshake(number, "", outer, stamp)
        key = outer or self._current
        if text.startswith("***"):
            self._message(text, fresh, key)
        elif text.startswith("%% "):
            self._session(text, key)
        elif text.startswith(PLAIN):
            self._lane(key).in_chain = text.startswith("chain [")
        else:
            return self._of_thread(text, fresh, outer) or self._body(text, key)
        return True

    def _lane(self, key: str) -> _Lane:
        if len(self._lanes) > _LANES:
            self._lanes.clear()
        return self._lanes.setdefault(key, _Lane())

    def _body(self, text: str, key: str) -> bool:
        """Read a value below a message; always ``False``: it opens nothing."""
        handshake = self._handshakes.at(key)
        if handshake is None or handshake.outcome != "open":
            return False
        if self._lane(key).in_chain:
            subject = SUBJECT.match(text)
            if subject:
                handshake.add_certificate("client" if "hello-done" in handshake.marks else "server", subject[1])
        elif text.startswith(("Cipher Suite", "Extension server_name")):
            hello_value(handshake, text)
        return False

    def _message(self, text: str, fresh: Handshake, key: str) -> None:
        hello = HELLO.match(text)
        self._lane(key).in_chain = text.startswith("*** Certificate chain")
        if hello and hello[1] == "Client":
            self._client_hello(fresh, hello[2], key)
            return
        handshake = self._handshakes.at(key)
        if handshake is None and hello:
            handshake = self._handshakes.begin(key, fresh)
        if handshake is None or handshake.outcome != "open":
            return
        if hello:
            handshake.put("chosen_version", hello[2])
            handshake.quote(text)
        else:
            mark(handshake, text)

    def _client_hello(self, fresh: Handshake, version: str, key: str) -> None:
        """A hello after a READ was received; any other one is about to be sent by a thread that is not named yet."""
        fresh.side = "server" if self._lane(key).reading else "client"
        fresh.put("offered_versions", version)
        fresh.put("offered_list", "no")
        fresh.quote(f"*** ClientHello, {version}")
        if fresh.side == "client" and not fresh.thread_id:
            key = self._current = _UNNAMED
        elif not fresh.thread_id and key != _UNNAMED:
            fresh.thread = key
        self._handshakes.begin(key, fresh)

    def _session(self, text: str, key: str) -> None:
        lane = self._lane(key)
        lane.in_chain = False
        lane.reading = lane.reading and not text.startswith(("%% No cached client", "%% Client cached"))
        handshake = self._handshakes.at(key)
        if handshake is not None and text.startswith("%% Cached "):
            handshake.finish("client")
            handshake.finish("server")

    def _of_thread(self, text: str, fresh: Handshake, outer: str) -> bool:
        """A line that begins with its thread's name."""
        record = RECORD.match(text)
        alert = exception = None
        if record is None:
            alert = ALERT.match(text)
            exception = None if alert else EXCEPTION.match(text) or FATAL.match(text)
        named = record or alert or exception or THREAD_LINE.match(text)
        if named is None:
            return False
        key = self._name(named["thread"].strip(), outer, writes=record is not None and record["what"] == "WRITE")
        lane = self._lane(key)
        lane.reading, lane.in_chain = record is not None and record["what"] == "READ", False
        fresh.thread = named["thread"].strip()
        if alert:
            self._alert(alert, key)
        elif exception:
            self._exception(exception, fresh, key)
        return True

    def _name(self, thread: str, outer: str, writes: bool) -> str:
        key = outer or thread
        handshake = self._handshakes.at(key)
        unnamed = None if outer else self._handshakes.at(_UNNAMED)
        if unnamed is not None and (writes or handshake is None or handshake.outcome != "open"):
            handshake = self._handshakes.rename(_UNNAMED, key)
        if handshake is not None and not handshake.thread:
            handshake.thread = thread
        self._current = thread
        return key

    def _alert(self, alert: re.Match[str], key: str) -> None:
        handshake = self._handshakes.at(key)
        if handshake is not None:
            handshake.quote(alert.string)
            handshake.alert("sent" if alert[2] == "SEND" else "received", alert[4].lower(), alert[5])

    def _exception(self, found: re.Match[str], fresh: Handshake, key: str) -> None:
        handshake = self._handshakes.at(key)
        exception, reason = ("", found[2]) if found.re is FATAL else (found[2], found[3] or "")
        if (
            handshake is None
            or handshake.outcome == "ok"
            or ("alert" in handshake.fields and "reason" in handshake.fields)
        ):
            if "engine already closed" in found.string or not is_of_handshake(f"{exception} {reason}"):
                return
            handshake = self._handshakes.begin(key, fresh)
        handshake.quote(found.string)
        handshake.fail(exception, reason)
