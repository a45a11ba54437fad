"""Which records are wanted: the user's words as a value, and that value compiled to cheap tests before dear ones."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from loganalyzer.analysis.pattern import TIMEOUT_SECONDS, Int64, Needles, Pattern
from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.errors import IncompleteError, UsageError
from loganalyzer.formats.layouts import TYPE_LETTERS as LEVELS


class RecordFilter(Struct, frozen=True):
    """Records to take; what is left empty takes all.

    ``pattern`` is a literal, or an expression if ``regex``. ``since``/``until`` are words as on the command line, UTC unless
    they say otherwise. ``processes`` are PROCESS words (globs), ``levels`` type letters, ``ids`` message ids, ``threads``
    thread ids in hexadecimal; of each list one must hold.
    """

    pattern: str | None = None
    regex: bool = False
    ignore_case: bool = False
    since: str | None = None
    until: str | None = None
    processes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()

    def selection(self) -> Selection:
        """Compile what can be decided from a record alone.

        Raises:
            UsageError: a bad expression or level.
        """
        return Selection(self)


class Selection:
    """A compiled filter: pattern, levels, ids and threads. Processes and times are the stream's to decide."""

    def __init__(self, wanted: RecordFilter) -> None:
        for level in wanted.levels:
            if len(level) != 1 or level not in LEVELS:
                raise UsageError(f"level {level!r}: expected type letters as the logs print them: {' '.join(LEVELS)}")
        self._levels = frozenset(wanted.levels)
        self._ids = frozenset(word.upper() for word in wanted.ids)
        self._threads = frozenset(map(_thread, wanted.threads))
        self._pattern: Pattern | None = None
        if wanted.pattern is not None:
            self._pattern = Pattern(wanted.pattern, regex=wanted.regex, ignore_case=wanted.ignore_case)
        self._needles = (
            (self._pattern.needles if self._pattern else None)
            or Needles.of(self._ids)
            or Needles.of(self._threads, fold=True)
        )

    def rows(self, data: bytes, start: Int64, end: Int64) -> Sequence[int]:
        """The records of a chunk (byte offsets, ascending) that are worth decoding."""
        return range(start.size) if self._needles is None else self._needles.rows(data, start, end)

    def holds(self, record: StreamRecord) -> bool:
        """Whether a record is wanted.

        Raises:
            IncompleteError: the expression cannot be decided in reasonable time.
        """
        if self._levels and record.level not in self._levels:
            return False
        if self._ids and record.message_id not in self._ids:
            return False
        if self._threads and _thread(record.thread) not in self._threads:
            return False
        return self._pattern is None or _found(self._pattern, record)

    def spans(self, line: str) -> list[tuple[int, int]]:
        """Where the pattern occurs in a line."""
        return self._pattern.spans(line) if self._pattern else []


def _found(pattern: Pattern, record: StreamRecord) -> bool:
    try:
        return pattern.found(record.text)
    except TimeoutError:
        # To go on without this record would be a silent "not found", and every further record may take as long.
        raise IncompleteError(
            f"stopped at {record.file}:{record.line}: the expression was not decided within {TIMEOUT_SECONDS:g} s on this"
            " record; write it without nested repeats"
        ) from None


def _thread(word: str) -> str:
    """Older releases print fewer leading zeros than newer ones."""
    return word.lower().lstrip("0") or word[:1]
