"""Reading, unpacking and cutting the next chunk in a thread while the present one is looked through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items in the same order, each fetched while the one before is in use; at most one is held back.

    What ``items`` raises is raised here, at its place.
    """
    from concurrent.futures import ThreadPoolExecutor  # loads logging, which hardly a run needs

    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, items, None)
        while (item := following.result()) is not None:
            following = reader.submit(next, items, None)
            yield item
