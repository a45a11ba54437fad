"""What scanners print about a TLS endpoint, as text: testssl.sh, sslscan, and pages copied from Qualys SSL Labs.

::

    Testing SSL server www.example.com on port 443 using SNI name www.example.com     (sslscan)
    TLSv1.0   enabled
    Accepted  TLSv1.2  128 bits  AES128-SHA

     Start 2026-11-24 09:01:56   -->> 10.0.0.7:443 (www.example.com) <<--             (testssl.sh)
     TLS 1      offered (deprecated)
     x2f     AES128-SHA     RSA    AES    128    TLS_RSA_WITH_AES_128_CBC_SHA

    SSL Report: www.example.com (10.0.0.7)                                            (SSL Labs)
    TLS 1.2	Yes
    TLS_RSA_WITH_AES_128_CBC_SHA (0x2f)   WEAK	128

Source: output of sslscan 2.0 and testssl.sh 3.0 (``tests/real/test_outside_checks.py`` makes it). The form of a copied SSL Labs page is
from memory: best effort. ``weak`` is what the scanner says, else what the algorithm says (``unknown`` where scanners differ).

Not read: vulnerabilities, certificates (use ``openssl s_client``), client simulations, JSON and XML output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.tls_names import is_log, version_name, weak
from loganalyzer.records import LineCounts

_COLOUR = re.compile(r"\x1b\[[\d;]{0,20}m")
_TARGETS = (
    re.compile(r"Testing SSL server (?P<host>\S+) on port (?P<port>\d+)"),
    re.compile(r".{0,60}-->> (?P<address>[^\s:]+|\[[^\]]+\]):(?P<port>\d+) \((?P<host>[^)]+)\) <<--"),
    re.compile(r"\s{0,8}SSL Report: (?P<host>\S+)"),
)
_VERSIONS = r"(SSLv[23]|TLSv1(?:\.[0-3])?|SSL [23]|TLS 1(?:\.[0-3])?)"
_PROTOCOL = re.compile(rf"\s{{0,8}}{_VERSIONS}\s{{1,40}}(enabled|disabled|offered|not offered|Yes|No)\b(?!.*\bbits\b)")
_HEADING = re.compile(rf"\s{{0,8}}#?\s?{_VERSIONS}(?: \((?:suites|server order|listed).*|\s{{0,40}}$)")
_SSLSCAN = re.compile(rf"\s{{0,8}}(?:Preferred|Accepted)\s+{_VERSIONS}\s+(\d+) bits\s+(\S+)")
_TESTSSL = re.compile(r"\s{0,8}x[0-9a-f]{2,6}\s+(\S+)\s{2,}\S.{0,80}\s(\d{2,3})(?:,exp)?\s{2,}")
_LABS = re.compile(r"\s{0,8}(TLS_[A-Z0-9_a-z]{5,80}) \((0x[0-9a-f]{1,4})\)(.*)")
_LABS_VERDICT = re.compile(r"\b(WEAK|INSECURE)\b")
_GRADE = re.compile(r"\s{0,8}(?:Overall Grade|Overall Rating:?)\s{0,40}([A-FTM][+-]?)?\s*$")
_LETTER = re.compile(r"\s{0,8}([A-FTM][+-]?)\s*$")
_CLAIM = re.compile(
    rf"^(?:{_COLOUR.pattern})?(?:.{{0,60}}-->> \S+:\d+ \(\S+\) <<--"
    r"|[ \t]{0,20}Testing SSL server .{1,300} on port .{0,20}\d|[ \t]{0,20}SSL Report: \S)",
    re.MULTILINE,
)


class TlsScanners:
    """Text of TLS scanners."""

    name = "TLS scanner report"
    kind = "tool"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - one signature for all formats
        """By the line that names the target."""
        return _CLAIM.search(head) is not None and not is_log(head)

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact per protocol, cipher suite and grade; a line that gives one opens an entry, as does a target's."""
        report = _Report()
        for number, line in lines:
            text = _COLOUR.sub("", line[:LINE_LIMIT]).rstrip()
            if report.is_target(text):
                count(counts, "header")
                continue
            fact = report.fact(number, text)
            count(counts, "records" if fact else "continuation" if report.target else "unparsed")
            if fact:
                yield fact


class _Report:
    """The endpoint and the protocol under which cipher suites are being listed."""

    def __init__(self) -> None:
        self.target: dict[str, str] = {}
        self._protocol = ""
        self._grade_follows = 0

    def is_target(self, text: str) -> bool:
        """Whether a line names the endpoint that what follows is about."""
        found = next(filter(None, (pattern.match(text) for pattern in _TARGETS)), None)
        if found is None:
            return False
        self.target = {"port": "443"} if "SSL Report" in text else {}
        self.target |= found.groupdict()
        self._protocol = ""
        return True

    def fact(self, number: int, text: str) -> Fact | None:
        """The fact of a line, if it has one."""
        if not self.target:
            return None
        protocol, heading = _PROTOCOL.match(text), _HEADING.match(text)
        if protocol:
            offered = "yes" if protocol[2] in {"enabled", "offered", "Yes"} else "no"
            fields = {"protocol": version_name(protocol[1]), "offered": offered}
            return Fact("scanner-protocol", number, text, self.target | fields)
        if heading:
            self._protocol = version_name(heading[1])
            return None
        return self._cipher(number, text) or self._grade(number, text)

    def _cipher(self, number: int, text: str) -> Fact | None:
        sslscan, testssl, labs = _SSLSCAN.match(text), _TESTSSL.match(text), _LABS.match(text)
        protocol, cipher, verdict = self._protocol, "", ""
        if sslscan:
            protocol, cipher = version_name(sslscan[1]), sslscan[3]
        elif testssl:
            cipher = testssl[1]
        elif labs:
            cipher, verdict = labs[1], "yes" if _LABS_VERDICT.search(labs[3]) else ""
        if not cipher:
            return None
        fields = {"protocol": protocol, "cipher": cipher, "weak": verdict or weak(cipher)}
        kept = {name: value for name, value in fields.items() if value}
        return Fact("scanner-cipher", number, text, self.target | kept)

    def _grade(self, number: int, text: str) -> Fact | None:
        """A grade; a copied page has the letter on a line below."""
        found = _GRADE.match(text)
        letter = found[1] if found else None
        if found and not letter:
            self._grade_follows = 3
        elif self._grade_follows and text:
            self._grade_follows -= 1
            below = _LETTER.match(text)
            letter = below[1] if below else None
        if not letter:
            return None
        self._grade_follows = 0
        return Fact("scanner-grade", number, text, self.target | {"grade": letter})


FORMAT = TlsScanners()

SAMPLES: Samples = (
    (
        "sslscan.txt",
        "Testing SSL server www.example.com on port 9443 using SNI name www.example.com\n\n  SSL/TLS Protocols:\n"
        "SSLv3     disabled\nTLSv1.0   \x1b[33menabled\x1b[0m\n\n  Supported Server Cipher(s):\n"
        "Preferred \x1b[32mTLSv1.2\x1b[0m  \x1b[32m256\x1b[0m bits  ECDHE-RSA-AES256-GCM-SHA384   Curve 25519 DHE 253\n"
        "Accepted  TLSv1.0  112 bits  DES-CBC3-SHA\n",
        [
            ("scanner-protocol", {"host": "www.example.com", "port": "9443", "protocol": "SSLv3", "offered": "no"}),
            ("scanner-protocol", {"protocol": "TLSv1", "offered": "yes"}),
            ("scanner-cipher", {"protocol": "TLSv1.2", "weak": "no"}),
            ("scanner-cipher", {"protocol": "TLSv1", "cipher": "DES-CBC3-SHA", "weak": "yes"}),
        ],
    ),
    (
        "testssl.txt",
        " Start 2026-11-24 09:01:56        -->> 10.0.0.7:443 (www.example.com) <<--\n\n SSLv3      not offered (OK)\n"
        " TLS 1      offered (deprecated)\n\n x2f     AES128-SHA                        RSA        AES         128      "
        "TLS_RSA_WITH_AES_128_CBC_SHA\n Overall Grade                B\n",
        [
            (
                "scanner-protocol",
                {"host": "www.example.com", "address": "10.0.0.7", "protocol": "SSLv3", "offered": "no"},
            ),
            ("scanner-protocol", {"protocol": "TLSv1", "offered": "yes"}),
            ("scanner-cipher", {"cipher": "AES128-SHA", "weak": "unknown"}),
            ("scanner-grade", {"grade": "B"}),
        ],
    ),
    (
        "ssllabs.txt",
        "SSL Report: www.example.com (10.0.0.7)\nOverall Rating\nB\nTLS 1.2\tYes\nTLS 1.0\tNo\n"
        "# TLS 1.2 (suites in server-preferred order)\nTLS_RSA_WITH_AES_128_CBC_SHA (0x2f)   WEAK\t128\n",
        [
            ("scanner-grade", {"grade": "B"}),
            ("scanner-protocol", {"protocol": "TLSv1.2", "offered": "yes"}),
            ("scanner-protocol", {"protocol": "TLSv1", "offered": "no"}),
            ("scanner-cipher", {"protocol": "TLSv1.2", "weak": "yes"}),
        ],
    ),
)
