"""The literal scan: two engines that must find the same candidates, wraps included, and literals that every match contains."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.scanner import ExpressionScanner, HyperscanScanner

WORDS = sorted(
    {
        word
        for one in load_signatures()
        for text in one.match.text
        for lit in required_literals(text)
        for word in lit.split()
    }
)
PIECES = st.sampled_from([*WORDS, "SSLC0008E", "CWPKI0022E:", "x", "\tat", "[10/12/16"])
GAPS = st.sampled_from([" ", "  ", "\n", "\r\n", "\n    ", "\t", ""])


def found(scanner: ExpressionScanner | HyperscanScanner, data: bytes) -> set[tuple[int, int]]:
    numbers, ends = scanner.scan(data)
    return set(zip(numbers, ends, strict=True))


@cache
def scanners() -> tuple[HyperscanScanner, ExpressionScanner, list[str]]:
    literals = Engine(load_signatures())._literals
    return HyperscanScanner(literals), ExpressionScanner(literals), literals


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, GAPS), max_size=40))
def test_both_scanners_find_the_same(parts: list[tuple[str, str]]) -> None:
    fast, plain, _ = scanners()
    data = "".join(piece + gap for piece, gap in parts).encode()
    assert found(fast, data) == found(plain, data)


@pytest.mark.parametrize("gap", [" ", "\n", "\r\n   ", " \t "])
def test_every_literal_is_found_whatever_its_blanks_are(gap: str) -> None:
    fast, plain, literals = scanners()
    for number, literal in enumerate(literals):
        data = f"head {gap.join(literal.split())} tail".encode()
        assert number in {one for one, _ in found(fast, data)}, literal
        assert number in {one for one, _ in found(plain, data)}, literal


def test_a_long_literal_with_many_blanks_is_found() -> None:
    """Hyperscan missed expressions with half a dozen bounded repeats in a row."""
    literal = "Client requested protocol TLSv1 not enabled or not supported by any of the server contexts"
    for scanner in (HyperscanScanner([literal]), ExpressionScanner([literal])):
        assert len(found(scanner, f"Exception: {literal}\n".encode())) == 1
        assert len(found(scanner, literal.replace(" ", "\n  ").encode())) == 1


@pytest.mark.parametrize("literal", ["a.b(c)[d]*+?", "100%_done!", "C:\\temp\\x", "{cell}|^$#&~", "verbunden über"])
def test_signs_of_expressions_are_plain_text(literal: str) -> None:
    for scanner in (HyperscanScanner([literal]), ExpressionScanner([literal])):
        assert found(scanner, f"x{literal}y".encode()) == {(0, len(f"x{literal}".encode()))}


def test_no_literals_find_nothing() -> None:
    assert found(HyperscanScanner([]), b"text") == found(ExpressionScanner([]), b"text") == set()


@pytest.mark.parametrize(
    ("expression", "literals"),
    [
        (r"Client requested protocol (\S+)", {"Client requested protocol "}),
        (r"(?:handshake_failure|protocol_version)", {"handshake_failure", "protocol_version"}),
        (r"\bOutOfMemoryError\b", {"OutOfMemoryError"}),
        (r"(?:certificate expired){1,3}", {"certificate expired"}),
        (r"(?:certificate)? expired", {" expired"}),
        (r"short \d+ longer text", {" longer text"}),
        (r"(?:handshake|x)", set()),  # x alone is too short
        (r"abc\d+def", set()),
        (r"(?:certificate)?", set()),
        (r"(?i)certificate expired", set()),  # the scan minds the case
        (r"(?i:certificate) (?:expired)", {" expired"}),
        (r"(?!certificate expired)", set()),
        (r"(unbalanced", set()),
        (r"a{99999999999999999999}", set()),
    ],
)
def test_the_literals_of_an_expression(expression: str, literals: set[str]) -> None:
    found_literals = required_literals(expression)
    assert {one.strip() for one in found_literals} == {one.strip() for one in literals}


@settings(max_examples=100, deadline=None)
@given(
    st.from_regex(r"(handshake|protocol_version) (failed|refused twice)? by [a-z]{1,4} port \d{1,5}", fullmatch=True)
)
def test_every_match_contains_a_literal(text: str) -> None:
    expression = r"(handshake|protocol_version) (failed|refused twice)? by [a-z]{1,4} port \d{1,5}"
    assert regex.search(expression, text)
    assert any(literal in text for literal in required_literals(expression))


def test_the_ends_point_behind_the_literal() -> None:
    numbers, ends = HyperscanScanner(["SSLC0008E"]).scan(b"x SSLC0008E: y SSLC0008E")
    assert (list(numbers), list(ends)) == ([0, 0], [11, 24])
    assert np.frombuffer(ends, dtype=np.int64).tolist() == [11, 24]
