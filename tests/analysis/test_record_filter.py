"""The short cut over bytes never changes what is found, and what cannot be decided is said."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loganalyzer.analysis import pattern as pattern_module
from loganalyzer.analysis.pattern import Needles, Pattern
from loganalyzer.analysis.record_filter import RecordFilter
from loganalyzer.analysis.stream_record import Place, record_of
from loganalyzer.errors import IncompleteError, UsageError
from tests.analysis.record_logs import HUNG, REFUSED, record

NOWHERE = Place(None, "p", "SystemOut.log", 1)
BITS = st.sampled_from(
    ["Handshake", "ssl", "K", "k", "\u212a", "\u017f", "\u0130", "İ", "é", " ", "\n", "\r\n", "x", "Err"]
)
TEXTS = st.lists(BITS, max_size=6).map("".join)
TOKENS = st.sampled_from(
    [
        "Handshake",
        "Handshaken",
        "(?:",
        ")",
        "|",
        "?",
        "+",
        "{2}",
        "{,2}",
        "{e<=1}",
        "(?i)",
        "(?i:",
        ".",
        r"\s",
        "^",
        "$",
        "[a-k]",
    ]
)


def kept(pattern: Pattern, texts: list[str], encoding: str) -> set[int]:
    """The rows that the bytes let through."""
    parts = [text.encode(encoding, "replace") for text in texts]
    ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
    starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
    if pattern.needles is None:
        return set(range(len(texts)))
    return set(pattern.needles.rows(b"".join(parts), starts, ends))


def found(pattern: Pattern, texts: list[str], encoding: str) -> set[int]:
    """The rows in which the pattern stands."""
    decoded = [record_of(text.encode(encoding, "replace"), NOWHERE).text for text in texts]
    return {row for row, text in enumerate(decoded) if pattern.found(text)}


@settings(max_examples=300, deadline=None)
@given(
    TEXTS.filter(bool),
    st.lists(TEXTS.filter(bool), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(["utf-8", "cp1252"]),
)
@example("k", ["\u212a"], True, "utf-8")
def test_a_literal_is_found_in_no_record_that_was_passed_over(
    words: str, texts: list[str], ignore_case: bool, encoding: str
) -> None:
    pattern = Pattern(words, regex=False, ignore_case=ignore_case)
    assert found(pattern, texts, encoding) <= kept(pattern, texts, encoding)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(TOKENS, min_size=1, max_size=6).map("".join),
    st.lists(TEXTS.filter(bool), min_size=1, max_size=6),
    st.booleans(),
)
@example("(?i)Handshake", ["HANDSHAKE"], False)
@example("(?:Handshaken){e<=1}", ["Handshake"], False)
def test_an_expression_is_found_in_no_record_that_was_passed_over(
    words: str, texts: list[str], ignore_case: bool
) -> None:
    try:
        pattern = Pattern(words, regex=True, ignore_case=ignore_case)
    except UsageError:
        return
    assert found(pattern, texts, "utf-8") <= kept(pattern, texts, "utf-8")


def test_the_bytes_do_pass_records_over() -> None:
    texts = [record("10/12/16 10:37:31:278 BST", text) for text in (REFUSED, HUNG, REFUSED)]
    for words, regex, ignore_case in (
        ("SSLC0008E", False, False),
        ("sslc0008e", False, True),
        (r"SSLC0008E:\s+U\w+", True, False),
    ):
        assert kept(Pattern(words, regex=regex, ignore_case=ignore_case), texts, "utf-8") == {0, 2}


def test_one_needle_of_several_is_enough_and_bytes_between_records_do_not_count() -> None:
    needles = Needles.of(("one", "two"))
    assert needles is not None
    assert needles.rows(b"one|two|three|two", np.array([0, 8, 14]), np.array([4, 14, 17])) == [0, 2]
    assert Needles.of(("one", "é")) is None


def test_line_ends_of_windows_do_not_matter() -> None:
    text = record_of(b"[10/12/16 10:37:31:278 BST] 000000ba x E   one\r\n\tat two\r\n", NOWHERE).text
    assert text.endswith("one\n\tat two")
    assert Pattern("one$", regex=True, ignore_case=False).found(text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: x", ("000000ba", "E", "SSLHandshakeE", "SSLC0008E")),
        ("[16/11/16 9:50:43:763 JST] 000018a4 J2CBinding 3 com.ibm...", ("000018a4", "3", "J2CBinding", None)),
        (
            "[10/12/16 10:37:31:278 BST] 000000ba Repository    E com.ibm.ws.X y ADMS0206I: z\n\tat FOOB0001E",
            ("000000ba", "E", "Repository", "ADMS0206I"),
        ),
        ("JVMDUMP039I Processing dump event", ("", "", "", "JVMDUMP039I")),
        ("[12/25/08 11:58:42:091 JST] 0000020f WASLogger     E C M no id\n WSVR0605W", ("0000020f", "E", "WASLogger", None)),
        ("java.lang.OutOfMemoryError", ("", "", "", None)),
    ],
)  # fmt: skip
def test_columns(text: str, columns: tuple[str, str, str, str | None]) -> None:
    one = record_of(text.encode(), NOWHERE)
    assert (one.thread, one.level, one.component, one.message_id) == columns


@pytest.mark.parametrize("words", ["(", "[", "*a", "(?P<x>a)(?P<x", "", "(?<=a+)" * 2 + "("])
def test_a_bad_pattern_is_one_line(words: str) -> None:
    with pytest.raises(UsageError) as error:
        RecordFilter(words, regex=True).selection()
    assert "\n" not in str(error.value)
    assert "PATTERN" in str(error.value)


def test_an_expression_that_never_ends_is_stopped_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_module, "TIMEOUT_SECONDS", 0.05)
    selection = RecordFilter("(a|aa)+$", regex=True).selection()
    one = record_of(b"a" * 60 + b"!", NOWHERE)
    with pytest.raises(IncompleteError, match=re.escape("SystemOut.log:1")):
        selection.holds(one)
    assert selection.spans(one.text) == []


def test_levels_are_the_letters_of_the_logs() -> None:
    with pytest.raises(UsageError, match="'EW'"):
        RecordFilter(levels=("EW",)).selection()
