"""Signatures against records: a literal scan finds the candidates, an expression confirms and captures.

The text of a record is confirmed with white space and wraps folded to one blank. Records that are equal behind stamp and
thread, or differ there in numbers only (``shapes``), are confirmed once: in a handshake storm almost every record repeats
(design: a storm must not cost three times as much).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, slots=True)
class Found:
    """A signature that holds for a record, with what it captured."""

    signature: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Records of a chunk that hold a literal: row numbers, ascending, with the signatures to confirm and the literal's end."""

    rows: Int64
    signatures: list[tuple[int, ...]]
    ends: list[int]


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
        self._sets: dict[tuple[int, ...], tuple[int, ...]] = {}
        self.repeats = Repeats(self._spans, self._digit_runs)
        self._runs: dict[tuple[int, ...], frozenset[bytes] | None] = {}

    def candidates(self, data: bytes, start: Int64, end: Int64) -> Candidates:
        """Which records may match; ``start``/``end`` are byte offsets of the chunk's records."""
        numbers, ends = self._scanner.scan(data)
        if not len(numbers) or not start.size:
            return Candidates(np.empty(0, dtype=np.int64), [], [])
        place = np.frombuffer(ends, dtype=np.int64)
        row = np.searchsorted(start, place, side="left") - 1
        inside = (row >= 0) & (place <= end[row])
        number, row, place = np.frombuffer(numbers, dtype=np.int32)[inside], row[inside], place[inside]
        order = np.lexsort((place, number, row))
        number, row, place = number[order], row[order], place[order]
        last = np.append((row[1:] != row[:-1]) | (number[1:] != number[:-1]), True)[: row.size]
        number, row, place = number[last], row[last], place[last]
        bounds = np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1], [True]))) if row.size else row
        return Candidates(
            row[bounds[:-1]], self._wanted(number.tolist(), bounds.tolist()), place[bounds[1:] - 1].tolist()
        )

    def _wanted(self, numbers: list[int], bounds: list[int]) -> list[tuple[int, ...]]:
        """The signatures that each record's literals, those between two of the bounds, make candidates."""
        result = []
        for start, stop in pairwise(bounds):
            literals = tuple(numbers[start:stop])
            wanted = self._sets.get(literals)
            if wanted is None:
                found = {signature for literal in literals for signature in self._by_literal[literal]}
                wanted = self._sets[literals] = tuple(sorted(found))
            result.append(wanted)
        return result

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
            found = [digit_runs(one) for number in wanted for one in _expressions(self.signatures[number])]
            known = [runs for runs in found if runs is not None]
            self._runs[wanted] = frozenset().union(*known) if len(known) == len(found) else None
        return self._runs[wanted]


def _cut_out(folded: str, spans: tuple[Spans, ...]) -> tuple[Found, ...]:
    return tuple(
        Found(number, {name: folded[start:end] for name, (start, end) in fields.items()}) for number, fields in spans
    )


class _Confirm:
    """The conditions of one signature, compiled."""

    def __init__(self, signature: Signature) -> None:
        import regex

        match = signature.match
        self._ids = regex.compile(id_expression(match.ids)) if match.ids else None
        self._text = [regex.compile(expression) for expression in match.text]
        self._not_text = [regex.compile(text) for text in (*match.not_text, *match.unless_text)]
        self._captures = [regex.compile(expression) for expression in signature.captures]
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
            match = next((found for expression in self._text if (found := _search(expression, text))), None)
            if match is None:
                return None
            fields.update(_groups(match))
        if any(_search(expression, text) for expression in self._not_text):
            return None
        for expression in self._captures:
            match = _search(expression, text)
            if match:
                fields.update({name: span for name, span in _groups(match).items() if name not in fields})
        return fields


def _search(expression: Any, text: str) -> Any:
    return expression.search(text, timeout=_TIMEOUT_SECONDS)


def _groups(match: Any) -> dict[str, tuple[int, int]]:
    return {name: match.span(name) for name, value in match.groupdict().items() if value is not None}


def _expressions(signature: Signature) -> Iterator[str]:
    match = signature.match
    yield from (id_expression([name]) for name in match.ids)
    yield from (*match.text, *match.not_text, *match.unless_text, *signature.captures)


def _literals(signature: Signature) -> tuple[str, ...]:
    if signature.match.text:
        return tuple(literal for expression in signature.match.text for literal in required_literals(expression))
    return id_literals(signature.match.ids)
