"""Hits noted down: their columns, what they captured, and the text of some of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from loganalyzer.analysis.chosen import Chosen
from loganalyzer.arrays import distinct
from loganalyzer.captures import Fields
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.formats.windows import Int64, Mask, Words
from loganalyzer.matching.bulk import Piece
from loganalyzer.matching.engine import TEXT_LIMIT
from loganalyzer.records import Hits, Quote

QUOTE_LIMIT = 2_000
QUOTES_PER_SIGNATURE = 40
VALUES_PER_SIGNATURE = 250
_Key = tuple[tuple[str, str], ...]


class Met:
    """What the hits of a member captured so far, by signature, and of how many hits the text was kept."""

    __slots__ = ("quoted", "values")

    def __init__(self) -> None:
        self.quoted: Counter[int] = Counter()
        self.values: defaultdict[int, set[_Key]] = defaultdict(set)

    def is_new(self, signature: int, values: Fields) -> bool:
        """Whether these values were met for the first time; behind ``VALUES_PER_SIGNATURE`` of them nobody asks."""
        known = self.values[signature]
        before = len(known)
        if before < VALUES_PER_SIGNATURE:
            known.add(tuple(values.items()))
        return len(known) > before

    def is_wanted(self, signature: int, values: Fields) -> bool:
        """Whether the text of the next hit of a signature is kept."""
        wanted = self.is_new(signature, values) or self.quoted[signature] < QUOTES_PER_SIGNATURE
        self.quoted[signature] += wanted
        return wanted

    def has_enough(self, signature: int) -> bool:
        """Whether no further text of a signature's hits is kept, whatever they captured."""
        return self.quoted[signature] >= QUOTES_PER_SIGNATURE and len(self.values[signature]) >= VALUES_PER_SIGNATURE


class HitNotes:
    """Appends hits to ``hits``, chunk by chunk; ``met``: what was captured before them.

    The text is kept of the first ``QUOTES_PER_SIGNATURE`` hits of each signature, and of each that captured something new, as long
    as the signature has captured no more than ``VALUES_PER_SIGNATURE`` different values: a storm, of which each client has its
    port, must not be kept whole, nor take the place of what comes after it.
    """

    def __init__(self, hits: Hits, met: Met) -> None:
        self.hits, self._met = hits, met
        self._numbers_by_key: dict[tuple[int, _Key], int] = {}
        self._digests: dict[int, int] = {}

    def add(self, pieces: Sequence[Piece], records: Chosen) -> tuple[Int64, Int64]:
        """Append some hits; returns the number of the record and the signature of each, in the order of the file.

        Args:
            pieces: the hits; each has the numbers of its records.
            records: the candidates, in the order of the file.
        """
        if not pieces:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        sizes = [piece.numbers.size for piece in pieces]
        number = np.concatenate([piece.numbers for piece in pieces])
        signature = np.repeat([piece.signature for piece in pieces], sizes)
        order = np.lexsort((signature, number))
        signature, of = signature[order], number[order]
        digests = np.concatenate([piece.digests for piece in pieces])[order]
        values, new = self._numbers(pieces, sizes, order, digests, signature)
        quotes = self._quotes(records, of, signature, new)
        hits = self.hits
        for column, numbers in (
            (hits.signature, signature),
            (hits.style, records.style[of]),
            (hits.raw, records.stamps.packed()[of]),
            (hits.line, records.line[of]),
            (hits.fields, values),
            (hits.quote, quotes),
        ):
            column.frombytes(numbers.astype(column.typecode).tobytes())
        return of, signature

    def _numbers(
        self, pieces: Sequence[Piece], sizes: Sequence[int], order: Int64, digests: Words, signature: Int64
    ) -> tuple[Int64, Mask]:
        """The number of each hit's values, and which of the hits captured something new."""
        met, first, inverse = np.unique(digests, return_index=True, return_inverse=True)
        numbers = np.array([self._digests.get(one, -1) for one in met.tolist()], dtype=np.int64)
        missing = np.flatnonzero(numbers < 0)
        new = np.zeros(digests.size, dtype=bool)
        if missing.size:
            numbers[missing] = self._stored(pieces, sizes, order[first[missing]])
            full = [one for one, values in self._met.values.items() if len(values) >= VALUES_PER_SIGNATURE]
            missing = missing[~np.isin(signature[first[missing]], full)]
            for one in missing[np.argsort(first[missing])].tolist():
                at, number = int(first[one]), int(numbers[one])
                of, values = int(signature[at]), self.hits.values[number]
                new[at] = self._met.is_new(of, values)
                key = (of, tuple(values.items()))
                numbers[one] = self._digests[int(met[one])] = self._numbers_by_key.setdefault(key, number)
        return numbers[inverse], new

    def _stored(self, pieces: Sequence[Piece], sizes: Sequence[int], hits: Int64) -> Int64:
        """Keep what some hits captured, given by their place among those of all pieces; the number of each."""
        stops = np.cumsum(sizes)
        owner = np.searchsorted(stops, hits, side="right")
        numbers = np.empty(hits.size, dtype=np.int64)
        for piece in distinct(owner).tolist():
            mine = np.flatnonzero(owner == piece)
            rows = hits[mine] - (stops[piece] - sizes[piece])
            numbers[mine] = self.hits.values.add(pieces[piece].fields_of(rows)) + np.arange(mine.size)
        return numbers

    def _quotes(self, records: Chosen, of: Int64, signature: Int64, new: Mask) -> Int64:
        """Keep the text of some hits; the number of each one's quote, or -1."""
        wanted, quoted = new.copy(), self._met.quoted
        for one in distinct(signature).tolist():
            free = QUOTES_PER_SIGNATURE - quoted[one]
            if free > 0:
                wanted[np.flatnonzero(signature == one)[:free]] = True
        quotes = np.full(of.size, -1, dtype=np.int64)
        for place in np.flatnonzero(wanted).tolist():
            one = int(signature[place])
            if new[place] or quoted[one] < QUOTES_PER_SIGNATURE:
                quoted[one] += 1
                quotes[place] = len(self.hits.quotes)
                self.hits.quotes.append(_quote(records, int(of[place])))
        return quotes


def _quote(records: Chosen, number: int) -> Quote:
    begin, end = int(records.start[number]), int(records.end[number])
    kept = legacy_text(records.data[begin : min(end, begin + TEXT_LIMIT)]).rstrip()
    return Quote(int(records.line[number]), kept[:QUOTE_LIMIT], max(0, len(kept) - QUOTE_LIMIT))
