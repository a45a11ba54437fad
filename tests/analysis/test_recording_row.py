"""The meeting database's row for recordings: sent with it, sent without it, not sent."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.model import Scenario

CAUSE = "sametime-recording-tls"
CSV = "SERVER_ID,CONFIGURATION_KEY,CONFIGURATION_VALUE\n"
ROW = '"s1","meeting.recording.tlsVersion","{}"\n'
QUERY = "select * from mtg.configuration where CONFIGURATION_KEY = 'meeting.recording.tlsVersion'"


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("rows.csv", CSV + '"s1","meeting.other","1"\n', "likely"),
        ("rows.csv", CSV + ROW.format("TLSv1"), "likely"),
        ("rows.csv", CSV + ROW.format("TLSv1.2"), "ruled-out"),
        ("export.del", ROW.format("TLSv1.2"), "ruled-out"),
        ("query.txt", f"{QUERY}\n\n  0 record(s) selected.\n", "likely"),
        ("notes.txt", "Then run INSERT INTO mtg.configuration (...) values ('<server id>', ...)\n", "not-evaluable"),
    ],
)
def test_the_row_decides(name: str, text: str, verdict: str, tmp_path: Path) -> None:
    files = Scenario("recording", "look-alike", (BY_CAUSE[CAUSE],), ()).files()
    for path, data in {**files, f"database/{name}": text.encode()}.items():
        if path != "EXPECTED.yaml":
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
    (one,) = [one for one in loganalyzer.analyze(tmp_path).diagnoses if one.cause == CAUSE]
    assert one.verdict == verdict
    if verdict == "not-evaluable":
        assert any(QUERY in missing for missing in one.missing)
    else:
        assert any((item.file or "").endswith(name) for item in one.evidence)
