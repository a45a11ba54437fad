"""Finding very many literals at once, whatever their case: hyperscan, or a regular expression where it has no wheel."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any, Final

from loganalyzer.redact.trie import alternation

_GROUP: Final = 20_000
"""Literals of one automaton: twice as many take three times as long to compile."""
_VARIANTS: Final = 64


class Literals:
    """A growing set of literals; ``ends`` finds them all, the nested ones too.

    ASCII letters are found in either case. Letters beyond ASCII have two bytes or more, which automatons do not fold, so
    that their cases are literals of their own.
    """

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._known: dict[bytes, int] = {}
        self._groups: list[tuple[list[bytes], Any]] = []
        self._pending: list[bytes] = []

    def add(self, form: str) -> Iterator[int]:
        """Add a literal; the numbers under which it is found."""
        for data in dict.fromkeys(one.encode("utf-8", "surrogatepass").lower() for one in _cases(form)):
            number = self._known.get(data)
            if number is None:
                number = self._known[data] = len(self.lengths)
                self.lengths.append(len(data))
                self._pending.append(data)
            yield number

    def ends(self, data: bytes) -> tuple[array[int], array[int]]:
        """(number, end offset) of every place of every literal, as two columns in no order."""
        self._grow()
        numbers, ends = array("q"), array("q")
        for _, finder in self._groups:
            finder.find(data, numbers, ends)
        return numbers, ends

    def _grow(self) -> None:
        """Compile what is new, together with groups no larger, so that few groups remain and little is compiled twice."""
        pending, self._pending = self._pending, []
        while pending:
            group, pending = pending[:_GROUP], pending[_GROUP:]
            while self._groups and len(self._groups[-1][0]) <= len(group) <= _GROUP - len(self._groups[-1][0]):
                group = self._groups.pop()[0] + group
            self._groups.append((group, _finder(group, [self._known[one] for one in group])))


def _cases(form: str) -> Iterator[str]:
    if form.isascii():
        yield form
        return
    letters = [
        [letter] if letter.isascii() else list(dict.fromkeys((letter, letter.lower(), letter.upper())))
        for letter in form
    ]
    yield from (form, form.lower(), form.upper(), form.title())
    if any(len(choices) > 1 for choices in letters):
        yield from islice(map("".join, product(*letters)), _VARIANTS)


def _finder(literals: Sequence[bytes], numbers: Sequence[int]) -> Any:
    try:
        import hyperscan
    except ImportError:
        return _Expression(literals, numbers)
    database = hyperscan.Database()
    flags = [hyperscan.HS_FLAG_CASELESS] * len(literals)
    database.compile(expressions=list(literals), ids=list(numbers), flags=flags, literal=True)
    return _Automaton(database)


class _Automaton:
    def __init__(self, database: Any) -> None:
        self._database = database

    def find(self, data: bytes, numbers: array[int], ends: array[int]) -> None:
        add_number, add_end = numbers.append, ends.append

        def found(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add_number(number)
            add_end(end)

        self._database.scan(data, match_event_handler=found)


class _Expression:
    """One trie; at each place the longest literal and those that it begins with."""

    def __init__(self, literals: Sequence[bytes], numbers: Sequence[int]) -> None:
        self._numbers = dict(zip(literals, numbers, strict=True))
        self._sizes = sorted({len(one) for one in literals})
        pattern = alternation(one.decode("latin-1") for one in literals).encode("latin-1")
        self._expression = re.compile(b"(?=(" + pattern + b"))")

    def find(self, data: bytes, numbers: array[int], ends: array[int]) -> None:
        for match in self._expression.finditer(data.lower()):
            for size in self._fitting(match[1]):
                numbers.append(self._numbers[match[1][:size]])
                ends.append(match.start() + size)

    def _fitting(self, longest: bytes) -> Iterable[int]:
        return (size for size in self._sizes if size <= len(longest) and longest[:size] in self._numbers)
