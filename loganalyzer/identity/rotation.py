"""The name of a rolled log file. Source: log-formats 3.7: ``SystemOut_yy.MM.dd_HH.mm.ss.log``, the local time of the roll."""

from __future__ import annotations

import re
from datetime import date

_ROLLED = re.compile(r"_(\d{2})\.(\d{2})\.(\d{2})_(?:\d{2}\.\d{2}\.\d{2})?[^/]*$")


def rotation_date(path: str) -> date | None:
    """The date in a rolled file's name, or ``None``; the order there is year, month, day in every locale."""
    match = _ROLLED.search(path)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(2000 + year if year < 70 else 1900 + year, month, day)
    except ValueError:
        return None
