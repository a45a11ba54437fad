"""When an archive says that a file was last changed.

A zip keeps the wall clock of the machine that packed it, to two seconds and without a zone, and often, in an extra field, the
instant (APPNOTE 4.4.6; Info-ZIP's "UT" field); a tar keeps the instant. A plain file on disk is no witness: copying changes it.
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zipfile import ZipInfo

_UNIX_TIMES = 0x5455
_NEVER = 1981
"""Tools that write no time write the first day there is, 1980-01-01 in a zip and 1970-01-01 in a tar."""


def of_zip(info: ZipInfo) -> str | None:
    """ISO 8601: with ``Z`` where the instant is kept, without a zone where only the wall clock is."""
    instant = _unix_time(info.extra)
    if instant is not None:
        return of_epoch(instant)
    year, month, day, hour, minute, second = info.date_time
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  the zip keeps no zone
    except ValueError:
        return None
    return moment.isoformat() if year >= _NEVER else None


def of_epoch(seconds: float) -> str | None:
    """ISO 8601 in UTC, with ``Z``."""
    try:
        moment = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
    except (OverflowError, ValueError, OSError):
        return None
    return f"{moment.isoformat()}Z" if moment.year >= _NEVER else None


def _unix_time(extra: bytes) -> int | None:
    """The modification time of the first "UT" field that has one."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNIX_TIMES and len(field) >= 5 and field[0] & 1:
            return int(struct.unpack("<i", field[1:5])[0])
    return None
