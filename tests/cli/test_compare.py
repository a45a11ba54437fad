"""Before and after the cure: what a person wants to hear, and when the tool must not say it."""

from __future__ import annotations

import json
from pathlib import Path

import loganalyzer
from loganalyzer.analysis.compare import compare
from tests.cli.test_verbs import run
from tools.samples import build


def _bundle(folder: Path, name: str, **overrides: object) -> Path:
    build(name, folder, density=0.1, **overrides)
    return folder


def test_cured_cell(tmp_path: Path) -> None:
    before = loganalyzer.analyze(_bundle(tmp_path / "a", "sametime-tls12"))
    after = loganalyzer.analyze(_bundle(tmp_path / "b", "sametime-fixed"))
    found = compare(before, after)
    assert {one.cause: one.outcome for one in found.diagnoses}["xda-ssl-settings-mismatch"] == "ceased"
    assert found.new_diagnoses == ()
    changed = [one for one in found.settings if one.what == "XDADefaultSSLSettings (cell):stCell sslProtocol"]
    assert [(one.before, one.after) for one in changed] == [("SSL_TLS", "SSL_TLSv2")]
    assert any(one.signature == "tls-client-protocol-refused" and one.after == 0 for one in found.rates)


def test_same_bundle_persists(tmp_path: Path) -> None:
    analysis = loganalyzer.analyze(_bundle(tmp_path, "sametime-tls12"))
    found = compare(analysis, analysis)
    assert {one.outcome for one in found.diagnoses} == {"persists"}
    assert (found.settings, found.rates) == ((), ())


def test_silence_of_a_process_that_sent_no_log_is_no_cure(tmp_path: Path) -> None:
    before = loganalyzer.analyze(_bundle(tmp_path / "a", "sametime-tls12"))
    folder = _bundle(tmp_path / "b", "sametime-fixed", archives={})
    for log in folder.glob("stpNode/profiles/*/logs/nodeagent/*"):
        log.unlink()
    found = compare(before, loganalyzer.analyze(folder))
    outcome = next(one for one in found.diagnoses if one.cause == "xda-ssl-settings-mismatch")
    assert outcome.outcome == "open"
    assert "nodeagent" in outcome.why


def test_verb_prints_and_gives_json(tmp_path: Path) -> None:
    before, after = _bundle(tmp_path / "a", "sametime-tls12"), _bundle(tmp_path / "b", "sametime-fixed")
    text = run("compare", before, after).stdout.decode()
    assert "gone: XDADefaultSSLSettings" in text
    assert json.loads(run("compare", before, after, "--json").stdout)["schema"] == "loganalyzer.comparison/1"
