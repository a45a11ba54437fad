"""A signature that hangs is given up, the rest of the run goes on, and the result says so first."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.pipeline import Options
from loganalyzer.matching import engine as engine_module

SIGNATURE = """\
- id: own-hanging
  title: An expression that hangs
  family: admin
  severity: error
  match: {text: ['handshake (?:a|a|aa)+b(?:a|a|aa)+c$']}
  provenance: real-line
  meaning: Made to hang, as an author may by mistake.
  references: [https://example.com]
  examples: {match: [{record: handshake abac}], miss: [{record: handshake b}]}
"""


def test_it_is_said_and_the_other_signatures_still_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_TIMEOUT_SECONDS", 0.02)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.yaml").write_text(SIGNATURE, encoding="utf-8")
    log = tmp_path / "SystemOut.log"
    records = [f"[3/4/24 10:15:0{n}:117 UTC] 0000008e Shop          E   handshake {'a' * (200 + n)}" for n in range(6)]
    records.append("[3/4/24 10:15:07:117 UTC] 0000008e WsServerImpl  A   WSVR0001I: Server server1 open for e-business")
    log.write_text("\n".join(records) + "\n", encoding="utf-8")
    analysis = loganalyzer.analyze(log, Options(signatures=(tmp_path / "mine",), workers=1))
    assert [one.id for one in analysis.signatures] == ["server-open"]
    assert not analysis.complete
    assert analysis.incomplete_reasons == (
        "signature own-hanging: given up, its expressions take too long for some records",
    )
