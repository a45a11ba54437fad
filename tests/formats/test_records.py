"""Records are found whatever the locale, the encoding, the thread ids and the cuts between chunks."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest

from loganalyzer.clock import Reading, instants_ms, to_datetime
from loganalyzer.formats import chunks as chunks_module
from tests.clock.jvm import patterns, printed
from tests.clock.test_stamps import NOT_READ
from tests.formats.reading import read, record

HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 9.0.5.3 [BASE 9.0.5.3 f5032008.04] running with process name stCell\\stpNode\\nodeagent and process"
    " id 1487\nJava version = 1.8.0_251\n************* End Display Current Environment *************\n"
)
THREE = record() + record(text="SystemOut     O one") + "\tat a frame\n" + record(text="SSLHandshakeE E   SSLC0008E: x")


@pytest.mark.parametrize(
    "pattern", [p for p in patterns() if p.text not in NOT_READ], ids=lambda p: f"{p.locale}-{p.java}"
)
def test_a_log_of_every_locale(pattern: object) -> None:
    moments = [datetime(2018, 3, 1, 8, 30, 5, 7000, tzinfo=UTC), datetime(2018, 11, 23, 21, 5, 59, 999000, tzinfo=UTC)]
    stamps = [printed(pattern.text, moment, "GMT+01:00") for moment in moments]  # type: ignore[attr-defined]
    result = read("".join(record(stamp) for stamp in stamps))
    assert result.counts.records == 2
    assert [use.style.zone.split()[0].strip(".") for use in result.styles] == ["GMT+01:00"]


def test_a_french_minus_and_a_chinese_year_come_through_as_written() -> None:
    result = read(record("1/03/18 08:30:05:007 UTC\u221205:00") + record("18年3月1日  08:30:05:007 HKT"))
    assert [(use.style.zone, use.style.skeleton) for use in result.styles] == [
        ("UTC\u221205:00", "0/0/0 0:0:0:0"),
        ("HKT", "0年0月0日  0:0:0:0"),
    ]


def test_thread_ids_of_every_mixture_of_digits_and_letters() -> None:
    rng = random.Random(1)
    lines = [
        record(f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/16 7:00:00:000 EST", f"{rng.getrandbits(32):08x}")
        for _ in range(3000)
    ]
    assert read("".join(lines)).counts.records == 3000


@pytest.mark.parametrize(
    "spoiler", ["[10-12-16 10=37=31=278 BST] 000000ba x", "[10/12/16 10:37:31,278 BST] 000000ba x", "[" * 70]
)
def test_a_line_that_looks_alike_costs_no_neighbour(spoiler: str) -> None:
    result = read(record() + spoiler + "\n" + record() * 3)
    assert (result.counts.records, result.counts.continuation) == (4, 1)


def test_a_thousand_bracketed_lines_of_different_shapes_hide_no_record() -> None:
    application = "".join(
        f"[{'x' * (number % 40)}{number}] {number:08x} of the application\n" for number in range(1000)
    )
    result = read(record() + application + record() * 2)
    assert (result.counts.records, result.counts.continuation) == (3, 1000)


def test_a_number_no_clock_shows_is_no_other_time() -> None:
    result = read(record("1/2/18 99:99:99:999 EST"))

    assert to_datetime(int(instants_ms(np.array([result.stamps[0][1]]), Reading("mdy", 0))[0])) is None


@pytest.mark.parametrize(
    "data",
    [
        THREE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + THREE.encode(),
        THREE.encode("utf-16"),
        b"\xfe\xff" + THREE.encode("utf-16-be"),
        bytes(4096) + THREE.encode(),
        THREE.encode().rstrip(b"\n"),
        THREE.replace("hello", "gr\u00fc\u00dfe").encode("latin-1"),
        THREE.replace("hello", "サーバー").encode("shift_jis"),
    ],
    ids=["crlf", "bom", "utf-16-le", "utf-16-be", "nuls-of-copytruncate", "no-last-newline", "latin-1", "shift-jis"],
)
def test_traps_of_files(data: bytes) -> None:
    result = read(data)
    assert [line for line, _, _ in result.records] == [1, 2, 4]
    assert [severity for _, _, severity in result.records] == ["others", "others", "errors"]
    assert (result.counts.lines, result.counts.continuation, result.counts.unparsed) == (4, 1, 0)


@pytest.mark.parametrize("size", [1 << 10, 3000, 10_007, 64 << 10])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_size_of_chunks_changes_nothing(size: int, encoding: str) -> None:
    text = (HEADER + THREE * 40 + "bare line\n" * 30 + record() + "\tat x\n" * 400) * 3
    whole, cut = (read(text.encode(encoding), size=n) for n in (8 << 20, size))
    assert (cut.counts, cut.records, cut.stamps, cut.headers) == (
        whole.counts,
        whole.records,
        whole.stamps,
        whole.headers,
    )


def test_many_bracketed_lines_of_an_application_split_no_record() -> None:
    text = record(text="SystemErr     R start") + "[DEBUG] line of the application\n" * 25_000 + record()
    whole, cut = read(text), read(text, size=64 << 10)
    assert (whole.counts.records, whole.counts.continuation) == (2, 25_000)
    assert cut.texts == whole.texts


def test_a_huge_line_is_cut_to_bounded_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks_module, "RECORD_LIMIT", 4 << 20)
    text = record() + record(text="SystemOut     O " + "x" * (10 << 20)) + record()
    result = read(text, size=1 << 20)
    assert (result.counts.records, result.counts.lines) == (3, 3)
    assert max(map(len, result.texts)) <= 6 << 20


def test_a_message_that_quotes_the_banner_is_no_header() -> None:
    result = read(record(text=f"SystemOut     O {HEADER}") + record())
    assert (result.counts.header, result.counts.records, result.counts.continuation) == (0, 2, HEADER.count("\n"))


def test_a_line_of_forty_megabytes_is_one_record() -> None:
    result = read(record() + record(text="SystemOut     O " + "x" * (40 << 20)) + record())
    assert [line for line, _, _ in result.records] == [1, 2, 3]
    assert result.lines_add_up


def test_lines_before_the_first_record_are_unparsed() -> None:
    result = read("\tat the tail of a rolled file\n" * 2000 + record())
    assert (result.counts.unparsed, result.counts.records, result.counts.continuation) == (2000, 1, 0)


def test_a_continuation_that_looks_like_a_stamp_is_suspect() -> None:
    result = read(record() + "[10/12 10:37:31:278] 000000ba SystemOut     O no year\n" + record())
    assert (result.counts.records, result.counts.continuation, result.counts.suspect) == (2, 1, 1)


def test_stamps_inside_a_message_are_not_counted() -> None:
    assert read(record(text=f"SystemOut     O copied: {record()}")).counts.records == 1
