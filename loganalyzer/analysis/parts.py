"""Parts of one member, read apart, joined to what a single pass over it would have found."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from loganalyzer.analysis.hit_notes import Met
from loganalyzer.analysis.scan import Part
from loganalyzer.clock.stamps import StampStyle
from loganalyzer.matching.templates import joined as joined_groups
from loganalyzer.records import NO_STYLE, HeaderBlock, Hits, MemberScan, Quote, StyleUse, TextGroup

Int64 = npt.NDArray[np.int64]


def joined(parts: Iterator[Part]) -> MemberScan:
    """Join the parts of a member, given in file order; there is at least one."""
    first = next(parts)
    join = _Join(MemberScan(first.scan.path, first.scan.kind, form=first.scan.form))
    join.add(first)
    for part in parts:
        join.add(part)
    return join.finish()


class _Join:
    """The scan as it grows.

    A part keeps more quotes than a single pass would: it knows neither the values nor the quotes of the parts before it. The
    limits are therefore applied once more, over the hits that have a quote: the first with new values is always one of them.
    """

    def __init__(self, scan: MemberScan) -> None:
        self._scan = scan
        self._pending: list[HeaderBlock] = []
        self._styles: dict[StampStyle, int] = {}
        self._met = Met()
        self._groups: list[TextGroup] = []

    def add(self, part: Part) -> None:
        """Append the part that follows. Behind a part that could not be read to its end, nothing follows."""
        scan, found = self._scan, part.scan
        if scan.problem is not None:
            return
        offset, styles = scan.counts.lines, self._add_styles(found.styles)
        self._add_headers(part, offset, styles)
        if scan.counts.records:
            found.counts.continuation += part.leading
            found.counts.unparsed -= part.leading
        scan.counts.add(found.counts)
        found.minutes.style = styles[found.minutes.style].astype(np.int16)
        scan.minutes.extend([found.minutes])
        scan.first = scan.first or _renumbered(found.first, styles)
        scan.last = _renumbered(found.last, styles) or scan.last
        self._add_hits(found.hits, offset, styles)
        self._groups += [
            replace(
                group,
                line=group.line + offset,
                last_line=group.last_line + offset,
                first=(int(styles[group.first[0]]), group.first[1]),
                last=(int(styles[group.last[0]]), group.last[1]),
            )
            for group in found.unexplained
        ]
        scan.problem = found.problem
        scan.slow |= found.slow

    def finish(self) -> MemberScan:
        """Hand over the scan of the whole member."""
        self._scan.headers += self._pending
        self._scan.unexplained = joined_groups(self._groups)
        return self._scan

    def _add_styles(self, uses: list[StyleUse]) -> Int64:
        """The new number of each style; the last is for records that have none."""
        numbers = []
        for use in uses:
            number = self._styles.setdefault(use.style, len(self._styles))
            if number == len(self._scan.styles):
                self._scan.styles.append(StyleUse(use.style))
            for name, widths in use.widths.items():
                self._scan.styles[number].widths.setdefault(name, set()).update(widths)
            numbers.append(number)
        return np.array([*numbers, NO_STYLE], dtype=np.int64)

    def _add_headers(self, part: Part, offset: int, styles: Int64) -> None:
        first = _renumbered(part.scan.first, styles)
        if first is not None:
            self._scan.headers += [replace(block, style=first[0], raw=first[1]) for block in self._pending]
            self._pending = []
        self._scan.headers += [
            replace(block, line=block.line + offset, style=int(styles[block.style])) for block in part.scan.headers
        ]
        self._pending += [replace(block, line=block.line + offset) for block in part.pending]

    def _add_hits(self, hits: Hits, offset: int, styles: Int64) -> None:
        """Append the hits, without the quotes that are too many."""
        quotes, met = np.array(hits.quote, dtype=np.int64), self._met
        kept: list[Quote] = []
        for row in np.flatnonzero(quotes >= 0).tolist():
            signature = hits.signature[row]
            if met.has_enough(signature) or not met.is_wanted(signature, hits.values[hits.fields[row]]):
                quotes[row] = -1
                continue
            kept.append(hits.quotes[quotes[row]])
            quotes[row] = len(kept) - 1
        part = replace(hits, quote=array("l", quotes.tolist()), quotes=kept)
        self._scan.hits.extend(part, offset, styles[:-1].tolist())


def _renumbered(stamp: tuple[int, int] | None, styles: Int64) -> tuple[int, int] | None:
    return None if stamp is None else (int(styles[stamp[0]]), stamp[1])
