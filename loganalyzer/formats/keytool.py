"""What ``keytool -list`` and ``keytool -list -v`` print (Oracle, OpenJDK, IBM): a fact per entry, and one for the store.

::

    Keystore type: PKCS12
    Your keystore contains 1 entry

    Alias name: default
    Creation date: Nov 24, 2026
    Entry type: PrivateKeyEntry
    Certificate chain length: 2
    Certificate[1]:
    Owner: CN=host.example.com, O=Example
    Issuer: CN=Example Root, O=Example
    Valid from: Tue Nov 24 08:55:23 UTC 2026 until: Thu Mar 04 08:55:23 UTC 2027
    Signature algorithm name: SHA256withRSA

Source: output of Java 17 in English, German and Japanese (``tests/real/test_outside_checks.py`` makes it). Labels are translated, so
a line is told by its place and by the form of its value: entry type, two distinguished names, two dates, algorithm, key size. What
only IBM's tool prints (``keyEntry``) is from memory. Dates stay as printed; where no two dates are recognised they are left out.

Not read: fingerprints, extensions other than the alternative names, the certificates behind the first of a chain (only who issued
the last one), PEM of ``-rfc``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Role, Samples, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.keytool_entry import Entry, take
from loganalyzer.formats.keytool_samples import SAMPLES as _SAMPLES
from loganalyzer.formats.tls_names import is_log
from loganalyzer.records import LineCounts

_TYPES = r"(PrivateKeyEntry|trustedCertEntry|SecretKeyEntry|keyEntry|privateKeyEntry|secretKeyEntry)"
_TYPE = re.compile(rf"[^:\uff1a]{{2,60}}[:\uff1a]\s?<?{_TYPES}>?\s*$")
_SHORT = re.compile(rf"(\S.{{0,200}}?), .{{4,60}}, {_TYPES},?\s*$")
_LABELLED = re.compile(r"[^:\uff1a]{2,80}[:\uff1a]\s?(\S.*)$")
_STORE_TYPE = re.compile(
    r"[^:\uff1a]{4,60}[:\uff1a]\s?(PKCS12|JKS|JCEKS|PKCS12S2|PKCS12JarSigner|CMSKS|DKS|jks|jceks|pkcs12)\s*$",
    re.IGNORECASE,
)
_ENTRIES = re.compile(r"(?!.*[:\uff1a])\D{4,60}?(\d{1,6})\D{3,60}$")
_COMMAND = re.compile(r"\bkeytool(?:\.exe)?\b.*\s-keystore\s+(?:\"([^\"]{1,400})\"|(\S{1,400}))")
_ERROR = re.compile(r"keytool[^:]{0,30}: (java\.[\w.]+(?:Exception|Error): .*)")
_CLAIM = re.compile(
    rf"^[^:\uff1a\n]{{2,60}}[:\uff1a] ?{_TYPES}\s*$|^\S.{{0,200}}, {_TYPES}, ?\s*$|^keytool[^:\n]{{0,30}}: java\.",
    re.MULTILINE,
)


class Keytool:
    """``keytool -list`` output."""

    name = "keytool -list"
    kind = "keystore"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - one signature for all formats
        """By entry types, which no language translates, or by the tool's error line."""
        return _CLAIM.search(head) is not None and not is_log(head)

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield the entries, then the store; the line with an entry's type opens it."""
        listing = _Listing()
        for number, line in lines:
            opens = listing.line(number, line[:LINE_LIMIT].rstrip())
            count(counts, "records" if opens else listing.role())
            yield from listing.drain()
        yield from listing.end()


class _Listing:
    """The state of a listing: its own fields, the entry being read, and the last two labelled values (alias, date)."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.entries = 0
        self._first = 0
        self._entry: Entry | None = None
        self._ready: list[Fact] = []
        self._before: list[str] = []
        self._quotes: list[str] = []

    def line(self, number: int, text: str) -> bool:
        """Read one line; whether it opens an entry."""
        typed, short = _TYPE.match(text), _SHORT.match(text)
        if typed:
            self._open(number, self._before[0] if self._before else "", typed[1], text)
        elif short:
            self._open(number, short[1], short[2], text)
        elif self._entry is not None:
            take(self._entry, text)
        else:
            self._head(number, text)
        labelled = _LABELLED.match(text)
        self._before = [*self._before[-1:], labelled[1]] if labelled else self._before[-2:] if text else []
        return bool(typed or short)

    def role(self) -> Role:
        """What a line is that opens no entry: before the first one it belongs to the store, or to nothing known."""
        return "continuation" if self.entries else "header" if self.fields else "unparsed"

    def drain(self) -> Iterator[Fact]:
        """Entries that are complete."""
        ready, self._ready = self._ready, []
        yield from ready

    def end(self) -> Iterator[Fact]:
        """The last entry and the store."""
        self._close()
        yield from self.drain()
        if self.entries or self.fields:
            fields = {"format": self.fields.pop("store_type", "").lower(), "entries": str(self.entries), **self.fields}
            known = {name: value for name, value in fields.items() if value}
            yield Fact("keystore-listing", self._first or 1, excerpt(*self._quotes), known)

    def _open(self, number: int, alias: str, kind: str, text: str) -> None:
        self._close()
        self._first = self._first or number
        self.entries += 1
        self._entry = Entry(number, {"format": "keytool", "alias": alias, "type": kind}, [alias, text])

    def _close(self) -> None:
        if self._entry is not None:
            if "keystore" in self.fields:
                self._entry.fields["keystore"] = self.fields["keystore"]
            self._ready.append(self._entry.fact())
            self._entry = None

    def _head(self, number: int, text: str) -> None:
        if "error" in self.fields:
            return  # a stack trace follows
        command = _COMMAND.search(text)
        if command:
            self.fields["keystore"] = command[1] or command[2]
            return
        for name, pattern in (("error", _ERROR), ("store_type", _STORE_TYPE), ("announced", _ENTRIES)):
            found = pattern.match(text)
            if found:
                self._first = self._first or number
                self.fields.setdefault(name, found[1])
                self._quotes = [*self._quotes[:3], text]
                return


FORMAT = Keytool()
SAMPLES: Samples = _SAMPLES
