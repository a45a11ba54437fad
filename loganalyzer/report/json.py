"""``analyze --json``: the Analysis as the published document ``loganalyzer.analysis/1``.

The walk is generic: a field of the model is a key of the document, in the model's order. The tables below name
every exception. The same Analysis gives the same bytes.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from loganalyzer.analysis import model
from loganalyzer.report.text import as_utc

SCHEMA = "loganalyzer.analysis/1"

_NOT_PUBLISHED: dict[type, frozenset[str]] = {
    model.Analysis: frozenset({"generator_version", "signatures_sha256", "density"}),
    model.SignatureReport: frozenset({"per_minute"}),
}
_LEFT_OUT_WHEN_NONE: dict[type, frozenset[str]] = {
    model.IncidentReport: frozenset({"period_seconds"}),
    model.EvidenceItem: frozenset({"file", "line", "path", "time"}),
    model.FixStep: frozenset({"console", "wsadmin"}),
    model.Diagnosis: frozenset({"consequence_of"}),
}
_RENAMED: dict[type, dict[str, str]] = {model.ClockSkew: {"source": "from"}}
_NONE: frozenset[str] = frozenset()

_SURROGATE = re.compile("[\ud800-\udfff]")
# Legal in JSON, but able to act on a terminal or to reorder a line: written as escapes.
_ACTIVE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def to_json(analysis: model.Analysis) -> str:
    """The document as text: indent 1, UTF-8 characters as they are, one newline at the end."""
    text = msgspec.json.format(msgspec.json.encode(to_document(analysis)), indent=1).decode()
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def to_document(analysis: model.Analysis) -> dict[str, Any]:
    """The document as plain dictionaries and lists."""
    generator = {"version": analysis.generator_version, "signatures_sha256": analysis.signatures_sha256}
    return {"schema": SCHEMA, "generator": generator, **_members(analysis)}


def published(value: Any) -> Any:
    """A value of the model as it stands in a document, for other documents than the analysis."""
    return _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, Struct):
        return _members(value)
    if isinstance(value, dict):
        return {_text(key): _value(value[key]) for key in sorted(value)}
    if isinstance(value, (tuple, list)):
        return [_value(item) for item in value]
    return _scalar(value)


def _members(value: Any) -> dict[str, Any]:
    kind = model.kind_of(value)
    hidden, optional = _NOT_PUBLISHED.get(kind, _NONE), _LEFT_OUT_WHEN_NONE.get(kind, _NONE)
    names = _RENAMED.get(kind, {})
    found = {name: getattr(value, name) for name in value.__struct_fields__ if name not in hidden}
    return {names.get(k, k): _value(v) for k, v in found.items() if v is not None or k not in optional}


def _scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_utc(value).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, float):
        return round(value, 6) + 0.0 if math.isfinite(value) else None
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return _SURROGATE.sub("\ufffd", value)
