"""A fact beside the record it explains: real bundles in small, and which of several candidates is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis

HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] running with process name c\\n\\s1 and process id 7\n"
    "************* End Display Current Environment *************\n"
)
REFUSED = "Client requested protocol TLSv1 not enabled or not supported"
INCIDENT = "s1_46f6503d_16.10.13_10.37.31.1812038874822305108.txt"


def record(second: int, thread: str, text: str = "") -> str:
    failure = (
        "SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have expired.  "
        f"Exception is javax.net.ssl.SSLHandshakeException: {REFUSED}"
    )
    return f"[10/13/16 10:37:{second:02}:278 BST] {thread} SSLHandshakeE E   {text or failure}\n"


def trace(second: int, thread: str) -> str:
    lines = (
        "WebContainer : 1, READ: TLSv1 Handshake, length = 69",
        "*** ClientHello, TLSv1",
        "WebContainer : 1, SEND TLSv1 ALERT:  fatal, description = handshake_failure",
    )
    return "".join(f"[10/13/16 10:37:{second:02}:270 BST] {thread} SystemOut     O   {line}\n" for line in lines)


def ffdc(message: str = REFUSED) -> str:
    return (
        "[10/13/16 10:37:31:290 BST]     FFDC Exception:javax.net.ssl.SSLHandshakeException SourceId:com.ibm.ws.x ProbeId:1575 "
        f"Reporter:r\njavax.net.ssl.SSLHandshakeException: {message}\n\tat com.ibm.jsse2.o.a(o.java:8)\n"
    )


def analysed(folder: Path, log: str, **files: str) -> Analysis:
    (folder / "logs/s1").mkdir(parents=True)
    (folder / "logs/ffdc").mkdir()
    (folder / "logs/s1/SystemOut.log").write_text(HEADER + log, encoding="utf-8")
    for name, text in files.items():
        (folder / "logs" / name).write_text(text, encoding="utf-8")
    return loganalyzer.analyze(folder)


def joined(analysis: Analysis) -> list[tuple[int, str, int]]:
    return [(link.ends[0].line, link.ends[1].file.rpartition("/")[2], link.ends[1].line) for link in analysis.links]


def test_the_handshake_of_the_same_thread_is_taken_not_the_nearest(tmp_path: Path) -> None:
    log = trace(30, "000000ba") + trace(31, "000000bb") + record(31, "000000ba")
    assert joined(analysed(tmp_path, log)) == [(10, "SystemOut.log", 5)]


@pytest.mark.parametrize(("second", "thread"), [(36, "000000ba"), (31, "000000bc")])
def test_another_thread_or_time_joins_nothing(second: int, thread: str, tmp_path: Path) -> None:
    assert joined(analysed(tmp_path, trace(31, "000000ba") + record(second, thread))) == []


def test_a_trace_file_that_numbers_threads_itself_joins_a_lone_record(tmp_path: Path) -> None:
    modern = (
        "javax.net.ssl|DEBUG|1F|WebContainer : 1|2016-10-13 10:37:31.100 BST|ClientHello.java:807|"
        "Consuming ClientHello handshake message (\n"
        '"ClientHello": {\n  "client version"      : "TLSv1",\n}\n)\n'
        "javax.net.ssl|ERROR|1F|WebContainer : 1|2016-10-13 10:37:31.110 BST|TransportContext.java:318|Fatal (PROTOCOL_VERSION): "
        'Client requested protocol TLSv1 is not enabled or supported in server context (\n"throwable" : {\n  x}\n)\n'
    )
    for number, log in enumerate((record(31, "000000ba"), record(31, "000000ba") + record(31, "000000bb"))):
        found = joined(analysed(tmp_path / str(number), log, **{"s1/trace-ssl.txt": modern}))
        assert found == ([(4, "trace-ssl.txt", 1)] if number == 0 else [])


def test_the_log_points_at_the_incident_and_the_incident_at_the_failure(tmp_path: Path) -> None:
    pointer = f"com.ibm.ws.ffdc.impl.FfdcProvider logIncident FFDC1003I: FFDC Incident emitted on /opt/{INCIDENT} com.ibm.ws.x 1575"
    log = record(31, "000000ba") + record(32, "000000ba", pointer)
    analysis = analysed(tmp_path, log, **{f"ffdc/{INCIDENT}": ffdc()})
    assert joined(analysis) == [(5, INCIDENT, 1), (4, INCIDENT, 1)]
    (one,) = [one for one in analysis.diagnoses if one.cause == "strict-server-old-client"]
    assert any((item.file or "").endswith(INCIDENT) for item in one.evidence)


def test_an_incident_of_another_message_is_not_joined(tmp_path: Path) -> None:
    analysis = analysed(
        tmp_path, record(31, "000000ba"), **{f"ffdc/{INCIDENT}": ffdc("Received fatal alert: bad_record_mac")}
    )
    assert joined(analysis) == []
