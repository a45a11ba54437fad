"""``attach``, ``redact`` and ``analyze --redact`` as a person uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.samples import build


def run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from loganalyzer.cli import command; command()", *map(str, words)]
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, check=False, timeout=240, env=environment)


def only_line(result: subprocess.CompletedProcess[bytes]) -> str:
    (line,) = result.stderr.decode().splitlines()
    return line


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cell")
    build("healthy", folder, density=0.05)
    return folder


def test_attach_writes_a_redacted_zip_and_its_key(bundle: Path, tmp_path: Path) -> None:
    result = run("attach", bundle, "--pmr", "12345,678,000", "-o", tmp_path)
    assert result.returncode == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["12345.678.000.loganalyzer.key.json", "12345.678.000.loganalyzer.zip"]
    with zipfile.ZipFile(tmp_path / names[1]) as archive:
        assert {"analysis.json", "diagnosis.md", "manifest.json"} <= set(archive.namelist())
        assert any(name.startswith("excerpts/") and name.endswith("security.xml") for name in archive.namelist())
        assert not any(b"stCell" in archive.read(name) for name in archive.namelist())
    again = run("attach", bundle, "--pmr", "12345,678,000", "-o", tmp_path)
    assert again.returncode == 2
    assert "exists already" in only_line(again)


def test_without_redaction_only_by_its_word(bundle: Path, tmp_path: Path) -> None:
    result = run("attach", bundle, "--case", "TS001234567", "-o", tmp_path, "--no-redact", "--no-config", "--full-logs")
    assert result.returncode == 0
    (path,) = tmp_path.iterdir()
    with zipfile.ZipFile(path) as archive:
        assert not any(name.endswith(".xml") for name in archive.namelist())
        assert b"stCell" in archive.read("diagnosis.md")
        assert json.loads(archive.read("manifest.json"))["redacted"] is False


@pytest.mark.parametrize(
    "words",
    [
        ["--full-logs", "--no-log-text"],
        ["--no-redact", "--redact-term", "acme"],
        ["--max-size", "many"],
        ["--redact-term", "ab"],
        ["--redact-terms", "/no/such/file"],
    ],
)
def test_options_that_make_no_sense_are_refused(bundle: Path, tmp_path: Path, words: list[str]) -> None:
    result = run("attach", bundle, "--case", "TS001234567", "-o", tmp_path, *words)
    assert result.returncode == 2
    assert only_line(result).startswith("loganalyzer: ")
    assert list(tmp_path.iterdir()) == []


def test_check_lists_kinds_without_the_names(bundle: Path) -> None:
    result = run("redact", bundle, "--check", "--redact-term", "zorkmid")
    lines = {line.split()[0]: line for line in result.stdout.decode().splitlines()}
    assert result.returncode == 0
    assert {"cell", "node", "server", "host", "profile", "term"} <= lines.keys()
    assert "s***(6)" in lines["cell"]
    assert b"stCell" not in result.stdout
    assert run("redact", bundle).returncode == 2


def test_analyze_redacted_shows_pseudonyms_everywhere(bundle: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    words = ("--json", tmp_path / "a.json", "-o", tmp_path / "out", "--redact", "--redact-key", key)
    result = run("analyze", bundle, *words)
    assert result.returncode == 0
    text = result.stdout.decode() + (tmp_path / "a.json").read_text() + (tmp_path / "out" / "diagnosis.md").read_text()
    assert "stCell" not in text
    assert "cell-01" in text
    assert key.stat().st_mode & 0o777 == 0o600
    first = (tmp_path / "a.json").read_bytes()
    run("analyze", bundle, *words)
    assert (tmp_path / "a.json").read_bytes() == first


def test_standard_input_cannot_be_attached(tmp_path: Path) -> None:
    result = run("attach", "-", "--case", "TS001234567", "-o", tmp_path)
    assert result.returncode == 2
    assert "standard input" in only_line(result)
