"""What one pass over a member leaves behind: columns, not objects per record.

A *record* is one log entry with its continuation lines. The pass keeps, per member, the counts of every kind of line, how
many records fell into each minute (as written, before any zone or date order is decided), the header blocks, and the hits.
Memory is bounded by minutes and hits, never by records.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from loganalyzer.arrays import run_starts
from loganalyzer.captures import Values
from loganalyzer.clock.packing import DATE_SHIFT, MINUTE_SHIFT
from loganalyzer.clock.stamps import StampStyle

Int64 = npt.NDArray[np.int64]

NO_STYLE = -1
SEVERITY_COLUMNS = ("errors", "warnings", "others")


class TextForm(Struct, frozen=True):
    """How a member's bytes become lines and records, and why it is taken so.

    ``cr_only``: lines end with a carriage return alone; ``quoted``: a mail's quote marks stand before them. ``format`` is
    ``log`` (a stamp at the start of its line opens a record), ``loose`` (records may be indented, quoted or unstamped), or
    the name of a fact format.
    """

    encoding: str = "utf-8"
    encoding_evidence: str = ""
    encoding_forced: bool = False
    cr_only: bool = False
    quoted: bool = False
    format: str = "log"
    format_evidence: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.encoding == "utf-8" and not self.cr_only and not self.quoted


PLAIN = TextForm()


class LineCounts(Struct):
    """Every line of a member is in exactly one of the four kinds; suspects are continuations that look like a stamp."""

    bytes: int = 0
    lines: int = 0
    records: int = 0
    continuation: int = 0
    header: int = 0
    unparsed: int = 0
    suspect: int = 0

    def add(self, other: LineCounts) -> None:
        """Add the counts of the part that follows."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class HeaderBlock(Struct, frozen=True):
    """A "Start Display Current Environment" block. ``line`` counts from 1; ``raw``/``style`` are the next record's stamp."""

    line: int
    process: str | None
    pid: int | None
    product: str | None
    java_version: str | None
    host_system: str | None
    profile_root: str | None
    style: int = NO_STYLE
    raw: int = 0


def counts_between(starts: Int64, severity: npt.NDArray[np.int8]) -> Int64:
    """How many rows of each severity there are from each start to the next.

    Args:
        starts: ascending, the first row among them.
        severity: of every row, an index into ``SEVERITY_COLUMNS``.
    """
    counts = np.zeros((starts.size, len(SEVERITY_COLUMNS)), dtype=np.int64)
    for column in range(2):  # errors and warnings are few: look each up; the others are the rest
        run = np.searchsorted(starts, np.flatnonzero(severity == column), side="right") - 1
        counts[:, column] = np.bincount(run, minlength=starts.size)
    counts[:, 2] = np.diff(starts, append=severity.size) - counts[:, 0] - counts[:, 1]
    return counts


class MinuteRuns(Struct):
    """Runs of records that share style and minute, in file order: ``key`` is the packed stamp without its seconds."""

    style: npt.NDArray[np.int16] = field(default_factory=lambda: np.empty(0, dtype=np.int16))
    key: Int64 = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    counts: Int64 = field(default_factory=lambda: np.empty((0, 3), dtype=np.int64))

    @classmethod
    def of(cls, styles: npt.NDArray[np.int16], raw: Int64, counts: Int64) -> MinuteRuns:
        """Join records that share style and minute.

        Args:
            styles: of each record, or of the first of several that share both.
            raw: their packed stamps.
            counts: how many there are, as :func:`counts_between` has them.
        """
        runs = cls(styles, raw >> MINUTE_SHIFT, counts)
        runs._join()
        return runs

    def extend(self, parts: list[MinuteRuns]) -> None:
        """Append later runs in order; the first may continue the last one here."""
        everything = [self, *parts]
        self.style = np.concatenate([part.style for part in everything])
        self.key = np.concatenate([part.key for part in everything])
        self.counts = np.concatenate([part.counts for part in everything])
        self._join()

    def _join(self) -> None:
        """Make one run of neighbours that share style and minute."""
        begins = run_starts(self.style, self.key)
        if begins.size < self.key.size:
            self.style, self.key = self.style[begins], self.key[begins]
            self.counts = np.add.reduceat(self.counts, begins, axis=0)

    @property
    def date_key(self) -> Int64:
        """The three date fields of each run, packed."""
        return self.key >> (DATE_SHIFT - MINUTE_SHIFT)

    @property
    def raw(self) -> Int64:
        """The packed stamp of each run's minute."""
        return self.key << MINUTE_SHIFT


class Quote(Struct, frozen=True):
    """The text of a hit that was kept, with the number of characters that were cut off."""

    line: int
    text: str
    cut: int = 0


class Hits(Struct):
    """Hits of one member as parallel columns; ``fields`` indexes ``values``, ``quote`` indexes ``quotes`` (-1: not kept)."""

    signature: array[int] = field(default_factory=lambda: array("H"))
    style: array[int] = field(default_factory=lambda: array("h"))
    raw: array[int] = field(default_factory=lambda: array("q"))
    line: array[int] = field(default_factory=lambda: array("q"))
    fields: array[int] = field(default_factory=lambda: array("l"))
    quote: array[int] = field(default_factory=lambda: array("l"))
    values: Values = field(default_factory=Values)
    quotes: list[Quote] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.signature)

    def rows(self) -> Iterator[tuple[int, int, int, int, int, int]]:
        """Each hit as (signature, style, raw, line, fields, quote)."""
        return zip(self.signature, self.style, self.raw, self.line, self.fields, self.quote, strict=True)

    def extend(self, other: Hits, line_offset: int, style_map: list[int]) -> None:
        """Append the hits of a part that follows, shifting lines and renumbering styles, values and quotes."""
        quote = _numbers(other.quote)
        self.signature.extend(other.signature)
        self.raw.extend(other.raw)
        _append(self.style, np.array([*style_map, NO_STYLE], dtype=np.int64)[_numbers(other.style)])
        _append(self.line, _numbers(other.line) + line_offset)
        _append(self.fields, _numbers(other.fields) + len(self.values))
        _append(self.quote, np.where(quote >= 0, quote + len(self.quotes), -1))
        self.values.extend(other.values)
        self.quotes.extend(Quote(quote.line + line_offset, quote.text, quote.cut) for quote in other.quotes)


def _numbers(column: array[int]) -> Int64:
    return np.array(column, dtype=np.int64)


def _append(column: array[int], numbers: Int64) -> None:
    column.frombytes(numbers.astype(column.typecode).tobytes())


class TextGroup(Struct, frozen=True):
    """Errors or warnings of one template that no signature explains.

    ``severity`` is an index into ``SEVERITY_COLUMNS``; ``line`` and ``text`` are the first one's; ``first`` and ``last`` are
    (style, packed stamp); ``last_line`` is the number of the last one's first line.
    """

    template: str
    severity: int
    count: int
    line: int
    text: str
    first: tuple[int, int]
    last: tuple[int, int]
    last_line: int


class StyleUse(Struct):
    """A stamp style of a member and the digit widths seen in it (see :func:`loganalyzer.clock.patterns.patterns_for`)."""

    style: StampStyle
    widths: dict[str, set[int]] = field(default_factory=dict)


class MemberScan(Struct):
    """Everything one pass over one member found.

    ``first`` and ``last`` are (style, packed stamp) as they stand in the file. ``process`` is cell\\node\\server where the file
    names it other than in a header block (a javacore does); ``pid`` is the process id that a dump names.
    """

    path: str
    kind: str
    counts: LineCounts = field(default_factory=LineCounts)
    styles: list[StyleUse] = field(default_factory=list)
    minutes: MinuteRuns = field(default_factory=MinuteRuns)
    headers: list[HeaderBlock] = field(default_factory=list)
    hits: Hits = field(default_factory=Hits)
    unexplained: list[TextGroup] = field(default_factory=list)
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    form: TextForm = PLAIN
    process: str | None = None
    pid: int | None = None
    problem: str | None = None
    slow: set[str] = field(default_factory=set)
