"""One stop of the JVM by its garbage collector, and the unified logging (OpenJDK, JEP 271) that tells it on one line."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from msgspec import Struct

from loganalyzer.formats.fact_lines import excerpt, number

_UNIFIED = re.compile(
    r"(?P<marks>(?:\[[^\]]{1,60}\]){0,8}) ?GC\(\d{1,9}\) Pause (?P<kind>[A-Z]\w{0,30}(?: [A-Z]\w{0,30})?)(?P<why>.{0,200}?)"
    r"(?: \d{1,9}[BKMG]->(?P<after>\d{1,9}[BKMG])\((?P<total>\d{1,9}[BKMG])\))? (?P<ms>\d{1,9}[.,]\d{1,6})ms\s*"
)
_MARK = re.compile(r"\[([^\]]{1,60})\]")
_OLD_STAMP = re.compile(r"([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_NO_COLLECTION = {"Remark", "Cleanup", "Init Mark", "Final Mark", "Initial Mark"}


class Stop(Struct, frozen=True):
    """The JVM stood still once. ``at`` is in seconds from some fixed point, for differences only."""

    line: int
    text: str
    stamp: str | None
    at: float | None
    kind: str
    collected: bool
    pause_ms: float | None
    free: float | None = None
    total: float | None = None
    failed: bool = False

    @property
    def used(self) -> float | None:
        """Bytes in use after the collection."""
        return self.total - self.free if self.total is not None and self.free is not None else None


def unified_stop(line_number: int, line: str) -> Stop | None:
    """The stop that a line of unified logging tells, if it tells one."""
    found = _UNIFIED.fullmatch(line)
    return _stop_of(line_number, line, found) if found else None


def _stop_of(line_number: int, line: str, found: re.Match[str]) -> Stop:
    marks = _MARK.findall(found["marks"])
    stamp = next((mark for mark in marks if mark[:4].isdigit() and "T" in mark), None)
    uptime = next((number(mark[:-1].strip()) for mark in marks if mark.endswith("s") and mark[0].isdigit()), None)
    collected = found["kind"] not in _NO_COLLECTION
    total, after = _bytes(found["total"]), _bytes(found["after"])
    known = collected and total is not None and after is not None
    return Stop(
        line=line_number,
        text=excerpt(line),
        stamp=stamp,
        at=seconds(stamp) if stamp else uptime,
        kind=found["kind"],
        collected=collected,
        pause_ms=number(found["ms"]),
        free=total - after if known and total is not None and after is not None else None,
        total=total if known else None,
    )


def _bytes(text: str | None) -> float | None:
    return float(text[:-1]) * _UNITS[text[-1]] if text else None


def seconds(stamp: str | None) -> float | None:
    """Seconds of a stamp on its own local clock; ``None`` for a month name of another language."""
    try:
        moment = _moment(stamp or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() if moment else None


def _moment(stamp: str) -> datetime | None:
    old = _OLD_STAMP.search(stamp)
    if old is None:
        return datetime.fromisoformat(stamp) if stamp else None
    hour, minute, second = (int(part) for part in old.groups()[2:5])
    return datetime(int(old[6]), _MONTHS.index(old[1]) + 1, int(old[2]), hour, minute, second, tzinfo=UTC)
