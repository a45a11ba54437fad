"""An attachment can be analysed like the bundle it was made from, and says the same."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis
from loganalyzer.bundle import open_bundle
from loganalyzer.redact import Redactor, redact_analysis
from loganalyzer.report.attachment import write_attachment
from tests.scenarios.catalogue import everything
from tools.samples import build

SAMPLES = Path(__file__).parents[2] / "sample_logs"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/EXPECTED.yaml"))


def verdicts(analysis: Analysis) -> list[tuple[str, str]]:
    return sorted((one.cause, one.verdict) for one in analysis.diagnoses)


@pytest.mark.parametrize("name", NAMES)
def test_the_redacted_attachment_gives_the_same_causes_and_verdicts(name: str, tmp_path: Path) -> None:
    bundle, out = tmp_path / "bundle", tmp_path / "out"
    build(name, bundle, density=0.1)
    (bundle / "EXPECTED.yaml").unlink()
    out.mkdir()
    analysis = loganalyzer.analyze(bundle)
    with open_bundle([bundle]) as opened:
        (path,) = write_attachment(analysis, out, case="TS001234567", members=opened.members)
    again = loganalyzer.analyze(path)
    assert verdicts(again) == verdicts(analysis)
    names = json.loads((out / "TS001234567.loganalyzer.key.json").read_text())["names"]
    assert sorted(process.role for process in again.processes) == sorted(process.role for process in analysis.processes)
    assert {"stcell", "wasadmin"} & names.keys()
    with zipfile.ZipFile(path) as archive:
        assert not any(b"stCell" in archive.read(member) or "stCell" in member for member in archive.namelist())


@pytest.mark.parametrize("position", range(5, 320, 80))
def test_a_redacted_scenario_gives_the_same_causes_and_verdicts(position: int, tmp_path: Path) -> None:
    scenarios = everything()
    scenario = scenarios[sorted(scenarios)[position]]
    (tmp_path / "bundle").mkdir()
    scenario.build(tmp_path / "bundle")
    (tmp_path / "bundle" / "EXPECTED.yaml").unlink(missing_ok=True)
    analysis = loganalyzer.analyze(tmp_path / "bundle")
    with open_bundle([tmp_path / "bundle"]) as opened:
        (path,) = write_attachment(analysis, tmp_path, case="TS001234567", members=opened.members)
    assert verdicts(loganalyzer.analyze(path)) == verdicts(analysis)


def test_a_tool_keeps_its_name_and_its_node_does_not() -> None:
    analysis = loganalyzer.analyze(SAMPLES / "sametime-fixed")
    names = [one.name for one in redact_analysis(analysis, Redactor()).processes if one.role == "client tool"]
    assert len(names) == 3
    assert all(name.endswith("\\syncNode") and "stpNode" not in name for name in names)
