"""What a file is, by its first bytes; the name only hints."""

from __future__ import annotations

import pytest

from loganalyzer.formats import sniff
from tests.formats.reading import record

LOG = record().encode()
PLUGIN = b"[03/Mar/2021:21:20:23.20385] 00000148 7dfefb80 - PLUGIN: Plugins loaded.\n"
ACCESS = b'192.0.2.7 - - [10/Oct/2016:13:55:36 +0100] "GET / HTTP/1.1" 200 2326\n'
ZOS = b"Trace: 2009/07/14 17:26:19.577 02 t=6C8B58 c=UNK key=P8 tag=jperf (13007002)\n  ThreadId: 0000000a\n"


@pytest.mark.parametrize(
    ("path", "head", "kind", "loose"),
    [
        ("logs/dmgr/SystemOut.log", LOG, "systemout", False),
        ("logs/dmgr/SystemErr_16.10.12_03.14.37.log", LOG, "systemerr", False),
        ("case.txt", LOG, "systemout", False),
        ("OPERPAR1_SystemOut_15.03.30_.log", LOG, "systemout", False),
        ("logs\\server1\\trace.log", LOG, "trace", False),
        ("messages.log", LOG, "messages", False),
        ("native_stderr.log", b"JVMDUMP039I Processing dump event\n", "native", True),
        ("logs/nodeagent/startServer.log", LOG, "tool", True),
        ("logs/ffdc/server1_exception.log", b"Index  Count   Time of last Occurrence", "ffdc", True),
        ("mail.txt", b"Dear support,\n\n> " + LOG, "other", True),
        ("renamed.log", PLUGIN, "plugin", False),
        ("renamed.log", ACCESS, "access", True),
        ("SystemOut.log", b"", "systemout", False),
        ("SystemOut.log", bytes(4096) + LOG, "systemout", False),
    ],
)
def test_the_kind_of_a_file(path: str, head: bytes, kind: str, loose: bool) -> None:
    sniffed = sniff(path, head)
    if kind not in {"plugin", "access"}:  # not read yet, so how loosely does not matter
        assert sniffed.loose is loose
    assert (sniffed.kind, sniffed.refused) == (kind, None)


@pytest.mark.parametrize(
    ("path", "head", "reason"),
    [
        ("1540000000000.wbl", b"\x01\x02\x03\x00\x00\x05" * 50, "HPEL"),
        ("core.dmp", bytes(range(256)) * 8, "binary file"),
        ("SystemOut.log", bytes(4096), "only NUL bytes"),
        ("joblog.txt", ZOS, "z/OS"),
    ],
)
def test_what_is_refused_says_why(path: str, head: bytes, reason: str) -> None:
    refused = sniff(path, head).refused
    assert refused is not None
    assert reason in refused


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (LOG.decode().encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + LOG.decode().encode("utf-16-be"), "utf-16-be"),
        (b"\xef\xbb\xbf" + LOG, "utf-8"),
    ],
)
def test_the_encoding(head: bytes, encoding: str) -> None:
    sniffed = sniff("x.txt", head)
    assert (sniffed.form.encoding, sniffed.kind, sniffed.loose) == (encoding, "systemout", False)


def test_a_console_transcript_is_tool_output() -> None:
    text = b"$ ./syncNode.sh dmgr 8879\nADMU0116I: Tool information is being logged in file\n           /opt/logs/syncNode.log\n"
    assert sniff("evidence/what-i-saw.txt", text).kind == "tool"
    assert sniff("evidence/mail.txt", b"He says it printed ADMU0116I: Tool information\n").kind == "other"
