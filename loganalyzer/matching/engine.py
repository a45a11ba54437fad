"""Signatures against records: a literal scan finds the candidates, an expression confirms and captures.

The text of a record is confirmed with white space and wraps folded to one blank. Records that are equal behind stamp and
thread, or differ there in numbers only (``shapes``), are confirmed once: in a handshake storm almost every record repeats
(design: a storm must not cost three times as much).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from loganalyzer.matching.ids import id_expression, id_literals
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.scanner import make_scanner
from loganalyzer.matching.schema import Signature
from loganalyzer.matching.shapes import Shape, digit_blind, shape_of

TEXT_LIMIT = 32 << 10
_CACHE_LIMIT = 20_000
_TIMEOUT_SECONDS = 2.0
_STAMP_AND_THREAD = re.compile(rb"\[[^\]]{8,60}\] [0-9a-fA-F]{8}(?= )")

Int64 = npt.NDArray[np.int64]
_Spans = tuple[int, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A signature that holds for a record, with what it captured."""

    signature: int
    fields: dict[str, str]

    @property
    def key(self) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Equal for equal signature and fields."""
        return self.signature, tuple(self.fields.items())


@dataclass(frozen=True, slots=True)
class Candidates:
    """Records of a chunk that hold a literal: row numbers, ascending, with the signatures to confirm and the literal's end."""

    rows: list[int]
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
        self._confirm = [_Confirm(signature) for signature in self.signatures]
        self._cache: dict[tuple[bytes, tuple[int, ...]], tuple[Found, ...]] = {}
        self._shapes: dict[tuple[Shape, tuple[int, ...]], tuple[_Spans, ...]] = {}
        self._blind: dict[tuple[int, ...], bool] = {}

    def candidates(self, data: bytes, start: Int64, end: Int64) -> Candidates:
        """Which records may match; ``start``/``end`` are byte offsets of the chunk's records."""
        numbers, ends = self._scanner.scan(data)
        if not len(numbers) or not start.size:
            return Candidates([], [], [])
        place = np.frombuffer(ends, dtype=np.int64)
        row = np.searchsorted(start, place, side="left") - 1
        inside = (row >= 0) & (place <= end[row])
        number = np.frombuffer(numbers, dtype=np.int32)[inside].astype(np.int64)
        row, place = row[inside], place[inside]
        order = np.lexsort((place, number, row))
        return self._gather(row[order].tolist(), number[order].tolist(), place[order].tolist())

    def _gather(self, rows: list[int], numbers: list[int], places: list[int]) -> Candidates:
        result = Candidates([], [], [])
        sets: dict[tuple[int, ...], tuple[int, ...]] = {}
        current: list[int] = []
        for position, row in enumerate(rows):
            if not current or numbers[position] != current[-1]:
                current.append(numbers[position])
            if position + 1 < len(rows) and rows[position + 1] == row:
                continue
            key = tuple(current)
            if key not in sets:
                sets[key] = tuple(sorted({wanted for literal in key for wanted in self._by_literal[literal]}))
            result.rows.append(row)
            result.signatures.append(sets[key])
            result.ends.append(places[position])
            current = []
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

    def confirm_record(self, record: bytes, wanted: tuple[int, ...], text: Callable[[], str]) -> tuple[Found, ...]:
        """As :meth:`confirm`, for a whole record as it stands in the file; ``text`` decodes it if it is a new one."""
        thread = _STAMP_AND_THREAD.match(record)
        tail = record[thread.end() :] if thread else record
        cached = self._cache.get((tail, wanted))
        if cached is not None:
            return cached
        shape = shape_of(tail) if thread and self._is_blind(wanted) else None
        known = self._shapes.get((shape, wanted)) if shape else None
        if shape and known is not None:
            return _cut_out(_folded_line(shape, tail), known)
        parts = parts_of(text())
        folded = " ".join(parts.tail.split())
        spans = self._spans(folded, parts.component, parts.level, wanted)
        found = _cut_out(folded, spans)
        if shape and _last(spans) <= len(_folded_line(shape, tail)):
            _keep(self._shapes, (shape, wanted), spans)
        else:
            _keep(self._cache, (tail, wanted), found)
        return found

    def _spans(self, folded: str, component: str, level: str, wanted: tuple[int, ...]) -> tuple[_Spans, ...]:
        checked = ((number, self._confirm[number].check(folded, component, level)) for number in wanted)
        return tuple((number, spans) for number, spans in checked if spans is not None)

    def _is_blind(self, wanted: tuple[int, ...]) -> bool:
        blind = self._blind.get(wanted)
        if blind is None:
            blind = self._blind[wanted] = all(self._confirm[number].digit_blind for number in wanted)
        return blind


def _cut_out(folded: str, spans: tuple[_Spans, ...]) -> tuple[Found, ...]:
    return tuple(
        Found(number, {name: folded[start:end] for name, (start, end) in fields.items()}) for number, fields in spans
    )


def _folded_line(shape: Shape, tail: bytes) -> str:
    return " ".join(tail[: len(shape.first_line)].decode("ascii").split())


def _last(spans: tuple[_Spans, ...]) -> int:
    return max((end for _, fields in spans for _, end in fields.values()), default=0)


def _keep(cache: dict[Any, Any], key: object, value: object) -> None:
    if len(cache) >= _CACHE_LIMIT:
        cache.clear()
    cache[key] = value


class _Confirm:
    """The conditions of one signature, compiled."""

    def __init__(self, signature: Signature) -> None:
        import regex

        match = signature.match
        self._ids = regex.compile(id_expression(match.ids)) if match.ids else None
        self._text = [regex.compile(expression) for expression in match.text]
        self._not_text = [regex.compile(expression) for expression in match.not_text]
        self._captures = [regex.compile(expression) for expression in signature.captures]
        self._component, self._levels = frozenset(match.component), frozenset(match.levels)
        expressions = (*map(re.escape, match.ids), *match.text, *match.not_text, *signature.captures)
        self.digit_blind = all(map(digit_blind, expressions))

    def check(self, text: str, component: str, level: str) -> dict[str, tuple[int, int]] | None:
        """Where the captured fields stand, or ``None`` if a condition does not hold."""
        if (self._component and component not in self._component) or (self._levels and level not in self._levels):
            return None
        try:
            return self._search(text)
        except TimeoutError:
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


def _literals(signature: Signature) -> tuple[str, ...]:
    if signature.match.text:
        return tuple(literal for expression in signature.match.text for literal in required_literals(expression))
    return id_literals(signature.match.ids)
