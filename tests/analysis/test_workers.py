"""Reading by several processes: the same result from all kinds of them, and an end to all of them whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loganalyzer.analysis.forked import forked
from loganalyzer.errors import IncompleteError
from tests.analysis.test_ranges import a_log

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


def command(kind: str, *words: str | Path) -> list[str]:
    return [sys.executable, "-m", "tests.analysis.worker_runs", kind, "analyze", *map(str, words)]


def run(kind: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(kind, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "x.log"
    path.write_bytes(a_log())
    return path


def no_child_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def nothing() -> None:
    pass


@pytest.mark.parametrize(("children", "helps"), [(1, False), (1, True), (3, True), (3, False)])
def test_results_come_in_order_each_once(children: int, helps: bool) -> None:
    big = 3 << 20  # more than a pipe holds
    found = list(forked(lambda n: (n, bytes(big), os.getpid()), 12, children, helps=helps, meanwhile=nothing))
    assert [number for number, _, _ in found] == list(range(12))
    assert all(len(data) == big for _, data, _ in found)
    assert helps or os.getpid() not in {process for _, _, process in found}
    assert no_child_left()


def test_a_system_that_forks_no_more_leaves_the_work_to_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert list(forked(lambda n: n * n, 4, 2, helps=False, meanwhile=nothing)) == [0, 1, 4, 9]


def test_an_error_in_a_child_is_raised_here() -> None:
    def fail(number: int) -> int:
        if number == 2:
            raise MemoryError("in the child")
        return number

    results = forked(fail, 4, 1, helps=False, meanwhile=nothing)
    with pytest.raises(MemoryError, match="in the child"):
        list(results)
    assert no_child_left()


def test_a_child_that_is_killed_is_reported() -> None:
    def die(number: int) -> int:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(IncompleteError, match="ended before its work was done"):
        list(forked(die, 3, 2, helps=False, meanwhile=nothing))
    assert no_child_left()


def test_what_is_raised_meanwhile_ends_the_children() -> None:
    def wrong() -> None:
        raise ValueError("bad knowledge")

    with pytest.raises(ValueError, match="bad knowledge"):
        list(forked(lambda _: time.sleep(600), 2, 2, helps=True, meanwhile=wrong))
    assert no_child_left()


def test_results_that_nobody_wants_any_more_end_the_children() -> None:
    results = forked(lambda n: time.sleep(600 * n) or n, 3, 2, helps=False, meanwhile=nothing)
    assert next(results) == 0
    results.close()
    assert no_child_left()


def test_forked_and_spawned_workers_give_the_bytes_of_one_process(log: Path, tmp_path: Path) -> None:
    texts = []
    for kind, workers in (("fork", 1), ("fork", 2), ("fork", 3), ("spawn", 1), ("spawn", 2)):
        target = tmp_path / f"{kind}{workers}.json"
        result = run(kind, log, "--json", target, "--workers", str(workers))
        assert result.returncode == 0, result.stderr
        texts.append(target.read_text())
    assert texts[1:] == texts[:1] * 4


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_is_killed_costs_the_run(log: Path, workers: int) -> None:
    result = run("killed", log, "--workers", str(workers))
    assert result.returncode == 3
    (line,) = result.stderr.splitlines()
    assert "ended before its work was done" in line


def test_a_broken_suppression_does_not_wait_for_the_reading(log: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("- signature: no-such-signature\n")
    result = run("stuck", log, "--workers", "1", "--suppress", mine)
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert "mine.yaml:1:" in line


@pytest.fixture
def stuck(log: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A run that waits for a worker which never ends, in a process group of its own; with the worker's number."""
    process = subprocess.Popen(
        command("stuck", log, "--workers", "1"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = dict(process.stdout.readline().split() for _ in range(2))
    yield process, int(said["worker"])
    process.kill()
    process.communicate()


def wait_for_end(worker: int) -> None:
    """Return when the process is gone; else the test runs into this limit."""
    for _ in range(600):
        status = Path(f"/proc/{worker}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the worker lives on")


def test_ctrl_c_ends_them_all(stuck: tuple[subprocess.Popen[str], int]) -> None:
    process, worker = stuck
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (3, "loganalyzer: interrupted; nothing was finished\n")
    wait_for_end(worker)


def test_no_worker_outlives_the_process_it_reads_for(stuck: tuple[subprocess.Popen[str], int]) -> None:
    process, worker = stuck
    process.kill()
    wait_for_end(worker)
