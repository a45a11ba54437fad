"""Signatures against records: a literal scan finds the candidates, an expression confirms and captures.

The text of a record is confirmed with white space and wraps folded to one blank. Records that are equal behind stamp and
thread, or differ there in numbers only (``shapes``), are confirmed once: in a handshake storm almost every record repeats
(design: a storm must not cost three times as much).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.matching.bulk import Bulk
from loganalyzer.matching.digests import marks
from loganalyzer.matching.ids import id_expression, id_literals
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.repeats import Repeats, Spans
from loganalyzer.matching.scanner import make_scanner
from loganalyzer.matching.schema import Signature
from loganalyzer.matching.shapes import digit_runs

TEXT_LIMIT = 32 << 10
_TIMEOUT_SECONDS = 2.0
_TIMEOUTS = 3

Int64 = npt.NDArray[np.int64]


class Found(Struct, frozen=True):
    """A signature that holds for a record, with what it captured."""

    signature: int
    fields: dict[str, str]


class Literals(NamedTuple):
    """Literals found in a chunk: their numbers, and the offsets at which they end."""

    numbers: npt.NDArray[np.int32]
    ends: Int64


class Candidates(Struct, frozen=True):
    """Records of a chunk that hold a literal: row numbers, ascending, and where the last literal in each ends.

    ``sets``: which literals those are, as a number that :meth:`Engine.wanted` turns into the signatures to confirm.
    """

    rows: Int64
    sets: Int64
    ends: Int64

    @classmethod
    def none(cls) -> Candidates:
        """No record."""
        nothing = np.empty(0, dtype=np.int64)
        return cls(nothing, nothing, nothing)


class Engine:
    """All signatures, ready to run over chunks."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.signatures = tuple(signatures)
        wanted: dict[str, set[int]] = {}
        for number, signature in enumerate(self.signatures):
            for literal in _literals(signature):
                wanted.setdefault(literal, set()).add(number)
        self._literals = sorted(wanted)
        self._by_literal = [tuple(sorted(wanted[literal])) for literal in self._literals]
        self._scanner = make_scanner(self._literals)
        self._confirm: dict[int, _Confirm] = {}
        self._marks = marks(len(self._literals))
        self._set_numbers: dict[int, int] = {}
        self._sets: list[tuple[int, ...]] = []
        self.repeats = Repeats(self._spans, self._digit_runs)
        self.bulk = Bulk(self.repeats, self.wanted)
        self._runs: dict[tuple[int, ...], frozenset[bytes] | None] = {}

    def literals_in(self, data: bytes) -> Literals:
        """The literals of all signatures in a chunk."""
        numbers, ends = self._scanner.scan(data)
        return Literals(np.frombuffer(numbers, dtype=np.int32), np.frombuffer(ends, dtype=np.int64))

    def candidates(self, found: Literals, start: Int64, end: Int64) -> Candidates:
        """Which records may match; ``start``/``end`` are byte offsets of the chunk's records."""
        number, place = found
        if not number.size or not start.size:
            return Candidates.none()
        if (place[1:] < place[:-1]).any():
            order = np.argsort(place, kind="stable")
            number, place = number[order], place[order]
        row = np.searchsorted(start, place, side="left") - 1
        inside = (row >= 0) & (place <= end[row])
        if not inside.all():
            number, row, place = number[inside], row[inside], place[inside]
        if not row.size:
            return Candidates.none()
        last = np.append(row[1:] != row[:-1], True)
        return Candidates(row[last], self._sets_of(row, number), place[last])

    def _sets_of(self, row: Int64, number: npt.NDArray[np.integer[Any]]) -> Int64:
        """The number of each row's set of literals."""
        pairs = np.sort(row * len(self._literals) + number)
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        row, number = np.divmod(pairs, len(self._literals))
        begins = np.flatnonzero(np.append(True, row[1:] != row[:-1]))
        digests = np.add.reduceat(self._marks[number], begins)
        met, first, inverse = np.unique(digests, return_index=True, return_inverse=True)
        stops = np.append(begins[1:], row.size)
        of_met = [
            self._set_number(digest, number[begin:stop])
            for digest, begin, stop in zip(met.tolist(), begins[first].tolist(), stops[first].tolist(), strict=True)
        ]
        return np.array(of_met, dtype=np.int64)[inverse]

    def _set_number(self, digest: int, literals: npt.NDArray[np.integer[Any]]) -> int:
        known = self._set_numbers.get(digest)
        if known is None:
            known = self._set_numbers[digest] = len(self._sets)
            self._sets.append(
                tuple(sorted({one for literal in literals.tolist() for one in self._by_literal[literal]}))
            )
        return known

    def wanted(self, number: int) -> tuple[int, ...]:
        """The signatures that a set of literals (:class:`Candidates`) makes candidates."""
        return self._sets[number]

    def confirm(self, text: str, component: str, level: str, wanted: tuple[int, ...]) -> tuple[Found, ...]:
        """The signatures of ``wanted`` that hold for a record.

        Args:
            text: the record behind its stamp and thread, white space not yet folded.
            component: the name column, stripped; empty if the record has none.
            level: the type letter, or an empty string.
            wanted: signature numbers from :meth:`candidates`.
        """
        folded = " ".join(text.split())
        return _cut_out(folded, self._spans(folded, component, level, wanted))

    def slow(self) -> tuple[str, ...]:
        """Ids of the signatures whose expressions did not come to an end in time; after a few records they are given up."""
        return tuple(self.signatures[number].id for number, check in self._confirm.items() if check.timeouts)

    def _spans(self, folded: str, component: str, level: str, wanted: tuple[int, ...]) -> tuple[Spans, ...]:
        for number in wanted:
            if number not in self._confirm:
                self._confirm[number] = _Confirm(self.signatures[number])
        checked = ((number, self._confirm[number].check(folded, component, level)) for number in wanted)
        return tuple((number, spans) for number, spans in checked if spans is not None)

    def _digit_runs(self, wanted: tuple[int, ...]) -> frozenset[bytes] | None:
        """What is asked for in digits by any of the signatures; ``None`` if that is not known of one."""
        if wanted not in self._runs:
            asked = (self.signatures[number] for number in wanted)
            found = [runs for one in asked for runs in one.digit_runs or map(digit_runs, one.expressions)]
            known = [runs for runs in found if runs is not None]
            self._runs[wanted] = frozenset().union(*known) if len(known) == len(found) else None
        return self._runs[wanted]


def _cut_out(folded: str, spans: tuple[Spans, ...]) -> tuple[Found, ...]:
    return tuple(
        Found(number, {name: folded[start:end] for name, (start, end) in fields.items()}) for number, fields in spans
    )


class _Expression:
    """An expression that is compiled when a text holds a literal it needs: most are of other shapes of the same message."""

    __slots__ = ("_compiled", "_literals", "_text")

    def __init__(self, text: str, literals: tuple[str, ...] = ()) -> None:
        self._text, self._literals = text, literals
        self._compiled: Any = None

    def search(self, text: str) -> Any:
        """The first match, if there is one. Raises ``TimeoutError`` if that takes too long to find out."""
        if self._literals and not any(literal in text for literal in self._literals):
            return None
        if self._compiled is None:
            import regex

            self._compiled = regex.compile(self._text)
        return self._compiled.search(text, timeout=_TIMEOUT_SECONDS)


def _expressions_of(texts: Sequence[str], literals: Sequence[tuple[str, ...]] = ()) -> list[_Expression]:
    return list(map(_Expression, texts, literals)) if literals else list(map(_Expression, texts))


class _Confirm:
    """The conditions of one signature."""

    def __init__(self, signature: Signature) -> None:
        match = signature.match
        self._ids = _Expression(id_expression(match.ids)) if match.ids else None
        self._text = _expressions_of(match.text)
        self._not_text = [
            *_expressions_of(match.not_text),
            *_expressions_of(match.unless_text, match.unless_literals),
        ]
        self._captures = _expressions_of(signature.captures, signature.capture_literals)
        self._component, self._levels = frozenset(match.component), frozenset(match.levels)
        self.timeouts = 0

    def check(self, text: str, component: str, level: str) -> dict[str, tuple[int, int]] | None:
        """Where the captured fields stand, or ``None`` if a condition does not hold."""
        if (self._component and component not in self._component) or (self._levels and level not in self._levels):
            return None
        if self.timeouts >= _TIMEOUTS:
            return None
        try:
            return self._search(text)
        except TimeoutError:
            self.timeouts += 1
            return None

    def _search(self, text: str) -> dict[str, tuple[int, int]] | None:
        if self._ids is not None and self._ids.search(text) is None:
            return None
        fields: dict[str, tuple[int, int]] = {}
        if self._text:
            match = next((found for expression in self._text if (found := expression.search(text))), None)
            if match is None:
                return None
            fields.update(_groups(match))
        if any(expression.search(text) for expression in self._not_text):
            return None
        for expression in self._captures:
            match = expression.search(text)
            if match:
                fields.update({name: span for name, span in _groups(match).items() if name not in fields})
        return fields


def _groups(match: Any) -> dict[str, tuple[int, int]]:
    return {name: match.span(name) for name, value in match.groupdict().items() if value is not None}


def _literals(signature: Signature) -> tuple[str, ...]:
    match = signature.match
    if not match.text:
        return id_literals(match.ids)
    return match.literals or tuple(literal for text in match.text for literal in required_literals(text))
