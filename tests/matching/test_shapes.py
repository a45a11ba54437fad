"""What is taken over from a record of the same shape is what the expressions find themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.shapes import digit_runs, is_plain, outline_of, telling_digits, unfolded

SIGNATURES = load_signatures()
ENGINE = Engine(SIGNATURES)
REFUSED = (
    "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: The SSL connection cannot be initialized from the {} host"
    " and {} port on the remote client to the a.example.com host and {} port on the local server. Exception: javax.net.ssl."
    "SSLHandshakeException: Client requested protocol TLSv1.{} is not enabled or supported in server context\n\tat a.b(c.java:{})\n"
)


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("SSLC0008E", {b"SSLC0000E"}),
        (r"TLSv1(?:\.\d)?", {b"TLSv0"}),
        (r"port (\d+)", set()),
        ("[A-Z0-9]{4}", set()),
        (r"v1\.2|p12", {b"v0.0", b"p00"}),
        ("port 443 of host7", {b"000", b"host0"}),
        ("(?:1|2x) hosts", {b"0", b"0x"}),
        (r"\s404", {b"000"}),
        ("1*x", {b"0"}),
    ],
)
def test_what_an_expression_asks_for_in_digits(expression: str, runs: set[bytes]) -> None:
    assert digit_runs(expression) == runs


@pytest.mark.parametrize("expression", ["[0-4]x", "[^9]", r"(\d) \1", "(", "(?i)v1", "(?i:v1)", "v[12]"])
def test_expressions_whose_digits_are_not_followed_up(expression: str) -> None:
    assert digit_runs(expression) is None


def test_digits_tell_apart_where_an_expression_may_ask_for_them() -> None:
    line = b" SystemOut     O  pool 12 of TLSv1.2, TLSv1 is 340 full"
    outline = outline_of(line)
    assert outline == b" SystemOut     O  pool 00 of TLSv0.0, TLSv0 is 000 full"
    assert [line[run] for run in telling_digits(outline, digit_runs(r"TLSv1(?:\.\d)?") or ())] == [b"TLSv1", b"TLSv1"]
    assert [line[run] for run in telling_digits(outline, [b"00"])] == [b"12", b"34", b"40"]
    assert is_plain(line)
    assert not is_plain(b"SSLC0008E: no name column, port 443")


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
    assert all(group.by_place for group in engine.repeats._outlined.values())
