"""The file for the support case: the findings without a single line of raw log, named so that it reaches the case."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from loganalyzer.analysis.model import Analysis
from loganalyzer.errors import UsageError
from loganalyzer.report.atomic import replacing
from loganalyzer.report.charts import has_matplotlib, timeline
from loganalyzer.report.json import to_json
from loganalyzer.report.markdown import to_markdown
from loganalyzer.report.withhold import withhold_log_text

SCHEMA = "loganalyzer.attachment/1"
_CASE = re.compile(r"TS[0-9]{9}")
_PMR = re.compile(r"([0-9A-Z]{5})[,.]([0-9A-Z]{3})[,.]([0-9]{3})")
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_NO_CHART = {"name": "timeline.png", "reason": "matplotlib is not installed"}


def write_attachment(
    analysis: Analysis, folder: Path, *, case: str | None = None, pmr: str | None = None, force: bool = False
) -> Path:
    """Write the archive into ``folder`` and return its path; an existing one is kept unless ``force``."""
    number = attachment_number(case=case, pmr=pmr)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a directory")
    target = folder / f"{number}.loganalyzer.zip"
    if target.exists() and not force:
        raise UsageError(f"{target} exists already; it is replaced only when forced")
    files = _files(analysis)
    files["manifest.json"] = _manifest(analysis, number, files)
    with replacing(target) as temporary:
        _pack(temporary, files)
    return target


def attachment_number(*, case: str | None = None, pmr: str | None = None) -> str:
    """The number as it stands in file names: ``TS001234567`` or ``12345.678.000``."""
    if (case is None) == (pmr is None):
        raise UsageError("give exactly one of a case number (TS001234567) and a PMR number (12345,678,000)")
    if case is not None:
        return _case(case)
    return _pmr(pmr or "")


def _case(case: str) -> str:
    number = case.strip().upper()
    if not _CASE.fullmatch(number):
        raise UsageError(f"{case!r} is no case number: it is TS and nine digits, as TS001234567")
    return number


def _pmr(pmr: str) -> str:
    parts = _PMR.fullmatch(pmr.strip().upper())
    if not parts:
        raise UsageError(f"{pmr!r} is no PMR number: it is number, branch and country, as 12345,678,000")
    return ".".join(parts.groups())


def _files(analysis: Analysis) -> dict[str, bytes]:
    withheld = withhold_log_text(analysis)
    files = {"analysis.json": to_json(withheld).encode(), "diagnosis.md": to_markdown(withheld).encode()}
    if has_matplotlib():
        files["timeline.png"] = _chart(analysis)
    return files


def _chart(analysis: Analysis) -> bytes:
    # Drawn from the full analysis: a chart shows counts and times, and tells by message ids what went down.
    with TemporaryDirectory() as folder:
        target = Path(folder) / "timeline.png"
        timeline(analysis, target)
        return target.read_bytes()


def _manifest(analysis: Analysis, number: str, files: dict[str, bytes]) -> bytes:
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "generator": {"version": analysis.generator_version, "signatures_sha256": analysis.signatures_sha256},
        "number": number,
        "log_text": "withheld",
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
        "left_out": [] if "timeline.png" in files else [_NO_CHART],
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def _pack(target: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.create_system, entry.external_attr, entry.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
