"""Files appear whole or not at all; a device is written to, never replaced."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from loganalyzer.errors import UsageError
from loganalyzer.report.atomic import write_text


def test_file_is_written_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "ä\n")
    assert (tmp_path / "a.json").read_bytes() == "ä\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_missing_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        write_text(tmp_path / "no" / "a.json", "x")


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "text\n")
        assert os.read(reader, 100) == b"text\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
