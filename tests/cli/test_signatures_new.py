"""``signatures new``: a draft from a record that passes lint and test as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from loganalyzer.analysis.record_at import record_at
from loganalyzer.errors import UsageError
from loganalyzer.matching.draft import draft
from loganalyzer.matching.examples import failures
from loganalyzer.matching.loader import load_signatures
from loganalyzer.report.signature_yaml import signature_yaml
from tests.cli.inside import run

LOG = """\
[3/4/24 10:15:02:117 UTC] 0000008e Shop          E   SHOP0001E: order 4711 of "anna" failed at /opt/shop/orders.xml
java.lang.IllegalStateException: no stock
\tat com.acme.Shop.book(Shop.java:12)
[3/4/24 10:15:03:000 UTC] 0000008e SystemErr     R java.sql.SQLException: login of user anna from 10.1.2.3 refused by policy
[3/4/24 10:15:04:000 UTC] 0000008e SystemOut     O 17
[3/4/24 10:15:05:000 UTC] 0000008e SSLHandshakeE E   SSLC0008E: Fehler. javax.net.ssl.SSLException: Der Gegner spricht nicht
"""
KNOWN = load_signatures()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "SystemOut.log").write_text(LOG, encoding="utf-8")
    return tmp_path / "SystemOut.log"


@pytest.mark.parametrize("line", [1, 2, 3])
def test_any_line_of_a_record_names_it(log: Path, line: int) -> None:
    assert record_at(f"{log}:{line}") == "\n".join(LOG.splitlines()[:3])


def test_the_id_decides_and_what_varies_is_captured(log: Path) -> None:
    (entry,) = yaml.safe_load(run("signatures", "new", "--from", f"{log}:2").stdout)
    assert entry["match"] == {"ids": ["SHOP0001E"]}
    assert entry["severity"] == "error"
    assert entry["examples"]["match"][0]["record"] == record_at(f"{log}:1").expandtabs(8)
    fields = entry["examples"]["match"][0]["fields"]
    assert fields == {"order": "4711", "of": "anna", "at": "/opt/shop/orders.xml"}


def test_without_an_id_the_exception_and_its_words_decide(log: Path) -> None:
    entry = draft(record_at(f"{log}:4"), KNOWN)
    (expression,) = entry["match"]["text"]
    assert expression.startswith(r"java\.sql\.SQLException: login of user anna from ")
    assert "10" not in expression


def test_a_known_id_is_made_more_precise_and_specialises_the_known_one(log: Path) -> None:
    entry = draft(record_at(f"{log}:6"), KNOWN)
    assert entry["match"]["ids"] == ["SSLC0008E"]
    assert entry["match"]["text"][0].startswith(r"javax\.net\.ssl\.SSLException: Der Gegner")
    assert entry["specialises"] == ["tls-handshake-failed-other"]


def test_drafts_pass_lint_and_test(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for line in (1, 4, 6):
        done = run("signatures", "new", "--from", f"{log}:{line}", "-o", folder / f"{line}.yaml")
        assert (done.returncode, done.stdout) == (0, b"")
    assert run("signatures", "lint", "--signatures", folder).stderr == b""
    assert failures(load_signatures([folder])) == []


def test_a_draft_is_not_overwritten_and_names_no_folder(log: Path, tmp_path: Path) -> None:
    target = tmp_path / "draft.yaml"
    assert run("signatures", "new", "--from", f"{log}:1", "-o", target).returncode == 0
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# Drafted from SystemOut.log:1.")
    assert str(tmp_path) not in text
    again = run("signatures", "new", "--from", f"{log}:4", "-o", target)
    assert (again.returncode, target.read_text(encoding="utf-8")) == (2, text)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("SystemOut.log", "expected FILE:LINE"),
        ("SystemOut.log:0", "expected FILE:LINE"),
        ("SystemOut.log:99", "no record at this line"),
        ("nowhere.log:1", "no such file"),
        ("SystemOut.log:5", "neither a message id"),
    ],
)
def test_what_cannot_be_drafted_is_said_in_one_line(log: Path, place: str, message: str) -> None:
    done = run("signatures", "new", "--from", str(log.parent / place))
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_a_folder_of_several_logs_is_refused(log: Path) -> None:
    (log.parent / "SystemErr.log").write_text(LOG, encoding="utf-8")
    with pytest.raises(UsageError, match="holds 2 files"):
        record_at(f"{log.parent}:1")


def test_signs_of_yaml_and_terminals_in_a_record_stay_in_it() -> None:
    record = "SHOP0009E: - key: [value] # \x1b[31m \u2028 {{}} 'quoted' \"x\" & * ! | > %"
    (entry,) = yaml.safe_load(signature_yaml(draft(record, KNOWN), "a.log:1"))
    assert entry["examples"]["match"][0]["record"] == record
