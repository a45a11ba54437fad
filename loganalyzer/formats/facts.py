"""Facts: what files that are no WebSphere text log have to say (garbage collection, javacores, FFDC, TLS traces, tool output).

A *fact format* is one module of this package: a sniffer, a reader, and samples that its tests run. It turns a file's lines into
facts; each kind of fact is declared in ``signatures/facts/*.yaml`` with its fields, so that causes use facts exactly as they use
signatures. To add a format, write the module and name it in ``registry.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct

from loganalyzer.records import LineCounts

FACT_TEXT_LIMIT = 2_000
_NO_FIELDS: Mapping[str, str] = {}


class Fact(Struct, frozen=True):
    """One thing a file says.

    ``kind`` is an id of ``signatures/facts``; ``line`` counts from 1; ``text`` is the passage to quote (at most
    ``FACT_TEXT_LIMIT`` characters are kept); ``fields`` are captured values; ``stamp`` is the time as the file writes it,
    without brackets (``2015-09-08T22:48:45.819``, ``10/12/16 10:37:31:278 BST``), or ``None``.
    """

    kind: str
    line: int
    text: str
    fields: Mapping[str, str] = _NO_FIELDS
    stamp: str | None = None


class FactFormat(Protocol):
    """A file format read into facts. ``name`` is shown to the user; ``kind`` is the file kind of the JSON contract.

    The registry says when a format is asked, and which logs it reads alongside.

    A format whose files are binary says ``by_name = True``: they are not opened, and ``of_name(path)`` yields what the name tells.
    """

    name: str
    kind: str

    def matches(self, path: str, head: str) -> bool:
        """Whether a file is of this format, by its path and its first 64 KiB; content decides, the name only helps."""
        ...

    def read(self, lines: Iterable[tuple[int, str]], counts: LineCounts) -> Iterator[Fact]:
        """Yield the facts of a file.

        Args:
            lines: (number from 1, text without its line end), streamed; the file may be gigabytes long.
            counts: each line must be added to exactly one of ``records`` (the line that opens an entry),
                ``continuation``, ``header`` or ``unparsed``; ``lines`` and ``bytes`` are counted by the caller.
        """
        ...
