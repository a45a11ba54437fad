"""Words that all renderings share: untrusted text made harmless, times, places, counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from loganalyzer.analysis.model import EvidenceItem

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
# C0 without tab and newline, DEL and C1, line separators, zero width and bidirectional controls, lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_NOT_WORTH_CUTTING = 20


def clean(text: str) -> str:
    """The text without terminal escapes and without characters that move or hide others; lines are kept."""
    text = _ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", text).expandtabs(4)


def one_line(text: str, limit: int | None = None) -> str:
    """The cleaned text with its white space folded to single blanks, cut at ``limit`` with the size of the cut."""
    line = _SPACE.sub(" ", clean(text)).strip()
    if limit is None or len(line) <= limit + _NOT_WORTH_CUTTING:
        return line
    return f"{line[:limit].rstrip()}... [+{len(line) - limit} characters]"


def as_utc(moment: datetime) -> datetime:
    """The instant in UTC; a moment without zone is UTC by the contract of the model."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def stamp(moment: datetime | None) -> str:
    """``2016-10-12 09:37:31.278Z``, for one record."""
    if moment is None:
        return "no time"
    return as_utc(moment).replace(tzinfo=None).isoformat(" ", "milliseconds") + "Z"


def second(moment: datetime | None) -> str:
    """``2016-10-12 09:37:31``, for tables whose heading names UTC."""
    return "?" if moment is None else as_utc(moment).replace(tzinfo=None).isoformat(" ", "seconds")


def period(first: datetime | None, last: datetime | None) -> str:
    """Two times; the date is not repeated where it is the same."""
    if first is None and last is None:
        return "no times"
    begin, end = second(first), second(last)
    return f"{begin} to {end[11:] if begin[:10] == end[:10] else end}"


def place(item: EvidenceItem) -> str:
    """Where an evidence item stands: ``file:line``, ``file @ XML path``, or what there is of these."""
    where = one_line(item.file or "")
    if item.line is not None:
        where += f":{item.line}"
    if item.path:
        where += f"{' @ ' if where else ''}{one_line(item.path)}"
    return where


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 file``, ``48,211 records``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """A span in the two units a reader needs: ``45 s``, ``4 min 5 s``, ``3 h``, ``2 d 4 h``."""
    left = max(0, round(seconds))
    parts: list[str] = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        amount, left = divmod(left, size)
        if amount:
            parts.append(f"{amount} {unit}")
    return " ".join(parts[:2]) or "0 s"
