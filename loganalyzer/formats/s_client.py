"""What ``openssl s_client -connect host:port`` prints (OpenSSL 1.0, 1.1, 3; also ``-brief`` and ``-showcerts``): one fact per connection.

::

    CONNECTED(00000003)
    Certificate chain
     0 s:CN = www.example.com
       i:CN = Example Issuing CA
    New, TLSv1.2, Cipher is ECDHE-RSA-AES256-GCM-SHA384
        Verify return code: 21 (unable to verify the first certificate)

Source: output of OpenSSL 3.0 (``tests/real/test_outside_checks.py`` makes it); differences of 1.0 and 1.1 from published transcripts.
Host and port are known only if the command line or a ``Connecting to`` line is in the text. A transcript may hold several runs.

Not read: the certificates themselves (PEM), session keys and tickets (never quoted either), extensions, what follows the handshake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.s_client_samples import SAMPLES as _SAMPLES
from loganalyzer.formats.tls_names import ALERTS, is_log
from loganalyzer.records import LineCounts

_COMMAND = re.compile(r"(?:^|[$#>\s/])openssl(?:\.exe)?\s+s_client\b(?P<arguments>.*)")
_CONNECT = re.compile(r"-connect\s+\[?(?P<host>[^\s\]]+?)\]?:(?P<port>\d{1,5})\b")
_OFFERED = re.compile(r"-(ssl3|tls1(?:_[123])?)\b")
_OFFERED_NAMES = {"ssl3": "SSLv3", "tls1": "TLSv1", "tls1_1": "TLSv1.1", "tls1_2": "TLSv1.2", "tls1_3": "TLSv1.3"}
_OPENS = re.compile(r"CONNECTED\(|CONNECTION ESTABLISHED|Connecting to ")
_EARLY = re.compile(
    r"depth=\d+ |[0-9A-Fa-f]{4,20}:error:|connect:|gethostbyname|getaddrinfo|BIO_|Can't use SSL_get_servername"
)
_VALUES = (
    re.compile(r"Connecting to (?P<host>\S+)"),
    re.compile(r"New, (?P<protocol>TLSv1\.3), Cipher is (?P<cipher>[\w-]+)"),
    re.compile(r"New, [^,]*, Cipher is (?P<cipher>[\w-]+)"),  # names the suite's first version, not the connection's
    re.compile(r" {0,8}Protocol(?: version)? {0,4}: (?P<protocol>\S+)"),
    re.compile(r"Ciphersuite: (?P<cipher>\S+)"),
    re.compile(r" {0,8}Verify return code: (?P<verify_code>\d+) \((?P<verify_text>[^)]*)\)"),
    re.compile(r"Verification error: (?P<verify_text>.*)"),
    re.compile(r"issuer= ?(?P<issuer>.*)"),
    re.compile(r" {0,8}v:NotBefore: (?P<not_before>[^;]*); NotAfter: (?P<not_after>.*)"),
    re.compile(r"[0-9A-Fa-f]+:error:[0-9A-Fa-f]+:(?P<error_library>[^:]*):[^:]*:(?P<error>[^:]*):"),
    re.compile(r"(?:connect|write|read)(?P<error>:errno=\d+)"),
    re.compile(r"(?P<error>(?:gethostbyname|getaddrinfo)\b.*|connect: .*)"),
)
_SUBJECT = re.compile(r" ?\d{1,3} s: ?(.*)")
_ISSUER = re.compile(r" {2,4}i: ?(.*)")
_ALERT = re.compile(r"SSL alert number (\d{1,3})")
_WANTS_CLIENT = ("Acceptable client certificate CA names", "Client Certificate Types:")
_QUOTED = re.compile(
    r"CONNECTED|.{0,20}:error:| ?\d{1,3} s:|New, |no peer cert| {0,8}(?:Protocol|Verify return)|connect|Verification"
)
_CLAIM = re.compile(
    r"^(?:CONNECTED\([0-9A-Fa-f]+\)|CONNECTION ESTABLISHED|Connecting to \S+)\s*$"
    r"|^[0-9A-Fa-f]+:error:[0-9A-Fa-f]+:(?:system library|BIO routines):|^connect:errno=",
    re.MULTILINE,
)


class _Session(Struct):
    """One run of the command while it is read."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    connected: bool = False
    over: bool = False

    def fact(self) -> Fact | None:
        """The fact; nothing if there was only a command line."""
        if not self.quotes:
            return None
        fields = {name: value[:500] for name, value in self.fields.items() if value not in {"", "NONE", "0000"}}
        if self.subjects:
            fields |= {"chain_length": str(len(self.subjects)), "subjects": "; ".join(self.subjects)[:2000]}
        agreed = "cipher" in fields
        if not agreed:
            fields.pop("protocol", None)
        if fields.get("peer_certificate") == "none":
            fields = {name: value for name, value in fields.items() if not name.startswith("verify_")}
        fields["outcome"] = "ok" if agreed and "error" not in fields else "failed" if "error" in fields else "open"
        fields.pop("error_library", None)
        return Fact("outside-handshake", self.line, excerpt(*self.quotes), fields)


class SClient:
    """``openssl s_client`` transcripts."""

    name = "openssl s_client"
    kind = "tool"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - one signature for all formats
        """By what only this command prints."""
        return _CLAIM.search(head) is not None and not is_log(head)

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact per connection; a connection's first line opens an entry."""
        session: _Session | None = None
        for number, line in lines:
            text = line[:LINE_LIMIT].rstrip()
            begun = _begins(session, text)
            if begun:
                yield from _facts(session)
                session = _Session(number)
            count(counts, "records" if begun else "unparsed" if session is None else "continuation")
            if session is not None:
                _take(session, text)
        yield from _facts(session)


def _begins(session: _Session | None, text: str) -> bool:
    """Whether a line belongs to a new connection. Errors may stand before or after the rest: they go to another stream."""
    if _COMMAND.search(text):
        return True
    if _OPENS.match(text):
        return session is None or session.connected
    return _EARLY.match(text) is not None and (session is None or (session.over and text.startswith("depth=")))


def _take(session: _Session, text: str) -> None:
    command = _COMMAND.search(text)
    target = _CONNECT.search(command["arguments"]) if command else None
    if target:
        session.fields |= target.groupdict()
    offered = _OFFERED.findall(command["arguments"]) if command else []
    if len(offered) == 1:
        session.fields["offered"] = _OFFERED_NAMES[offered[0]]
    session.connected |= text.startswith(("CONNECTED(", "CONNECTION ESTABLISHED"))
    session.over |= "Verify return code" in text or text in {"DONE", "closed"}
    if _QUOTED.match(text) and len(session.quotes) < 12:
        session.quotes.append(text)
    _take_value(session, text)
    _take_chain(session, text)


def _take_value(session: _Session, text: str) -> None:
    """The first value counts: what follows a first session (tickets) repeats it."""
    for pattern in _VALUES:
        found = pattern.match(text)
        if found:
            for name, value in found.groupdict().items():
                if value.strip(" :"):
                    session.fields.setdefault(name, value.strip(" :"))
            break
    alert = _ALERT.search(text)
    if alert:
        session.fields.setdefault("alert", ALERTS.get(int(alert[1]), alert[1]))


def _take_chain(session: _Session, text: str) -> None:
    subject, issuer = _SUBJECT.match(text), _ISSUER.match(text)
    if subject and subject[1] and len(session.subjects) < 20:
        session.subjects.append(subject[1])
    elif issuer:
        session.fields["last_issuer"] = issuer[1]
    elif text.startswith("no peer certificate available"):
        session.fields["peer_certificate"] = "none"
    elif text.startswith("notAfter="):
        session.fields.setdefault("not_after", text.removeprefix("notAfter="))
    elif text.startswith(_WANTS_CLIENT):
        session.fields["client_auth"] = "requested"


def _facts(session: _Session | None) -> Iterator[Fact]:
    fact = None if session is None else session.fact()
    if fact is not None:
        yield fact


FORMAT = SClient()

SAMPLES: Samples = _SAMPLES
