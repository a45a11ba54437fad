"""The kept pattern database finds what a new one finds, and never stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.matching import compiled
from loganalyzer.matching.scanner import HyperscanScanner

pytest.importorskip("hyperscan")
TEXT = b"x SSLC0008E and No\n space left on device"


def found(literals: list[str]) -> list[tuple[int, int]]:
    numbers, ends = HyperscanScanner(literals).scan(TEXT)
    return sorted(zip(numbers, ends, strict=True))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGANALYZER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled, "_WORTH_KEEPING", 1)
    return tmp_path / "cache"


def test_the_second_run_takes_what_the_first_one_kept(kept: Path) -> None:
    literals = ["SSLC0008E", "No space left on device"]
    first = found(literals)
    (file,) = kept.iterdir()
    before = file.stat().st_mtime_ns
    assert found(literals) == first == [(0, 11), (1, TEXT.index(b" left on device") + 15)]
    assert file.stat().st_mtime_ns == before
    assert found(["SSLC0008E"]) == [(0, 11)]
    assert len(list(kept.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_file_is_compiled_anew(kept: Path, damage: bytes | None) -> None:
    found(["SSLC0008E"])
    (file,) = kept.iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data if damage is None else damage)
    assert found(["SSLC0008E"]) == [(0, 11)]


def test_a_folder_that_cannot_be_made_is_left_alone(kept: Path) -> None:
    kept.write_text("a file stands in the way")
    assert found(["SSLC0008E"]) == [(0, 11)]


def test_nothing_is_kept_if_asked_so(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGANALYZER_CACHE", "")
    monkeypatch.chdir(kept.parent)
    assert found(["SSLC0008E"]) == [(0, 11)]
    assert not list(kept.parent.iterdir())


def test_only_the_newest_are_kept(kept: Path) -> None:
    for number in range(6):
        found([f"SSLC000{number}E"])
    assert len(list(kept.iterdir())) == 4
