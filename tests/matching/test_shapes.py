"""What is taken over from a record of the same shape is what the expressions find themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.shapes import certain_digits, digit_blind, outline_of, unfolded

SIGNATURES = load_signatures()
ENGINE = Engine(SIGNATURES)
REFUSED = (
    "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: The SSL connection cannot be initialized from the {} host"
    " and {} port on the remote client to the a.example.com host and {} port on the local server. Exception: javax.net.ssl."
    "SSLHandshakeException: Client requested protocol TLSv1.{} is not enabled or supported in server context\n\tat a.b(c.java:{})\n"
)


@pytest.mark.parametrize(
    "expression", ["SSLC0008E", r"TLSv1(?:\.\d)?", r"port (\d+)", "[A-Z0-9]{4}", r"v1\.2|p12", r"(?<![A-Za-z0-9])x"]
)
def test_expressions_that_ask_for_no_number(expression: str) -> None:
    assert digit_blind(expression)


@pytest.mark.parametrize(
    "expression",
    ["port 443", "port:443", "port=443", "[0-4]x", "(?:1|2) hosts", r"\s404", "1*x", "[^9]", r"(\d) \1", "(", r"\d5"],
)
def test_expressions_that_tell_numbers_apart(expression: str) -> None:
    assert not digit_blind(expression)


def test_numbers_behind_blanks_in_the_first_line_are_free() -> None:
    line = b" SystemOut     O  pool 12 of v1.2 is 340 full"
    outline = outline_of(line)
    assert outline == b" SystemOut     O  pool 00 of v0.0 is 000 full"
    assert [line[run] for run in certain_digits(outline) or ()] == [b"1", b"2"]
    assert certain_digits(outline_of(b" SystemOut     O  no number")) is None
    assert certain_digits(outline_of(b"SSLC0008E: no name column, port 443")) is None


@given(st.text(alphabet=st.sampled_from(" \t1a."), max_size=40))
def test_a_span_of_the_folded_line_leads_back_to_the_line(line: str) -> None:
    folded = " ".join(line.split())
    spans = [(start, end) for start in range(len(folded)) for end in range(start + 1, len(folded) + 1)]
    found = unfolded(line, spans)
    assert found is not None
    for (start, end), (first, last) in zip(spans, found, strict=True):
        assert " ".join(line[first:last].split()) == folded[start:end].strip()
    assert unfolded(line, [(0, len(folded) + 1)]) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pc7.acme.com", "10.20.1.7", "10", "1234"]),
            st.integers(1, 70000),
            st.sampled_from([9443, 443, 5061]),
            st.integers(0, 3),
            st.integers(1, 12),
        ),
        min_size=2,
        max_size=8,
    )
)
def test_records_of_one_shape_yield_their_own_fields(numbers: list[tuple[object, ...]]) -> None:
    engine = Engine(SIGNATURES)
    wanted = tuple(
        number
        for number, one in enumerate(SIGNATURES)
        if one.id in {"tls-client-protocol-refused", "tls-handshake-failed-other"}
    )
    for row in numbers:
        text = REFUSED.format(*row)
        expected = [(found.signature, found.fields) for found in ENGINE.confirm(*parts_of(text), wanted)]
        head, _, rest = text.partition("\n")
        first = head.partition("000000ba")[2].encode()
        known = engine.repeats.known(first, b"\n" + rest.encode(), wanted)
        if known is None:
            known = engine.repeats.learn(first, b"\n" + rest.encode(), wanted, text.encode())
        assert [(one.signature, dict(zip(one.names, one.cut(first), strict=True))) for one in known] == expected
    assert all(group.by_place for group in engine.repeats._groups.values())
