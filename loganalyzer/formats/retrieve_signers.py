"""What the command ``retrieveSigners`` prints: a fact per signer that was added to a client's trust store, or that none was missing.

::

    CWPKI0308I: Adding signer alias "default_signer" to local keystore
               "ClientDefaultTrustStore" with the following SHA digest:
               91:5A:80

Source: the message texts of OpenLiberty, and lines that addNode prints in published transcripts. A transcript with other tool
messages (ADMU…) belongs to the reader of tool logs. Not read: translated texts beyond their quoted values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_MESSAGE = re.compile(r"\s{0,20}(CWPKI\d{4}[EIW])[:\uff1a]")
_QUOTED = re.compile(
    r'signer alias "?(?P<alias>.{1,300}?)"? to (?:the )?local keystore "?(?P<keystore>[^"\s]{1,300})"? '
)
_DIGEST = re.compile(r"((?:[0-9A-Fa-f]{2}:){9,}[0-9A-Fa-f]{2})")
_FOREIGN = re.compile(r"^(?:ADMU|WASX|\[[^\]\n]{8,60}\] ?[0-9a-fA-F]{8} )", re.MULTILINE)
_CLAIM = re.compile(r"^\s{0,20}CWPKI03(?:00I|04E|08I|09I|14E)[:\uff1a]", re.MULTILINE)
_KINDS = {
    "CWPKI0308I": "signer-added",
    "CWPKI0309I": "signers-complete",
    "CWPKI0304E": "signers-failed",
    "CWPKI0314E": "signers-failed",
}
_LINES = 12


class RetrieveSigners:
    """``retrieveSigners`` output."""

    name = "retrieveSigners"
    kind = "tool"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - one signature for all formats
        """Its messages, and none of another tool or a log."""
        return _CLAIM.search(head) is not None and _FOREIGN.search(head) is None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact per message; its wrapped lines continue it."""
        begun, parts = 0, [""]
        for number, line in lines:
            text = line[:LINE_LIMIT].rstrip()
            opens = _MESSAGE.match(text) is not None
            count(counts, "records" if opens else "continuation" if begun else "unparsed")
            if opens:
                yield from _fact(begun, parts)
                begun, parts = number, []
            if len(parts) < _LINES:
                parts.append(text)
        yield from _fact(begun, parts)


def _fact(line: int, parts: list[str]) -> Iterator[Fact]:
    found = _MESSAGE.match(parts[0])
    kind = _KINDS.get(found[1]) if found else None
    if kind is None:
        return
    text = " ".join(part.strip() for part in parts)
    named, digest = _QUOTED.search(text), _DIGEST.search(text)
    fields = dict(named.groupdict()) if named and kind == "signer-added" else {}
    if digest and kind == "signer-added":
        fields["digest"] = digest[1]
    if kind == "signers-failed":
        fields["reason"] = text.split(":", 1)[-1].strip()[:500]
    yield Fact(kind, line, excerpt(*parts), {name: value for name, value in fields.items() if value})


FORMAT = RetrieveSigners()

SAMPLES: Samples = (
    (
        "signers.txt",
        'CWPKI0308I: Adding signer alias "default_signer" to local keystore\n'
        '           "ClientDefaultTrustStore" with the following SHA digest:\n'
        "           91:5A:80:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11\n"
        "CWPKI0309I: All signers from remote keystore already exist in local keystore.\n",
        [
            ("signer-added", {"alias": "default_signer", "keystore": "ClientDefaultTrustStore"}),
            ("signers-complete", {}),
        ],
    ),
    (
        "failed.txt",
        "CWPKI0304E: The <remoteKeyStoreName> specified as CellTrust was not found on the server.\n",
        [("signers-failed", {})],
    ),
)
