"""What is remarkable about the stops of a JVM: long ones, a heap that stays full, and the totals."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from loganalyzer.formats.fact_lines import known
from loganalyzer.formats.facts import Fact
from loganalyzer.formats.gc_stop import Stop

LONG_PAUSE_MS = 5_000
FULL_SHARE = 0.95
FULL_RUN = 3


class Watch(Struct):
    """Totals over the file, and the run of collections after which the heap stayed full."""

    collections: int = 0
    paused_ms: float = 0.0
    longest: Stop | None = None
    edges: tuple[Stop, Stop] | None = None
    begin: float | None = None
    end: float | None = None
    fullest: float | None = None
    largest: float | None = None
    total: float | None = None
    run: int = 0
    alarmed: bool = False

    def see(self, stop: Stop) -> Iterator[Fact]:
        """Add a stop; yield what is remarkable about it."""
        self._add(stop)
        if (stop.pause_ms or 0) >= LONG_PAUSE_MS:
            yield Fact("gc-long-pause", stop.line, stop.text, _stop_fields(stop), stop.stamp)
        if stop.collected or stop.failed:
            yield from self._exhausted(stop)

    def _add(self, stop: Stop) -> None:
        self.collections += stop.collected
        self.paused_ms += stop.pause_ms or 0.0
        if self.longest is None or (stop.pause_ms or 0.0) > (self.longest.pause_ms or 0.0):
            self.longest = stop
        self.begin = stop.at if self.begin is None else self.begin
        self.end = stop.at if stop.at is not None else self.end
        if stop.stamp:
            self.edges = (self.edges[0] if self.edges else stop, stop)
        if stop.used is not None:
            self.fullest = max(self.fullest or 0.0, stop.used)
            self.largest = max(self.largest or 0.0, stop.total or 0.0)

    def _exhausted(self, stop: Stop) -> Iterator[Fact]:
        full = stop.used is not None and bool(stop.total) and stop.used >= FULL_SHARE * (stop.total or 0.0)
        grown = stop.total is not None and self.total is not None and stop.total > self.total
        self.run = 0 if not full else 1 if grown else self.run + 1
        self.total = stop.total if stop.total is not None else self.total
        alarm = stop.failed or self.run >= FULL_RUN
        if alarm and not self.alarmed:
            reason = "allocation failed" if stop.failed else "full after collection"
            fields = _stop_fields(stop) | {"reason": reason, "collections": str(self.run)}
            yield Fact("gc-heap-exhausted", stop.line, stop.text, fields, stop.stamp)
        self.alarmed = alarm

    def summary(self) -> Iterator[Fact]:
        """The totals, quoted at the longest stop, and from when to when the log reaches."""
        worst = self.longest
        if worst is None:
            return
        span = self.end - self.begin if self.begin is not None and self.end is not None else 0.0
        fields = known(
            collections=str(self.collections),
            longest_pause_ms=_whole(worst.pause_ms),
            paused_percent=f"{min(self.paused_ms / span / 10, 100):.1f}" if span > 0 else None,
            heap_after_max_mb=_megabytes(self.fullest),
            heap_total_mb=_megabytes(self.largest),
        )
        for edge, stop in zip(("first", "last"), self.edges or (), strict=False):
            yield Fact("gc-extent", stop.line, stop.text, {"edge": edge}, stop.stamp)
        yield Fact("gc-summary", worst.line, worst.text, fields, worst.stamp)


def _stop_fields(stop: Stop) -> dict[str, str]:
    return known(
        pause_ms=_whole(stop.pause_ms),
        kind=stop.kind,
        heap_after_mb=_megabytes(stop.used),
        heap_total_mb=_megabytes(stop.total),
    )


def _whole(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"


def _megabytes(value: float | None) -> str | None:
    return None if value is None else f"{value / (1 << 20):.0f}"
