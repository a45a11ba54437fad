"""``records``: what other programs get."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.errors import UsageError
from loganalyzer.report import record_lines
from loganalyzer.report.record_lines import COLUMNS, json_line, write_csv, write_json_lines, write_parquet, writer_of
from tests.analysis import record_logs as logs
from tests.analysis.record_logs import records_of, written
from tests.cli.inside import run
from tests.cli.test_verbs import only_line
from tests.cli.test_verbs import run as start


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cell"), logs.two_zones())


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_csv_has_a_heading_and_a_row_per_record(bundle: Path) -> None:
    result = run("records", bundle, "--to", "csv")
    found = rows(result.stdout.decode())
    assert (result.returncode, result.stderr, len(found)) == (0, b"", 6)
    assert tuple(found[0]) == COLUMNS
    assert found[1]["time"] == "2016-10-12T09:37:31.278Z"
    assert found[1]["text"].splitlines()[1:] == [
        "\tat com.ibm.jsse2.E.a(E.java:218)",
        "\tat com.ibm.jsse2.D.a(D.java:42)",
    ]


def test_json_lines_agree_with_csv(bundle: Path) -> None:
    found = [json.loads(line) for line in run("records", bundle, "--to", "jsonl").stdout.decode().splitlines()]
    plain = [{name: "" if value is None else str(value) for name, value in one.items()} for one in found]
    assert plain == rows(run("records", bundle, "--to", "csv").stdout.decode())


def test_file_archive_and_standard_input_are_the_same(bundle: Path, tmp_path: Path) -> None:
    packed = logs.zipped(logs.two_zones())
    (tmp_path / "all.zip").write_bytes(packed)
    known = run("records", bundle, "--to", "jsonl").stdout
    assert run("records", tmp_path / "all.zip", "--to", "jsonl").stdout == known.replace(
        b'"st', b'"all.zip!/st'
    ).replace(b'"all.zip!/stCell', b'"stCell')
    piped = run("records", "-", "--to", "jsonl", stdin=packed).stdout
    assert piped == known.replace(b'"file": "', b'"file": "(standard input)!/')


def test_the_filters_of_search(bundle: Path) -> None:
    words = ["--level", "E", "--process", "*/dmgr", "--id", "SSLC0008E", "--thread", "6c", "--since", "2016-10-12"]
    (one,) = rows(run("records", bundle, "--to", "csv", *words).stdout.decode())
    assert one["line"] == "6"


def test_no_record_is_no_error(bundle: Path) -> None:
    result = run("records", bundle, "--to", "csv", "--id", "NONE0001E")
    assert (result.returncode, result.stdout.decode()) == (0, ",".join(COLUMNS) + "\n")


def test_a_file_is_written_whole_or_not_at_all(bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert run("records", bundle, "--to", "csv", "-o", target).stdout == b""
    assert target.read_bytes() == run("records", bundle, "--to", "csv").stdout
    before = target.read_bytes()
    assert run("records", bundle, "--to", "csv", "-o", target, "--process", "nobody").returncode == 2
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_one_line(bundle: Path, tmp_path: Path) -> None:
    result = run("records", bundle, "--to", "csv", "-o", tmp_path / "no" / "out.csv")
    assert result.returncode == 2
    assert "cannot write" in only_line(result)


def test_an_unknown_form_is_one_line(bundle: Path) -> None:
    result = run("records", bundle, "--to", "excel")
    assert result.returncode == 2
    assert "expected csv, jsonl or parquet" in only_line(result)


def test_parquet_holds_the_same(bundle: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert run("records", bundle, "--to", "parquet", "-o", tmp_path / "out.parquet").returncode == 0
    piped = io.BytesIO(run("records", bundle, "--to", "parquet").stdout)
    for place in (tmp_path / "out.parquet", piped):
        assert parquet.read_table(place).to_pylist() == [
            {name: getattr(one, name) for name in COLUMNS} for one in records_of(bundle)
        ]


def test_parquet_without_its_library_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"websphere-loganalyzer\[frames\]"):
        writer_of("parquet")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RECORDS = st.builds(
    StreamRecord,
    st.none() | st.integers(0, 10**10).map(lambda second: datetime.fromtimestamp(second, UTC)),
    TEXT,
    TEXT,
    st.integers(1, 10**12),
    TEXT,
    TEXT,
    TEXT,
    st.none() | TEXT.filter(bool),
    TEXT,
)


@given(st.lists(RECORDS, max_size=8), st.integers(1, 3))
def test_any_text_comes_back_whatever_the_batches(records: list[StreamRecord], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_lines, "_BATCH_RECORDS", size)
        lines, table = io.BytesIO(), io.BytesIO()
        assert write_json_lines(records, lines) == write_csv(records, table) == len(records)
    found = [json.loads(line) for line in lines.getvalue().decode().split("\n")[:-1]]
    assert [one["text"] for one in found] == [one.text for one in records]
    assert [(row["text"], row["process"]) for row in rows(table.getvalue().decode())] == [
        (shielded(one.text), shielded(one.process)) for one in records
    ]


def shielded(text: str) -> str:
    """What a spreadsheet would take for a formula stands behind an apostrophe."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@given(RECORDS)
def test_a_line_of_json_is_one_line_for_everybody(record: StreamRecord) -> None:
    assert len(json_line(record).splitlines()) == 1


def test_parquet_is_written_in_batches(monkeypatch: pytest.MonkeyPatch, bundle: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(record_lines, "_BATCH_CHARACTERS", 1)
    out = io.BytesIO()
    assert write_parquet(records_of(bundle), out) == 6
    assert parquet.ParquetFile(io.BytesIO(out.getvalue())).num_row_groups == 6


def test_it_runs_as_a_program(bundle: Path) -> None:
    pytest.importorskip("pyarrow")
    for form in ("csv", "parquet"):
        started, inside = (verb("records", bundle, "--to", form) for verb in (start, run))
        assert (started.returncode, started.stdout, started.stderr) == (0, inside.stdout, b"")
