"""Captured fields kept as bytes: what comes out is what went in."""

from __future__ import annotations

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.captures import Cuttings, Fields, Values, Written

# A refusal names protocol and port, a hung thread its number: blocks of several kinds, one of them with a blank run inside.
PROTOCOLS = st.sampled_from(["TLSv1", "SSLv3"])
PORTS = st.sampled_from(["9443", "5061"])


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Cuttings | Written, list[Fields]]:
    kind = draw(st.sampled_from(["peers", "turned", "threads", "written"]))
    if kind == "written":
        fields: list[Fields] = [{"port": port} for port in draw(st.lists(PORTS, min_size=1, max_size=3))]
        return Written(fields), fields
    if kind == "threads":
        return cuttings(("thread",), draw(st.lists(st.tuples(st.sampled_from(["a  b", "c  d"])), min_size=1)))
    rows = draw(st.lists(st.tuples(PROTOCOLS, PORTS), min_size=1, max_size=6))
    if kind == "turned":
        return cuttings(("port", "protocol"), [row[::-1] for row in rows])
    return cuttings(("protocol", "port"), rows)


def cuttings(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[Cuttings, list[Fields]]:
    lines = ["".join(row) for row in rows]
    array = np.frombuffer("".join(lines).encode(), dtype=np.uint8).reshape(len(lines), -1)
    fields = [{name: " ".join(text.split()) for name, text in zip(names, row, strict=True)} for row in rows]
    return Cuttings(names, tuple(map(len, rows[0])), array), list(fields)


BLOCKS = st.lists(blocks(), max_size=8)


def filled(some: list[tuple[Cuttings | Written, list[Fields]]]) -> tuple[Values, list[Fields]]:
    values, expected = Values(), []
    for block, fields in some:
        assert values.add(block) == len(expected)
        expected += fields
    return values, expected


@given(BLOCKS, BLOCKS)
def test_numbers_give_what_was_put_in(
    some: list[tuple[Cuttings, list[Fields]]], more: list[tuple[Cuttings, list[Fields]]]
) -> None:
    values, expected = filled(some)
    later, further = filled(more)
    values.extend(pickle.loads(pickle.dumps(later)))
    values.append({"by": "hand"})
    expected += [*further, {"by": "hand"}]
    assert [values[number] for number in range(len(values))] == list(values) == expected


@given(BLOCKS, st.data())
def test_parted_by_what_some_fields_have(some: list[tuple[Cuttings, list[Fields]]], data: st.DataObject) -> None:
    values, expected = filled(some)
    numbers = data.draw(st.lists(st.integers(0, len(expected) - 1), max_size=20)) if expected else []
    names = data.draw(st.sets(st.sampled_from(["protocol", "port", "thread"])))
    combinations, which = values.parted(np.array(numbers, dtype=np.int64), names)
    asked = [{name: text for name, text in expected[number].items() if name in names} for number in numbers]
    assert [combinations[one] for one in which.tolist()] == asked
    assert combinations == [one for place, one in enumerate(asked) if one not in asked[:place]]
