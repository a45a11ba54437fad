"""What ``signatures lint`` refuses beyond what stops every run: each with its place, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.diagnosis.knowledge import load_all
from loganalyzer.errors import KnowledgeError
from tests.cli.inside import run

GOOD = """\
- id: shop-order-failed
  title: Order failed in the shop
  family: resources
  severity: error
  match:
    ids: [SHOP0001E]
  captures:
    - 'order (?P<order>[0-9]+) failed'
  provenance: real-line
  meaning: The shop could not book an order.
  examples:
    match:
      - record: 'SHOP0001E: order 4711 failed'
        fields: {order: '4711'}
    miss:
      - record: 'SHOP0002E: order 4711 is late'
- id: shop-order-refused
  title: Order refused by the bank
  family: resources
  severity: warning
  specialises: [shop-order-failed]
  match:
    text: ['order \\d+ failed: the bank refused']
  provenance: real-line
  meaning: The bank said no.
  examples:
    match:
      - record: 'SHOP0001E: order 4711 failed: the bank refused'
    miss:
      - record: 'SHOP0001E: order 4711 failed'
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_all([folder])
    return [one.removeprefix(f"{folder}/") for one in caught.value.problems]


def test_a_sound_file_passes(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GOOD, encoding="utf-8")
    assert load_all([tmp_path]).signatures > load_all().signatures


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("[0-9]+) failed'", "(?:[0-9]+)+) failed'", "mine.yaml:8:7", "exponential time"),
        ("order \\d+ failed: the", "order .+ failed.+ the", "mine.yaml:23:12", "two endless repetitions"),
        ("order \\d+ failed: the", "\\w+ \\d+ failed: the", "mine.yaml:23:12", "at the beginning"),
        ("  specialises: [shop-order-failed]\n", "", "mine.yaml:27:9", "is also one of shop-order-failed"),
        ("[shop-order-failed]", "[shop-order-fialed]", "mine.yaml:17:3", "unknown signature 'shop-order-fialed'"),
        ("id: shop-order-refused", "id: shop-order-failed", "mine.yaml:17:3", "is taken by"),
        (
            "      - record: 'SHOP0002E: order 4711 is late'\n",
            "",
            "mine.yaml:12:5",
            "a positive and a negative example",
        ),
        ("ids: [SHOP0001E]", "ids: [SHOP0001E]\n    unless: [nobody]", "mine.yaml:1:3", "unknown signature 'nobody'"),
    ],
    ids=["nested", "square", "leading-loop", "rivals", "unknown", "duplicate", "no-negative", "unknown-unless"],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, place: str, message: str) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(one.startswith(f"{place}: ") and message in one for one in found), found
    assert not [one for one in found if "\n" in one]


def test_either_of_two_may_say_that_it_specialises_the_other(tmp_path: Path) -> None:
    turned = GOOD.replace("  specialises: [shop-order-failed]\n", "").replace(
        "  severity: error\n", "  severity: error\n  specialises: [shop-order-refused]\n"
    )
    (tmp_path / "mine.yaml").write_text(turned, encoding="utf-8")
    load_all([tmp_path])


def test_lint_prints_every_problem_and_ends_with_two(tmp_path: Path) -> None:
    bad = GOOD.replace("[0-9]+) failed'", "(?:[0-9]+)+) failed'").replace("order \\d+ failed: the", "\\w+ failed: the")
    (tmp_path / "mine.yaml").write_text(bad, encoding="utf-8")
    result = run("signatures", "lint", "--signatures", str(tmp_path))
    assert result.returncode == 2
    assert [line.split(": ")[0].rpartition("/")[2] for line in result.stderr.decode().splitlines()] == [
        "mine.yaml:8:7", "mine.yaml:23:12",
    ]  # fmt: skip


def test_unless_keeps_a_general_signature_off(tmp_path: Path) -> None:
    text = GOOD.replace("  specialises: [shop-order-failed]\n", "").replace(
        "ids: [SHOP0001E]", "ids: [SHOP0001E]\n    unless: [shop-order-refused]"
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    load_all([tmp_path])
