"""Real logs of IBM's lab (tests/data/IBM-webspherelab, Apache-2.0): read without an invented error, the real ones found."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis
from tests.formats.simple_count import stamped_records

DATA = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
FOLDERS = sorted(path.relative_to(DATA).as_posix() for path in DATA.glob("*/*") if path.is_dir() and path.name != "ihs")


@cache
def lab(folder: str) -> Analysis:
    return loganalyzer.analyze(DATA / folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_records_equal_a_simple_count(folder: str) -> None:
    for file in lab(folder).bundle.files:
        if file.kind in {"systemout", "systemerr", "messages"}:
            assert file.records == len(stamped_records((DATA / folder / file.path).read_bytes()))
            assert (file.unparsed_lines, file.suspect_lines) == (0, 0)


@pytest.mark.parametrize("folder", FOLDERS)
def test_only_real_errors_are_diagnosed(folder: str) -> None:
    standing = {one.cause for one in lab(folder).diagnoses if one.verdict in {"confirmed", "likely"}}
    text = b"".join(path.read_bytes() for path in (DATA / folder).glob("*.log"))
    assert standing == ({"out-of-memory"} if b"OutOfMemoryError" in text else set())


def test_the_out_of_memory_errors_are_found() -> None:
    path = DATA / "twas/verbosegc_and_oom/SystemErr.log"
    (found,) = [one for one in loganalyzer.analyze(path).signatures if one.id == "out-of-memory"]
    records = stamped_records(path.read_bytes()).values()
    assert found.count == sum(b"java.lang.OutOfMemoryError" in record for record in records) > 0


def test_process_and_levels_come_from_the_header() -> None:
    folder = "twas/verbosegc_and_oom"
    (process,) = lab(folder).processes
    assert (process.name, process.product_version, process.java_version) == (
        "DefaultCell01\\DefaultNode01\\server1",
        "9.0.5.3",
        "8.0.6.10",
    )
    text = (DATA / folder / "SystemOut.log").read_text(encoding="utf-8")
    assert [run.pid for run in process.runs] == [int(pid) for pid in re.findall(r"and process id (\d+)", text)]


@pytest.mark.parametrize("folder", [*FOLDERS, "twas/ihs"])
def test_every_line_of_every_file_is_accounted_for(folder: str) -> None:
    bundle = lab(folder).bundle
    assert bundle.skipped == ()
    assert {file.path for file in bundle.files} == {path.name for path in (DATA / folder).iterdir()}
    for file in bundle.files:
        data = (DATA / folder / file.path).read_bytes()
        assert file.bytes == len(data)
        assert file.lines == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
        parts = (file.records, file.continuation_lines, file.header_lines, file.unparsed_lines)
        assert sum(parts) == file.lines, file.path
