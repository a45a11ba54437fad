"""A bundle packed with the tools administrators have reads the same as the folder it was packed from."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).parents[2] / "sample_logs" / "sametime-tls12"
NAME = "Büro bundle"

# What is written to the archive, and the shell line that writes it. $1 is the archive; the folder is the working directory.
SINGLE = {
    "stored.zip": 'zip -q -0 -r "$1" .',
    "deflated.zip": 'zip -q -9 -r "$1" .',
    "bzip2.zip": 'zip -q -Z bzip2 -r "$1" .',
    "no-folders.zip": 'zip -q -D -r "$1" .',
    "streamed.zip": 'zip -q -r - . | cat >"$1"',
    "forced-zip64.zip": 'zip -q -fz -r "$1" .',
    "renamed.jar": 'zip -q -r "$1" .',
    "gnu.tar": 'tar --format=gnu -cf "$1" .',
    "pax.tar": 'tar --format=pax -cf "$1" .',
    "ustar.tar": 'tar --format=ustar -cf "$1" .',
    "packed.tar.gz": 'tar -czf "$1" .',
    "packed.tgz": 'tar -cf - . | gzip -9 >"$1"',
    "packed.tar.bz2": 'tar -cjf "$1" .',
    "packed.tar.xz": 'tar -cJf "$1" .',
    "two-streams.tar.gz": 'tar -cf - . | (head -c 70000 | gzip; gzip) >"$1"',
    "packed.tar.zst": 'tar -cf - . | zstd -q >"$1"',
    "solid.7z": '7zz a -bso0 -bsp0 "$1" .',
    "explorer.zip": '7zz a -bso0 -bsp0 -mm=Deflate64 "$1" .',
    "lzma.zip": '7zz a -bso0 -bsp0 -mm=LZMA "$1" .',
    "blocks.tar.xz": 'tar -cf - . | xz --block-size=65536 >"$1"',
}
TOOLS = ("zip", "tar", "gzip", "bzip2", "xz", "zstd", "7zz")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deployment manager and the flapping node of a sample, under a name with a blank and an umlaut."""
    tree = tmp_path_factory.mktemp("tree") / NAME
    for node in ("stDmgrNode", "stpNode"):
        shutil.copytree(SAMPLE / node, tree / NAME / node)
    return tree


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    """What is read from the plain folder."""
    read = _analyze(folder)
    assert sum(counts[0] for counts in read["files"].values()) > 1000
    assert "confirmed" in read["verdicts"].values()
    return read


@pytest.mark.parametrize("name", SINGLE)
def test_archive_reads_as_its_folder(
    name: str, folder: Path, expected: dict[str, Any], tmp_path: Path, peer: Callable[[str], str]
) -> None:
    for tool in TOOLS:
        if tool in re.split(r"[ |;()]+", SINGLE[name]):
            peer(tool)
    archive = tmp_path / name
    _shell(SINGLE[name], folder, archive)
    assert _analyze(archive) == expected


@pytest.mark.parametrize(("tool", "suffix"), [("gzip", ".gz"), ("bzip2", ".bz2"), ("xz", ".xz"), ("zstd", ".zst")])
def test_each_log_packed_on_its_own(
    tool: str, suffix: str, folder: Path, expected: dict[str, Any], tmp_path: Path, peer: Callable[[str], str]
) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(folder, copy)
    logs = sorted(str(path) for path in copy.rglob("*.log"))
    subprocess.run([peer(tool), *(["-q", "--rm"] if tool == "zstd" else []), *logs], check=True)
    assert not list(copy.rglob("*.log"))
    assert list(copy.rglob(f"*.log{suffix}"))
    assert _analyze(copy) == expected


def test_tar_without_long_names(tmp_path: Path, peer: Callable[[str], str]) -> None:
    peer("tar")
    logs = tmp_path / "tree" / NAME / "logs"
    shutil.copytree(SAMPLE / "stpNode" / "profiles" / "hostSTPPNProfile1" / "logs" / "nodeagent", logs)
    _shell('tar --format=v7 -cf "$1" .', logs.parents[1], tmp_path / "v7.tar")
    assert _analyze(tmp_path / "v7.tar") == _analyze(logs.parents[1])


def test_archive_in_an_archive(
    folder: Path, expected: dict[str, Any], tmp_path: Path, peer: Callable[[str], str]
) -> None:
    peer("zip")
    peer("xz")
    inner = tmp_path / "inner"
    inner.mkdir()
    for node in ("stDmgrNode", "stpNode"):
        _shell(f'tar -cJf "$1" "{NAME}/{node}"', folder, inner / f"{node}.tar.xz")
    outer = tmp_path / "outer.zip"
    _shell('zip -q -r "$1" .', inner, outer)
    assert _analyze(outer) == expected


@pytest.mark.parametrize("name", ["locked.zip", "locked.7z"])
def test_encrypted_archive_is_said_to_be_so(
    name: str, folder: Path, tmp_path: Path, peer: Callable[[str], str]
) -> None:
    peer("7zz")
    both = tmp_path / "both"
    shutil.copytree(folder, both)
    _shell('7zz a -bso0 -bsp0 -psecret "$1" .', folder, both / name)
    skipped = json.loads(_loganalyzer("analyze", str(both), "--json", "-"))["bundle"]["skipped"]
    reasons = [one["reason"] for one in skipped if one["path"].startswith(name)]
    assert reasons
    assert all("encrypted" in reason or "password" in reason for reason in reasons)


def test_standard_input(folder: Path, expected: dict[str, Any], peer: Callable[[str], str]) -> None:
    packed = subprocess.run([peer("tar"), "-czf", "-", "."], cwd=folder, check=True, capture_output=True).stdout
    assert _analyze("-", packed) == expected


def test_inspect_counts_the_same_records(folder: Path, tmp_path: Path, peer: Callable[[str], str]) -> None:
    peer("zip")
    archive = tmp_path / "bundle.zip"
    _shell(SINGLE["deflated.zip"], folder, archive)
    runs = [_loganalyzer("inspect", str(path)).decode() for path in (folder, archive)]
    assert _records_shown(runs[0]) == _records_shown(runs[1])
    assert _records_shown(runs[0])


def _shell(line: str, where: Path, archive: Path) -> None:
    subprocess.run(["sh", "-c", line, "sh", str(archive)], cwd=where, check=True)


def _analyze(path: Path | str, stdin: bytes | None = None) -> dict[str, Any]:
    document = json.loads(_loganalyzer("analyze", str(path), "--json", "-", "--workers", "1", stdin=stdin))
    assert document["complete"]
    return {
        "files": {_plain(one["path"]): _facts(one) for one in document["bundle"]["files"]},
        "skipped": {_plain(one["path"]): one["reason"] for one in document["bundle"]["skipped"]},
        "verdicts": {one["cause"]: one["verdict"] for one in document["diagnoses"]},
    }


def _plain(path: str) -> str:
    """The path below the node's folder, without the archives on the way to it and the suffix of a packed log."""
    inside = path[path.index(f"{NAME}/") + len(NAME) + 1 :]
    for suffix in (".gz", ".bz2", ".xz", ".zst"):
        inside = inside.partition(f"{suffix}!/")[0].removesuffix(suffix)
    return inside


def _facts(file: dict[str, Any]) -> tuple[Any, ...]:
    counts = ("records", "continuation_lines", "header_lines", "unparsed_lines", "suspect_lines")
    return (*(file[key] for key in counts), file["process"], file["kind"], file["first"], file["last"])


def _records_shown(text: str) -> list[str]:
    """The numbers behind each kind of log in the table that ``inspect`` prints."""
    kinds = ("systemout", "systemerr", "tool", "ffdc")
    words = [line.split() for line in text.splitlines()]
    return sorted(" ".join(line[-6:]) for line in words if len(line) > 5 and line[-6] in kinds)


def _loganalyzer(*arguments: str, stdin: bytes | None = None) -> bytes:
    command = [sys.executable, "-c", "from loganalyzer.cli import command; command()", *arguments]
    done = subprocess.run(command, input=stdin or b"", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
