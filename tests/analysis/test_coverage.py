"""What the logs cover: rates and gaps, a rolled file that is missing, a start that no file holds, members that sent nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options, analyze
from tests.analysis.record_logs import AGENT, HEADER
from tests.cell.samples import serverindex_xml
from tests.cli.inside import run

FOLDER = "stpNode/logs/nodeagent"
START = (
    "[{stamp}] 00000001 ManagerAdmin  I   TRAS0017I: The startup trace state is *=info.\n"
    "[{stamp}] 00000001 WsServerImpl  A   WSVR0001I: Server nodeagent open for e-business\n"
)
BEGIN = datetime(2016, 10, 22, 6, 0, tzinfo=UTC)  # 22 October: day and month cannot be confused


def stamp(moment: datetime) -> str:
    """As a JVM in London writes it in October."""
    local = moment + timedelta(hours=1)
    return f"{local:%d/%m/%y %H:%M:%S}:000 BST"


def hours(first: float, last: float, *, pid: int = 1487, starts: bool = False) -> str:
    """A log with a record every five minutes."""
    text = HEADER.format(name=AGENT).replace("1487", str(pid))
    moment = BEGIN + timedelta(hours=first)
    text += START.format(stamp=stamp(moment)) if starts else ""
    while moment < BEGIN + timedelta(hours=last):
        text += f"[{stamp(moment)}] 0000002a SystemOut     O working\n"
        moment += timedelta(minutes=5)
    return text


def rolled_name(hour: float) -> str:
    local = BEGIN + timedelta(hours=hour + 1)
    return f"SystemOut_{local:%y.%m.%d_%H.%M.%S}.log"


def series() -> dict[str, str]:
    """Twelve hours in three files: rolled after four and eight."""
    return {
        rolled_name(4): hours(0, 4, starts=True),
        rolled_name(8): hours(4, 8),
        "SystemOut.log": hours(8, 12),
    }


def analysed(root: Path, files: dict[str, str]) -> Analysis:
    for name, text in files.items():
        path = root / (name if "/" in name else f"{FOLDER}/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return analyze(root, Options(workers=1))


def missing(analysis: Analysis) -> tuple[str, ...]:
    (covered,) = analysis.bundle.coverage
    return covered.missing


def test_first_last_and_rate_of_a_process(tmp_path: Path) -> None:
    (covered,) = analysed(tmp_path, series()).bundle.coverage
    assert (covered.first, covered.last) == (BEGIN, BEGIN + timedelta(hours=11, minutes=55))
    assert covered.records == 144 + 2
    assert covered.records_per_hour == pytest.approx(12, abs=0.5)
    assert (covered.gaps, covered.missing) == ((), ())


def test_lines_that_run_backwards_are_told_and_lose_nothing(tmp_path: Path) -> None:
    later = hours(2, 3)
    text = hours(3, 5) + later[later.index("\n[") + 1 :]
    (file,) = [one for one in analysed(tmp_path, {"SystemOut.log": text}).bundle.files if one.records]
    assert file.records == 36
    assert "SystemOut.log runs backwards once, by up to 175 minutes" in file.clock_evidence


def test_a_night_on_which_the_clocks_go_back_runs_forward(tmp_path: Path) -> None:
    """London, 30 October 2016: 01:59 BST is followed by 01:00 GMT."""
    text = HEADER.format(name=AGENT) + "".join(
        f"[30/10/16 {clock}:00:000 {zone}] 0000002a SystemOut     O working\n"
        for clock, zone in (("01:50", "BST"), ("01:59", "BST"), ("01:00", "GMT"), ("01:10", "GMT"))
    )
    (file,) = [one for one in analysed(tmp_path, {"SystemOut.log": text}).bundle.files if one.records]
    assert not any("backwards" in reason for reason in file.clock_evidence)
    assert (file.first, file.last) == (
        datetime(2016, 10, 30, 0, 50, tzinfo=UTC),
        datetime(2016, 10, 30, 1, 10, tzinfo=UTC),
    )


def test_a_rolled_file_that_was_not_sent(tmp_path: Path) -> None:
    files = series()
    del files[rolled_name(8)]
    analysis = analysed(tmp_path, files)
    (text,) = missing(analysis)
    assert rolled_name(4) in text
    assert "rolled at 2016-10-22 10:00 UTC" in text
    assert "240 minutes later; the longest pause inside the files is 5 minutes" in text
    assert any(text in one.what for one in analysis.missing_evidence)
    (covered,) = analysis.bundle.coverage
    assert [(gap.start, gap.end) for gap in covered.gaps] == [
        (BEGIN + timedelta(hours=3, minutes=55), BEGIN + timedelta(hours=8))
    ]


def test_a_quiet_log_misses_nothing(tmp_path: Path) -> None:
    """A pause behind a roll that is no longer than twice the pauses inside the files says nothing."""
    later = hours(3, 4)
    files = {rolled_name(4): hours(0, 1, starts=True) + later[later.index("\n[") + 1 :], "SystemOut.log": hours(6, 7)}
    assert missing(analysed(tmp_path, files)) == ()


def test_the_log_being_written_was_not_sent(tmp_path: Path) -> None:
    files = series()
    del files["SystemOut.log"]
    assert missing(analysed(tmp_path, files)) == (
        f"{FOLDER}/SystemOut.log, which follows its rolled files, was not sent",
    )


def test_an_empty_log_is_there(tmp_path: Path) -> None:
    assert missing(analysed(tmp_path, series() | {"SystemOut.log": ""})) == ()


def test_only_the_errors_were_sent(tmp_path: Path) -> None:
    assert missing(analysed(tmp_path, {"SystemErr.log": hours(0, 4)})) == ("no SystemOut.log was sent",)


def test_a_life_whose_start_is_in_no_file(tmp_path: Path) -> None:
    """The header names another process id than before, but the log goes on in the middle of its life."""
    files = series() | {"SystemOut.log": hours(8, 12, pid=2210)}
    (text,) = missing(analysed(tmp_path, files))
    assert text.startswith("the start of process id 2210 is in no file: its header stands at SystemOut.log:1")


def test_a_life_that_starts_is_complete(tmp_path: Path) -> None:
    files = series() | {"SystemOut.log": hours(8, 12, pid=2210, starts=True)}
    assert missing(analysed(tmp_path, files)) == ()


def test_members_of_the_cell_that_sent_nothing(tmp_path: Path) -> None:
    index = serverindex_xml(
        ("nodeagent", "NODE_AGENT", 8878), ("STProxyServer", "APPLICATION_SERVER", 8880), host="stp.acme.example"
    )
    document = {"stpNode/config/cells/stCell/nodes/stpNode/serverindex.xml": index.decode()}
    analysis = analysed(tmp_path, series() | document)
    (silent,) = analysis.bundle.silent
    assert (silent.process, silent.role, silent.host) == (
        "stCell\\stpNode\\STProxyServer",
        "application server",
        "stp.acme.example",
    )
    assert any("STProxyServer" in one.what for one in analysis.missing_evidence)
    out = " ".join(run("inspect", str(tmp_path), "--workers", "1").stdout.decode().split())
    assert "stCell\\stpNode\\STProxyServer application server sent nothing" in out
    assert "12 an hour" in out


def test_configuration_without_logs_has_no_silent_members(tmp_path: Path) -> None:
    index = serverindex_xml(("nodeagent", "NODE_AGENT", 8878)).decode()
    assert analysed(tmp_path, {"config/cells/stCell/nodes/stpNode/serverindex.xml": index}).bundle.silent == ()
