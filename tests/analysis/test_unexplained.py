"""Errors and warnings that no signature explains are grouped by template and ranked; never diagnosed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.matching.templates import template_of

LINE = "[10/12/16 {:02}:{:02}:00:000 BST] 000000ba {:<13} {}   {}\n"


def _log(folder: Path, records: list[tuple[int, str, str, str]]) -> loganalyzer.Analysis:
    text = "".join(
        LINE.format(10 + minute // 60, minute % 60, name, level, message) for minute, name, level, message in records
    )
    (folder / "SystemOut.log").write_text(text, encoding="utf-8")
    return loganalyzer.analyze(folder)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shop          E   SHOP0001E: order 4711 failed", "Shop          E   SHOP0001E: order 4712 failed"),
        ('Shop          E   user "anna" unknown', 'Shop          E   user "berta" unknown'),
        ("Shop          W   no answer from 10.1.2.3:9443", "Shop          W   no answer from 10.1.2.4:9080"),
        ("Shop          W   object Foo@1a2b3c4d lost", "Shop          W   object Foo@9f8e7d6c lost"),
        ("Shop          W   cannot read /opt/a/b.xml", "Shop          W   cannot read /opt/c/d.xml"),
    ],
)
def test_texts_that_differ_in_what_varies_have_one_template(one: str, other: str) -> None:
    assert template_of(one) == template_of(other)


def test_ids_and_exception_classes_stay_apart() -> None:
    assert template_of("X E   SHOP0001E: failed") != template_of("X E   SHOP0002E: failed")
    assert template_of("X E   java.io.IOException: a") != template_of("X E   java.lang.NullPointerException: a")


def test_groups_count_records_and_quote_the_first(tmp_path: Path) -> None:
    analysis = _log(tmp_path, [(minute, "Shop", "E", f"SHOP0001E: order {minute} failed") for minute in range(30)])
    (found,) = analysis.unexplained
    assert (found.count, found.sample.line, "SHOP0001E" in found.template) == (30, 1, True)
    assert "order 0 failed" in found.sample.text
    assert analysis.diagnoses == ()


def test_the_last_is_the_last_of_all_texts_of_the_template(tmp_path: Path) -> None:
    """Names of other lengths are other texts to the reader of chunks, and one template."""
    names = ("anna", "berta", "anna")
    analysis = _log(tmp_path, [(minute, "Shop", "E", f'user "{name}" unknown') for minute, name in enumerate(names)])
    (found,) = analysis.unexplained
    assert (found.count, found.sample.line) == (3, 1)
    assert (found.first, found.last) == tuple(datetime(2016, 10, 12, 9, minute, tzinfo=UTC) for minute in (0, 2))


def test_errors_come_before_warnings_and_info_is_left_out(tmp_path: Path) -> None:
    analysis = _log(tmp_path, [(0, "A", "W", "warned"), (1, "B", "I", "told"), (2, "C", "E", "failed")])
    assert [one.sample.line for one in analysis.unexplained] == [3, 1]


def test_what_a_signature_explains_is_not_listed(tmp_path: Path) -> None:
    analysis = _log(
        tmp_path, [(0, "WsServerImpl", "E", "WSVR0009E: Error occurred during startup"), (1, "X", "E", "odd")]
    )
    assert [one.sample.line for one in analysis.unexplained] == [2]


def test_texts_in_which_a_word_varies_are_one_group(tmp_path: Path) -> None:
    names = ("roster", "agenda", "library", "calendar")
    analysis = _log(
        tmp_path, [(n, "Shop", "W", f"the background synchronisation of module {name} with the remote directory was put off")
                   for n, name in enumerate(names)]
    )  # fmt: skip
    (found,) = analysis.unexplained
    assert (found.count, found.sample.line) == (4, 1)
    assert found.first is not None
    assert found.last is not None
    assert (found.last - found.first).total_seconds() == 180


def test_near_texts_with_different_exceptions_or_levels_stay_apart(tmp_path: Path) -> None:
    text = "java.{}.{}: the background synchronisation of the remote directory failed"
    lines = [
        (0, "Shop", "E", text.format("io", "IOException")),
        (1, "Shop", "E", text.format("sql", "SQLException")),
        (2, "Shop", "W", text.format("io", "IOException")),
    ]
    assert sorted(one.count for one in _log(tmp_path, lines).unexplained) == [1, 1, 1]


def test_what_appears_only_with_the_incident_comes_before_what_is_always_there(tmp_path: Path) -> None:
    refused = "SSLC0008E: Client requested protocol TLSv1 not enabled or not supported"
    lines = [(minute, "Cache", "E", "the cache of pictures is being emptied") for minute in range(0, 400, 20)]
    lines += [(200 + n, "SSLHandshakeE", "E", refused) for n in range(8)]
    lines += [(203, "Mail", "E", "a letter to the postmaster came back")]
    analysis = _log(tmp_path, sorted(lines, key=lambda line: line[0]))
    assert analysis.incidents
    assert ["Mail" in one.template for one in analysis.unexplained] == [True, False]
