"""``loganalyzer tls``: standard output, files and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.samples import build


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from loganalyzer.cli import command; command()", "tls", *map(str, words)]
    variables = {**os.environ, "NO_COLOR": "1", **environment}
    return subprocess.run(command, capture_output=True, check=False, timeout=120, env=variables, text=True)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cell")
    build("sametime-tls12", folder, density=0.1)
    return folder


def test_show_names_the_break_its_place_and_both_texts(bundle: Path) -> None:
    result = run("show", bundle)
    assert result.returncode == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    text = " ".join(result.stdout.split())
    assert "overlay network (XD): stpNode/nodeagent -> stDmgrNode/dmgr" in text
    assert "Server chose TLSv1, but that protocol version is not enabled" in text
    assert "repertoire[@alias='XDADefaultSSLSettings']/setting/@sslProtocol" in text
    assert "flaps" in text
    row = next(line.split() for line in lines if line.strip().startswith("stpNode "))
    assert row == ["stpNode", "1.2", "1.2", "1.2", "1.2", "1.2", "FAIL~", "1.0~", "plain", "1.2~", "-", "<1.2>"]


def test_show_json_is_all_there_is_and_repeats(bundle: Path) -> None:
    first, second = run("show", bundle, "--json", "-"), run("show", bundle, "--json", "-")
    assert first.stdout == second.stdout
    document = json.loads(first.stdout)
    assert document["schema"] == "loganalyzer.tls/1"
    (cell,) = document["cells"]
    assert cell["matrix"]["stpNode"]["overlay"] == "FAIL~"
    broken = [c for c in cell["channels"] if c["verdict"] == "fails"]
    assert {(c["node"], c["kind"]) for c in broken} == {("stpNode", "overlay")}
    assert all(c["certain"] is False for c in broken)
    assert "CDo9Hgw" not in first.stdout


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_show_draws(bundle: Path, tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("matplotlib")
    target = tmp_path / f"cell.{suffix}"
    assert run("show", bundle, "-o", target).returncode == 0
    data = target.read_bytes()
    assert data.startswith(b"\x89PNG" if suffix == "png" else b"<?xml")


def test_show_without_configuration_says_so(tmp_path: Path) -> None:
    build("sametime-logs-only", tmp_path, density=0.05)
    result = run("show", tmp_path)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "no security.xml" in result.stderr


def test_assumptions_are_printed(bundle: Path) -> None:
    text = run("show", bundle, "--assumptions").stdout
    assert "What the predictions rest on" in text
    assert "uncertain" in text


def test_what_if_says_what_heals_and_in_which_order(bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "change.py"
    result = run("what-if", bundle, "--set", "XDADefaultSSLSettings.sslProtocol=SSL_TLSv2", "--wsadmin", target)
    assert result.returncode == 0, result.stderr
    text = " ".join(result.stdout.split())
    assert "Heals (2)" in text
    assert "AdminTask.modifySSLConfig(['-alias', 'XDADefaultSSLSettings'" in text
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert "modify('XDADefaultSSLSettings'" in target.read_text()


def test_what_if_json(bundle: Path) -> None:
    result = run("what-if", bundle, "--set", "CellDefaultSSLSettings.sslProtocol=TLSv1", "--json", "-")
    document = json.loads(result.stdout)
    assert document["schema"] == "loganalyzer.tls-what-if/1"
    assert {e["how"] for e in document["effects"]} >= {"breaks", "stays broken"}
    assert document["matrix"]["stpNode"]["SOAP".lower()] == "FAIL"


def test_a_plan_names_what_is_needed_and_writes_its_script(bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "change.py"
    result = run("what-if", bundle, "--plan", "enforce=TLSv1.2", "--on", "stpNode", "--wsadmin", target, "--json", "-")
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    assert [one["set"] for one in document["goal"]["planned"]] == [
        "XDADefaultSSLSettings@(cell):stCell.sslProtocol=SSL_TLSv2"
    ]
    assert all({"text", "console", "commands", "wsadmin"} == set(step) for step in document["steps"])
    assert "modify('XDADefaultSSLSettings', '(cell):stCell', 'sslProtocol', 'SSL_TLSv2')" in target.read_text()


def test_a_plan_on_a_terminal(bundle: Path) -> None:
    result = run("what-if", bundle, "--plan", "enforce=TLSv1.2", "--on", "stCell")
    text = " ".join(result.stdout.split())
    assert "To enforce TLSv1.2 on (cell):stCell" in text
    assert "together they break no channel of this cell" in text
    assert "meeting.recording.tlsVersion" in text
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize(
    ("change", "severity", "status"),
    [
        ("CellDefaultSSLSettings.sslProtocol=TLSv1", None, 0),
        ("CellDefaultSSLSettings.sslProtocol=TLSv1", "error", 1),
        ("CellDefaultSSLSettings.sslProtocol=TLSv1", "critical", 0),
        ("XDADefaultSSLSettings.sslProtocol=SSL_TLSv2", "error", 0),
    ],
)
def test_breaks_are_no_failure_unless_asked_for(bundle: Path, change: str, severity: str | None, status: int) -> None:
    asked = [] if severity is None else ["--fail-on", severity]
    assert run("what-if", bundle, "--set", change, *asked).returncode == status


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--set", "NodeDefaultSSLSettings.sslProtocol=TLSv1.2"],
        ["--set", "x"],
        ["--plan", "enforce=TLSv1.2"],
        ["--plan", "wish=TLSv1.2", "--on", "stpNode"],
        ["--on", "stpNode", "--set", "XDADefaultSSLSettings.sslProtocol=TLS"],
        ["--plan", "enforce=TLSv1.3", "--on", "stpNode"],
        ["--set", "XDADefaultSSLSettings.sslProtocol=TLS", "--fail-on", "often"],
    ],
)
def test_what_if_usage(bundle: Path, words: list[str]) -> None:
    result = run("what-if", bundle, *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_key_stores_open_with_their_own_passwords_and_none_shows(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    from tests.cell.certificates import certificate, key, p12

    build("sametime-fixed", tmp_path, density=0.05)
    cells = next(tmp_path.glob("stDmgrNode/profiles/*/config/cells/stCell"))
    own = key("ec")
    (cells / "key.p12").write_bytes(p12("default", own, certificate("dmgr", own), password="WebAS"))
    (cells / "trust.p12").write_bytes(p12("x", own, certificate("dmgr", own), password="hunter2-other"))
    plain, told = (
        run("show", tmp_path),
        run("show", tmp_path, "--json", "-", LOGANALYZER_STORE_PASSWORD="hunter2-other"),
    )
    text = " ".join(plain.stdout.split())
    assert "valid at the log's time, valid today" in text or "valid at the log's time, expired today" in text
    assert "served by" in text
    assert "none of 1 passwords fits" in text
    stores = json.loads(told.stdout)["key_stores"]["stores"]
    assert [s["problem"] for s in stores] == [None, None]
    assert not any(word in plain.stdout + told.stdout for word in ("hunter2", "WebAS", "CDo9Hgw"))
