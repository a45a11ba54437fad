from __future__ import annotations

import sys
from typing import Any

import pytest

from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.errors import UsageError
from loganalyzer.report.frames import COLUMNS, RECORD_COLUMNS, record_frame, to_frames
from tests.report import factory


@pytest.mark.parametrize("make", [factory.empty, factory.article, factory.hostile])
def test_frames_have_the_documented_columns_and_types_even_when_empty(make: Any) -> None:
    frames = to_frames(make())
    assert {
        name: {column: str(kind) for column, kind in frame.dtypes.items()} for name, frame in frames.items()
    } == COLUMNS


def test_frames_hold_the_rows_of_the_analysis() -> None:
    frames = to_frames(factory.article())
    assert {name: len(frame) for name, frame in frames.items()} == {
        "files": 4,
        "processes": 4,
        "signatures": 5,
        "hits": sum(len(one.per_minute) for one in factory.article().signatures),  # all have a time
        "incidents": 3,
        "diagnoses": 5,
        "evidence": 35,
    }
    assert frames["incidents"].loc[0, "process"] == factory.AGENT
    assert str(frames["files"].loc[0, "first"]) == "2016-10-12 07:50:02.017000+00:00"


def test_a_missing_pandas_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="pandas"):
        to_frames(factory.empty())


def test_a_record_has_a_column_for_each_of_its_fields_even_when_there_is_none() -> None:
    frame = record_frame(())
    assert {column: str(kind) for column, kind in frame.dtypes.items()} == RECORD_COLUMNS
    assert list(RECORD_COLUMNS) == list(StreamRecord.__struct_fields__)
