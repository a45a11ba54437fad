"""The columns a pass leaves behind: counts add up, runs of minutes compress, hits of parts join."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.clock.packing import MINUTE_SHIFT
from loganalyzer.records import NO_STYLE, Hits, LineCounts, MinuteRuns, Quote, counts_between

ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 2)), max_size=40)


def runs_of(rows: list[tuple[int, int, int]]) -> MinuteRuns:
    styles, minutes, severities = (
        (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)) if rows else ([],) * 3
    )
    at, raw = np.arange(len(rows)), np.asarray(minutes, np.int64) << MINUTE_SHIFT
    return MinuteRuns.of(np.asarray(styles, np.int16), raw, counts_between(at, np.asarray(severities)))


def test_counts_of_parts_add_up() -> None:
    total = LineCounts(10, 3, 1, 1, 1, 0, 1)
    total.add(LineCounts(5, 2, 1, 0, 0, 1, 0))
    assert total == LineCounts(15, 5, 2, 1, 1, 1, 1)


@given(ROWS)
def test_runs_of_minutes_keep_every_record(rows: list[tuple[int, int, int]]) -> None:
    runs = runs_of(rows)
    assert runs.counts.sum() == len(rows)
    for column in range(3):
        assert (runs.counts[:, column]).sum() == sum(severity == column for _, _, severity in rows)
    expected = [row[:2] for number, row in enumerate(rows) if not number or rows[number - 1][:2] != row[:2]]
    assert list(zip(runs.style.tolist(), (runs.raw >> MINUTE_SHIFT).tolist(), strict=True)) == expected


@given(ROWS, ROWS)
def test_runs_of_two_parts_join_in_order(first: list[tuple[int, int, int]], second: list[tuple[int, int, int]]) -> None:
    joined = MinuteRuns()
    joined.extend([runs_of(first), runs_of(second)])
    assert joined.counts.sum() == len(first) + len(second)
    whole = runs_of([*first, *second])
    assert (joined.style.tolist(), joined.key.tolist()) == (whole.style.tolist(), whole.key.tolist())
    assert joined.counts.tolist() == whole.counts.tolist()


def hits(line: int, style: int) -> Hits:
    made = Hits()
    for column, value in (
        (made.signature, 1),
        (made.style, style),
        (made.raw, 7),
        (made.line, line),
        (made.fields, 0),
        (made.quote, 0),
    ):
        column.append(value)
    made.values.append({"line": str(line)})
    made.quotes.append(Quote(line, "text"))
    return made


def test_hits_of_a_later_part_keep_their_own_lines_fields_and_quotes() -> None:
    first = hits(5, 0)
    first.extend(hits(3, 0), line_offset=100, style_map=[1])
    first.extend(hits(4, NO_STYLE), line_offset=200, style_map=[1])
    assert list(first.line) == [5, 103, 204]
    assert list(first.style) == [0, 1, NO_STYLE]
    assert [first.values[number]["line"] for number in first.fields] == ["5", "3", "4"]
    assert [first.quotes[number].line for number in first.quote] == [5, 103, 204]
