"""The command line run in this process, where what is asked is what it says and not how it starts."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from pathlib import Path

import pytest

from loganalyzer.cli import main


def run(*words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """As ``tests.cli.test_verbs.run``, without a new interpreter."""
    out, err, status = io.BytesIO(), io.BytesIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        for name in ("freeze", "set_threshold"):
            patch.setattr(gc, name, lambda *_: None)  # these are for a process of one run
        patch.setattr(sys, "argv", ["loganalyzer", *map(str, words)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        for name, stream in (("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, io.TextIOWrapper(stream, "utf-8", newline="", write_through=True))
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        sys.stdout.flush()
        return subprocess.CompletedProcess(list(words), status, out.getvalue(), err.getvalue())
