"""What is fetched ahead comes in order, with its failure at its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from loganalyzer.formats.ahead import ahead


def _breaking_off() -> Iterator[int]:
    yield from (1, 2)
    raise OSError("disk")


def test_everything_comes_in_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))


def test_what_came_before_a_failure_is_handed_out_first() -> None:
    items = ahead(_breaking_off())
    assert (next(items), next(items)) == (1, 2)
    with pytest.raises(OSError, match="disk"):
        next(items)
