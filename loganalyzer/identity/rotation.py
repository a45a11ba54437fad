"""The name of a rolled log file. Source: log-formats 3.7: ``SystemOut_yy.MM.dd_HH.mm.ss.log``, the local time of the roll."""

from __future__ import annotations

import re
from datetime import date, datetime

from msgspec import Struct

_ROLLED = re.compile(r"_(\d{2}\.\d{2}\.\d{2})_(\d{2}\.\d{2}\.\d{2})?[^/]*$")


class Rolled(Struct, frozen=True):
    """``series`` is the path of the log that is being written; ``at`` the local time of the roll, the end of what the file holds.

    Some sites name their copies by the day alone; ``at`` is ``None`` then.
    """

    series: str
    day: date
    at: datetime | None


def rolled(path: str) -> Rolled | None:
    """What a rolled file's name says, or ``None``; the order there is year, month, day in every locale."""
    match = _ROLLED.search(path)
    if match is None:
        return None
    day, clock = match.groups()
    try:
        # Local time of a zone that the name does not tell.
        on = datetime.strptime(day, "%y.%m.%d").date()  # noqa: DTZ007
        at = datetime.strptime(day + clock, "%y.%m.%d%H.%M.%S") if clock else None  # noqa: DTZ007
    except ValueError:
        return None
    return Rolled(f"{path[: match.start()]}.log", on, at)


def rotation_date(path: str) -> date | None:
    """The date in a rolled file's name, or ``None``."""
    found = rolled(path)
    return found.day if found else None
