"""Lines of the older debug form: their patterns, and the values that need nothing but their handshake."""

from __future__ import annotations

import re

from loganalyzer.formats.jsse_handshake import Handshake, suite_names

HELLO = re.compile(r"\*\*\* (Client|Server)Hello, (\S+)")
RECORD = re.compile(r"(?P<thread>[^,]{1,200}), (?P<what>READ|WRITE): +\S+")
ALERT = re.compile(r"(?P<thread>[^,]{1,200}), (SEND|RECV) (\S+) ALERT: +(\w+),(?: description =)? +(\w+)")
EXCEPTION = re.compile(
    r"(?P<thread>[^,]{1,200}), (?:handling exception: |fatal: engine already closed\.  ?Rethrowing )([\w.$]+)(?:: (.*))?"
)
FATAL = re.compile(r"(?P<thread>[^,]{1,200}), fatal error: \d+: (.*)")
THREAD_LINE = re.compile(
    r"(?P<thread>[^,]{1,200}), (?:called |closing |closeOutbound|closeInbound|received EOF|waiting for |setSoTimeout)"
)
_SUITES = re.compile(r"Cipher Suites: ?\[(.*)")
_SUITE = re.compile(r"Cipher Suite: (\S+)")
_SERVER_NAME = re.compile(r"Extension server_name, server_name: .*?(?:value=|host_name: )([^,\s\]]+)")
SUBJECT = re.compile(r"\s{0,8}Subject: (.*)")
PLAIN = (
    "*** ",
    "%% ",
    "Found trusted certificate",
    "matching alias: ",
    "chain [",
    "Is initial handshake:",
    "Allow unsafe renegotiation:",
    "Using SSLEngineImpl",
    "Ignoring un",
    "adding as trusted cert",
    "trustStore is",
    "keyStore is",
    "IBMJSSE",
    "JsseJCE:",
)


def mark(handshake: Handshake, text: str) -> None:
    """A ``***`` line that is no hello."""
    if text.startswith("*** ServerHelloDone"):
        handshake.marks.add("hello-done")
    elif text.startswith("*** CertificateRequest"):
        handshake.put("client_auth", "requested")
    elif text.startswith("*** Finished"):
        handshake.finish("second" if handshake.finished else "first")


def hello_value(handshake: Handshake, text: str) -> None:
    """A value below a hello."""
    suites, suite, name = _SUITES.match(text), _SUITE.match(text), _SERVER_NAME.match(text)
    if suites and "offered_ciphers" not in handshake.fields:
        handshake.put("offered_ciphers", suite_names(suites[1]))
    elif suite:
        handshake.put("chosen_cipher", suite_names(suite[1]))
    elif name:
        handshake.put("server_name", name[1])
