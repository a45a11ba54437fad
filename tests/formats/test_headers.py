"""Header blocks of several versions: who writes, with which process id, on which Java."""

from __future__ import annotations

import pytest

from loganalyzer.formats import parse_header
from tests.formats.reading import read, record

START = "************ Start Display Current Environment ************\n"
END = "************* End Display Current Environment *************\n"
V51 = (
    "WebSphere Platform 5.1 [BASE 5.1.1 a0426.01]  running with process name myCell\\myNode\\server1 and process id 2140\n"
    "Host Operating System is Windows 2000, version 5.0\nJava version = J2RE 1.4.1 IBM Windows 32\n"
)
V855 = (
    "WebSphere Platform 8.5.5.10 [ND 8.5.5.10 cf101629.01]  running with process name stCell\\stpNode\\nodeagent and process id"
    " 4711\nHost Operating System is Linux, version 2.6.32-573.el6.x86_64\nJava version = 1.6.0, Java Compiler = j9jit26,"
    " Java VM name = IBM J9 VM\nwas.install.root = /opt/IBM/WebSphere/AppServer\nuser.install.root = /opt/IBM/WebSphere"
    "/AppServer/profiles/hostSTPPNProfile1\n"
)
V90 = (
    "WebSphere Platform 9.0.5.3 [BASE 9.0.5.3 f5032008.04] [JAVA8 8.0.6.10 pxa6480sr6fp10-20200408_01] running with process"
    " name DefaultCell01\\DefaultNode01\\server1 and process id 1487\nFull server name is DefaultCell01\\DefaultNode01\\"
    "server1-1487\nHost Operating System is Linux, version 4.19.76-linuxkit\nJava version = 1.8.0_251, Java Runtime Version ="
    " 8.0.6.10 - pxa6480sr6fp10-20200408_01(SR6 FP10), Java Compiler = j9jit29\n"
)
LIBERTY = (
    "*" * 80 + "\nproduct = WebSphere Application Server 19.0.0.10 (wlp-1.0.33.cl191020191002-0300)\n"
    "java.runtime = Java(TM) SE Runtime Environment (8.0.5.41 - pxa6480sr5fp41-20190919_01(SR5 FP41))\n"
    "os = Linux (4.9.184-linuxkit; amd64) (c.u_US)\nprocess = 149@172.17.0.2\n" + "*" * 80 + "\n"
)


@pytest.mark.parametrize(
    ("body", "process", "pid", "product", "java"),
    [
        (V51, r"myCell\myNode\server1", 2140, "5.1", None),
        (V855, r"stCell\stpNode\nodeagent", 4711, "8.5.5.10", None),
        (V90, r"DefaultCell01\DefaultNode01\server1", 1487, "9.0.5.3", "8.0.6.10"),
        ("Log file started at: [6/30/20 22:12:58:179 UTC]\n", None, None, None, None),
    ],
    ids=["5.1", "8.5.5", "9.0", "without-process"],
)
def test_a_header(body: str, process: str | None, pid: int | None, product: str | None, java: str | None) -> None:
    block = parse_header(START + body + END, 7)
    assert (block.process, block.pid, block.product, block.java_version) == (process, pid, product, java)
    assert block.line == 7


def test_the_profile_and_the_host_of_a_header() -> None:
    block = parse_header(START + V855 + END, 1)
    assert block.profile_root == "/opt/IBM/WebSphere/AppServer/profiles/hostSTPPNProfile1"
    assert block.host_system == "Linux, version 2.6.32-573.el6.x86_64"


def test_a_liberty_header_gives_the_pid_but_no_cell() -> None:
    result = read(LIBERTY + record(), "messages.log")
    assert (result.counts.header, result.counts.records) == (6, 1)
    assert (result.headers[0].pid, result.headers[0].process) == (149, None)
    assert result.headers[0].product == "WebSphere Application Server 19.0.0.10 (wlp-1.0.33.cl191020191002-0300)"


def test_the_lines_of_a_header_are_no_continuation() -> None:
    result = read(record() + "\tat x\n" + START + V855 + END + record())
    assert (result.counts.records, result.counts.continuation, result.counts.header) == (2, 1, 7)
    assert [block.line for block in result.headers] == [3]


def test_a_header_that_breaks_off_takes_only_its_own_line() -> None:
    result = read(record() + START + record())
    assert (result.counts.records, result.counts.header) == (2, 1)


def test_a_translated_header_still_names_its_process() -> None:
    german = V855.replace("running with process name", "wird ausgef\u00fchrt mit dem Prozessnamen").replace(
        "and process id", "und der Prozess-ID"
    )
    block = parse_header(START + german + END, 1)
    assert (block.process, block.pid) == (r"stCell\stpNode\nodeagent", 4711)
