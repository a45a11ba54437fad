"""Look-alikes that one file tells apart: two bundles, the same in every other file, and the cause that leads in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis, Diagnosis
from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.infrastructure import agent_killed
from tests.scenarios.model import Fault, Scenario, Sent
from tests.scenarios.protocol import AGENT, DMGR, agent_flaps, tools_too_old
from tests.scenarios.stage import STRICT, WIDE, Stage, write
from tests.scenarios.texts import REFUSED, SSL

Bundle = Mapping[str, bytes]
_STOP = re.compile(
    rb"^\[(\d\d/\d\d/\d\d) (\d\d:\d\d:\d\d):\d{3} \w+\].*ASND0003I: Detected server nodeagent", re.MULTILINE
)
CREDENTIALS = (
    "ADMN0022E: Access is denied for the getRepositoryEpoch operation because of insufficient or empty credentials."
)


def bundle(fault: Fault, sent: Sent = "all") -> dict[str, bytes]:
    files = Scenario("pair", "look-alike", (fault,), (), sent=sent).files()
    return {path: data for path, data in files.items() if path != "EXPECTED.yaml"}


def analysed(files: Bundle, folder: Path) -> Analysis:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return loganalyzer.analyze(folder)


def leader(analysis: Analysis) -> Diagnosis:
    return next(one for one in analysis.diagnoses if one.consequence_of is None)


def where(files: Bundle, end: str) -> str:
    return next(path for path in files if path.endswith(end))


def folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _iso(day: str, time: str) -> str:
    day, month, year = day.split("/")
    return f"20{year}-{month}-{day}T{time}"


def pauses(log: bytes, milliseconds: int) -> bytes:
    """A garbage collection log of the deployment manager: one stop of the JVM before each time it lost the node agent."""
    lost = [datetime.fromisoformat(_iso(day.decode(), time.decode())) for day, time in _STOP.findall(log)]
    assert len(lost) > 5
    edges = [lost[0] - timedelta(hours=1), *(at - timedelta(seconds=20) for at in lost), lost[-1] + timedelta(hours=1)]
    lines = ['<?xml version="1.0" ?>', '<verbosegc version="1">']
    for number, at in enumerate(edges):
        stamp, long = f'timestamp="{at.isoformat()}.000"', 12 if number in {0, len(edges) - 1} else milliseconds
        lines += [
            f'<exclusive-start id="{number * 3}" {stamp} intervalms="900.5">', "</exclusive-start>",
            f'<gc-end id="{number * 3 + 1}" type="global" durationms="{long}.1" {stamp}>',
            '  <mem-info id="1" free="536870912" total="1073741824" percent="50" />', "</gc-end>",
            f'<exclusive-end id="{number * 3 + 2}" {stamp} durationms="{long}.2" />',
        ]  # fmt: skip
    return "\n".join([*lines, "</verbosegc>", ""]).encode()


def javacore(event: str) -> bytes:
    return (
        "0SECTION       TITLE subcomponent dump routine\nNULL           ===============================\n"
        f"1TISIGINFO     Dump Event {event} received\n1TIDATETIME    Date: 2016/10/13 at 10:34:40\n"
        "0SECTION       ENVINFO subcomponent dump routine\n1CIPROCESSID   Process ID: 4711 (0x1267)\n"
        "1CICMDLINE     java com.ibm.ws.runtime.WsServer /opt/was/profiles/stp/config stCell stpNode nodeagent\n"
    ).encode()


def one_attempt(nested: str) -> Callable[[Stage], None]:
    """syncNode is run once on stpNode and fails."""

    def happen(stage: Stage) -> None:
        at = stage.at("09:00:00")
        log = stage.tool("stpNode", "syncNode.log", at)
        write(log, at + timedelta(seconds=3), "ADMU0401I", "stpNode", "console.acme.example", 8703)
        detail = "com.ibm.websphere.management.exception.AdminException: ADMU0005E: Error synchronizing repositories"
        write(log, at + timedelta(seconds=5), "ADMU0113E", detail, nested, more=[f"Caused by: {nested}"])

    return happen


def two_refused(stage: Stage) -> None:
    """syncNode is refused at port 8703 on two nodes at the same time."""
    for number, node in enumerate(("stpNode", "meetNode")):
        at = stage.at("09:00:00") + timedelta(seconds=number)
        log = stage.tool(node, "syncNode.log", at)
        write(log, at + timedelta(seconds=3), "ADMU0401I", node, "console.acme.example", 8703)
        detail = (
            "ADMC0016E: The system cannot create a SOAP connector to connect to host console.acme.example at port 8703."
        )
        write(log, at + timedelta(seconds=4), "ADMU0113E", detail, REFUSED, more=[f"Caused by: {REFUSED}"])


def agent_flaps_quietly(stage: Stage) -> None:
    """The node agent comes and goes, and no log says why."""
    agent_flaps(stage)
    for name in (AGENT, DMGR):
        log = stage.world.log(stage.process(name))
        for part in (log.out, log.err):
            part.entries = [entry for entry in part.entries if not any("SSL" in line for line in entry.lines)]


def starvation_or_tls() -> tuple[Bundle, Bundle]:
    files = bundle(replace(BY_CAUSE["xda-ssl-settings-mismatch"], happen=agent_flaps_quietly))
    log = where(files, "logs/dmgr/SystemOut.log")
    path = f"{folder_of(log)}/verbosegc.001.log"
    return {**files, path: pauses(files[log], 9_000)}, {**files, path: pauses(files[log], 12)}


def memory_or_restart() -> tuple[Bundle, Bundle]:
    files = bundle(Fault("node-agent-restarting", AGENT, agent_killed, WIDE))
    root = folder_of(folder_of(folder_of(where(files, "logs/nodeagent/SystemOut.log"))))
    path = f"{root}/javacore.20161013.103440.4711.0001.txt"
    memory = javacore('"systhrow" (00040000) Detail "java/lang/OutOfMemoryError" "Java heap space"')
    return {**files, path: memory}, {**files, path: javacore('"user" (00004000)')}


def credentials_or_tls() -> tuple[Bundle, Bundle]:
    refused = f"{SSL}Server chose TLSv1, but that protocol version is not enabled or not supported by the client."
    one, other = (
        bundle(Fault("-", AGENT, one_attempt(text), WIDE), "no-configuration") for text in (CREDENTIALS, refused)
    )
    return one, other


def port_or_down() -> tuple[Bundle, Bundle]:
    def happen(stage: Stage) -> None:
        two_refused(stage)

    def stopped(stage: Stage) -> None:
        stage.live(DMGR, ("08:00:00", "08:58:00", "stopped"))

    sends = ("stpNode", "meetNode")
    runs, ends = (bundle(Fault("-", DMGR, one, WIDE, sends=sends), "no-configuration") for one in (happen, stopped))
    log = where(runs, "logs/dmgr/SystemOut.log")
    return {**runs, log: listening(runs[log], 8879)}, {**runs, log: listening(ends[log], 8703)}


def listening(log: bytes, port: int) -> bytes:
    """The deployment manager's log with the port that its SOAP connector opened."""
    told = rb"(?m)^(\[[^\]]+\]) .*WSVR0001I.*\n"
    line = rb"\g<0>\1 00000001 SOAPConnector A   ADMC0013I: The SOAP connector is available at port %d\n" % port
    found, count = re.subn(told, line, log, count=1)
    assert count == 1
    return found


def props_or_server() -> tuple[Bundle, Bundle]:
    old = replace(
        BY_CAUSE["client-props-mismatch"],
        happen=tools_too_old,
        options={**STRICT, "client_props": {"stpNode": "SSL_TLS"}},
    )
    files = bundle(old)
    path = next(path for path in files if path.startswith("stpNode") and path.endswith("ssl.client.props"))
    raised = files[path].replace(b"com.ibm.ssl.protocol=SSL_TLS\n", b"com.ibm.ssl.protocol=SSL_TLSv2\n")
    assert raised != files[path]
    return files, {**files, path: raised}


PAIRS: dict[str, tuple[Callable[[], tuple[Bundle, Bundle]], str, str]] = {
    "CPU starvation or TLS: verbosegc.log": (starvation_or_tls, "cpu-starvation", "xda-ssl-settings-mismatch"),
    "out of memory or restart: javacore": (memory_or_restart, "out-of-memory", "node-agent-restarting"),
    "credentials or TLS: syncNode.log": (credentials_or_tls, "admin-credentials", "client-props-mismatch"),
    "wrong port or dmgr down: its log": (port_or_down, "dmgr-soap-port-wrong", "dmgr-down"),
    "client or server: ssl.client.props": (props_or_server, "client-props-mismatch", "strict-server-old-client"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_one_file_decides(name: str, tmp_path: Path) -> None:
    make, one, other = PAIRS[name]
    bundles = make()
    assert bundles[0].keys() == bundles[1].keys()
    assert len([path for path in bundles[0] if bundles[0][path] != bundles[1][path]]) == 1
    for number, cause in enumerate((one, other)):
        found = leader(analysed(bundles[number], tmp_path / str(number)))
        assert (found.cause, found.verdict in {"confirmed", "likely"}) == (cause, True), (found.verdict, found.summary)


def test_a_garbage_collection_log_without_pauses_points_at_the_machine(tmp_path: Path) -> None:
    files = bundle(BY_CAUSE["cpu-starvation"])
    log = where(files, "logs/dmgr/SystemOut.log")
    for number, (milliseconds, word) in enumerate(((12, "look at the machine"), (9_000, "look at the heap"))):
        path = f"{folder_of(log)}/verbosegc.001.log"
        one = leader(analysed({**files, path: pauses(files[log], milliseconds)}, tmp_path / str(number)))
        assert (one.cause, word in one.summary) == ("cpu-starvation", True), one.summary
