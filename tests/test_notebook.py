"""The Python API: what a notebook asks of an analysis, and the notebook of the documentation, cell by cell."""

from __future__ import annotations

import ast
import io
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import loganalyzer as la
from loganalyzer.analysis.pipeline import analyze as plain
from loganalyzer.errors import UsageError
from loganalyzer.notebook import BundleAnalysis, Plots
from loganalyzer.redact import Redactor, redact_analysis
from loganalyzer.report.html import summary_html
from loganalyzer.report.json import to_json
from tests.report import factory

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_logs" / "sametime-tls12"
AGENT = r"stCell\stpNode\nodeagent"


@pytest.fixture(scope="module")
def analysis() -> BundleAnalysis:
    return la.analyze(SAMPLE, la.Options(workers=1))


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, loganalyzer; print([m for m in ('numpy', 'pandas', 'matplotlib', 'hyperscan') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_is_the_analysis_of_the_contract(analysis: BundleAnalysis) -> None:
    assert isinstance(analysis, la.Analysis)
    assert to_json(analysis) == to_json(plain(SAMPLE, la.Options(workers=1)))
    assert pickle.loads(pickle.dumps(analysis)) == analysis


def test_records_are_those_of_the_files_in_time_order(analysis: BundleAnalysis) -> None:
    # An independent count: the lines of the node agent's log that begin with a stamp and name the message.
    log = next(SAMPLE.glob("stpNode/**/nodeagent/SystemOut.log")).read_text(encoding="utf-8")
    lines = [
        number for number, line in enumerate(log.splitlines(), start=1) if line.startswith("[") and "SSLC0008E" in line
    ]
    found = analysis.records(ids="SSLC0008E", processes="stpNode/nodeagent")
    assert found["line"].tolist() == lines
    assert set(found["process"]) == {AGENT}
    assert found["time"].is_monotonic_increasing
    assert str(found["time"].dtype) == "datetime64[ms, UTC]"
    assert found["text"].str.contains("SSLC0008E").all()


def test_records_without_a_filter_are_all_of_them(analysis: BundleAnalysis) -> None:
    assert len(analysis.records()) == sum(file.records for file in analysis.bundle.files)


def test_hits_hold_every_record_that_a_signature_matched(analysis: BundleAnalysis) -> None:
    counted = analysis.hits.groupby("signature")["count"].sum().to_dict()
    assert counted == {one.id: one.count for one in analysis.signatures}


def test_standard_input_and_derived_analyses_have_no_records_to_read_again(analysis: BundleAnalysis) -> None:
    line = b"[10/12/16 9:37:31:278 BST] 00000099 SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.\n"
    for one in (la.analyze("-", stdin=io.BytesIO(line)), replace(analysis, changes=())):
        with pytest.raises(UsageError, match="not read from files"):
            one.records()


def test_charts_take_one_word_or_several(analysis: BundleAnalysis) -> None:
    one = analysis.plot.timeline(processes="stpNode/nodeagent", families=["tls"], bucket="10m", size="ticket")
    data, about = one._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert about["image/png"]["alt"] == data["text/plain"]
    assert data["text/plain"].startswith("Timeline of 1 process, stCell")
    assert analysis.plot.certificates().alt
    with pytest.raises(UsageError, match="bucket"):
        analysis.plot.heatmap(bucket="soon")


def test_the_summary_names_the_verdict_and_escapes_what_logs_say(analysis: BundleAnalysis) -> None:
    assert "confirmed" in analysis._repr_html_()
    assert r"stpNode\nodeagent" in analysis._repr_html_()
    hostile = summary_html(factory.hostile())
    assert "<script" not in hostile
    assert "&lt;script&gt;" in hostile
    assert summary_html(factory.empty())


def test_redacting_works_on_it_too(analysis: BundleAnalysis) -> None:
    hidden = redact_analysis(analysis, Redactor())
    assert "stpNode" not in to_json(hidden)
    assert hidden.signatures_sha256 == analysis.signatures_sha256


def test_the_notebook_of_the_documentation_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "docs")
    book = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    shown: list[Any] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "the notebook is kept without outputs"
            shown.append(run_cell("".join(cell["source"]), names))
    assert [one for one in shown if isinstance(one, BundleAnalysis)]
    assert len([one for one in shown if hasattr(one, "_repr_mimebundle_")]) >= 2
    assert isinstance(names["a"].plot, Plots)


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None
