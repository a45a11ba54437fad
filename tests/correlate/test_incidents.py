"""Incidents: hits of two processes are never mixed, nothing outside a window belongs, the order of input is no matter."""

from __future__ import annotations

import random

import pytest

from loganalyzer.correlate.incidents import Incident, find_incidents
from loganalyzer.correlate.schema import Correlation
from loganalyzer.identity import Run
from tests.correlate.tables import DMGR, MEET, STP, Event, correlation, event, ms, table_of


def incidents(events: list[Event], one: Correlation) -> tuple[Incident, ...]:
    table, processes = table_of(events)
    return find_incidents(table, [one], processes, {})


def flapping(
    cycles: int, observer: str = DMGR, start: float = 0, period: float = 120, node: str = "stpNode"
) -> list[Event]:
    """The discovery of a node agent lost and regained, as the field article's deployment manager sees it."""
    downs = [event(observer, "down", start + period * cycle, node=node, server="nodeagent") for cycle in range(cycles)]
    ups = [event(observer, "up", start + period * cycle + 30, node=node, server="nodeagent") for cycle in range(cycles)]
    return [*downs, *ups]


def test_a_burst_is_of_one_process() -> None:
    mixed = [event(STP, "a", 0), event(MEET, "a", 1), event(STP, "a", 2), event(MEET, "a", 3)]
    assert incidents(mixed, correlation("burst")) == ()
    (burst,) = incidents([*mixed, event(STP, "a", 4)], correlation("burst"))
    assert (burst.process, burst.count, burst.first, burst.last) == (STP, 3, ms(0), ms(4))


def test_two_bursts_with_a_pause_are_two() -> None:
    found = incidents([event(STP, "a", at) for at in (0, 1, 2, 500, 501, 502)], correlation("burst"))
    assert [(one.id, one.count) for one in found] == [(rf"test:{STP}:1", 3), (rf"test:{STP}:2", 3)]


def test_a_hit_without_a_time_is_in_no_incident() -> None:
    assert incidents([event(STP, "a", 0), event(STP, "a", 1), event(STP, "a", None)], correlation("burst")) == ()


def test_a_sequence_is_of_one_process() -> None:
    split = [event(STP, "a", 0), event(MEET, "b", 1), event(STP, "c", 2)]
    one = correlation("sequence", least=1)
    assert incidents(split, one) == ()
    (found,) = incidents([*split, event(STP, "b", 1)], one)
    assert (found.process, found.count, found.observers) == (STP, 1, (STP,))


def test_a_sequence_across_processes() -> None:
    split = [event(DMGR, "a", 0), event(MEET, "b", 1), event(STP, "c", 2)]
    (found,) = incidents(split, correlation("sequence", least=1, across=True))
    assert found.observers == (DMGR, MEET, STP)


def test_a_then_c_then_b_is_no_sequence() -> None:
    assert (
        incidents([event(STP, "a", 0), event(STP, "c", 1), event(STP, "b", 2)], correlation("sequence", least=1)) == ()
    )


def test_a_stray_step_between_two_runs_belongs_to_neither() -> None:
    runs = [event(STP, name, at) for name, at in [("a", 0), ("b", 1), ("c", 2), ("a", 9000), ("b", 9001), ("c", 9002)]]
    stray = event(STP, "a", 5000)
    (found,) = incidents([*runs, stray], correlation("sequence", least=2))
    table, _ = table_of([*runs, stray])
    assert (found.count, ms(5000) in table.time[found.rows].tolist(), found.rows.size) == (2, False, 6)


def test_an_outage_needs_its_processes_in_one_window() -> None:
    one = correlation("outage", least=3, window=60_000)
    together = [event(name, "a", at) for at, name in enumerate((DMGR, STP, MEET))]
    (found,) = incidents(together, one)
    assert set(found.observers) == {DMGR, STP, MEET}
    chatter = [event(DMGR, "a", at) for at in range(0, 3600, 20)]
    assert incidents([*chatter, event(STP, "a", 600), event(MEET, "a", 3000)], one) == ()


def test_a_regular_flap() -> None:
    (flap,) = incidents(flapping(5), correlation("flap"))
    assert (flap.kind, flap.process, flap.observers, flap.count) == ("flap", STP, (DMGR,), 5)
    assert (flap.period_seconds, flap.variation) == (120, 0)
    assert flap.downs == tuple(ms(120 * cycle) for cycle in range(5))
    assert (flap.first, flap.last) == (ms(0), ms(4 * 120 + 30))


@pytest.mark.parametrize(("cycles", "found"), [(2, 0), (3, 1)])
def test_fewer_than_three_cycles_are_no_flap(cycles: int, found: int) -> None:
    assert len(incidents(flapping(cycles), correlation("flap"))) == found


def test_two_observers_of_one_flap_tell_one_incident() -> None:
    (flap,) = incidents([*flapping(6), *flapping(4, MEET, start=1)], correlation("flap"))
    assert (flap.process, flap.observers, flap.count) == (STP, (DMGR, MEET), 6)


def test_observers_do_not_add_up() -> None:
    """Two cycles seen by one and two by another are no flap of four."""
    assert incidents([*flapping(2), *flapping(2, MEET, start=240)], correlation("flap")) == ()


def test_two_nodes_that_flap_are_two_incidents() -> None:
    found = incidents([*flapping(4), *flapping(3, node="meetNode", start=7)], correlation("flap"))
    assert {one.process: one.count for one in found} == {STP: 4, MEET: 3}


def test_an_orderly_stop_before_is_no_part_of_a_flap() -> None:
    orderly = flapping(1, start=-7200)
    (flap,) = incidents([*orderly, *flapping(4)], correlation("flap"))
    assert (flap.count, flap.first, flap.rows.size) == (4, ms(0), 8)


def test_a_coming_before_the_first_going_is_no_part() -> None:
    (flap,) = incidents([event(DMGR, "up", -60, node="stpNode", server="nodeagent"), *flapping(3)], correlation("flap"))
    table, _ = table_of([event(DMGR, "up", -60, node="stpNode", server="nodeagent"), *flapping(3)])
    assert flap.first == ms(0) == int(table.time[flap.rows].min())


def test_an_event_that_two_components_report_counts_once() -> None:
    twice = [(name, sign, (at or 0) + 0.004, fields) for name, sign, at, fields in flapping(3)]
    (flap,) = incidents([*flapping(3), *twice], correlation("flap"))
    assert (flap.count, flap.period_seconds, len(flap.downs)) == (3, 120, 3)


def test_a_hit_that_names_no_node_is_about_nobody() -> None:
    assert (
        incidents([event(DMGR, sign, at) for at in range(0, 900, 90) for sign in ("down", "up")], correlation("flap"))
        == ()
    )


def test_the_order_of_the_input_is_no_matter() -> None:
    events = [*flapping(5), *flapping(5, MEET, start=1), *flapping(4, node="meetNode", start=11)]
    shuffled = random.Random(7).sample(events, len(events))
    seen = [(one.id, one.first, one.last, one.count, one.observers) for one in incidents(shuffled, correlation("flap"))]
    assert seen == [
        (one.id, one.first, one.last, one.count, one.observers) for one in incidents(events, correlation("flap"))
    ]


def run(pid: int | None, seconds: float | None) -> Run:
    start = None if seconds is None else ms(seconds)
    return Run(pid, start, start, "SystemOut.log", 1, None, None, None)


@pytest.mark.parametrize(
    ("lives", "count"),
    [
        ([run(1, 0), run(2, 300), run(3, 600), run(4, 900)], 4),
        ([run(1, 0), run(2, 300)], 0),
        ([run(1, 0), run(2, 300), run(None, 600)], 0),
        ([run(1, 0), run(2, 300), run(3, None)], 0),
    ],
)
def test_new_pids_again_and_again_are_a_loop(lives: list[Run], count: int) -> None:
    table, processes = table_of([event(STP, "a", 0)])
    found = find_incidents(table, [], processes, {STP: tuple(lives)})
    assert [(one.kind, one.process, one.count, one.period_seconds) for one in found] == (
        [("loop", STP, count, 300)] if count else []
    )
