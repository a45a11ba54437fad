from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from loganalyzer.errors import UsageError
from loganalyzer.report.atomic import replacing
from loganalyzer.report.overview import best_evidence
from loganalyzer.report.text import clean, counted, duration, one_line, period, stamp
from tests.report import factory


@pytest.mark.parametrize(
    ("raw", "harmless"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jx", "x"),
        ("a\rb\r\nc", "a\nb\nc"),
        ("a\x00b\u202ec", "a\ufffdb\ufffdc"),
        ("\ttab", "    tab"),
    ],
)
def test_escapes_and_controls_are_removed(raw: str, harmless: str) -> None:
    assert clean(raw) == harmless


def test_a_cut_says_how_much_was_cut() -> None:
    assert one_line("x" * 100, 50) == "x" * 50 + "... [+50 characters]"
    assert one_line("x" * 60, 50) == "x" * 60


def test_times_and_amounts_read_well() -> None:
    moment = datetime(2016, 10, 12, 9, 37, 31, 278000, tzinfo=UTC)
    assert stamp(moment) == "2016-10-12 09:37:31.278Z"
    assert period(moment, moment.replace(hour=10)) == "2016-10-12 09:37:31 to 10:37:31"
    assert period(None, moment) == "? to 2016-10-12 09:37:31"
    assert [duration(s) for s in (0, 45, 185, 3600, 187200)] == ["0 s", "45 s", "3 min 5 s", "1 h", "2 d 4 h"]
    assert counted(1, "file") == "1 file"
    assert counted(2000, "process", "processes") == "2,000 processes"


def test_best_evidence_keeps_what_speaks_against_and_every_kind() -> None:
    chosen = best_evidence(factory.diagnosis().evidence, 4)
    assert [item.supports for item in chosen].count(False) == 1
    assert {item.kind for item in chosen if item.supports} == {"log", "config", "absence"}


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def interrupted() -> None:
        with replacing(target) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_missing_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"), replacing(tmp_path / "no" / "a.txt"):
        pass
