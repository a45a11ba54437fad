"""The table of hits: sorted by time whatever the input, windows with both ends, no time in no window."""

from __future__ import annotations

from tests.correlate.tables import DMGR, MEET, STP, event, ms, table_of

EVENTS = [event(STP, "b", 30, port="8443"), event(DMGR, "a", 10), event(STP, "a", 20), event(MEET, "a", None)]


def test_hits_are_sorted_by_time_and_those_without_come_last() -> None:
    table, _ = table_of(EVENTS)
    assert [(table.hit(row).process, table.hit(row).time) for row in range(len(table))] == [
        (DMGR, ms(10)),
        (STP, ms(20)),
        (STP, ms(30)),
        (MEET, None),
    ]


def test_a_hit_has_its_place_fields_and_text() -> None:
    table, _ = table_of(EVENTS)
    hit = table.hit(2)
    assert (hit.signature, hit.file, hit.line, hit.fields) == ("b", "stpNode/SystemOut.log", 10, {"port": "8443"})
    assert hit.quote is not None
    assert hit.quote.text == "b"


def test_selecting() -> None:
    table, _ = table_of(EVENTS)
    assert table.select(["a"]).tolist() == [0, 1, 3]
    assert table.select(["a", "b", "unknown"], [STP]).tolist() == [1, 2]
    assert table.select(["a"], since=ms(10), until=ms(20)).tolist() == [0, 1]
    assert table.select(["a"], since=ms(11)).tolist() == [1]
    assert table.select(["b"], where=lambda fields: fields.get("port") == "8443").tolist() == [2]
    assert table.select([]).tolist() == table.select(["a"], []).tolist() == []


def test_a_window_over_the_whole_table() -> None:
    table, _ = table_of(EVENTS, since=ms(20), until=ms(30))
    assert [table.hit(row).time for row in range(len(table))] == [ms(20), ms(30)]


def test_quoted_hits_come_first_and_are_limited() -> None:
    table, _ = table_of(EVENTS)
    assert [hit.row for hit in table.quoted(table.select(["a"]), 2)] == [0, 1]


def test_no_hits_at_all() -> None:
    table, _ = table_of([])
    assert (len(table), table.select(["a"]).tolist()) == (0, [])


def test_parted_by_fields_goes_by_time_over_all_logs() -> None:
    events = [
        event(STP, "a", 30, port="1"),
        event(MEET, "a", 20, port="2"),
        event(DMGR, "a", 10, port="1"),
        event(STP, "a", 40),
    ]
    table, _ = table_of(events)
    parted = [(dict(fields), rows.tolist()) for fields, rows in table.parted(table.select(["a"]), "port")]
    assert parted == [({"port": "1"}, [0, 2]), ({"port": "2"}, [1]), ({}, [3])]
    assert table.texts(table.select(["a"], [MEET, STP]), "port") == ["2", "1"]
