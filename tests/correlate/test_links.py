"""Two ends of one event, the difference of clocks that follows, and time by corrected clocks."""

from __future__ import annotations

from itertools import accumulate

import pytest

from loganalyzer.correlate.links import Skew, clock_offsets, find_links
from tests.correlate.tables import DMGR, MEET, STP, Event, correlation, event, ms, table_of

IRREGULAR = tuple(accumulate((17, 211, 95, 613, 31, 402, 178, 66, 980, 129)))
HANDSHAKE = correlation("link", steps=(("refused",), ("alert",)))
VIEWS = correlation("link", steps=(("view",), ("view",)), same=("view",), least=2, window=3_000)
ARRIVES = correlation("link", steps=(("changed",), ("arrived",)), same=("document",), least=2, window=65_000)


def ends(ahead: float, times: tuple[int, ...]) -> list[Event]:
    """Refusals at the deployment manager, and the alert at the node agent whose clock is ahead."""
    refused = [event(DMGR, "refused", at) for at in times]
    return refused + [event(STP, "alert", at + 0.05 + ahead) for at in times]


@pytest.mark.parametrize("ahead", [0.0, 43.0, -2_820.0, 6 * 3600.0])
def test_the_two_ends_of_handshakes_tell_how_far_the_clocks_are_apart(ahead: float) -> None:
    table, _ = table_of(ends(ahead, IRREGULAR))
    (skew,), links = find_links(table, [HANDSHAKE])
    assert (skew.process, skew.against) == (DMGR, STP)
    assert skew.seconds == pytest.approx(-ahead - 0.05, abs=0.6)
    assert len(links) == len(IRREGULAR)


def test_a_period_beyond_ten_minutes_tells_nothing() -> None:
    table, _ = table_of(ends(2_820.0, tuple(range(0, 6_000, 700))))
    skews, _ = find_links(table, [HANDSHAKE])
    assert all(abs(skew.seconds) <= 600 for skew in skews)


def test_views_are_paired_by_their_identifier() -> None:
    shown = [(f"{number}:0.{DMGR}", at) for number, at in enumerate((10, 400, 2_000), 3)]
    events = [event(DMGR, "view", at + more, view=name) for name, at in shown for more in (0, 0.4)]
    events += [event(STP, "view", at - 2_820.5, view=name) for name, at in shown]
    (skew,), links = find_links(table_of(events)[0], [VIEWS])
    assert (skew.process, skew.against) == (STP, DMGR)
    assert skew.seconds == pytest.approx(-2_820.5)
    assert links == ()


def test_documents_arrive_within_the_time_of_a_synchronisation() -> None:
    changes = (("cells/c/security.xml", 100, 30), ("cells/c/resources.xml", 900, 55))
    events = [event(DMGR, "changed", at, document=name) for name, at, _ in changes]
    events += [event(MEET, "arrived", at + lag + 3_600, document=name) for name, at, lag in changes]
    (skew,), _ = find_links(table_of(events)[0], [ARRIVES])
    assert abs(skew.seconds - 3_600) <= skew.uncertainty


def test_distances_that_disagree_give_no_skew() -> None:
    events = [event(DMGR, "changed", at, document=name) for name, at in (("a", 100), ("b", 900))]
    events += [event(MEET, "arrived", at, document=name) for name, at in (("a", 130), ("b", 5_000))]
    assert find_links(table_of(events)[0], [ARRIVES])[0] == ()


def test_offsets_follow_the_surest_chain_and_leave_small_ones_out() -> None:
    skews = (
        Skew(STP, DMGR, -2_820, 1, "views"),
        Skew(MEET, STP, 2_830, 1, "views"),
        Skew(STP, DMGR, -2_700, 500, "guess"),
        Skew("c\\n\\server", MEET, 5_000, 4_000, "vague"),
    )
    assert clock_offsets(skews, DMGR) == {STP: -2_820}


def test_windows_and_order_go_by_corrected_clocks() -> None:
    table, _ = table_of([event(DMGR, "change", 1_000), event(STP, "failure", 1_010 - 2_820)])
    table.correct({STP: -2_820})
    (row,) = table.select(["failure"], since=ms(1_000)).tolist()
    assert table.hit(row).time == ms(1_010 - 2_820)
    assert int(table.ordered[row]) == ms(1_010)
