"""Before and after the cure: what a person wants to hear, and when the tool must not say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loganalyzer.analysis.compare import Comparison, compare
from loganalyzer.analysis.compare_outcomes import DiagnosisChange
from loganalyzer.analysis.concluding import Examined
from loganalyzer.analysis.pipeline import examine
from tests.cli.test_verbs import run
from tools.samples import build

XDA = "xda-ssl-settings-mismatch"


def _bundle(folder: Path, name: str, **overrides: object) -> Path:
    build(name, folder, density=0.1, **overrides)
    return folder


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    return examine(_bundle(tmp_path_factory.mktemp("before"), "sametime-tls12"))


@pytest.fixture(scope="module")
def healed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Examined]:
    folder = _bundle(tmp_path_factory.mktemp("after"), "sametime-fixed", archives={})
    return folder, examine(folder)


def _of(found: Comparison, cause: str) -> DiagnosisChange:
    return next(one for one in found.diagnoses if one.cause == cause)


def test_cured_cell_names_the_setting_that_cures(troubled: Examined, healed: tuple[Path, Examined]) -> None:
    found = compare(troubled, healed[1])
    cured = _of(found, XDA)
    assert cured.outcome == "cured"
    place = next(item for item in cured.places if "XDADefaultSSLSettings" in item.text)
    assert place.file
    assert place.line
    lines = (healed[0] / place.file).read_text(encoding="utf-8").splitlines()
    assert 'sslProtocol="SSL_TLSv2"' in lines[place.line - 1]
    assert 'alias="XDADefaultSSLSettings"' in "".join(lines[place.line - 2 : place.line])
    assert any(item.kind == "absence" and "nodeagent" in item.text for item in cured.places)
    assert found.new_diagnoses == ()
    changed = [one for one in found.settings if one.what == "XDADefaultSSLSettings (cell):stCell sslProtocol"]
    assert [(one.before, one.after) for one in changed] == [("SSL_TLS", "SSL_TLSv2")]
    assert any(one.signature == "tls-client-protocol-refused" and one.after == 0 for one in found.rates)


def test_listener_that_accepts_the_refused_version_again_is_cured(
    troubled: Examined, healed: tuple[Path, Examined]
) -> None:
    found = compare(troubled, healed[1])
    cured = _of(found, "strict-server-old-client")
    assert cured.outcome == "cured"
    assert "SSL_TLSv2" in cured.places[0].text


def test_quiet_logs_do_not_cure_a_setting_that_stands(tmp_path: Path, troubled: Examined) -> None:
    after = _bundle(tmp_path, "sametime-fixed", archives={})
    for path in after.rglob("security.xml"):
        head, alias, tail = path.read_text(encoding="utf-8").partition('alias="XDADefaultSSLSettings"')
        path.write_text(head + alias + tail.replace("SSL_TLSv2", "SSL_TLS", 1), encoding="utf-8")
    still = _of(compare(troubled, examine(after)), XDA)
    assert still.outcome == "open"
    assert "still computes it" in still.why
    assert "SSL_TLS" in still.places[0].text


def test_later_bundle_without_configuration_cannot_tell(tmp_path: Path, troubled: Examined) -> None:
    after = _bundle(tmp_path, "sametime-fixed", archives={})
    for path in after.rglob("security.xml"):
        path.unlink()
    unknown = _of(compare(troubled, examine(after)), XDA)
    assert unknown.outcome == "open"
    assert "security.xml" in unknown.why


def test_same_bundle_persists(troubled: Examined) -> None:
    found = compare(troubled, troubled)
    assert {one.outcome for one in found.diagnoses} == {"persists"}
    assert all(one.places and one.places[0].file for one in found.diagnoses)
    assert (found.settings, found.rates) == ((), ())


def test_the_reverse_is_new(troubled: Examined, healed: tuple[Path, Examined]) -> None:
    found = compare(healed[1], troubled)
    assert found.diagnoses == ()
    assert found.new_diagnoses[0].cause == XDA


def test_silence_of_a_process_that_sent_no_log_is_no_cure(tmp_path: Path, troubled: Examined) -> None:
    after = _bundle(tmp_path, "sametime-fixed", archives={})
    for log in after.glob("stpNode/profiles/*/logs/nodeagent/*"):
        log.unlink()
    unknown = _of(compare(troubled, examine(after)), XDA)
    assert unknown.outcome == "open"
    assert "nodeagent" in unknown.why


def test_logs_shorter_than_the_trouble_are_no_cure(tmp_path: Path, troubled: Examined) -> None:
    after = _bundle(tmp_path, "sametime-fixed", archives={})
    for log in after.glob("stpNode/profiles/*/logs/nodeagent/*"):
        if log.name == "SystemOut.log":
            log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[-5:]))
        else:
            log.unlink()
    unknown = _of(compare(troubled, examine(after)), XDA)
    assert unknown.outcome == "open"
    assert "too short" in unknown.why


def test_ports_that_changed_alike_are_told_once(troubled: Examined, healed: tuple[Path, Examined]) -> None:
    found = compare(troubled, healed[1])
    moved = [one for one in found.settings if "inbound SSL configuration of" in one.what and "sipNode" in one.what]
    assert [(one.before, one.after) for one in moved] == [("SIPTLS12SSLSettings", "CellDefaultSSLSettings")]
    assert "SIP_DEFAULTHOST_SECURE" in moved[0].what


def test_verb_prints_and_gives_json(tmp_path: Path) -> None:
    before, after = _bundle(tmp_path / "a", "sametime-tls12"), _bundle(tmp_path / "b", "sametime-fixed")
    text = run("compare", before, after).stdout.decode()
    assert "cured: XDADefaultSSLSettings" in text
    assert "security.xml:" in text
    document = json.loads(run("compare", before, after, "--json").stdout)
    assert document["schema"] == "loganalyzer.comparison/1"
    one = next(item for item in document["diagnoses"] if item["cause"] == XDA)
    assert one["outcome"] == "cured"
    assert one["places"][0]["kind"] == "config"
    assert isinstance(one["places"][0]["line"], int)
