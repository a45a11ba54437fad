"""Javacores (thread dumps of IBM and OpenJ9 JVMs): why, when, by which process, with how much heap left.

Every line starts with a tag; only a few are read::

    0SECTION       TITLE subcomponent dump routine
    1TISIGINFO     Dump Event "systhrow" (00040000) Detail "java/lang/OutOfMemoryError" "Java heap space" received
    1TIDATETIME    Date: 2018/03/01 at 08:30:05:007
    1CIPROCESSID   Process ID: 4711 (0x1267)
    1STHEAPTOTAL   Total memory:                  1073741824 (0x0000000040000000)

Sources: eclipse.org/openj9/docs/dump_javadump; ``javadump.cpp`` of OpenJ9. Java 5 and 6 write the heap in hexadecimal
(``1STHEAPFREE    Bytes of Heap Space Free: 2CA0EF0``, ``1STHEAPALLOC   Bytes of Heap Space Allocated: …``).

Not read: threads, locks and stacks, environment variables, loaded classes. Secrets on the command line are cut here, before
anything keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loganalyzer.formats.fact_lines import LINE_LIMIT, Samples, count, excerpt, known
from loganalyzer.formats.facts import Fact
from loganalyzer.records import LineCounts

_FIRST = re.compile(r"^0SECTION\s+TITLE subcomponent dump routine", re.M)
_TAG = re.compile(r"(?:NULL|\d[A-Z][A-Z0-9]{2,16})(?:\s|$)")
_SECTION = "0SECTION"
_MASK = "***"
_SECRET = re.compile(
    r"(-D\S*?(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|apikey|api[._-]key)[^\s=\"]*=)"
    r"(\"[^\"]{0,4000}\"?|'[^']{0,4000}'?|[^\s\"]+)",
    re.IGNORECASE,
)
_URL_SECRET = re.compile(r"(://[^\s:/@]{1,100}:)[^\s@/]{1,200}(?=@)")

_EVENT = re.compile(
    r'1TISIGINFO\s+Dump Event "(?P<event>[^"]{1,60})"(?: \([0-9A-Fa-f]{1,16}\))?'
    r'(?: Detail "(?P<detail>[^"]{0,300})")?(?: "(?P<message>[^"]{0,300})")?'
)
_FIELDS = (
    re.compile(r"1TIDATETIME\s+Date:\s+(?P<stamp>\d{4}/\d\d/\d\d at \d\d:\d\d:\d\d(?::\d{3})?)"),
    re.compile(r"1TITIMEZONE\s+Timezone:\s+(?P<zone>[^\r\n]{1,60})"),
    re.compile(r"1CIJAVAVERSION\s+(?P<java>[^\r\n]{1,200})"),
    re.compile(r"1CISTARTTIME\s+JVM start time:\s+(?P<started>[^\r\n]{1,60})"),
    re.compile(r"1CIPROCESSID\s+Process ID:\s+(?P<pid>\d{1,12})"),
    re.compile(r"1TIFILENAME\s+Javacore filename:.{0,400}\bjavacore\.\d{8}\.\d{6}\.(?P<pid>\d{1,12})\."),
    re.compile(r"1CICMDLINE\s+(?P<command>\S.*)"),
    re.compile(r"1XHEXCPMODULE\s+Module:\s+(?P<module>[^\r\n]{1,300})"),
    re.compile(r"1XHEXCPCODE\s+(?:J9Generic_)?Signal_Number:\s+(?P<signal>[0-9A-Fa-f]{1,16})"),
)
_SERVER = re.compile(
    r"com\.ibm\.ws\.runtime\.WsServer\s+(?:\"[^\"]{1,300}\"|\S{1,300})\s+(\S{1,100})\s+(\S{1,100})\s+(\S{1,100})\s*$"
)
_CRASHES = ("gpf", "abort", "traceassert")
_HEAP = re.compile(
    r"1STHEAP(?P<what>TOTAL|INUSE|FREE|ALLOC)\s+(?:Total memory[a-z ]{0,20}:\s+(?P<decimal>\d{1,18})\b"
    r"|Bytes of Heap Space \w{4,12}:\s+(?P<hex>[0-9A-Fa-f]{1,16})\b)"
)
_HEAP_FIELDS = {"TOTAL": "heap_total_mb", "ALLOC": "heap_total_mb", "FREE": "heap_free_mb"}


class JavacoreFormat:
    """``javacore.<date>.<time>.<pid>.<n>.txt``, known by its first section whatever its name."""

    name: str = "javacore"
    kind: str = "native"

    def matches(self, path: str, head: str) -> bool:  # noqa: ARG002 - people rename javacores; the content is plain enough
        """A javacore begins with its TITLE section, possibly after a NULL line."""
        return _FIRST.search(head[:2_000]) is not None

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """One fact for the file, at the line that gives the reason, and a second one for a reason that is a failure."""
        found: dict[str, str] = {}
        reason = (1, "")
        for line_number, line in lines:
            short = line[:LINE_LIMIT]
            count(counts, "records" if short.startswith(_SECTION) else "header" if _is_tagged(short) else "unparsed")
            if short.startswith("1"):
                _collect(short, found)
                server = _SERVER.search(line[-1_000:]) if short.startswith("1CICMDLINE") else None
                if server:
                    found.setdefault("process", "\\".join(server.groups()))
                if short.startswith("1TISIGINFO") and not reason[1]:
                    reason = (line_number, short)
        stamp = found.pop("stamp", None)
        if stamp or reason[1]:
            text, fields = excerpt(reason[1] or f"javacore of {stamp}"), known(**found)
            yield Fact("javacore-header", reason[0], text, fields, stamp)
            if found.get("event") == "systhrow" and "OutOfMemoryError" in found.get("detail", ""):
                yield Fact("javacore-out-of-memory", reason[0], text, fields, stamp)
            if found.get("event") in _CRASHES:
                yield Fact("javacore-crash", reason[0], text, fields, stamp)


FORMAT = JavacoreFormat()


def _is_tagged(line: str) -> bool:
    return not line.strip() or _TAG.match(line) is not None


def _collect(line: str, found: dict[str, str]) -> None:
    """Add what one tagged line says; the first mention of a value stands."""
    heap = _HEAP.match(line)
    if heap:
        size = int(heap["hex"], 16) if heap["hex"] else int(heap["decimal"])
        if heap["what"] in _HEAP_FIELDS:
            found.setdefault(_HEAP_FIELDS[heap["what"]], str(size >> 20))
        return
    for pattern in (_EVENT, *_FIELDS):
        match = pattern.match(line)
        for name, value in match.groupdict().items() if match else ():
            if value:
                found.setdefault(name, without_secrets(value.strip()) if name == "command" else value.strip())


def without_secrets(command: str) -> str:
    """A command line whose passwords are replaced by asterisks."""
    return _URL_SECRET.sub(rf"\1{_MASK}", _SECRET.sub(rf"\1{_MASK}", command))[:1_000]


_OOM = """0SECTION       TITLE subcomponent dump routine
NULL           ===============================
1TICHARSET     UTF-8
1TISIGINFO     Dump Event "systhrow" (00040000) Detail "java/lang/OutOfMemoryError" "Java heap space" received
1TIDATETIME    Date: 2018/03/01 at 08:30:05:007
1TIFILENAME    Javacore filename:    /opt/was/javacore.20180301.083005.4711.0003.txt
NULL           ------------------------------------------------------------------------
0SECTION       ENVINFO subcomponent dump routine
1CIJAVAVERSION JRE 1.8.0 Linux amd64-64 (build 8.0.6.10 - pxa6480sr6fp10)
1CIPROCESSID   Process ID: 4711 (0x1267)
1CICMDLINE     java -Xmx1024m -Djavax.net.ssl.keyStorePassword=Kept2Ourselves com.ibm.ws.runtime.WsServer /opt/was/profiles/s/config c n s1
0SECTION       MEMINFO subcomponent dump routine
1STHEAPTOTAL   Total memory:                  1073741824 (0x0000000040000000)
1STHEAPINUSE   Total memory in use:           1063256064 (0x000000003F600000)
1STHEAPFREE    Total memory free:               10485760 (0x0000000000A00000)
"""

_OLD = """NULL           ------------------------------------------------------------------------
0SECTION       TITLE subcomponent dump routine
NULL           ===============================
1TISIGINFO     Dump Event "gpf" (00002000) received
1TIDATETIME    Date: 2010/06/21 at 03:01:11
1TIFILENAME    Javacore filename:    C:\\WAS\\javacore.20100621.030111.1234.0001.txt
0SECTION       GPINFO subcomponent dump routine
1XHEXCPCODE    J9Generic_Signal_Number: 00000004
1XHEXCPMODULE  Module: /usr/lib/libdb2.so
0SECTION       MEMINFO subcomponent dump routine
1STHEAPFREE    Bytes of Heap Space Free: 2CA0EF0
1STHEAPALLOC   Bytes of Heap Space Allocated: 80000000
"""

SAMPLES: Samples = (
    (
        "javacore.20180301.083005.4711.0003.txt",
        _OOM,
        [
            (
                "javacore-header",
                {
                    "event": "systhrow",
                    "detail": "java/lang/OutOfMemoryError",
                    "message": "Java heap space",
                    "pid": "4711",
                    "heap_total_mb": "1024",
                    "heap_free_mb": "10",
                    "process": "c\\n\\s1",
                },
            ),
            ("javacore-out-of-memory", {"pid": "4711", "heap_free_mb": "10"}),
        ],
    ),
    (
        "crash.txt",
        _OLD,
        [
            ("javacore-header", {"event": "gpf", "pid": "1234", "module": "/usr/lib/libdb2.so", "heap_free_mb": "44"}),
            ("javacore-crash", {"signal": "00000004"}),
        ],
    ),
)
