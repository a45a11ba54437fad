"""A field that a record leaves empty is captured empty."""

from __future__ import annotations

from pathlib import Path

from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.report.json import to_json
from tests.scenarios.catalogue import everything


def test_a_log_whose_records_have_an_empty_field_is_read(tmp_path: Path) -> None:
    for path, data in everything()["core-group-view/textbook"].files().items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    analysis = analyze(tmp_path, Options(workers=1))
    assert any("core-group" in one.cause for one in analysis.diagnoses)
    assert to_json(analysis)
