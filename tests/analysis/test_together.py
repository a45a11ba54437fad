"""What is worked out for many chunks together is what each chunk alone would give."""

from __future__ import annotations

import io

import numpy as np
import pytest

from loganalyzer.analysis import minutes
from loganalyzer.analysis.chosen import Chosen, Copies
from loganalyzer.analysis.minutes import MinuteCounter
from loganalyzer.formats import ChunkLines, StampReader, chunks_of, lines_of
from loganalyzer.records import MemberScan

# Stamps of two shapes (hours of one digit and of two), records shorter and longer than what is copied in one go.
RECORDS = [
    f"[10/12/16 {hour}:{minute:02}:31:278 BST] 000000ba SystemOut     {level} number {hour}{minute}\n"
    + "\tat a.b.C.d(C.java:1)\n" * stack
    for hour in (8, 9, 10, 11)
    for minute, level, stack in ((1, "O", 0), (1, "E", 40), (2, "W", 3), (59, "E", 12))
]


def chunks() -> list[ChunkLines]:
    """The records in chunks of a few."""
    reader = StampReader()
    stream = io.BytesIO("".join(RECORDS).encode())
    found = [lines_of(chunk, reader, loose=False, inside_record=True) for chunk in chunks_of(stream, 600)]
    assert len(found) > 3
    return found


def test_copies_hold_the_bytes_and_stamps_of_their_records() -> None:
    copies, expected, raw = Copies(), [], []
    for lines in chunks():
        chosen = Chosen.of(lines, np.arange(lines.start.size))
        copies.add(chosen)
        expected += [chosen.data[a:b] for a, b in zip(chosen.start.tolist(), chosen.end.tolist(), strict=True)]
        raw += chosen.stamps.packed().tolist()
    together = copies.joined()
    places = zip(together.start.tolist(), together.line_end.tolist(), together.end.tolist(), strict=True)
    texts = [(together.data[a:c], together.data[a:b]) for a, b, c in places]
    assert [text.decode() for text, _ in texts] == RECORDS == [text.decode() for text in expected]
    assert [line.decode() for _, line in texts] == [record.split("\n")[0] for record in RECORDS]
    assert together.stamps.packed().tolist() == raw
    assert len(set(raw)) == 12
    assert copies.count == len(RECORDS)


@pytest.mark.parametrize("together", [1, 5, 10_000])
def test_minutes_are_the_same_however_many_stamps_wait(monkeypatch: pytest.MonkeyPatch, together: int) -> None:
    monkeypatch.setattr(minutes, "_TOGETHER", together)
    scan = MemberScan("SystemOut.log", "systemout")
    counter = MinuteCounter(scan)
    for lines in chunks():
        counter.take(lines.stamps)
    counter.finish()
    assert scan.minutes.counts.tolist() == [[1, 0, 1], [0, 1, 0], [1, 0, 0]] * 4
    assert scan.minutes.key.size == 12
    ends = [(0, int(lines.stamps.raw()[row])) for lines, row in ((chunks()[0], 0), (chunks()[-1], -1))]
    assert [scan.first, scan.last] == ends
