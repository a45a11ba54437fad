"""``loganalyzer evaluate``: labelled bundles in numbers."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.cli.inside import run
from tests.scenarios.catalogue import everything


def test_right_and_wrong_labels_are_counted(tmp_path: Path) -> None:
    scenarios = everything()
    scenarios["hostname-mismatch/textbook"].build(tmp_path / "right")
    scenarios["healthy/quiet"].build(tmp_path / "silent")
    scenarios["weak-dh-parameters/textbook"].build(tmp_path / "mislabelled")
    label = tmp_path / "mislabelled" / "EXPECTED.yaml"
    expected = yaml.safe_load(label.read_text(encoding="utf-8"))
    expected["causes"] = [{"cause": "disk-full", "verdict": "likely"}]
    label.write_text(yaml.safe_dump(expected), encoding="utf-8")
    done = run("evaluate", tmp_path)
    lines = [" ".join(line.split()) for line in done.stdout.decode().splitlines()]
    assert lines[:5] == ["folders 3", "top-1 2 (67 %)", "top-3 2 (67 %)", "false alarms 1", "overclaimed 1"]
    assert "confidence 0.9-1.0: right 50 % of 2" in lines
    assert "confused disk-full -> weak-dh-parameters: 1" in lines
