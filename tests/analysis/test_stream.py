"""Every record of a bundle comes once, in the order of time, whatever zones, files and archives it comes from."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loganalyzer
from loganalyzer.analysis import source_rows
from loganalyzer.analysis.lanes import LogSource, lanes_of
from loganalyzer.analysis.pipeline import Options
from loganalyzer.analysis.record_filter import RecordFilter
from loganalyzer.analysis.stream import RecordStream, StreamRecord
from loganalyzer.bundle import Member
from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.errors import NothingReadableError, UsageError
from loganalyzer.identity import ClockOverrides, Process
from tests.analysis import record_logs as logs
from tests.analysis.record_logs import record, records_of, seen, written

DATA = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
SAMPLE = Path(__file__).parents[2] / "sample_logs" / "sametime-tls12"


def test_two_zones_interleave(tmp_path: Path) -> None:
    found = records_of(written(tmp_path, logs.two_zones()))
    assert seen(found) == [
        ("dmgr", 30),
        ("nodeagent", 31),
        ("dmgr", 32),
        ("nodeagent", 33),
        ("dmgr", 34),
        ("nodeagent", 35),
    ]
    assert found[1].time == datetime(2016, 10, 12, 9, 37, 31, 278_000, tzinfo=UTC)


def test_the_columns_of_a_record(tmp_path: Path) -> None:
    found = records_of(written(tmp_path, logs.two_zones()))[1]
    assert (found.process, found.file, found.line) == (logs.AGENT, logs.AGENT_LOG, 5)
    assert (found.thread, found.level, found.component, found.message_id) == (
        "000000ba",
        "E",
        "SSLHandshakeE",
        "SSLC0008E",
    )
    assert found.text == record("10/12/16 10:37:31:278 BST", logs.REFUSED).rstrip()


def test_folder_zip_tar_and_standard_input_are_the_same(tmp_path: Path) -> None:
    files = logs.two_zones()
    (tmp_path / "all.zip").write_bytes(logs.zipped(files))
    (tmp_path / "all.tar.gz").write_bytes(logs.tarred(files))
    known = records_of(written(tmp_path / "folder", files))
    for found in (
        records_of(tmp_path / "all.zip"),
        records_of(tmp_path / "all.tar.gz"),
        records_of("-", stdin=logs.zipped(files)),
    ):
        assert [(one.time, one.process, one.line, one.text) for one in found] == [
            (one.time, one.process, one.line, one.text) for one in known
        ]


def test_the_logs_of_one_process_interleave_and_rotated_ones_follow_each_other(tmp_path: Path) -> None:
    out = [record(f"10/12/16 10:{minute}:00:000 BST") for minute in range(10, 40)]
    err = [record(f"10/12/16 10:{minute}:30:000 BST", "SystemErr     R x\n") for minute in range(10, 40)]
    folder = "stpNode/logs/nodeagent/"
    found = records_of(
        written(
            tmp_path,
            {
                folder + "SystemOut_16.10.12_10.25.00.log": logs.log(logs.AGENT, *out[:15]),
                folder + "SystemOut.log": logs.log(logs.AGENT, *out[15:]),
                folder + "SystemErr.log": logs.log(logs.AGENT, *err),
            },
        )
    )
    assert [one.level for one in found] == ["O", "R"] * 30
    assert {one.process for one in found} == {logs.AGENT}


def test_lines_that_run_backwards_keep_the_order_of_the_file(tmp_path: Path) -> None:
    seconds = [31, 35, 33, 36]
    text = "".join(record(f"10/12/16 10:37:{second}:000 BST") for second in seconds)
    other = record("10/12/16 10:37:34:000 BST", logs.OPEN)
    found = records_of(written(tmp_path, {"a/SystemOut.log": text, "b/SystemOut.log": other}))
    assert [one.time.second for one in found if one.time] == [31, 34, 35, 33, 36]


def test_records_of_one_instant_come_by_process_and_line(tmp_path: Path) -> None:
    text = record("10/12/16 10:37:31:000 BST") * 3
    found = records_of(written(tmp_path, {f"{name}/SystemOut.log": text + f"{name}\n" for name in "cab"}))
    assert [(one.file[0], one.line) for one in found] == [(name, line) for name in "abc" for line in (1, 2, 3)]


def test_a_record_without_time_comes_with_the_one_before_it(tmp_path: Path) -> None:
    text = record("10/12/16 10:37:31:000 BST") + record("99/99/99 10:37:32:000 BST", logs.HUNG)
    text += record("10/12/16 10:37:33:000 BST") * 2
    found = records_of(
        written(tmp_path, {"a/SystemOut.log": text, "b/SystemOut.log": record("10/12/16 10:37:32:000 BST")})
    )
    assert [(one.file[0], one.time is None) for one in found][:3] == [("a", False), ("a", True), ("b", False)]


def test_a_paste_without_any_stamp_is_read_too(tmp_path: Path) -> None:
    found = records_of(written(tmp_path, {"mail.txt": "SSLC0008E: Unable to initialize SSL connection.\n"}))
    assert [(one.time, one.message_id, one.level) for one in found] == [(None, "SSLC0008E", "")]


def in_order(records: list[StreamRecord]) -> bool:
    """Sorted by time, where a line that runs backwards (real logs do, by milliseconds) counts as its file's latest."""
    latest: dict[str, datetime] = {}
    times = []
    for one in records:
        if one.time is not None:
            latest[one.file] = max(one.time, latest.get(one.file, one.time))
            times.append(latest[one.file])
    return bool(times) and times == sorted(times)


@pytest.mark.parametrize("place", [SAMPLE, DATA / "twas" / "verbosegc_and_oom"], ids=["sample", "real"])
def test_as_many_records_as_the_analysis_counts(place: Path) -> None:
    files = loganalyzer.analyze(place, logs.SERIAL).bundle.files
    found = records_of(place)
    for file in files:
        if file.records:
            assert sum(1 for one in found if one.file == file.path) == file.records
    assert in_order(found)


@pytest.mark.parametrize("size", [700, 1 << 10, 64 << 10])
def test_the_size_of_chunks_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = SAMPLE / "stpNode"
    known = records_of(place)
    monkeypatch.setattr(source_rows, "CHUNK_BYTES", size)
    assert records_of(place) == known


def test_the_same_log_in_two_archives_comes_once(tmp_path: Path) -> None:
    files = logs.two_zones()
    written(tmp_path, {"agent/" + logs.AGENT_LOG: files[logs.AGENT_LOG]})
    (tmp_path / "again.zip").write_bytes(logs.zipped(files))
    assert len(records_of(tmp_path)) == 6


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (RecordFilter(levels=("E", "W")), 4),
        (RecordFilter(ids=("wsvr0605w",)), 2),
        (RecordFilter(threads=("6A", "0000006c")), 2),
        (RecordFilter(processes=("*/dmgr",)), 3),
        (RecordFilter(processes=("stpNode/nodeagent", "dmgr"), levels=("A",)), 2),
        (RecordFilter(since="2016-10-12T09:37:32Z", until="2016-10-12T11:37:33+02:00"), 2),
        (RecordFilter(since="+2h"), 2),
        (RecordFilter("com.ibm.jsse2.D.a"), 2),
        (RecordFilter("COM.IBM.JSSE2", ignore_case=True), 2),
        (RecordFilter(r"active for [\d,]+ milli", regex=True), 2),
        (RecordFilter(r"^\tat .*:42\)$", regex=True), 2),
        (RecordFilter("open", levels=("E",)), 0),
    ],
)
def test_filters(tmp_path: Path, wanted: RecordFilter, lines: int) -> None:
    assert len(records_of(written(tmp_path, logs.two_zones()), wanted=wanted)) == lines


def test_a_record_without_time_is_in_no_window(tmp_path: Path) -> None:
    written(tmp_path, {**logs.two_zones(), "mail.txt": "SSLC0008E: x\n"})
    assert len(records_of(tmp_path)) == 7
    assert len(records_of(tmp_path, wanted=RecordFilter(since="2016-01-01"))) == 6


def test_a_forced_zone_moves_a_process(tmp_path: Path) -> None:
    options = Options(workers=1, overrides=ClockOverrides(zones={"*/dmgr": "UTC"}))
    found = records_of(written(tmp_path, logs.two_zones()), options=options)
    assert seen(found)[:3] == [("dmgr", 30), ("dmgr", 32), ("nodeagent", 31)]


def test_header_blocks_and_cut_traces_are_found_by_a_search_only(tmp_path: Path) -> None:
    long = "\tat com.ibm.cut.Off(Off.java:1)\n" + record("10/12/16 10:37:31:278 BST", logs.REFUSED) * 50
    files = {"a/SystemOut.log": long, "b/SystemOut.log": logs.two_zones()[logs.AGENT_LOG]}
    with RecordStream.open(written(tmp_path, files), logs.SERIAL) as stream:
        for words, file in (("process id 1487", "b/SystemOut.log"), ("com.ibm.cut", "a/SystemOut.log")):
            assert list(stream.records(RecordFilter(words))) == []
            ((found, held),) = stream.search(RecordFilter(words))
            assert (found.file, found.line, found.time, held) == (file, 1, None, True)


def test_a_search_with_context_gives_the_others_too(tmp_path: Path) -> None:
    with RecordStream.open(written(tmp_path, logs.two_zones()), logs.SERIAL) as stream:
        wanted = RecordFilter("SSLC0008E", processes=("*/dmgr",))
        held = [held for _, held in stream.search(wanted, context=True)]
    assert held == [False, False, True, False]  # the header block, and the manager's three records


def test_a_log_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    text = logs.log(logs.AGENT, *(record(f"10/12/16 10:37:{second % 60:02d}:000 BST") for second in range(5000)))
    whole = logs.zipped({logs.AGENT_LOG: text})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        packed = archive.infolist()[0].compress_size
    middle = packed // 2
    (tmp_path / "cut.zip").write_bytes(whole[:middle] + bytes(64) + whole[middle + 64 :])
    with RecordStream.open(tmp_path / "cut.zip", logs.SERIAL) as stream:
        found = list(stream.records())
        assert list(stream.problems) == [f"cut.zip!/{logs.AGENT_LOG}"]
    assert 0 < len(found) < 5000 + 1


def test_a_log_that_vanishes_between_the_passes_is_told(tmp_path: Path) -> None:
    with RecordStream.open(written(tmp_path, logs.two_zones()), logs.SERIAL) as stream:
        (tmp_path / logs.AGENT_LOG).unlink()
        assert len(list(stream.records())) == 3
        assert list(stream.problems) == [logs.AGENT_LOG]


def test_what_cannot_be_read_or_named(tmp_path: Path) -> None:
    (tmp_path / "core.dmp").write_bytes(bytes(range(256)) * 64)
    with pytest.raises(NothingReadableError, match=r"core\.dmp: binary file"):
        records_of(tmp_path)
    (tmp_path / "cut.zip").write_bytes(logs.zipped(logs.two_zones())[:200])
    with pytest.raises(NothingReadableError, match=r"cut\.zip: .+"):
        records_of(tmp_path / "cut.zip")
    with pytest.raises(UsageError, match="nobody"):
        records_of(written(tmp_path, logs.two_zones()), wanted=RecordFilter(processes=("nobody",)))


NOON = datetime(2016, 10, 12, 12, tzinfo=UTC)
OFFSETS = st.lists(st.integers(0, 7200), min_size=1, max_size=25).map(sorted)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(OFFSETS, st.sampled_from([("GMT+02:00", 2), ("EST", -5), ("UTC", 0)])), min_size=1, max_size=5)
)
def test_any_mixture_comes_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[list[int], tuple[str, int]]]
) -> None:
    texts, expected = {}, []
    for number, (offsets, (zone, hours)) in enumerate(files):
        moments = [NOON + timedelta(seconds=offset) for offset in offsets]
        local = [(moment + timedelta(hours=hours)).strftime("%m/%d/%y %H:%M:%S:000 ") + zone for moment in moments]
        texts[f"{number}/SystemOut.log"] = "".join(map(record, local)) + f"tail {number}\n"
        expected += moments
    orders = ClockOverrides(orders={"*": "mdy"})
    found = records_of(written(tmp_path_factory.mktemp("mix"), texts), options=Options(workers=1, overrides=orders))
    assert [one.time for one in found] == sorted(expected)


SPANS = st.tuples(st.integers(0, 50), st.integers(0, 10)).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(SPANS | st.just((NO_INSTANT, NO_INSTANT)), max_size=30))
def test_files_of_a_lane_never_overlap_and_no_lane_is_wasted(spans: list[tuple[int, int]]) -> None:
    process = Process("p", None, None, "p")
    sources = [
        LogSource(Member(str(rank), 1, io.BytesIO), process, "utf-8", {}, first, last, rank)
        for rank, (first, last) in enumerate(spans)
    ]
    lanes = lanes_of(sources)
    assert sorted(one.rank for lane in lanes for one in lane) == list(range(len(spans)))
    for lane in lanes:
        for one, following in itertools.pairwise(lane):
            assert one.last < following.first or one.last == following.last == NO_INSTANT
    timed = [span for span in spans if span[0] != NO_INSTANT]
    deepest = max((sum(1 for one in timed if one[0] <= at <= one[1]) for at, _ in timed), default=0)
    assert len(lanes) == max(deepest, int(bool(spans)))
