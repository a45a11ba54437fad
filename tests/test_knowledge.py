"""YAML with places: what is read, where it stands, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.errors import KnowledgeError
from loganalyzer.knowledge import Fields, Located, knowledge_files, knowledge_root, load_yaml


def loaded(tmp_path: Path, text: str) -> object:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    return load_yaml(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", []),
        ("- 1\n- 2.5\n- true\n- null\n- text\n- '1'\n", [1, 2.5, True, None, "text", "1"]),
        ("when: 2016-10-12\n", {"when": "2016-10-12"}),  # a date stays as it is written
        ("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}),
    ],
)
def test_plain_data(tmp_path: Path, text: str, value: object) -> None:
    assert loaded(tmp_path, text) == value


def test_values_know_their_places(tmp_path: Path) -> None:
    value = loaded(tmp_path, "id: a\nmatch:\n  ids: [X]\n")
    assert isinstance(value, Located)
    assert value.place("match").endswith("x.yaml:3:3")
    assert value.place("absent").endswith("x.yaml:1:1")


def test_all_duplicate_keys_are_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        loaded(tmp_path, "a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [problem.rsplit("x.yaml", 1)[1] for problem in caught.value.problems] == [
        ":2:1: duplicate key 'a'",
        ":3:11: duplicate key 'c'",
    ]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['true']", "!!binary aGk=", "!mine x", "!mine {b: c}", "!!set {b, c}"]
)
def test_tags_that_are_no_plain_data(tmp_path: Path, tag: str) -> None:
    with pytest.raises(KnowledgeError, match=r"x\.yaml:1:4: tag .* is not allowed"):
        loaded(tmp_path, f"a: {tag}\n")


def test_fields_collect_every_problem(tmp_path: Path) -> None:
    problems: list[str] = []
    fields = Fields(loaded(tmp_path, "kind: wrong\nleast: many\nlist: 5\nmispelt: 1\n"), "x", problems)
    assert fields.text("id") == ""
    assert fields.choice("kind", ["burst", "flap"]) == "wrong"
    assert fields.number("least", 3) == 3
    assert fields.strings("list") == ()
    fields.finish()
    wanted = [
        "'id' is missing",
        "expected one of: burst, flap",
        "must be a number",
        "must be a list",
        "unknown key 'mispelt'",
    ]
    assert all(text in problem for text, problem in zip(wanted, problems, strict=True))


def test_a_value_that_is_no_mapping(tmp_path: Path) -> None:
    problems: list[str] = []
    Fields("text", "x.yaml:1:1", problems).finish()
    assert problems == ["x.yaml:1:1: expected a mapping"]


def test_the_knowledge_is_found() -> None:
    assert {path.name for path in knowledge_root().iterdir()} >= {"signatures", "correlations", "causes"}
    assert [path.suffix for path in knowledge_files("correlations")] == [".yaml"]


def test_files_of_the_user_follow_ours(tmp_path: Path) -> None:
    (tmp_path / "causes").mkdir()
    for name in ("causes/b.yml", "causes/a.yaml", "own.yaml"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
    assert [path.name for path in knowledge_files("causes", [tmp_path])][-2:] == ["a.yaml", "b.yml"]
    assert knowledge_files("signatures", [tmp_path])[-1].name == "own.yaml"
