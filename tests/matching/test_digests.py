"""Texts told apart by numbers: equal outlines have equal numbers, others have not."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.windows import Words
from loganalyzer.matching.digests import of_rows, outlines, outlines_of_heads, together
from loganalyzer.matching.shapes import outline_of

TEXTS = st.lists(st.text(st.sampled_from("ab019 .é\n"), max_size=40).map(str.encode), min_size=1, max_size=12)


def cut(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The texts one behind the other, and where each begins and ends."""
    ends = np.cumsum([len(text) for text in texts])
    return np.frombuffer(b"".join(texts) + b"\n", dtype=np.uint8), np.concatenate(([0], ends[:-1])), ends


def same(numbers: Words) -> list[list[bool]]:
    return (numbers[:, None] == numbers[None, :]).tolist()


def equal(texts: list[bytes]) -> list[list[bool]]:
    return [[one == other for other in texts] for one in texts]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_texts_with_one_outline_have_one_number(texts: list[bytes]) -> None:
    assert same(outlines(*cut(texts))) == equal([outline_of(text) for text in texts])


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_of_heads_only_the_first_bytes_count(texts: list[bytes]) -> None:
    heads = [outline_of(text)[:16].rstrip(b"\0") for text in texts]
    assert same(outlines_of_heads(*cut(texts), 16)) == equal(heads)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 20).flatmap(lambda width: st.lists(st.binary(min_size=width, max_size=width), min_size=1)))
def test_rows_are_told_apart(rows: list[bytes]) -> None:
    array = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)
    assert same(of_rows(array)) == equal(rows)


def test_texts_that_differ_in_two_last_bytes_of_words_only() -> None:
    """Products keep a difference in a high byte there, where two of them could cancel out."""
    texts = [bytes([65] * 7 + [one] + [65] * 7 + [other]) for one in range(97, 123) for other in range(97, 123)]
    assert len(set(outlines(*cut(texts)).tolist())) == len(texts)


def test_order_matters_for_numbers_taken_together() -> None:
    one, other = np.array([3], dtype=np.uint64), np.array([5], dtype=np.uint64)
    assert together(one, other) != together(other, one)
