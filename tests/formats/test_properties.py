"""For any mixture of lines: every line counted once, no exception, and the cuts do not matter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats import chunks, sniff
from tests.formats.reading import read, record
from tests.formats.test_records import HEADER

LINES = st.sampled_from(
    [
        record(),
        record("3/1/18 8:30:05:007 EST", text="SSLHandshakeE E   SSLC0008E: x"),
        record("2018-03-01T08:30:05.007-0500"),
        record().replace("\n", "\r\n"),
        "  " + record(),
        "> " + record(),
        "\tat com.ibm.jsse2.a.a(a.java:18)\n",
        "java.lang.OutOfMemoryError: Java heap space\n",
        "JVMDUMP039I Processing dump event\n",
        "\n",
        "> \n",
        "[10/12/16 10:37:31:278] not a thread\n",
        "[" * 100 + "\n",
        HEADER,
        "************ Start Display Current Environment ************\n",
        "************* End Display Current Environment *************\n",
        "*" * 80 + "\nproduct = WebSphere Application Server 20.0.0.8\n" + "*" * 80 + "\n",
        "text without a newline",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25), st.booleans())
def test_every_line_is_counted_once(lines: list[str], loose: bool) -> None:
    text = "".join(lines)
    result = read(text, "x.log", loose=loose)
    assert result.lines_add_up
    assert result.counts.lines == len(text.split("\n")) - (not text or text.endswith("\n"))
    assert min(result.counts.continuation, result.counts.unparsed, result.counts.header) >= 0


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40), st.sampled_from([1 << 10, 1500, 4 << 10]), st.booleans())
def test_cuts_do_not_matter(lines: list[str], size: int, loose: bool) -> None:
    text = "".join(lines)
    whole, cut = read(text, "x.log", loose=loose), read(text, "x.log", size=size, loose=loose)
    assert (cut.counts, cut.records, cut.stamps) == (whole.counts, whole.records, whole.stamps)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, min_size=5, max_size=30))
def test_records_longer_than_the_limit_cost_no_line(lines: list[str]) -> None:
    text = "".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "RECORD_LIMIT", 50)
        result = read(text, "x.log", size=70, loose=False)
    assert result.lines_add_up
    assert result.counts.lines == len(text.split("\n")) - text.endswith("\n")
    assert min(result.counts.continuation, result.counts.unparsed, result.counts.header) >= 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=3000) | st.lists(st.binary(max_size=80), max_size=20).map(b"\n[".join), st.booleans())
def test_random_bytes_raise_nothing(data: bytes, loose: bool) -> None:
    sniffed = sniff("SystemOut.log", data)
    if sniffed.refused is None:
        assert read(data, loose=loose).lines_add_up
