"""One record as it is handed out, and how its columns are found in its text."""

from __future__ import annotations

import re
from datetime import datetime

from msgspec import Struct

from loganalyzer.formats.encodings import legacy_text
from loganalyzer.matching.records import parts_of

_THREAD = re.compile(r"\s*(?:[>|*]\s*)?\[[^\]]*\]\s*([0-9a-fA-F]{8,16})")
_ID = re.compile(r"(?<![A-Za-z0-9$.])(?:[A-Z][A-Z0-9]{2,4}\d{4}[A-Z]|JVM[A-Z0-9]{4}\d{3}[A-Z]?)(?![A-Za-z0-9])")
_ID_WITHIN = 2_000


class StreamRecord(Struct, frozen=True):
    """One log entry with its continuation lines.

    ``time`` is UTC, ``None`` where the text has no stamp or an impossible one; ``line`` counts from 1. ``thread``, ``level``
    (the type letter) and ``component`` are empty where the record does not print them; ``message_id`` is the first one in
    its first line. ``text`` is the record as it stands in the file, stamp and all, line ends as ``\\n``, none at the end.
    """

    time: datetime | None
    process: str
    file: str
    line: int
    thread: str
    level: str
    component: str
    message_id: str | None
    text: str


class Place(Struct, frozen=True):
    """Where a record stands."""

    time: datetime | None
    process: str
    file: str
    line: int


def record_of(raw: bytes, place: Place) -> StreamRecord:
    """Take a record's bytes apart."""
    text = legacy_text(raw).replace("\r\n", "\n").rstrip("\r\n")
    parts = parts_of(text)
    thread = _THREAD.match(text)
    return StreamRecord(
        place.time,
        place.process,
        place.file,
        place.line,
        thread.group(1) if thread else "",
        parts.level,
        parts.component,
        _message_id(parts.tail),
        text,
    )


def _message_id(tail: str) -> str | None:
    end = tail.find("\n", len(tail) - len(tail.lstrip()))
    match = _ID.search(tail, 0, min(end if end >= 0 else _ID_WITHIN, _ID_WITHIN))
    return match.group() if match else None
