"""Signature files that do not hold: every problem is told, with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.errors import KnowledgeError, UsageError
from loganalyzer.matching.loader import load_signatures
from tests.matching.making import OWN

EXAMPLES = OWN[OWN.index("  examples:") :]


def problems(tmp_path: Path, text: str, name: str = "mine.yaml") -> list[str]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_signatures([tmp_path])
    return [problem.removeprefix(f"{tmp_path}/") for problem in caught.value.problems]


def test_a_folder_of_the_user_adds_its_signatures(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(OWN, encoding="utf-8")
    ids = [one.id for one in load_signatures([tmp_path])]
    assert "my-own-message" in ids
    assert len(ids) == len(load_signatures()) + 1


def test_the_literals_of_all_texts_are_worked_out(tmp_path: Path) -> None:
    text = "text: ['no such (?:host|server): \\S+', 'cannot reach \\w+']"
    (tmp_path / "mine.yml").write_text(OWN.replace("ids: [ACME0001E]", text), encoding="utf-8")
    (mine,) = (one for one in load_signatures([tmp_path]) if one.id == "my-own-message")
    assert mine.match.literals == ("no such ", "cannot reach ")


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("severity: error", "severity: error\n  severity: info", "mine.yaml:5:3", "duplicate key 'severity'"),
        ("  meaning:", "  meening:", "mine.yaml:8:12", "unknown key 'meening'"),
        ("family: tls", "family: network", "mine.yaml:3:11", "'network'"),
        ("severity: error", "severity: bad", "mine.yaml:4:13", "'bad'"),
        ("ids: [ACME0001E]", "text: ['unclosed (group']", "mine.yaml:6:12", "bad regular expression"),
        ("ids: [ACME0001E]", "text: ['a.*b']", "mine.yaml:6:12", "no literal part"),
        ("ids: [ACME0001E]", "text: ['(?i)it happened']", "mine.yaml:6:12", "no literal part"),
        ("ids: [ACME0001E]", "text: ['a{99999999999999999999}']", "mine.yaml:6:12", "bad regular expression"),
        ("ids: [ACME0001E]", "levels: [E]", "mine.yaml:6:5", "give 'ids' or 'text'"),
        ("ids: [ACME0001E]", "ids: [ACME0001E]\n    idz: [X]", "mine.yaml:7:10", "unknown key 'idz'"),
        ("title: Our application says so", "title: yes", "mine.yaml:2:10", "must be text"),
        (EXAMPLES, "", "mine.yaml:1:3", "positive and a negative example"),
        ("id: my-own-message", "id: server-open", "mine.yaml:1:3", "is taken by"),
        ("[ACME0001E]", "!!python/name:os.system [x]", "mine.yaml:6:10", "not allowed"),
        ("[ACME0001E]", "!!binary aGFsbG8=", "mine.yaml:6:10", "not allowed"),
        ("[ACME0001E]", "[ACME0001E", "mine.yaml:7", ""),
    ],
)
def test_a_problem_has_its_place(tmp_path: Path, old: str, new: str, place: str, message: str) -> None:
    assert old in OWN
    found = problems(tmp_path, OWN.replace(old, new, 1))
    assert any(one.startswith(place) and message in one for one in found), found


def test_all_problems_of_all_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(": : not yaml [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("just: a mapping", encoding="utf-8")
    text = OWN.replace("family: tls", "family: network").replace("severity: error", "severity: bad")
    found = problems(tmp_path, text)
    assert [one.split(":")[0] for one in found] == ["a.yaml", "b.yaml", "mine.yaml", "mine.yaml"]
    assert "expected a list of signatures" in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "- &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"- &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]\n" for n in range(8)),
        "- &a [*a]\n",
        "[" * 3000,
    ],
    ids=["billion-laughs", "alias-of-itself", "deep-nesting"],
)
def test_a_bomb_is_an_error(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text)[0].startswith("mine.yaml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(KnowledgeError, match=r"mine\.yaml: cannot be read"):
        load_signatures([tmp_path])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such signature folder"):
        load_signatures([tmp_path / "nowhere"])


def test_the_error_in_one_line_counts_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        OWN.replace("family: tls", "family: n").replace("severity: error", "severity: b")
    )
    with pytest.raises(KnowledgeError, match=r"\(and 1 more\)$"):
        load_signatures([tmp_path])
