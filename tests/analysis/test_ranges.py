"""However a log is cut, packed and shared out, the analysis is the same to the byte."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.analysis import hit_notes, ranges, scheduling
from loganalyzer.analysis.parts import joined
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.analysis.ranges import RangeReader, Task
from loganalyzer.analysis.scan import scan_member, spans_between
from loganalyzer.analysis.sorting import Job
from loganalyzer.bundle import Member
from loganalyzer.formats import cut_before, sniff
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures
from loganalyzer.records import MemberScan
from loganalyzer.report.json import to_json

ENGINE = Engine(load_signatures())
HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 9.0.5.3 [ND 9.0.5.3 f5032008.04] running with process name stCell\\stpNode\\nodeagent and process"
    " id 1487\nJava version = 1.8.0_251\n************* End Display Current Environment *************\n"
)
REFUSED = (
    "SSLHandshakeE E   SSLC0008E: The SSL connection cannot be initialized from the 10.20.1.{0} host and {0} port on the remote"
    " client to the a.example.com host and 9443 port on the local server. Exception: javax.net.ssl.SSLHandshakeException: Client"
    " requested protocol TLSv1 is not enabled or supported in server context\n\tat com.ibm.jsse2.av.a(av.java:121)"
)


def stamped(number: int, text: str, hour: int = 7) -> str:
    return f"[10/12/16 {hour + number // 3600}:{number // 60 % 60:02d}:{number % 60:02d}:{number % 1000:03d} BST] 000000ba {text}\n"


def a_log(records: int = 2600) -> bytes:
    """Text before the first record, two runs, many quotes and values, records of several lines."""
    lines = ["\tat the tail of a rolled file\n", HEADER]
    for number in range(records):
        if number == records * 2 // 3:
            lines += [HEADER.replace("1487", "1502"), HEADER.replace("1487", "1502"), "bare line\n"]
        kind = number % 7
        if kind == 0:
            lines.append(stamped(number, REFUSED.format(number % 400)))
        elif kind == 1:
            lines.append(stamped(number, "NodeSyncTask  A   ADMS0003I: The configuration synchronization completed."))
        elif kind == 3:
            lines.append(stamped(number, f'Shop          W   user "{"x" * (number % 5)}" is not known'))
        elif kind == 2:
            lines.append(stamped(number, "SystemOut     O a\n  b\n[not a stamp] c"))
        else:
            lines.append(
                stamped(number, f"SystemOut     O room {number}: {number * 7919 % 1009} participants are in it")
            )
    return "".join(lines).encode()


@pytest.fixture
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (scheduling, ranges):
        monkeypatch.setattr(module, "RANGE_BYTES", 64 << 10)
    monkeypatch.setattr(scheduling, "_PARALLEL_FROM", 0)


def packed(data: bytes, folder: Path) -> dict[str, Path]:
    """The same log as a file, in a zip and in a tar.gz."""
    found = {"x.log": folder / "x.log", "x.zip!/x.log": folder / "x.zip", "x.tar.gz!/x.log": folder / "x.tar.gz"}
    found["x.log"].write_bytes(data)
    with zipfile.ZipFile(found["x.zip!/x.log"], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.log", data)
    with tarfile.open(found["x.tar.gz!/x.log"], "w:gz") as tar:
        tar.add(found["x.log"], "x.log")
    return found


@pytest.mark.usefixtures("small_ranges")
def test_same_bytes_for_any_number_of_workers_and_any_package(tmp_path: Path) -> None:
    data = a_log()
    assert len(data) > 4 * ranges.RANGE_BYTES
    expected = to_json(analyze(packed(data, tmp_path)["x.log"], Options(workers=1)))
    for workers in (2, 3):
        for name, path in packed(data, tmp_path).items():
            found = to_json(analyze(path, Options(workers=workers)))
            assert found.replace(name, "x.log") == expected, (workers, name)
    found = to_json(analyze("-", Options(workers=2), stdin=io.BytesIO(data)))
    assert found.replace("(standard input)", "x.log") == expected


@pytest.mark.usefixtures("small_ranges")
def test_several_members_shared_out_stay_in_their_order(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"server{number}.log").write_bytes(a_log(300 + 700 * (number % 2)))
    first, second = (to_json(analyze(tmp_path, Options(workers=workers))) for workers in (1, 2))
    assert first == second


def tasks(path: Path, processes: int, *, local: bool = True) -> list[ranges.Task]:
    data = path.read_bytes()
    member = Member(path.name, len(data), lambda: path.open("rb"), path if local else None)
    (found,) = ranges.tasks_of([Job(member, sniff(path.name, data[: 64 << 10]))], processes, 4 << 10)
    return found


def test_large_ranges_come_first_and_none_is_below_the_least(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "RANGE_BYTES", 8 << 10)
    path = tmp_path / "x.log"
    path.write_bytes(a_log())
    ends = [0, *(task.span.stop or path.stat().st_size for task in tasks(path, 2))]
    sizes = [stop - start for start, stop in pairwise(ends)]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert path.stat().st_size / 4 < sizes[0] <= path.stat().st_size / 3
    assert sizes[-2] == 8 << 10
    assert sizes[-1] <= 8 << 10


def test_a_thread_reads_ahead_where_fewer_processes_have_work_than_there_are_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "RANGE_BYTES", 8 << 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    path = tmp_path / "x.log"
    path.write_bytes(a_log())
    assert not any(task.spare_core for task in tasks(path, 2))
    assert [task.spare_core for task in tasks(path, 1)] == [True]
    assert [task.spare_core for task in tasks(path, 2, local=False)] == [True]


def whole_and_parts(path: Path, block: int, every: int) -> tuple[MemberScan, MemberScan, int]:
    """One pass, and the parts between the cuts joined, which two readers took in turn; with the number of cuts."""
    data = path.read_bytes()
    member = Member(path.name, len(data), lambda: path.open("rb"), path)
    sniffed = sniff(path.name, data[: 64 << 10])
    with path.open("rb") as file:
        found = [(cut_before(file, end, block), end) for end in range(every, len(data), every)]
    cuts = [(cut, end) for cut, end in found if cut is not None]
    assert cuts == sorted(cuts)
    readers = RangeReader(ENGINE), RangeReader(ENGINE)
    tasks = [Task(Job(member, sniffed), span, block, False) for span in spans_between(cuts)]
    scanned = [readers[number % 2].scan(task) for number, task in enumerate(tasks)]
    return scan_member(member, sniffed, ENGINE, block), joined(iter(scanned)), len(cuts)


def told(found: MemberScan) -> dict[str, object]:
    """A scan as plain values, every hit with its fields and its quote."""
    hits = found.hits
    return {
        "counts": found.counts,
        "styles": found.styles,
        "minutes": [column.tolist() for column in (found.minutes.style, found.minutes.key, found.minutes.counts)],
        "headers": found.headers,
        "ends": (found.first, found.last),
        "unexplained": found.unexplained,
        "hits": [
            (signature, style, raw, line, hits.values[fields], None if quote < 0 else hits.quotes[quote])
            for signature, style, raw, line, fields, quote in hits.rows()
        ],
    }


@pytest.mark.parametrize(("block", "every"), [(4 << 10, 4 << 10), (4 << 10, 16 << 10), (16 << 10, 64 << 10)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_parts_join_to_one_pass(tmp_path: Path, block: int, every: int, end: str) -> None:
    path = tmp_path / "x.log"
    path.write_bytes(a_log().replace(b"\n", end.encode()).rstrip())
    whole, parted, cuts = whole_and_parts(path, block, every)
    assert cuts > 3
    assert told(parted) == told(whole)


def test_limits_of_values_and_quotes_hold_across_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_notes, "VALUES_PER_SIGNATURE", 25)
    monkeypatch.setattr(hit_notes, "QUOTES_PER_SIGNATURE", 3)
    path = tmp_path / "x.log"
    path.write_bytes(a_log())
    whole, parted, _ = whole_and_parts(path, 4 << 10, 8 << 10)
    assert told(parted) == told(whole)
    assert len(parted.hits.quotes) < 40


LINES = st.sampled_from(
    [
        stamped(1, "SystemOut     O hello"),
        stamped(65, REFUSED.format(7)),
        stamped(66, REFUSED.format(8)).replace("\n", "\r\n"),
        "[3/1/18 8:30:05:007 EST] 0000006c SSLHandshakeE E   SSLC0008E: x\n",
        "\tat com.ibm.jsse2.a.a(a.java:18)\n",
        "[DEBUG 12345678] deadbeef no stamp\n",
        "\n",
        HEADER,
        "************ Start Display Current Environment ************\n",
        "[" * 100 + "\n",
        "text without a newline",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=60), st.sampled_from([256, 1000]), st.sampled_from([1, 2, 5]))
def test_no_record_is_lost_or_read_twice(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], block: int, blocks: int
) -> None:
    path = tmp_path_factory.mktemp("ranges") / "SystemOut.log"
    path.write_text("".join(lines) + stamped(9, "SystemOut     O last"), newline="")
    whole, parted, _ = whole_and_parts(path, block, block * blocks)
    assert told(parted) == told(whole)
