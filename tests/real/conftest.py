"""Tests that run real tools beside us: each skips where its tool is missing; REQUIRE_PEERS=1 makes a skip a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from typing import TypeVar

import pytest

_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test is a failed one where all peers are required."""
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a file that skips itself as a whole."""
    return _no_skip((yield))


def _no_skip(report: _Report) -> _Report:
    if os.environ.get("REQUIRE_PEERS") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_PEERS=1 allows no skip. {reason}"
    return report


@pytest.fixture
def peer() -> Callable[[str], str]:
    """Give the path of a command-line tool, or skip the test."""

    def find(command: str) -> str:
        path = shutil.which(command)
        if path is None:
            pytest.skip(f"{command} is not installed")
        return path

    return find
