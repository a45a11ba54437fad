"""A log file: order, layout, headers and roll-overs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tools.samples.bundles import BUNDLES
from tools.samples.world import World, new_world
from tools.samples.writer import LogFile


@pytest.fixture
def world() -> World:
    return new_world(BUNDLES["healthy"].options)


@pytest.fixture
def noon(world: World) -> datetime:
    return world.at(0, "12:00:00")


def log_of(world: World, node: str) -> LogFile:
    return LogFile(world.cell.agent(node), "SystemOut.log")


def test_record_layout(world: World, noon: datetime) -> None:
    log = log_of(world, "stpNode")
    log.resume(noon, 7)
    log.message(noon, "WSVR0001I", "nodeagent")
    log.print(noon, "hello", 0xBA)
    assert log.render()[0].text.splitlines()[-2:] == [
        "[10/12/16 13:00:00:000 BST] 00000001 WsServerImpl  A   WSVR0001I: Server nodeagent open for e-business",
        "[10/12/16 13:00:00:000 BST] 000000ba SystemOut     O hello",
    ]


def test_german_text_keeps_the_id(world: World, noon: datetime) -> None:
    log = log_of(world, "meetNode")
    log.resume(noon, 7)
    log.message(noon, "WSVR0001I", "nodeagent")
    assert log.render()[0].text.endswith("WSVR0001I: Server nodeagent für e-business geöffnet\n")


def test_records_are_sorted_and_counted(world: World, noon: datetime) -> None:
    log = log_of(world, "stpNode")
    log.resume(noon, 7)
    log.print(noon + timedelta(seconds=2), "second", 1)
    log.message(noon, "SRVE8115W", more=["\tat a.b.C.d(C.java:1)"])
    rendered = log.render()[0]
    assert rendered.records == 2
    assert rendered.text.splitlines()[-2:][0] == "\tat a.b.C.d(C.java:1)"


def test_roll_over_repeats_the_header_with_the_same_pid(world: World, noon: datetime) -> None:
    log = log_of(world, "stpNode")
    log.start(noon, 4711)
    for minute in range(4):
        log.message(noon + timedelta(minutes=minute, seconds=1), "ADMS0003I")
    log.rolls.append(noon + timedelta(minutes=2))
    first, current = log.render()
    assert (first.name, current.name) == ("SystemOut_16.10.12_13.02.00.log", "SystemOut.log")
    assert [part.text.count("process id 4711") for part in (first, current)] == [1, 1]
    assert [part.records for part in (first, current)] == [2, 2]


def test_a_restart_appends_a_header(world: World, noon: datetime) -> None:
    log = log_of(world, "stpNode")
    log.start(noon, 1)
    log.print(noon + timedelta(seconds=1), "one", 1)
    log.start(noon + timedelta(seconds=2), 2)
    log.print(noon + timedelta(seconds=3), "two", 1)
    text = log.render()[0].text
    assert text.index("process id 1") < text.index("O one") < text.index("process id 2") < text.index("O two")


def test_an_unused_log_gives_no_file(world: World) -> None:
    assert log_of(world, "stpNode").render() == []
