"""Copies of a log are told from logs that only begin alike."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.bundle import Member, MemberError, open_bundle
from loganalyzer.identity import duplicates as module
from loganalyzer.identity.duplicates import DuplicateOf, find_duplicates
from tests.analysis.record_logs import AGENT, HEADER, REFUSED, log, record, written, zipped

RECORDS = [record(f"10/12/16 10:{minute:02d}:31:278 BST", REFUSED) for minute in range(60)]
SHORT = log(AGENT, *RECORDS[:3])
LONG = log(AGENT, *RECORDS)


def member(path: str, data: bytes | str, size: int | None = None) -> Member:
    raw = data.encode() if isinstance(data, str) else data
    return Member(path, len(raw) if size is None else size, lambda: io.BytesIO(raw), None, size is None)


def found(**files: bytes | str) -> list[tuple[str, str, str]]:
    copies = find_duplicates([member(path, data) for path, data in files.items()])
    return [(copy.path, copy.of, copy.how) for copy in copies]


def test_identical_logs_stay_once_the_first_by_path() -> None:
    assert found(c=LONG, a=LONG, b=LONG) == [("b", "a", "identical"), ("c", "a", "identical")]


def test_an_earlier_copy_is_the_beginning_of_a_later_one() -> None:
    assert found(a=SHORT, b=LONG, c=SHORT) == [("a", "b", "prefix"), ("c", "b", "prefix")]


def test_of_three_ages_the_longest_stays() -> None:
    middle = log(AGENT, *RECORDS[:20])
    assert found(a=SHORT, b=middle, c=LONG, d=middle) == [
        ("a", "c", "prefix"),
        ("b", "c", "prefix"),
        ("d", "c", "prefix"),
    ]


def test_a_copy_that_was_cut_within_a_line_counts() -> None:
    assert found(a=LONG[:-40], b=LONG) == [("a", "b", "prefix")]


@pytest.mark.parametrize(
    "files",
    [
        {"a": log(AGENT, *RECORDS[:30]), "b": log(AGENT, *RECORDS[30:])},
        {"a": HEADER.format(name=AGENT), "b": LONG},
        {"a": HEADER.format(name=AGENT)[:210], "b": LONG},
        {"a": RECORDS[0][:150], "b": RECORDS[0]},
        {"a": "Usage: startServer server\n" * 20, "b": "Usage: startServer server\n" * 20},
        {"a": "", "b": ""},
        {"a": LONG[1:], "b": LONG},
    ],
    ids=["rotated files", "only a header", "half a header", "too short", "tells no time", "empty", "the end of it"],
)
def test_what_only_looks_alike_is_read(files: dict[str, str]) -> None:
    assert found(**files) == []


def test_a_short_log_that_is_the_same_is_a_copy() -> None:
    assert found(a=RECORDS[0][:150], b=RECORDS[0][:150]) == [("b", "a", "identical")]


def test_utf_16_tells_its_time_too() -> None:
    assert found(a=SHORT.encode("utf-16"), b=LONG.encode("utf-16")) == [("a", "b", "prefix")]


def test_files_that_differ_far_behind_their_heads_are_compared_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HEAD", 1 << 10)
    monkeypatch.setattr(module, "_BLOCK", 100)
    other = LONG[:-5] + "xxxxx"
    assert found(a=LONG, b=other, c=LONG[:-60], d=LONG) == [("c", "a", "prefix"), ("d", "a", "identical")]


def test_an_estimated_size_misleads_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HEAD", 1 << 10)
    shorter, longer = LONG[:-60], LONG
    packed = member("a.log.gz", shorter, size=10 * len(LONG))
    copies = find_duplicates([packed, member("b.log", longer), member("c.log.gz", longer, size=11 * len(LONG))])
    assert copies == (DuplicateOf("a.log.gz", "b.log", "prefix"), DuplicateOf("c.log.gz", "b.log", "identical"))


class Broken(io.BytesIO):
    """Gives what it has, then says that more should have come."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            raise MemberError("cut off")
        return data


@pytest.mark.parametrize("head", [1 << 10, 32 << 10])
def test_a_damaged_log_is_no_copy(monkeypatch: pytest.MonkeyPatch, head: int) -> None:
    monkeypatch.setattr(module, "_HEAD", head)
    damaged = Member("a", len(SHORT), lambda: Broken(LONG[:-60].encode()))
    assert find_duplicates([damaged, member("b", LONG)]) == ()


def test_folder_and_archives_of_a_bundle(tmp_path: Path) -> None:
    written(tmp_path, {"node/SystemOut.log": LONG})
    (tmp_path / "early.zip").write_bytes(zipped({"node/SystemOut.log": SHORT}))
    (tmp_path / "late.log.gz").write_bytes(gzip.compress(LONG.encode()))
    with open_bundle([tmp_path]) as bundle:
        assert find_duplicates(bundle.members) == (
            DuplicateOf("early.zip!/node/SystemOut.log", "late.log.gz", "prefix"),
            DuplicateOf("node/SystemOut.log", "late.log.gz", "identical"),
        )


CONTENTS = st.lists(st.sampled_from("ab"), max_size=6).map(lambda letters: "12:34:56 " * 30 + "".join(letters))


@settings(deadline=None)
@given(st.lists(CONTENTS, max_size=8), st.sampled_from([250, 273, 1 << 15]), st.randoms(use_true_random=False))
def test_what_stays_holds_everything_and_nothing_twice(contents: list[str], head: int, chance: object) -> None:
    members = [member(f"{number}", text) for number, text in enumerate(contents)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_HEAD", head)
        copies = find_duplicates(members)
        chance.shuffle(members)  # type: ignore[attr-defined]
        assert find_duplicates(members) == copies
    gone = {copy.path for copy in copies}
    for copy in copies:
        short, whole = contents[int(copy.path)], contents[int(copy.of)]
        assert copy.of not in gone
        assert whole == short if copy.how == "identical" else whole.startswith(short) and len(whole) > len(short)
    stay = [text for number, text in enumerate(contents) if str(number) not in gone]
    assert not any(
        one.startswith(other) for place, one in enumerate(stay) for other in stay[:place] + stay[place + 1 :]
    )
