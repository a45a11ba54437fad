"""What makes a record match: whole ids, folded text, all conditions, and an expression that cannot hang the run."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from loganalyzer.matching import engine as engine_module
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.records import parts_of
from tests.matching.making import PROTOCOL, matches, signature

RECORD = (
    "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized"
    " access was denied or security settings have expired.  Exception is javax.net.ssl.SSLHandshakeException: Client"
    " requested protocol TLSv1 not enabled or not supported"
)
BLANKS = [place for place, letter in enumerate(RECORD) if letter == " " and place > RECORD.index("SSLC0008E:")]


def test_a_record_yields_what_it_says() -> None:
    engine = Engine(
        [signature(ids=("SSLC0008E",), text=(PROTOCOL,), captures=(r"Exception is (?P<exception>[\w.]+)",))]
    )
    assert matches(engine, RECORD) == {"one": {"protocol": "TLSv1", "exception": "javax.net.ssl.SSLHandshakeException"}}


@pytest.mark.parametrize("wrap", ["\n", "\r\n", "\n    ", "\t"])
def test_text_wrapped_at_any_blank_still_matches(wrap: str) -> None:
    engine = Engine([signature(ids=("SSLC0008E",), text=(PROTOCOL,))])
    texts = [RECORD[:place] + wrap + RECORD[place + 1 :] for place in BLANKS]
    missed = [text for text in texts if matches(engine, text) != {"one": {"protocol": "TLSv1"}}]
    assert missed == []


def test_text_wrapped_at_every_blank_still_matches() -> None:
    head, tail = RECORD[: BLANKS[0]], RECORD[BLANKS[0] :]
    assert matches(Engine([signature(text=(PROTOCOL,))]), head + tail.replace(" ", "\n"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SSLC0008E: x", True),
        ("(SSLC0008E)", True),
        ("XSSLC0008E: x", False),
        ("SSLC0008EX", False),
        ("SSLC0008E1", False),
    ],
)
def test_an_id_is_a_whole_word(text: str, found: bool) -> None:
    assert bool(matches(Engine([signature(ids=("SSLC0008E",))]), text)) is found


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"ids": ("SSLC0008E",)}, True),
        ({"ids": ("SSLC0008E",), "not_text": ("plaintext",)}, True),
        ({"ids": ("SSLC0008E",), "not_text": ("requested protocol",)}, False),
        ({"ids": ("SSLC0008E",), "component": ("SSLHandshakeE",)}, True),
        ({"ids": ("SSLC0008E",), "component": ("SSLChannel",)}, False),
        ({"ids": ("SSLC0008E",), "levels": ("E", "W")}, True),
        ({"ids": ("SSLC0008E",), "levels": ("I",)}, False),
        ({"ids": ("SSLC0001E",), "text": (PROTOCOL,)}, False),
        ({"ids": ("SSLC0001E", "SSLC0008E")}, True),
    ],
)
def test_all_conditions_must_hold(conditions: dict[str, tuple[str, ...]], found: bool) -> None:
    assert bool(matches(Engine([signature(**conditions)]), RECORD)) is found


def test_equal_texts_of_different_components_are_told_apart() -> None:
    engine = Engine([signature(ids=("SSLC0008E",), component=("SSLHandshakeE",), levels=("E",))])
    text = "SSLC0008E: x"
    asked = [("SSLHandshakeE", "E"), ("", ""), ("SSLHandshakeE", "W"), ("SSLHandshakeE", "E")]
    assert [bool(engine.confirm(text, *parts, (0,))) for parts in asked] == [True, False, False, True]


def test_candidates_name_the_row_of_each_record() -> None:
    engine = Engine([signature(ids=("SSLC0008E",)), signature("two", text=("plain text on the port",))])
    lines = [b"nothing\n", b"SSLC0008E: plain text\non the port\n", b"nothing\n", b"SSLC0008E\n"]
    ends = np.cumsum([len(line) for line in lines])
    found = engine.candidates(engine.literals_in(b"".join(lines)), np.concatenate(([0], ends[:-1])), ends)
    assert found.rows.tolist() == [1, 3]
    assert [engine.wanted(number) for number in found.sets.tolist()] == [(0, 1), (0,)]


def test_text_before_the_first_record_is_nobodys() -> None:
    data = b"SSLC0008E tail\nrecord\n"
    engine = Engine([signature(ids=("SSLC0008E",))])
    found = engine.candidates(engine.literals_in(data), np.array([15]), np.array([len(data)]))
    assert not found.rows.size


def test_a_catastrophic_expression_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_TIMEOUT_SECONDS", 0.05)
    hanging = signature("hanging", text=(r"handshake (?:a|a|aa)+b(?:a|a|aa)+c$",))
    engine = Engine([hanging, signature("good", text=("handshake",))])
    assert set(matches(engine, "handshake " + "a" * 200)) == {"good"}


def test_a_signature_that_times_out_again_and_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_TIMEOUT_SECONDS", 0.02)
    hanging = signature("hanging", text=(r"handshake (?:a|a|aa)+b(?:a|a|aa)+c$",))
    engine = Engine([hanging, signature("good", text=("handshake",))])
    for length in range(200, 206):
        assert set(matches(engine, "handshake " + "a" * length)) == {"good"}
    assert engine._confirm[0].timeouts == 3
    assert engine.slow() == ("hanging",)
    assert Engine([hanging]).slow() == ()


@pytest.mark.parametrize(
    ("text", "component", "level"),
    [
        (RECORD, "SSLHandshakeE", "E"),
        ("> [10/12/16 10:37:24:483 BST] 0000008e TelephonyServ I   UserName", "TelephonyServ", "I"),
        ("[16/11/16 9:50:43:763 JST] 000018a4 J2CBinding 3 com.ibm", "J2CBinding", "3"),
        (
            "[22/2/18 15:19:34:512 CST] 00000019 com.ibm.ws.kernel.feature.internal.FeatureManager            A CWWKF0011I",
            "com.ibm.ws.kernel.feature.internal.FeatureManager",
            "A",
        ),
        ("SSLC0008E: Unable to initialize", "", ""),
        ("[INFO   ] FFDC1015I: An FFDC Incident has been created", "", ""),
    ],
)
def test_the_parts_of_a_record(text: str, component: str, level: str) -> None:
    parts = parts_of(text)
    assert (parts.component, parts.level) == (component, level)
    assert parts.tail in text
    assert "FFDC1015I" in parts.tail or "FFDC1015I" not in text


def test_what_an_expression_needs_is_what_every_match_has() -> None:
    """The loader notes literals for captures and for the texts of other signatures; without one, an expression is not tried."""
    for one in load_signatures():
        expressions = [*zip(one.captures, one.capture_literals, strict=True)]
        expressions += zip(one.match.unless_text, one.match.unless_literals, strict=True)
        for text, literals in expressions:
            assert literals == required_literals(text)


def test_an_expression_is_tried_where_a_literal_it_needs_stands() -> None:
    one = signature(ids=("SSLC0008E",), captures=("(?P<letter>a+)", "(?P<word>handshake)"))
    for literals in ((), ((), ("handshake",))):
        engine = Engine([replace(one, capture_literals=literals)])
        assert matches(engine, "SSLC0008E: aa") == {"one": {"letter": "aa"}}
        assert matches(engine, "SSLC0008E: a handshake") == {"one": {"letter": "a", "word": "handshake"}}
