"""Expressions that run away are refused before they meet a record: judged by theory, compared with counted steps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.matching.backtracking import runaway
from tests.matching.backtracker import steps

EXPONENTIAL = [  # expression, what to repeat, what makes it fail
    ("x(a+)+$", "a", "!"),
    ("x([a-zA-Z]+)*$", "a", "!"),
    ("x(a|aa)+$", "a", "!"),
    ("x(?:a|b|ab)*c", "ab", "!"),
    ("x(a?a?)*b", "a", "!"),
    ("x(a*)*b", "a", "!"),
    ("x(a(b?|c?))*d", "a", "!"),
    (r"x(\w+\s?)*$", "a", "!"),
    (r"x(\d+,?)+;", "1", "!"),
    (r"x(?:\s*\w+\s*)+;", "a ", "!"),
    (r"x<(?:[^>]*,?)+>", "a", ""),
    (r"^(?:([a-z])+.)+[A-Z]([a-z])+$", "a", "!"),
    (r"x(\d{1,9})+;", "1", "!"),
    ("handshake (?:a|a|aa)+b(?:a|a|aa)+c$", "a", "!"),
]
POLYNOMIAL = [
    ("x.*.*y", "two endless repetitions"),
    (r"id \d+\d+z", "two endless repetitions"),
    (r"x\s*\s+y", "two endless repetitions"),
    (r"user .+? in group .+? of realm", "two endless repetitions"),
    (r"x\w+[\w.]+y", "two endless repetitions"),
    (r"\S+ is not enabled", "at the beginning"),
    (r"(?:[a-z]+,)*x", "at the beginning"),
    (r"x\w{1,100}\w{1,100}y", "two endless repetitions"),
]
HARMLESS = [
    "SSLC0008E",
    r"x(?:[a-z]+,)*y",
    r"TLSv1(?:\.\d)?",
    r"host (\S+) and port (\d+)",
    r"\[(?P<offered>[^\]]*)\] are not accepted by \[(?P<accepted>[^\]]*)\]",
    r"(?:\d{1,3}\.){3}\d{1,3}",
    r'"(?:[^"\\]|\\.)*"',
    r"user .{1,60}? in group .+? of realm",
    r"x\w{1,40}\w{1,40}y",
    r"[^\s]{1,250}_\d\d\.txt",
    r"alert: (?!(?:bad_certificate|unknown_ca)\b)[a-z_]+",
    r"a(?:bc|bd)+e",
]


@pytest.mark.parametrize(("expression", "pump", "end"), EXPONENTIAL)
def test_exponential_expressions_are_refused(expression: str, pump: str, end: str) -> None:
    assert "exponential" in str(runaway(expression))
    lead = "x<" if "<" in expression else "handshake " if "handshake" in expression else "x"
    assert steps(expression, lead + pump * 30 + end, 100_000) == 100_000


@pytest.mark.parametrize(("expression", "reason"), POLYNOMIAL)
def test_expressions_that_take_the_square_are_refused(expression: str, reason: str) -> None:
    assert reason in str(runaway(expression))


@pytest.mark.parametrize("expression", HARMLESS)
def test_harmless_expressions_pass(expression: str) -> None:
    assert runaway(expression) is None


@pytest.mark.parametrize(
    ("expression", "reason"),
    [(r"(?P<a>\w{2}) (?P=a)", "back-reference"), (r"(?P<a>x)?(?(a)b|c)", "back-reference"), (r"\p{L}x", "syntax")],
)
def test_what_cannot_be_judged_is_refused(expression: str, reason: str) -> None:
    assert reason in str(runaway(expression))


def test_a_look_around_is_looked_into() -> None:
    assert "exponential" in str(runaway("abc(?=(?:d+)+e)"))


SMALL = st.recursive(
    st.sampled_from(["a", "b", "[ab]"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from("*+?")).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(SMALL, st.text("ab", min_size=1, max_size=3))
def test_whatever_passes_stays_linear_on_any_pumped_text(expression: str, pump: str) -> None:
    """Behind a fixed beginning and before an end that never comes, twice the text takes about twice the steps."""
    guarded = f"x{expression}y"
    if runaway(guarded) is not None:
        return
    short, long = (steps(guarded, "x" + pump * times, 1_000_000) for times in (40, 80))
    assert long <= 2.5 * short + 200
