"""The command line as a person or a script uses it: standard output, standard error and exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.samples import build

LINE = "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Exception is "
REFUSED = LINE + "javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported\n"


def run(*words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from loganalyzer.cli import command; command()", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120, env=environment)


def only_line(result: subprocess.CompletedProcess[bytes]) -> str:
    (line,) = result.stderr.decode().splitlines()
    return line


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cell")
    build("sametime-tls12", folder, density=0.1)
    return folder


def test_help_names_the_verbs() -> None:
    text = run("--help").stdout.decode()
    assert all(verb in text for verb in ("analyze", "inspect", "timeline", "attach", "signatures"))


def loaded(libraries: str, code: str, *words: str | Path) -> list[str]:
    """Which of the libraries a process has imported that runs the code."""
    report = f"print('loaded', *[name for name in '{libraries}'.split() if name in sys.modules])"
    script = f"import sys; {code}; {report}"
    result = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, check=True)
    return result.stdout.decode().splitlines()[-1].split()[1:]


def test_help_loads_no_heavy_library() -> None:
    verbs = "from typer.main import get_command; from loganalyzer.cli.app import app; list(get_command(app).commands.values())"
    assert loaded("numpy lxml yaml rich regex", verbs) == []


def test_a_log_is_read_without_what_only_other_bundles_need(tmp_path: Path) -> None:
    log = tmp_path / "SystemOut.log"
    log.write_bytes(b"[3/1/18 8:30:05:007 EST] 0000002e ServerImpl    A WSVR0001I: Server server1 open\n" * 40)
    code = "import loganalyzer; loganalyzer.analyze(sys.argv[1])"
    others = "numpy.ma numpy.random email tarfile zipfile lxml rapidfuzz rich loganalyzer.formats.javacore loganalyzer.formats.gc"
    others += " concurrent.futures loganalyzer.tls.plan loganalyzer.tls.effects"
    assert loaded(others, code, log) == []


def test_analyze_prints_the_verdict_and_writes_the_folder(bundle: Path, tmp_path: Path) -> None:
    result = run("analyze", bundle, "-o", tmp_path / "out")
    assert result.returncode == 0
    assert "XDADefaultSSLSettings" in result.stdout.decode()
    assert {"analysis.json", "diagnosis.md"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_json_on_standard_output_is_all_there_is(bundle: Path) -> None:
    result = run("analyze", bundle, "--json", "-")
    assert json.loads(result.stdout)["schema"] == "loganalyzer.analysis/1"
    assert result.stderr == b""


def test_same_input_gives_the_same_bytes(bundle: Path) -> None:
    assert (
        run("analyze", bundle, "--json", "-").stdout == run("analyze", bundle, "--json", "-", "--workers", "1").stdout
    )


@pytest.mark.parametrize(("severity", "status"), [("critical", 0), ("error", 1), ("warning", 1)])
def test_fail_on(bundle: Path, severity: str, status: int) -> None:
    assert run("analyze", bundle, "--json", "-", "--fail-on", severity).returncode == status


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["analyze", "/no/such/bundle"], "no such file or folder"),
        (["analyze", ".", "--fail-on", "loud"], "--fail-on loud"),
        (["analyze", ".", "--zone", "nodeagent"], "PROCESS=VALUE"),
        (["attach", ".", "-o", "x", "--case", "TS12"], "TS12"),
        (["attach", ".", "-o", "x", "--pmr", "12345"], "12345"),
        (["timeline", ".", "-o", "chart.gif"], "chart.gif"),
        (["timeline", ".", "-o", "chart.png", "--bucket", "soon"], "soon"),
        (["timeline", ".", "-o", "chart.png", "--as", "pie"], "timeline, heatmap, certificates"),
        (["timeline", ".", "-o", "chart.png", "--size", "poster"], "page, slide, ticket"),
        (["timeline", ".", "-o", "chart.png", "--signature", "nobody"], "nobody"),
        (["signatures", "show", "nobody"], "nobody"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(words: list[str], part: str) -> None:
    result = run(*words)
    assert (result.returncode, result.stdout) == (2, b"")
    assert part in only_line(result)


def test_empty_folder_says_so(tmp_path: Path) -> None:
    result = run("analyze", tmp_path)
    assert result.returncode == 2
    assert "nothing to read" in only_line(result)


def test_binary_file_is_named_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "core.dmp").write_bytes(bytes(range(256)) * 64)
    result = run("analyze", tmp_path)
    assert result.returncode == 2
    assert "core.dmp: binary file" in only_line(result)


def test_a_binary_neighbour_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "core.dmp").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "SystemOut.log").write_text(REFUSED, encoding="utf-8")
    found = json.loads(run("analyze", tmp_path, "--json", "-").stdout)
    assert [(item["path"], item["reason"]) for item in found["bundle"]["skipped"]] == [("core.dmp", "binary file")]
    assert found["bundle"]["files"][0]["records"] == 1


def test_broken_user_signature_is_one_line_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("- id: x\n  titel: y\n", encoding="utf-8")
    result = run("analyze", ".", "--signatures", tmp_path)
    assert result.returncode == 2
    assert "mine.yaml:" in only_line(result)


def test_user_signature_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        "- id: own-shop-error\n  title: The shop failed\n  family: resources\n  severity: error\n  match: {ids: [SHOP0001E]}\n"
        "  provenance: real-line\n  meaning: The web shop reports that it failed.\n"
        "  examples:\n    match:\n      - record: '[10/12/16 10:37:31:278 BST] 000000ba Shop E   SHOP0001E: no'\n"
        "    miss:\n      - record: '[10/12/16 10:37:31:278 BST] 000000ba Shop E   SHOP0002E: no'\n",
        encoding="utf-8",
    )
    log = tmp_path / "SystemOut.log"
    log.write_text("[10/12/16 10:37:31:278 BST] 000000ba Shop          E   SHOP0001E: kaputt\n", encoding="utf-8")
    found = json.loads(run("analyze", log, "--json", "-", "--signatures", folder).stdout)
    assert [one["id"] for one in found["signatures"]] == ["own-shop-error"]


def test_forced_date_order_and_zone(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "server1"
    folder.mkdir(parents=True)
    (folder / "SystemOut.log").write_text(REFUSED.replace("BST", "XYZ"), encoding="utf-8")
    words = ["--date-order", "*/server1=dmy", "--zone", "*/server1=Europe/Berlin"]
    (file,) = json.loads(run("analyze", tmp_path, "--json", "-", *words).stdout)["bundle"]["files"]
    assert (file["first"], file["date_order"], file["zone"]) == ("2016-12-10T09:37:31.278Z", "dmy", "Europe/Berlin")


def test_since_leaves_out_what_is_earlier(tmp_path: Path) -> None:
    log = tmp_path / "SystemOut.log"
    log.write_text(REFUSED + REFUSED.replace("10:37", "11:37"), encoding="utf-8")
    found = json.loads(run("analyze", log, "--json", "-", "--since", "2016-10-12T10:00").stdout)
    assert found["signatures"][0]["count"] == 1
    found = json.loads(run("analyze", log, "--json", "-", "--until", "+30m").stdout)
    assert found["signatures"][0]["count"] == 1


def test_attach_packs_without_log_text(bundle: Path, tmp_path: Path) -> None:
    result = run("attach", bundle, "--case", "TS001234567", "--no-redact", "--no-log-text", "-o", tmp_path)
    assert result.returncode == 0
    (written,) = tmp_path.iterdir()
    assert written.name.startswith("TS001234567.")
    with zipfile.ZipFile(written) as archive:
        assert {"analysis.json", "diagnosis.md", "manifest.json"} <= set(archive.namelist())
        assert b"Unable to initialize SSL connection" not in archive.read("analysis.json")
    assert (
        run("attach", bundle, "--case", "TS001234567", "--no-redact", "--no-log-text", "-o", tmp_path).returncode == 2
    )


def test_inspect_shows_clocks_and_skips(bundle: Path) -> None:
    text = run("inspect", bundle).stdout.decode()
    assert "Europe/London" in text
    assert "stpNode" in text


def test_standard_input_equals_the_file(tmp_path: Path) -> None:
    log = tmp_path / "SystemOut.log"
    log.write_text(REFUSED * 3, encoding="utf-8")
    piped = run("analyze", "-", "--json", "-", stdin=log.read_bytes()).stdout.decode()
    named = run("analyze", log, "--json", "-").stdout.decode()
    pick = lambda text: [(one["id"], one["count"], one["first"]) for one in json.loads(text)["signatures"]]  # noqa: E731
    assert pick(piped) == pick(named)


def test_signatures_verbs() -> None:
    assert run("signatures", "lint").returncode == 0
    assert run("signatures", "test").returncode == 0
    assert b"tls-client-protocol-refused" in run("signatures", "list", "--family", "tls").stdout
    assert b"OpenJSSE" in run("signatures", "show", "tls-client-protocol-refused").stdout


def test_a_limit_that_is_hit_can_be_raised_as_the_reason_says(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"s{number}/SystemOut.log", REFUSED * (number + 1))
    narrow = run("inspect", tmp_path / "logs.zip", "--limit", "members=2").stdout.decode()
    assert "--limit members=N" in " ".join(narrow.split())
    assert "--limit members" not in run("inspect", tmp_path / "logs.zip", "--limit", "members=9").stdout.decode()
    assert "write one of" in only_line(run("inspect", tmp_path, "--limit", "members=many"))


def test_nothing_temporary_is_left_when_nobody_reads_on(tmp_path: Path) -> None:
    """As with ``loganalyzer records - --to jsonl < log | head -1``: what came by standard input was kept in a file."""
    words = ["-c", "from loganalyzer.cli import command; command()", "records", "-", "--to", "jsonl"]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(REFUSED.encode() * 20_000)
        process.stdin.close()
        assert json.loads(process.stdout.readline())["time"] == "2016-10-12T09:37:31.278Z"
        process.stdout.close()
        process.wait(60)
        assert process.stderr
        assert process.stderr.read() == b""
    assert list(tmp_path.iterdir()) == []
