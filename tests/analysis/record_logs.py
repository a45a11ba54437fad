"""Small bundles of two processes on different clocks, in the forms in which they arrive."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

from loganalyzer.analysis.pipeline import Options
from loganalyzer.analysis.record_filter import RecordFilter
from loganalyzer.analysis.stream import RecordStream, StreamRecord

SERIAL = Options(workers=1)
HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] running with process name {name} and process id 1487\n"
    "Java version = 1.8.0\n"
    "************* End Display Current Environment *************\n"
)
# Published lines (design, domain/log-formats.md 4): the handshake of a node agent refused, seen from both ends.
REFUSED = (
    "SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings"
    " have expired.  Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not"
    " supported\n\tat com.ibm.jsse2.E.a(E.java:218)\n\tat com.ibm.jsse2.D.a(D.java:42)\n"
)
HUNG = 'ThreadMonitor W   WSVR0605W: Thread "WebContainer : 4" (00000130) has been active for 720,534 milliseconds and may be hung.\n'
OPEN = "WsServerImpl  A   WSVR0001I: Server nodeagent open for e-business\n"
AGENT, DMGR = "stCell\\stpNode\\nodeagent", "stCell\\stDmgrNode\\dmgr"
AGENT_LOG, DMGR_LOG = "stpNode/logs/nodeagent/SystemOut.log", "stDmgrNode/logs/dmgr/SystemOut.log"


def record(stamp: str, text: str = "SystemOut     O hello\n", thread: str = "000000ba") -> str:
    return f"[{stamp}] {thread} {text}"


def log(name: str, *records: str) -> str:
    return HEADER.format(name=name) + "".join(records)


def two_zones() -> dict[str, str]:
    """London one hour, New York four hours from UTC: as written, the manager's records are all earlier."""
    agent = log(
        AGENT,
        record("10/12/16 10:37:31:278 BST", REFUSED),
        record("10/12/16 10:37:33:000 BST", HUNG, "0000006a"),
        record("10/13/16 10:37:35:000 BST", OPEN),
    )
    dmgr = log(
        DMGR,
        record("10/12/16 5:37:30:000 EDT", OPEN),
        record("10/12/16 5:37:32:500 EDT", REFUSED, "0000006c"),
        record("10/13/16 5:37:34:000 EDT", HUNG),
    )
    return {AGENT_LOG: agent, DMGR_LOG: dmgr}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def zipped(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarred(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return buffer.getvalue()


def records_of(
    *paths: Path | str, wanted: RecordFilter | None = None, options: Options = SERIAL, stdin: bytes = b""
) -> list[StreamRecord]:
    """All wanted records, in the order of the stream."""
    with RecordStream.open(list(paths), options, io.BytesIO(stdin)) as stream:
        return list(stream.records(wanted or RecordFilter()))


def seen(records: list[StreamRecord]) -> list[tuple[str, int]]:
    """Server and second of each record."""
    return [(one.process.rpartition("\\")[2], one.time.second if one.time else -1) for one in records]
