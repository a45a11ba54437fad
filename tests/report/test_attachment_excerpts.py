"""Excerpts: whole records around what was quoted, each gap with the numbers of the lines left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.analysis.excerpts import excerpt_of, whole_of
from loganalyzer.bundle import open_bundle


def excerpt(folder: Path, wanted: list[int], context: int) -> str:
    with open_bundle([folder]) as bundle:
        return "".join(excerpt_of(bundle.members[0], wanted, context))


def log(folder: Path, count: int, lines: int = 1) -> list[str]:
    """A log of ``count`` records of ``lines`` lines each."""
    records = [
        f"[10/12/16 10:{number // 60:02d}:{number % 60:02d}:000 BST] 000000ba Component     I   WXYZ0001I: {number}\n"
        + f"\tat line of {number}\n" * (lines - 1)
        for number in range(count)
    ]
    (folder / "SystemOut.log").write_text("".join(records), encoding="utf-8")
    return records


def test_records_around_a_quoted_one_and_both_ends_are_kept(tmp_path: Path) -> None:
    records = log(tmp_path, 100, lines=2)
    text = excerpt(tmp_path, [101], 2)
    kept = "".join(records[:3]) + "# lines 7-96 of SystemOut.log left out\n" + "".join(records[48:53])
    assert text == kept + "# lines 107-194 of SystemOut.log left out\n" + "".join(records[97:])


def test_a_line_inside_a_record_means_the_record(tmp_path: Path) -> None:
    records = log(tmp_path, 50, lines=4)
    assert "".join(records[20:21]) in excerpt(tmp_path, [83], 0)


@pytest.mark.parametrize("wanted", [[1], [2, 50], [10, 14, 25, 99], []])
@pytest.mark.parametrize("block", [200, 1000, 1 << 20])
def test_the_size_of_a_chunk_changes_nothing(
    tmp_path: Path, wanted: list[int], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(tmp_path, 100)
    whole = excerpt(tmp_path, wanted, 6)
    monkeypatch.setattr("loganalyzer.analysis.excerpts._BLOCK", block)
    assert excerpt(tmp_path, wanted, 6) == whole


def test_a_whole_log_is_the_log(tmp_path: Path) -> None:
    records = log(tmp_path, 100, lines=3)
    with open_bundle([tmp_path]) as bundle:
        assert "".join(whole_of(bundle.members[0])) == "".join(records)
    assert excerpt(tmp_path, list(range(1, 300)), 0) == "".join(records)
