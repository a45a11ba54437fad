"""The lives of a process: a new pid is a new life, a repeated header is a rotation."""

from __future__ import annotations

from datetime import UTC, datetime

from loganalyzer.identity import ClockOverrides, Process, Run, decide_clocks, runs_of
from tests.identity.scans import header, lives, process, scan


def runs(*scans: object) -> tuple[Run, ...]:
    one: Process = process(*scans)  # type: ignore[arg-type]
    clock = decide_clocks([one], ClockOverrides(orders={"*": "mdy"}))[one.name]
    return runs_of(one, clock.readings)


def at(hour: int, minute: int = 0) -> int:
    return int(datetime(2016, 10, 12, hour, minute, tzinfo=UTC).timestamp() * 1000)


def stamp(hour: int) -> str:
    return f"10/12/16 {hour}:00:00:000 GMT"


def test_a_changed_pid_is_a_restart() -> None:
    found = runs(lives("SystemOut.log", (stamp(8), 100), (stamp(12), 200)))
    assert [(run.pid, run.start) for run in found] == [(100, at(8)), (200, at(12))]


def test_a_repeated_header_is_a_rotation() -> None:
    found = runs(lives("SystemOut_16.10.12_11.00.00.log", (stamp(8), 100)), lives("SystemOut.log", (stamp(12), 100)))
    assert [(run.pid, run.start, run.file) for run in found] == [(100, at(8), "SystemOut_16.10.12_11.00.00.log")]


def test_a_life_ends_with_the_last_record_before_the_next() -> None:
    log = lives("SystemOut.log", (stamp(8), 100), (stamp(12), 200))
    more = scan("trace.log", [stamp(9), stamp(13)])
    assert [(run.start, run.stop) for run in runs(log, more)] == [(at(8), at(9)), (at(12), at(13))]


def test_a_pid_that_comes_back_is_a_third_life() -> None:
    found = runs(lives("SystemOut.log", (stamp(8), 100), (stamp(12), 200), (stamp(16), 100)))
    assert [run.pid for run in found] == [100, 200, 100]


def test_a_life_may_have_begun_before_the_log() -> None:
    assert [run.first_in_log for run in runs(lives("SystemOut.log", (stamp(8), 100)))] == [True]
    earlier = scan("SystemOut_16.10.12_07.30.00.log", [stamp(7)])
    assert [run.first_in_log for run in runs(earlier, lives("SystemOut.log", (stamp(8), 100)))] == [False]


def test_a_header_without_pid_or_time_starts_no_life() -> None:
    assert runs(scan("SystemErr.log", [stamp(8)], headers=[header(None), header(100)])) == ()
