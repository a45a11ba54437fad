"""The records of a member counted by minute and severity, chunk by chunk."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loganalyzer.formats import ChunkStamps
from loganalyzer.formats.chunk_stamps import StampRows, joined
from loganalyzer.formats.windows import Int64
from loganalyzer.records import NO_STYLE, MemberScan, MinuteRuns, counts_between

# Stamps to work out in one go: the work is nearly the same for few and for many.
_TOGETHER = 10_000


class MinuteCounter:
    """Counts into a scan, where its first and last stamp are noted too."""

    def __init__(self, scan: MemberScan) -> None:
        self._scan = scan
        self._runs: list[MinuteRuns] = []
        self._waiting: list[tuple[StampRows, npt.NDArray[np.int16], Int64]] = []
        self._size = 0
        self._last: tuple[int, StampRows] | None = None

    def take(self, stamps: ChunkStamps) -> None:
        """Count the records of a chunk."""
        if not (stamps.style != NO_STYLE).all():
            stamps = stamps.of(stamps.style != NO_STYLE)
        if not stamps.style.size:
            return
        begins = np.flatnonzero(stamps.turn)
        counts = counts_between(begins, stamps.severity)
        self._waiting.append((stamps.written.at(begins), stamps.style[begins], counts))
        self._last = int(stamps.style[-1]), stamps.written.at(np.array([stamps.style.size - 1]))
        self._size += begins.size
        if self._size >= _TOGETHER:
            self._work_out()

    def finish(self) -> None:
        """Hand over the counts."""
        self._work_out()
        self._scan.minutes.extend(self._runs)
        if self._last is not None:
            style, stamp = self._last
            self._scan.last = (style, int(stamp.packed()[0]))

    def _work_out(self) -> None:
        if not self._waiting:
            return
        stamps, styles, counts = zip(*self._waiting, strict=True)
        raw, style = joined(stamps).packed(), np.concatenate(styles)
        self._runs.append(MinuteRuns.of(style, raw, np.concatenate(counts)))
        if self._scan.first is None:
            self._scan.first = (int(style[0]), int(raw[0]))
        self._waiting, self._size = [], 0
