"""The published JSON Schema of ``analyze --json`` (draft 2020-12): ``analysis.schema.json``, beside this file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

FILE = "analysis.schema.json"


def schema_text() -> str:
    return files("loganalyzer.report").joinpath(FILE).read_text(encoding="utf-8")


def analysis_schema() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(schema_text())
    return document
