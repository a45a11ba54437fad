"""error_log of IBM HTTP Server (and of Apache, on which it is built): failed handshakes, crashed and exhausted processes.

One record per line; 2.2 (IHS 8.5.5 and older) has only the level in the second bracket and no fraction of a second::

    [Wed Mar 03 21:20:23.204013 2021] [ibm_ssl:error] [pid 328:tid 140653702871936] [client 9.9.9.9:50000] SSL0223E: SSL …
    [Wed Mar 03 21:20:23 2021] [error] [client 9.9.9.9] SSL0223E: SSL Handshake Failed, No certificate.

Sources: the real log of IBM/webspherelab; message pages of IHS 9 (setgetweb.com/p/IHS9/was62.html) for SSL0203E to SSL0207E,
APARs PH31169 and PH32229; a published SSL0223E line; Apache httpd ``mpm_unix.c`` and ``event.c`` for AH00052 and AH00484.
Every ``SSL0…`` error and warning becomes a fact with its own text; only the codes named here get a meaning of ours.

Not read: access logs, mpmstats, start-up lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.fact_rules import Rule, facts_by_rule
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_OPENING = re.compile(
    r"\[(?P<stamp>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \d{4})\]"
    r" \[(?:[\w.-]{0,40}:)?(?:emerg|alert|crit|error|warn|notice|info|debug|trace\d)\] "
)
_HEAD = re.compile(_OPENING.pattern.replace("?P<stamp>", "?:"), re.M)
_WEBSPHERE = re.compile(r"^\[[^\]\n]{8,60}\] [0-9a-f]{8} ", re.M)

_MEANINGS = {
    "SSL0203E": "internal error of the TLS library; if every handshake gets it, the process is damaged and must be replaced",
    "SSL0204E": "memory ran out",
    "SSL0206E": "the label of SSLServerCert is not in the key database",
    "SSL0207E": "no certificate is available",
    "SSL0223E": "no certificate: the key database has no default certificate for this host",
    "SSL00286I": "the client used another protocol version inside the handshake than was agreed",
}


def _explained(fields: dict[str, str]) -> dict[str, str]:
    meaning = _MEANINGS.get(fields["code"])
    return fields | {"meaning": meaning} if meaning else fields


_RULES = (
    Rule(
        "ihs-ssl-error",
        "SSL0",
        re.compile(
            r"(?:\[client (?P<client>[^\]]{1,80})\].{0,200}?)?\b(?P<code>SSL0\d{3,4}[EW]|SSL00286I)\b:?\s{0,9}"
            r"(?P<message>(?:(?!GSK_)[^\r\n]){0,400}(?P<gsk>GSK_[A-Z0-9_]{3,60})?[^\r\n]{0,400})"
        ),
        enrich=_explained,
    ),
    Rule(
        "ihs-child-crash",
        "exit signal",
        re.compile(
            r"child pid (?P<pid>\d{1,12}) exit signal (?P<signal>[A-Z][^(,\r\n]{1,60})(?: ?\((?P<number>\d{1,3})\))?"
        ),
    ),
    Rule(
        "ihs-workers-exhausted",
        "server reached Max",
        re.compile(r"server reached (?P<setting>MaxRequestWorkers|MaxClients) setting"),
    ),
)


class IhsFormat:
    """``error_log``, known by its first record."""

    name: str = "IBM HTTP Server error log"
    kind: str = "other"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - stamp and level in brackets are Apache's own
        """Stamp and level as Apache writes them, at the beginning of a line; a WebSphere log that quotes one is not claimed."""
        return _HEAD.search(head) is not None and _WEBSPHERE.search(head) is None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact per remarkable record."""
        return facts_by_rule(lines, counts, _OPENING, _RULES)


FORMAT = IhsFormat()


_NEW = """[Wed Mar 03 21:20:23.204013 2021] [core:notice] [pid 328:tid 1] AH00094: Command line: 'httpd'
[Wed Mar 03 21:20:24.204013 2021] [ibm_ssl:error] [pid 328:tid 1] [client 9.9.9.9:50000] SSL0223E: SSL Handshake Failed, No certificate.
[Wed Mar 03 21:20:25.204013 2021] [ibm_ssl:error] [pid 328:tid 1] SSL0200E: Handshake Failed, GSK_ERROR_PROTOCOL_MISMATCH
[Wed Mar 03 21:20:26.204013 2021] [core:notice] [pid 465:tid 465] AH00052: child pid 474 exit signal Segmentation fault (11)
[Wed Mar 03 21:20:27.204013 2021] [mpm_event:error] [pid 1:tid 2] AH00484: server reached MaxRequestWorkers setting, consider
"""

_OLD = """[Mon Apr  1 08:30:05 2013] [error] [client 9.9.9.9] SSL0206E: Handshake Failed, Key-file label not found
[Mon Apr  1 08:30:06 2013] [notice] child pid 7371 exit signal Abort (6), possible coredump in /tmp
"""

SAMPLES: Samples = (
    (
        "error_log",
        _NEW,
        [
            (
                "ihs-ssl-error",
                {"code": "SSL0223E", "client": "9.9.9.9:50000", "message": "SSL Handshake Failed, No certificate."},
            ),
            ("ihs-ssl-error", {"code": "SSL0200E", "gsk": "GSK_ERROR_PROTOCOL_MISMATCH"}),
            ("ihs-child-crash", {"pid": "474", "signal": "Segmentation fault", "number": "11"}),
            ("ihs-workers-exhausted", {"setting": "MaxRequestWorkers"}),
        ],
    ),
    (
        "error_log.1364774400",
        _OLD,
        [
            ("ihs-ssl-error", {"code": "SSL0206E", "meaning": "the label of SSLServerCert is not in the key database"}),
            ("ihs-child-crash", {"pid": "7371", "signal": "Abort", "number": "6"}),
        ],
    ),
)
