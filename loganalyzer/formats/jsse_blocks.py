"""The blocks of lines below an entry of the newer debug form: what each line adds to its handshake."""

from __future__ import annotations

import re

from loganalyzer.formats.jsse_handshake import Handshake, suite_names, wire_names

_THROWABLE = re.compile(r"\s{1,20}([\w$]{1,100}(?:\.[\w$]{1,100}){1,20})(?:: (.*))?$")
_ALERT_NAME = re.compile(r"^\([a-z_]{4,40}\) ")  # newer releases begin the text with the alert's name
_CAUSE = re.compile(r"\s+Caused by: (.*)")
_VALUE = re.compile(r'\s*"([\w ]+?)"\s*: "?(.*?)"?,?$')
_SERVER_NAME = re.compile(r"type=host_name \(0\), value=([^,\s\]]+)")
_CLIENT_FRAME = re.compile(r"\bClientHandshakeContext\b|ClientHelloKickstartProducer|SSLConnectionLink\.connect")


def client_hello(handshake: Handshake, text: str) -> None:
    """A line of a ClientHello."""
    found = _VALUE.match(text)
    name = _SERVER_NAME.search(text)
    if name:
        handshake.put("server_name", name[1])
    elif found and found[1] == "client version" and "offered_versions" not in handshake.fields:
        handshake.put("offered_versions", wire_names(found[2]))
        handshake.put("offered_list", "no")
    elif found and found[1] == "versions" and "TLSv1" in found[2]:
        handshake.put("offered_versions", wire_names(found[2]))
        handshake.put("offered_list", "yes")
    elif found and found[1] == "cipher suites":
        handshake.put("offered_ciphers", suite_names(found[2]))


def server_hello(handshake: Handshake, text: str) -> None:
    """A line of a ServerHello."""
    found = _VALUE.match(text)
    if found and found[1] in {"server version", "selected version"}:
        handshake.put("chosen_version", wire_names(found[2]))
    elif found and found[1] == "cipher suite":
        handshake.put("chosen_cipher", suite_names(found[2]))


def certificate(handshake: Handshake, whose: str, text: str) -> None:
    """A line of a certificate chain that ``whose`` side sent."""
    found = _VALUE.match(text)
    if found and found[1] == "subject" and whose:
        handshake.add_certificate(whose, found[2])


def received(handshake: Handshake, text: str) -> None:
    """A line of a received alert."""
    found = _VALUE.match(text)
    if found and found[1] == "level":
        handshake.level = found[2]
    elif found and found[1] == "description":
        handshake.quote(f"Received alert {found[2]}")
        handshake.alert("received", handshake.level, found[2])


def throwable(handshake: Handshake, text: str) -> None:
    """A line of an exception: the first names it, the last cause is the deepest."""
    cause = _CAUSE.match(text)
    found = None if cause else _THROWABLE.match(text)
    if cause and handshake.outcome == "failed":
        handshake.put("cause", cause[1])  # the last one is the deepest
    elif found and handshake.outcome != "ok" and "exception" not in handshake.fields:
        handshake.fields.pop("reason", None)
        handshake.fail(found[1], _ALERT_NAME.sub("", found[2] or "", count=1))
    elif not handshake.side and _CLIENT_FRAME.search(text):
        handshake.side = "client"
    elif not handshake.side and "SSLConnectionLink.readyInbound" in text:
        handshake.side = "server"
