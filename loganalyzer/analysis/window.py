"""--since and --until: a UTC time, or a distance from the bundle's first and last record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from loganalyzer.clock.instants import NO_INSTANT
from loganalyzer.correlate.windows import milliseconds
from loganalyzer.errors import UsageError
from loganalyzer.identity import Clock, Process
from loganalyzer.identity.runs import all_minutes

_DISTANCE = re.compile(r"([+-])(\d+(?:\.\d+)?(?:ms|s|m|h|d))")


class Window(Struct, frozen=True):
    """A time window, milliseconds UTC, both ends inclusive; ``None`` is open."""

    since: int | None = None
    until: int | None = None

    @classmethod
    def of(
        cls, since: str | None, until: str | None, processes: Sequence[Process], clocks: Mapping[str, Clock]
    ) -> Window:
        """Resolve the words against the bundle.

        Raises:
            UsageError: not a time, or the window is empty.
        """
        if since is None and until is None:
            return cls()
        minutes = [all_minutes(process, clocks[process.name].readings) for process in processes]
        first = min((int(part[0]) for part in minutes if part.size), default=0)
        last = last_instant(processes, clocks) or 0
        window = cls(
            _resolve(since, "--since", first, last) if since else None,
            _resolve(until, "--until", first, last) if until else None,
        )
        if window.since is not None and window.until is not None and window.since > window.until:
            raise UsageError(f"--since {since} is after --until {until}")
        return window

    def holds(self, time: int) -> bool:
        """Whether an instant lies inside; a record without a time is inside an open window only."""
        if time == NO_INSTANT:
            return self.since is None and self.until is None
        return (self.since is None or time >= self.since) and (self.until is None or time <= self.until)


def last_instant(processes: Sequence[Process], clocks: Mapping[str, Clock]) -> int | None:
    """The end of the last minute of the bundle, milliseconds UTC; nothing where no record has a time."""
    minutes = [all_minutes(process, clocks[process.name].readings) for process in processes]
    return max((int(part[-1]) + 59_999 for part in minutes if part.size), default=None)


def _resolve(text: str, option: str, first: int, last: int) -> int:
    distance = _DISTANCE.fullmatch(text.strip())
    if distance:
        span = milliseconds(distance.group(2))
        return first + span if distance.group(1) == "+" else last - span
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{option} {text}: not a time (write 2016-10-12T09:30 in UTC, or +2h, -30m)") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return int(moment.timestamp() * 1000)
