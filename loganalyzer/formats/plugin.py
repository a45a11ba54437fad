"""http_plugin.log: what the web server plug-in says about its connections to the application servers.

One record per line, with process and thread in hexadecimal; older levels write the stamp of Apache::

    [03/Mar/2021:21:27:45.85575] 0000018a 679f3640 - ERROR: ws_common: websphereHandleRequest: Failed to execute …
    [Wed Dec 03 15:40:13 2014] 00000dbc 00000e78 - ERROR: ws_common: websphereGetStream: Connect timeout fired

Sources: the real log of IBM/webspherelab; ibm.com/support swg21264477 (gsk rc = 414), swg21326077 (host names), node/408041
(security library), APAR PQ74545 (marking a server down); names and numbers of GSKit: the constants of ``gskssl.h``.
What each number *means* is taken from its constant's name, except 414, which IBM explains.

Not read: the start-up banner, statistics, traces of single requests (to which server a failed handshake was is only told at
trace level, lines earlier), numbers outside 401 to 428.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.fact_rules import Rule, facts_by_rule
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.gsk_codes import explained
from loganalyzer.records import LineCounts

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_OPENING = re.compile(
    rf"\[(?P<stamp>\d\d/{_MONTH}/\d{{4}}:\d\d:\d\d:\d\d\.\d{{1,6}}"
    rf"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{{1,6}})? \d{{4}})\]"
    r" [0-9a-f]{8,16} [0-9a-f]{8,16} - [A-Z]{3,10}: "
)
_HEAD = re.compile(_OPENING.pattern.replace("?P<stamp>", ""), re.M)
_HOST = r"'(?P<host>[^':]{1,255})(?::(?P<port>\d{1,5}))?'"

_RULES = (
    Rule(
        "plugin-gsk-error",
        "gsk",
        re.compile(
            r"(?:Failed in (?:r_)?(?P<function>gsk_\w{1,60}): (?P<name>GSK_[A-Z0-9_]{1,60}) ?\(gsk rc = (?P<code>\d{1,6})\)"
            r"|\(gsk error (?P<code_>\d{1,6})\):\s{0,9}(?P<name_>GSK_[A-Z0-9_]{1,60}))"
        ),
        enrich=explained,
    ),
    Rule(
        "plugin-connect-failed",
        "Failed to connect to app server",
        re.compile(rf"Failed to connect to app server on host {_HOST}(?:\D{{0,40}}(?P<errno>\d{{1,6}}))?"),
        {"reason": "refused or unreachable"},
    ),
    Rule("plugin-connect-failed", "timeout fired", re.compile("Connect timeout fired"), {"reason": "timeout"}),
    Rule(
        "plugin-request-failed",
        "Failed to execute the transaction",
        re.compile(rf"Failed to execute the transaction to '(?P<server>[^']{{1,255}})'\s?on host {_HOST}"),
    ),
    Rule("plugin-server-down", "Marking ", re.compile(r"serverSetFailoverStatus: Marking (?P<server>\S{1,255}) down")),
    Rule(
        "plugin-no-server",
        "Failed to find an app server",
        re.compile(r"websphereRequestHandler: Failed to find an app server"),
    ),
    Rule(
        "plugin-host-unresolved",
        "Failed to resolve",
        re.compile(r"transportSetServerAddress: Failed to resolve address"),
    ),
    Rule("plugin-https-skipped", "HTTPS Transport is skipped", re.compile(r"HTTPS Transport is skipped")),
)


class PluginFormat:
    """``http_plugin.log``, known by its records whatever its name."""

    name: str = "web server plug-in log"
    kind: str = "plugin"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - no other log writes such a line
        """At least one record in the head."""
        return _HEAD.search(head) is not None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact per remarkable record."""
        return facts_by_rule(lines, counts, _OPENING, _RULES)


FORMAT = PluginFormat()


def _record(text: str, level: str = "ERROR") -> str:
    return f"[03/Mar/2021:21:27:45.85575] 0000018a 679f3640 - {level}: {text}\n"


SAMPLES: Samples = (
    (
        "http_plugin.log",
        _record("Plugins loaded.", "PLUGIN")
        + _record("lib_stream: openStream: Failed in r_gsk_secure_soc_init: GSK_ERROR_BAD_CERT(gsk rc = 414)")
        + _record("lib_security: logSSLError: str_security (gsk error 408):  GSK_ERROR_BAD_KEYFILE_PASSWORD")
        + _record("ws_common: websphereGetStream: Failed to connect to app server on host 'app1.example.com' (79): x")
        + _record(
            "ws_common: websphereHandleRequest: Failed to execute the transaction to 'N_s1' on host 'a:9081'; will try"
        )
        + _record("ws_server: serverSetFailoverStatus: Marking N_s1 down")
        + _record("ws_common: websphereWriteRequestReadResponse: Failed to find an app server to handle this request ")
        + _record("ws_common: websphereRequestHandler: Failed to find an app server to handle this request")
        + _record("ws_transport: transportSetServerAddress: Failed to resolve address")
        + _record("ws_server: serverAddTransport: HTTPS Transport is skipped"),
        [
            ("plugin-gsk-error", {"code": "414", "name": "GSK_ERROR_BAD_CERT", "function": "gsk_secure_soc_init"}),
            ("plugin-gsk-error", {"code": "408", "meaning": "the password of the key database is wrong"}),
            ("plugin-connect-failed", {"host": "app1.example.com", "errno": "79"}),
            ("plugin-request-failed", {"server": "N_s1", "host": "a", "port": "9081"}),
            ("plugin-server-down", {"server": "N_s1"}),
            ("plugin-no-server", {}),
            ("plugin-host-unresolved", {}),
            ("plugin-https-skipped", {}),
        ],
    ),
    (
        "plugin-2014.log",
        "[Wed Dec 03 15:40:13 2014] 00000dbc 00000e78 - ERROR: ws_common: websphereGetStream: Connect timeout fired\n",
        [("plugin-connect-failed", {"reason": "timeout"})],
    ),
)
