"""Files that are no WebSphere log become facts in the same table: on the process's clock, counted line by line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import loganalyzer
from loganalyzer.analysis.model import Analysis

HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] [JAVA8 8.0.3.0 pxa6480sr3] running with process name c\\n\\s1 and process id 7\n"
    "************* End Display Current Environment *************\n"
)
STAMPED = "[10/12/16 10:37:31:278 BST] 0000008e WsServerImpl  A   WSVR0001I: Server s1 open for e-business\n"
FFDC = (
    "[10/13/16 10:37:31:278 BST]     FFDC Exception:javax.net.ssl.SSLHandshakeException SourceId:com.ibm.ws.x ProbeId:1575 Reporter:r\n"
    "javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported\n"
    "\tat com.ibm.jsse2.o.a(o.java:8)\n"
)
HANDSHAKE = "[10/12/16 10:37:{:02}:000 BST] 00000021 SystemOut     O   {}\n"


def _bundle(folder: Path, **files: str) -> Analysis:
    logs = folder / "logs" / "s1"
    logs.mkdir(parents=True)
    (logs / "SystemOut.log").write_text(HEADER + STAMPED + files.pop("trace", ""), encoding="utf-8")
    for name, text in files.items():
        path = folder / "logs" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return loganalyzer.analyze(folder)


def _counts(analysis: Analysis) -> dict[str, int]:
    return {one.id: one.count for one in analysis.signatures}


def test_ffdc_incident_has_its_time_and_process(tmp_path: Path) -> None:
    name = "ffdc__s1_46f6503d_16.10.13_10.37.31.1812038874822305108.txt"
    analysis = _bundle(tmp_path, **{name: FFDC})
    (found,) = [one for one in analysis.signatures if one.id == "ffdc-incident"]
    assert found.samples[0].time == datetime(2016, 10, 13, 9, 37, 31, 278_000, tzinfo=UTC)
    assert found.processes == {"c\\n\\s1": 1}
    assert _counts(analysis)["tls-client-protocol-refused"] == 1


def test_plugin_log_is_read_on_the_machines_clock(tmp_path: Path) -> None:
    said = "ERROR: ws_common: websphereGetStream: Failed to connect to app server on host 'h', OS err=111"
    line = f"[12/Oct/2016:10:40:00.12345] 00000148 7dfefb80 - {said}\n"
    analysis = _bundle(tmp_path, s1__http_plugin=line)
    (file,) = [one for one in analysis.bundle.files if one.path.endswith("http_plugin")]
    assert (file.kind, file.lines, file.records) == ("plugin", 1, 1)
    assert file.first == datetime(2016, 10, 12, 9, 40, 0, 123_000, tzinfo=UTC)


def test_handshake_trace_inside_a_log_becomes_one_fact(tmp_path: Path) -> None:
    lines = [
        "*** ClientHello, TLSv1",
        "*** ServerHello, TLSv1",
        "WebContainer : 1, SEND TLSv1 ALERT:  fatal, description = handshake_failure",
    ]
    trace = "".join(HANDSHAKE.format(number, line) for number, line in enumerate(lines))
    analysis = _bundle(tmp_path, trace=trace)
    assert _counts(analysis)["tls-handshake"] >= 1


def test_the_same_log_twice_is_read_once_and_listed(tmp_path: Path) -> None:
    text = HEADER + STAMPED * 20
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "SystemOut.log").write_text(text, encoding="utf-8")
    (tmp_path / "b" / "SystemOut.log").write_text(text + STAMPED, encoding="utf-8")
    analysis = loganalyzer.analyze(tmp_path)
    assert [(one.path, one.of, one.how) for one in analysis.bundle.duplicates] == [
        ("a/SystemOut.log", "b/SystemOut.log", "prefix")
    ]
    assert _counts(analysis)["server-open"] == 21
