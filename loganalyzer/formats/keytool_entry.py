"""One entry of a ``keytool`` listing: its lines are told by the form of their values, since labels are translated."""

from __future__ import annotations

import re

from msgspec import Struct, field

from loganalyzer.formats.fact_lines import excerpt
from loganalyzer.formats.facts import Fact

_NAME = re.compile(r"[^:\uff1a]{2,40}[:\uff1a]\s?((?:[A-Za-z]{1,20}|[\d.]{5,40}) ?=.*)$")
_CERTIFICATE = re.compile(r"\S{1,40}\[(\d{1,3})\][:\uff1a]\s*$")
_COUNT = re.compile(r"[^:\uff1a]{4,60}[:\uff1a]\s?(\d{1,3})\s*$")
_DATES = re.compile(
    r"(\w{3} \w{3} \d{1,2} \d\d:\d\d:\d\d \S{1,9} \d{4}|\d{1,4}[/.]\d{1,2}[/.]\d{1,4},? \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?(?: [A-Z]{2,5})?)"
)
_ALGORITHM = re.compile(r"[^:\uff1a]{4,60}[:\uff1a]\s?([\w-]{2,20}with[\w-]{2,20}|Ed25519|Ed448|RSASSA-PSS)\b")
_KEY_SIZE = re.compile(r"[^:\uff1a]{4,60}[:\uff1a]\s?(\d{3,5})\D{1,10}?(RSA|EC|DSA|EdDSA)(?![A-Za-z])")
_ALTERNATIVE = re.compile(r"\s{1,8}(?:DNSName|IPAddress): (\S+)")


class Entry(Struct):
    """An entry while it is read; ``certificate`` is the number within its chain."""

    line: int
    fields: dict[str, str]
    quotes: list[str]
    certificate: int = 1
    names: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)

    def fact(self) -> Fact:
        """The fact; a chain is complete when its last certificate issued itself."""
        fields = {name: value for name, value in self.fields.items() if value}
        if len(self.names) > 1:
            fields |= {"subject": self.names[0], "issuer": self.names[1], "last_issuer": self.names[-1]}
            fields["chain_complete"] = "yes" if self.names[-1] == self.names[-2] else "no"
        if self.alternatives:
            fields["alternative_names"] = ", ".join(self.alternatives)
        fields["has_key"] = "yes" if "key" in fields["type"].lower() else "no"
        return Fact("keystore-entry", self.line, excerpt(*self.quotes), fields)


def take(entry: Entry, text: str) -> None:
    """Read a line of an entry; values of the first certificate only."""
    certificate, name = _CERTIFICATE.match(text), _NAME.match(text)
    alternative = _ALTERNATIVE.match(text)
    if certificate:
        entry.certificate = int(certificate[1])
        entry.fields.setdefault("chain_length", certificate[1])
        entry.fields["chain_length"] = str(max(int(entry.fields["chain_length"]), entry.certificate))
    elif name and len(entry.names) < 40:
        entry.names.append(name[1].strip())
        entry.quotes.append(text)
    elif alternative:
        if entry.certificate == 1 and len(entry.alternatives) < 50:
            entry.alternatives.append(alternative[1])
    elif entry.certificate == 1:
        _take_value(entry, text)


def _take_value(entry: Entry, text: str) -> None:
    dates = _DATES.findall(text)
    algorithm, size, length = _ALGORITHM.match(text), _KEY_SIZE.match(text), _COUNT.match(text)
    if len(dates) == 2 and "not_after" not in entry.fields:
        entry.fields |= {"not_before": dates[0], "not_after": dates[1]}
        entry.quotes.append(text)
    elif algorithm:
        entry.fields.setdefault("signature_algorithm", algorithm[1])
    elif size:
        entry.fields.setdefault("key_size", size[1])
    elif length and not entry.names:
        entry.fields.setdefault("chain_length", length[1])
