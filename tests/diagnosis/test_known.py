"""The kept knowledge is what the files say now, and never stands in the way."""

from __future__ import annotations

import pickle
from pathlib import Path
from zlib import crc32

import pytest

from loganalyzer import cache
from loganalyzer.diagnosis import known
from loganalyzer.diagnosis.known import Knowledge, load_knowledge
from loganalyzer.errors import KnowledgeError, UsageError
from tests.matching.making import OWN


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOGANALYZER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "acme.yaml").write_text(OWN, encoding="utf-8")
    return folder


def from_files(*_: object) -> Knowledge:
    raise AssertionError("the files were read again")


def test_the_second_run_takes_what_the_first_one_kept(kept: Path, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_knowledge([mine])
    assert "my-own-message" in {one.id for one in first.signatures}
    assert len(list(kept.glob("knowledge-*.pickle"))) == 1
    monkeypatch.setattr(known, "_loaded", from_files)
    second = load_knowledge([mine])
    assert second == first
    facts = [[fact for cause in one.causes for fact in cause.symptom] for one in (first, second)]
    assert [fact.where for fact in facts[1]] == [fact.where for fact in facts[0]]


def test_what_is_kept_of_one_folder_is_not_taken_for_another(kept: Path, mine: Path) -> None:
    assert len(load_knowledge([mine]).signatures) == len(load_knowledge().signatures) + 1
    assert len(list(kept.iterdir())) == 2


def test_a_changed_file_is_read_again(kept: Path, mine: Path) -> None:
    before = load_knowledge([mine])
    (mine / "acme.yaml").write_text(OWN.replace("Something of ours", "Something else"), encoding="utf-8")
    after = load_knowledge([mine])
    assert {one.meaning for one in after.signatures} - {one.meaning for one in before.signatures} == {"Something else."}
    assert after.digest != before.digest
    (mine / "more.yaml").write_text(
        OWN.replace("my-own-message", "another").replace("ACME0", "ACME9"), encoding="utf-8"
    )
    assert len(load_knowledge([mine]).signatures) == len(after.signatures) + 1


def test_a_broken_file_is_told_with_its_place_every_time(kept: Path, mine: Path) -> None:
    load_knowledge([mine])
    (mine / "acme.yaml").write_text(OWN.replace("severity: error", "severity: bad"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError, match=r"acme\.yaml:4:13: 'severity' is 'bad'"):
            load_knowledge([mine])


def test_a_folder_that_is_gone_is_told(kept: Path, mine: Path) -> None:
    load_knowledge()
    with pytest.raises(UsageError, match="no such signature folder"):
        load_knowledge([mine / "nowhere"])


@pytest.mark.parametrize("damage", ["empty", "cut", "one bit", "other bytes"])
def test_a_damaged_file_is_made_anew(kept: Path, damage: str) -> None:
    wanted = load_knowledge()
    (file,) = kept.iterdir()
    data = file.read_bytes()
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    file.write_bytes({"empty": b"", "cut": data[:-9], "one bit": flipped, "other bytes": b"no pickle"}[damage])
    assert load_knowledge() == wanted
    assert file.read_bytes()[:4] == crc32(file.read_bytes()[4:]).to_bytes(4, "big")


class Harmful:
    """Unpickled without care, it writes a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.target,)


@pytest.mark.parametrize("content", [{"id": "not the knowledge"}, None])
def test_nobody_runs_code_with_a_file_put_into_the_folder(kept: Path, tmp_path: Path, content: object) -> None:
    wanted = load_knowledge()
    (file,) = kept.iterdir()
    data = pickle.dumps(content or Harmful(tmp_path / "harm"))
    file.write_bytes(crc32(data).to_bytes(4, "big") + data)
    assert load_knowledge() == wanted
    assert not (tmp_path / "harm").exists()


def test_a_folder_that_cannot_be_made_is_left_alone(kept: Path) -> None:
    kept.write_text("a file stands in the way")
    assert load_knowledge() == load_knowledge()


def test_nothing_is_kept_if_asked_so(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGANALYZER_CACHE", "")
    monkeypatch.chdir(kept.parent)
    load_knowledge()
    assert not list(kept.parent.iterdir())


def test_only_the_newest_of_each_kind_are_kept(kept: Path) -> None:
    for number in range(6):
        cache.keep(f"knowledge-{number}.pickle", b"x")
        cache.keep(f"patterns-{number}.hsdb", b"x")
    assert sorted(one.suffix for one in kept.iterdir()) == [".hsdb"] * 4 + [".pickle"] * 4
