"""The command, its --check, and the samples in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.samples import BUNDLES
from tools.samples.__main__ import main
from tools.samples.compare import differences
from tools.samples.output import pack

ROOT = Path(__file__).resolve().parents[2] / "sample_logs"
SIZE_LIMIT = 17_000_000
SMALL = {"starting-cell", "migrated-references", "unsynchronised-nodes", "java-disables-tlsv1"}


def test_the_samples_in_the_repository_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["--check", "--target", str(ROOT)]), capsys.readouterr().out) == (0, "")


def test_the_samples_stay_small() -> None:
    assert sum(p.stat().st_size for p in ROOT.rglob("*") if p.is_file()) <= SIZE_LIMIT
    assert {p.name for p in ROOT.iterdir() if p.is_dir()} == set(BUNDLES)
    for name in SMALL:
        assert sum(p.stat().st_size for p in (ROOT / name).rglob("*") if p.is_file()) <= 400_000, name


def test_check_names_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health-probe", "--target", str(tmp_path)]) == 0
    bundle = tmp_path / "health-probe"
    (bundle / "EXPECTED.yaml").write_text("bundle: other\n")
    (bundle / "stpNode-logs.zip").unlink()
    (bundle / "extra.txt").touch()
    assert main(["health-probe", "--check", "--target", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "health-probe: missing: stpNode-logs.zip",
        "health-probe: left over: extra.txt",
        "health-probe: differs: EXPECTED.yaml",
    ]


def test_an_unknown_bundle_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nosuch"])
    assert "unknown bundle nosuch" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_archives_are_reproducible(kind: str, tmp_path: Path) -> None:
    files = {"b/x.log": b"two", "a.log": b"one"}
    for folder in ("kept", "fresh"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"n.{kind}").write_bytes(pack(kind, dict(reversed(files.items()))))
    assert differences(tmp_path / "kept", tmp_path / "fresh") == []


def test_an_unknown_kind_of_archive_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of archive: rar"):
        pack("rar", {})
