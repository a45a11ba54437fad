"""All hits of a bundle in one table, with their instants and processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from loganalyzer.captures import Fields
from loganalyzer.clock.instants import NO_INSTANT, instants_ms
from loganalyzer.identity import Clock, Process
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan, Quote

Int64 = npt.NDArray[np.int64]

_VALUE_BITS = 40
_NO_ROWS: Int64 = np.empty(0, dtype=np.int64)


class Hit(Struct, frozen=True):
    """One row of the table. ``time`` is milliseconds UTC or ``None``; ``quote`` the kept text or ``None``."""

    row: int
    signature: str
    process: str
    time: int | None
    file: str
    line: int
    fields: Fields
    quote: Quote | None


class HitTable:
    """Columns over all hits, sorted by time, then file and line; hits without a time come last.

    ``signature`` and ``process`` are indices into ``signature_ids`` and ``process_names``; ``time`` is milliseconds UTC by the
    clock of the process that logged, ``ordered`` the same with the differences of the clocks taken off.
    """

    def __init__(
        self,
        processes: Sequence[Process],
        clocks: Mapping[str, Clock],
        signatures: Sequence[Signature],
        since: int | None = None,
        until: int | None = None,
    ) -> None:
        self.signature_ids = tuple(signature.id for signature in signatures)
        self.process_names = tuple(process.name for process in processes)
        self._scans: list[MemberScan] = []
        columns = [self._columns(number, process, clocks[process.name]) for number, process in enumerate(processes)]
        joined = [
            np.concatenate(column) if column else np.empty(0, dtype=np.int64) for column in zip(*columns, strict=True)
        ]
        if not joined:
            joined = [np.empty(0, dtype=np.int64) for _ in range(7)]
        self.time, self.signature, self.process, self._fields, self._scan, self.line, self._quote = _in_order(
            _inside(joined, since, until)
        )
        self.ordered = self.time
        self._number = {name: number for number, name in enumerate(self.signature_ids)}
        self._process_number = {name: number for number, name in enumerate(self.process_names)}
        self._index()

    def __len__(self) -> int:
        return int(self.time.size)

    def _index(self) -> None:
        """Where the rows of each signature are: a storm of one must not cost each question about another."""
        # numpy sorts narrow numbers by their digits, many times faster than wide ones.
        narrow = np.min_scalar_type(len(self.signature_ids))
        order = np.argsort(self.signature.astype(narrow), kind="stable")
        order.flags.writeable = False  # parts of it are handed out
        counts = np.bincount(self.signature, minlength=len(self.signature_ids))
        self._rows_of = dict(enumerate(np.split(order, np.cumsum(counts)[:-1]))) if order.size else {}

    def _columns(self, number: int, process: Process, clock: Clock) -> tuple[Int64, ...]:
        parts: list[tuple[Int64, ...]] = []
        for scan in process.scans:
            self._scans.append(scan)
            parts.append(_scan_columns(scan, clock, number, len(self._scans) - 1))
        if not parts:
            return tuple(np.empty(0, dtype=np.int64) for _ in range(7))
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))

    def correct(self, offsets: Mapping[str, float]) -> None:
        """Take off how many seconds the clock of a process is ahead; windows and order go by the corrected time from then on."""
        ahead = np.array([round(offsets.get(name, 0) * 1000) for name in self.process_names], dtype=np.int64)
        if ahead.any():
            self.ordered = np.where(self.time == NO_INSTANT, NO_INSTANT, self.time - ahead[self.process])

    def select(
        self,
        signatures: Iterable[str],
        processes: Iterable[str] | None = None,
        since: int | None = None,
        until: int | None = None,
        where: Callable[[Fields], bool] | None = None,
    ) -> Int64:
        """Row numbers of the hits that fit, in time order.

        Args:
            signatures: signature ids.
            processes: names of the processes that logged them; ``None`` for all.
            since, until: milliseconds UTC, inclusive, clocks corrected; a hit without a time is in no window.
            where: a condition on the captured fields.
        """
        numbers = {self._number[name] for name in signatures if name in self._number}
        parts = [part for number in numbers if (part := self._rows_of.get(number)) is not None and part.size]
        rows: Int64 = np.sort(np.concatenate(parts)) if len(parts) > 1 else parts[0] if parts else _NO_ROWS
        if processes is not None:
            chosen = np.zeros(len(self.process_names), dtype=bool)
            chosen[[self._process_number[name] for name in processes if name in self._process_number]] = True
            rows = rows[chosen[self.process[rows]]]
        if since is not None:
            rows = rows[(self.ordered[rows] >= since) & (self.time[rows] != NO_INSTANT)]
        if until is not None:
            rows = rows[(self.ordered[rows] <= until) & (self.time[rows] != NO_INSTANT)]
        if where is None:
            return rows
        values = self._scan[rows] << _VALUE_BITS | self._fields[rows]
        _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
        fits = np.array([where(self.fields(row)) for row in rows[first].tolist()], dtype=bool)
        fitting: Int64 = rows[fits[inverse]]
        return fitting

    def leave_out(self, rows: Int64) -> None:
        """Take rows out of the table, as if they had never been found; row numbers change."""
        names = ("time", "signature", "process", "_fields", "_scan", "line", "_quote")
        for name in names:
            setattr(self, name, np.delete(getattr(self, name), rows))
        self._index()

    def fields(self, row: int) -> Fields:
        """What a hit captured."""
        captured: Fields = self._scans[self._scan[row]].hits.values[int(self._fields[row])]
        return captured

    def parted(self, rows: Int64, *names: str) -> list[tuple[Fields, Int64]]:
        """Each combination of values that some captured fields have among the rows, in order of appearance, with its rows.

        A storm's hundred thousand hits name a handful of protocols: asking for these is far cheaper than each hit's fields.
        """
        found: dict[tuple[tuple[str, str], ...], list[Int64]] = {}
        scans = self._scan[rows]
        for scan in dict.fromkeys(scans.tolist()):
            mine = rows[scans == scan]
            combinations, which = self._scans[scan].hits.values.parted(self._fields[mine], names)
            order = np.argsort(which, kind="stable")
            parts = np.split(mine[order], np.cumsum(np.bincount(which, minlength=len(combinations)))[:-1])
            for fields, part in zip(combinations, parts, strict=True):
                found.setdefault(tuple(fields.items()), []).append(part)
        parted = [(dict(key), np.sort(np.concatenate(parts))) for key, parts in found.items()]
        return sorted(parted, key=lambda one: int(one[1][0]))

    def texts(self, rows: Int64, *names: str) -> list[str]:
        """The different texts that were captured under a name, in order of appearance."""
        found = (text for fields, _ in self.parted(rows, *names) for name in names if (text := fields.get(name)))
        return list(dict.fromkeys(found))

    def hit(self, row: int) -> Hit:
        """One row as a value."""
        scan, quote, time = self._scans[self._scan[row]], int(self._quote[row]), int(self.time[row])
        return Hit(
            row=row,
            signature=self.signature_ids[self.signature[row]],
            process=self.process_names[self.process[row]],
            time=None if time == NO_INSTANT else time,
            file=scan.path,
            line=int(self.line[row]),
            fields=self.fields(row),
            quote=scan.hits.quotes[quote] if quote >= 0 else None,
        )

    def quoted(self, rows: Int64, limit: int) -> list[Hit]:
        """Up to ``limit`` of the rows, those with kept text first."""
        kept = rows[self._quote[rows] >= 0][:limit]
        return [self.hit(row) for row in (kept if kept.size else rows[:limit]).tolist()]


def _inside(columns: list[Int64], since: int | None, until: int | None) -> list[Int64]:
    """Only the rows of a time window; a hit without a time is in none."""
    if since is None and until is None:
        return columns
    time = columns[0]
    keep = time != NO_INSTANT
    if since is not None:
        keep &= time >= since
    if until is not None:
        keep &= time <= until
    return [column[keep] for column in columns]


def _in_order(columns: Sequence[Int64]) -> Sequence[Int64]:
    """Columns as those of the table, sorted; those of a single log mostly are."""
    time, scan, line = np.where(columns[0] == NO_INSTANT, np.iinfo(np.int64).max, columns[0]), columns[4], columns[5]
    later, same = time[1:] > time[:-1], time[1:] == time[:-1]
    behind = (scan[1:] > scan[:-1]) | ((scan[1:] == scan[:-1]) & (line[1:] >= line[:-1]))
    if (later | (same & behind)).all():
        return columns
    order = np.lexsort((line, scan, time))
    return [column[order] for column in columns]


def _scan_columns(scan: MemberScan, clock: Clock, process: int, number: int) -> tuple[Int64, ...]:
    hits = scan.hits
    size = len(hits)
    raw = np.array(hits.raw, dtype=np.int64)
    style = np.array(hits.style, dtype=np.int64)
    time = np.full(size, NO_INSTANT, dtype=np.int64)
    for index, use in enumerate(scan.styles):
        reading = clock.readings.get(use.style)
        if reading is not None and size:
            mine = style == index
            time[mine] = instants_ms(raw[mine], reading)
    return (
        time,
        np.array(hits.signature, dtype=np.int64),
        np.full(size, process, dtype=np.int64),
        np.array(hits.fields, dtype=np.int64),
        np.full(size, number, dtype=np.int64),
        np.array(hits.line, dtype=np.int64),
        np.array(hits.quote, dtype=np.int64),
    )
