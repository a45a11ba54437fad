"""The certificates of a bundle as rows: equal ones of several stores as one, sorted by their end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from loganalyzer.analysis.model import Analysis, CertificateReport
from loganalyzer.report import chart_data
from loganalyzer.report.text import as_utc, counted, one_line

SOON = timedelta(days=60)
"""WebSphere's certificate expiration monitor warns 60 days ahead unless told otherwise."""

_EXPIRED, _FUTURE, _SOON, _VALID = "expired", "not yet valid", "expires within 60 days", "valid"
_UNDATED = "end of validity"
LOOKS: dict[str, dict[str, Any]] = {
    _EXPIRED: {"facecolor": "#D55E00", "edgecolor": "#5c2900", "hatch": "xxx"},
    _FUTURE: {"facecolor": "#CC79A7", "edgecolor": "#4d1f3a", "hatch": "..."},
    _SOON: {"facecolor": "#E69F00", "edgecolor": "#5c4000", "hatch": "///"},
    _VALID: {"facecolor": "#A9CCE3", "edgecolor": "#1b4f72"},
    _UNDATED: {"facecolor": "#dcdcdc", "edgecolor": "#606060"},
}


class Row(Struct, frozen=True):
    """One certificate; ``left``: the days to its end, in words, from the last record of the bundle."""

    label: str
    detail: str
    since: datetime | None
    until: datetime
    state: str
    left: str


def rows(analysis: Analysis, most: int) -> tuple[tuple[Row, ...], int]:
    """The first to expire first, and how many do not fit."""
    span = chart_data.span(analysis)
    at = span[1] if span else None
    groups: dict[tuple[datetime, str, str, str], list[CertificateReport]] = {}
    for one in analysis.configuration.certificates:
        if one.not_after is not None:
            key = as_utc(one.not_after), one.subject, one.alias, one.fingerprint
            groups.setdefault(key, []).append(one)
    order = sorted(groups)
    return tuple(_row(groups[key], key[0], at) for key in order[:most]), max(0, len(order) - most)


def _row(same: list[CertificateReport], until: datetime, at: datetime | None) -> Row:
    first = same[0]
    since = as_utc(first.not_before) if first.not_before is not None else None
    stores = sorted({", ".join(one.names) or one.keystore for one in same})
    where = counted(len(stores), "store") if len(stores) > 1 else _tail(stores[0])
    where = f"{'key' if any(one.has_key for one in same) else 'signer'} in {where}"
    state, left = _UNDATED, ""
    if at is not None:
        days = (until - at).days
        state = _EXPIRED if until < at else _FUTURE if since and since > at else _SOON if until - at <= SOON else _VALID
        left = f"{counted(-days, 'day')} ago" if until < at else f"in {counted(days, 'day')}"
    return Row(_cut(f"{first.alias}: {_common_name(first.subject)}", 44), _cut(where, 60), since, until, state, left)


def _common_name(subject: str) -> str:
    parts = [part.strip() for part in subject.split(",")]
    return one_line(next((part for part in parts if part.upper().startswith("CN=")), subject))


def _tail(path: str) -> str:
    """The end of a path, which tells stores apart."""
    return one_line(path) if len(path) <= 52 else f"…{one_line(path)[-51:]}"


def _cut(text: str, limit: int) -> str:
    text = one_line(text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
