"""TLS debug output of Java (``javax.net.debug``): one fact per handshake.

The older form (IBM JSSE2, Java 6 to 8), here in a WebSphere log; the prefix may be missing::

    [10/12/16 10:37:31:278 BST] 000000ba SystemOut     O   *** ClientHello, TLSv1
    [10/12/16 10:37:31:280 BST] 000000ba SystemOut     O   WebContainer : 0, SEND TLSv1 ALERT:  fatal, description = handshake_failure

The newer form (Java 11 and later, late service levels of Java 8)::

    javax.net.ssl|DEBUG|1F|main|2021-05-05 10:11:12.123 CEST|ClientHello.java:652|Produced ClientHello handshake message (

Sources: output of Java 11, 17 and 21 (``tests/real/test_jsse_debug.py`` makes it), and for the older form lines published in support
notes and the OpenJDK 8 sources.

A fact's ``line`` is that of the first message; facts come when handshakes end, not in the order of lines. ``offered_list`` says
whether ``offered_versions`` is the client's list or only its highest version. ``outcome`` is ``open`` where the log does not show the
end. Not read: keys, extensions other than versions and server name, record dumps, DTLS and QUIC. A thread that interleaves
several connections message by message gets them mixed up: the output does not name connections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, base_name, count
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.jsse_handshake import Handshakes
from loganalyzer.formats.jsse_legacy import LegacyReader
from loganalyzer.formats.jsse_modern import MARK, ModernReader
from loganalyzer.formats.jsse_samples import SAMPLES as _SAMPLES
from loganalyzer.formats.tls_names import is_log
from loganalyzer.records import LineCounts

_WEBSPHERE = re.compile(
    r"\[(?P<stamp>[^\]]{8,60})\] ?(?P<thread>[0-9a-fA-F]{8}) (?:id=\S{0,16} )?(?P<component>\S{1,60}) +(?P<type>[A-Z<>0-9]) ?(?P<text>.*)"
)
_PURE = re.compile(
    r"^(?:javax\.net\.ssl\|[A-Z]+\|[0-9A-Fa-f]+\||\*\*\* ClientHello, \S+\s*$|Ignoring un(?:available|supported) cipher suite: "
    r"|adding as trusted cert:|trustStore is: |Allow unsafe renegotiation: |%% No cached client session)",
    re.MULTILINE,
)
_LOGS = ("systemout", "systemerr", "native_std", "trace", "console", "messages")
_CONSOLES = ("SystemOut", "SystemErr")


class JsseDebug:
    """TLS debug output as a file of its own, or inside a log that is also read as a log; its counts are void then."""

    name = "Java TLS debug output"
    kind = "trace"

    def matches(self, path: str, head: str) -> bool:
        """A file that holds debug output and no record of a WebSphere log, and is not named like one."""
        return not base_name(path).startswith(_LOGS) and not is_log(head) and _PURE.search(head) is not None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield a fact for each handshake; lines before the first entry are unparsed, later ones continue an entry."""
        reader = _Reader()
        seen = False
        for number, line in lines:
            opens = reader.line(number, line[: 4 * LINE_LIMIT])
            seen = seen or opens
            count(counts, "records" if opens else "continuation" if seen else "unparsed")
            yield from reader.handshakes.drain()
        yield from reader.handshakes.end()


class _Reader:
    """Takes WebSphere's prefix off and gives the rest to the reader of its form."""

    def __init__(self) -> None:
        self.handshakes = Handshakes()
        self._modern = ModernReader(self.handshakes)
        self._legacy = LegacyReader(self.handshakes)
        self._outer = ""
        self._stamp: str | None = None
        self._is_modern = False
        self._is_console = True

    def line(self, number: int, line: str) -> bool:
        """Read one line; whether it opens an entry."""
        text = line.removeprefix("[err] ")
        record = _WEBSPHERE.match(text) if text.startswith("[") else None
        if record is not None:
            self._outer, self._stamp = record["thread"], record["stamp"]
            self._is_console = record["component"] in _CONSOLES
            text = record["text"].removeprefix(" ").removeprefix(" ")
        if not self._is_console:
            return record is not None
        return self._entry(number, text) or record is not None

    def _entry(self, number: int, text: str) -> bool:
        if text.startswith(MARK):
            self._is_modern = self._modern.entry(number, text, self._stamp, self._outer)
            return self._is_modern
        if self._is_modern:
            self._modern.body(text)
            if not text.startswith("*** ClientHello, "):
                return False
            self._is_modern = False
        return self._legacy.entry(number, text, self._stamp, self._outer)


FORMAT = JsseDebug()
SAMPLES: Samples = _SAMPLES
