from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest

from loganalyzer.errors import UsageError
from loganalyzer.report.attachment import attachment_number, write_attachment
from loganalyzer.report.json import to_json
from loganalyzer.report.withhold import WITHHELD, withhold_log_text
from tests.report import factory


@pytest.mark.parametrize(
    ("case", "pmr", "number"),
    [
        ("TS001234567", None, "TS001234567"),
        (" ts001234567", None, "TS001234567"),
        (None, "12345,678,000", "12345.678.000"),
        (None, "3414A.055.724", "3414A.055.724"),
    ],
)
def test_a_valid_number_becomes_the_file_name(case: str | None, pmr: str | None, number: str) -> None:
    assert attachment_number(case=case, pmr=pmr) == number


@pytest.mark.parametrize(
    ("case", "pmr"),
    [
        (None, None),
        ("TS001234567", "12345,678,000"),
        ("TS12345", None),
        ("TS0012345678", None),
        ("TS00123456\u0667", None),
        ("../TS001234567", None),
        ("", None),
        (None, "1234,678,000"),
        (None, "12345,678,00A"),
        (None, "12345 678 000"),
        (None, "12345/678/000"),
        (None, ""),
    ],
)
def test_anything_else_is_refused_in_one_line(case: str | None, pmr: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        attachment_number(case=case, pmr=pmr)
    assert "\n" not in str(caught.value)


def test_the_archive_holds_the_findings_and_a_manifest_that_fits(tmp_path: Path) -> None:
    target = write_attachment(factory.article(), tmp_path, case="TS001234567")
    assert target == tmp_path / "TS001234567.loganalyzer.zip"
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) == {"analysis.json", "diagnosis.md", "timeline.png", "manifest.json"}
    manifest = json.loads(files.pop("manifest.json"))
    assert {f["name"]: f["sha256"] for f in manifest["files"]} == {
        n: hashlib.sha256(d).hexdigest() for n, d in files.items()
    }
    assert manifest["generator"]["version"] == "0.1.0"
    assert manifest["left_out"] == []


def test_no_log_text_leaves(tmp_path: Path) -> None:
    with zipfile.ZipFile(write_attachment(factory.article(), tmp_path, pmr="12345,678,000")) as archive:
        text = (archive.read("analysis.json") + archive.read("diagnosis.md")).decode()
    assert WITHHELD in text
    for words in (
        "Unauthorized access",
        "Detected server nodeagent",
        "synchronization completed",
        "disk",
        "defaultWIM",
    ):
        assert words not in text
    assert "sslProtocol=SSL_TLS" in text


def test_withholding_reaches_every_quoted_text_and_keeps_the_original() -> None:
    original = factory.hostile()
    before = to_json(original)
    document = json.loads(to_json(withhold_log_text(original)))
    samples = [s for signature in document["signatures"] for s in signature["samples"]]
    samples += [s for incident in document["incidents"] for s in incident["members"]]
    samples += [change["source"] for change in document["changes"]] + [u["sample"] for u in document["unexplained"]]
    assert {sample["text"] for sample in samples} == {WITHHELD}
    assert {value for sample in samples for value in sample["fields"].values()} <= {WITHHELD}
    assert {e["text"] for d in document["diagnoses"] for e in d["evidence"] if e["kind"] == "log"} == {WITHHELD}
    assert {u["template"] for u in document["unexplained"]} == {WITHHELD}
    assert to_json(original) == before


def test_the_same_analysis_gives_the_same_archive(tmp_path: Path) -> None:
    first = write_attachment(factory.article(), tmp_path, case="TS001234567").read_bytes()
    assert write_attachment(factory.article(), tmp_path, case="TS001234567", force=True).read_bytes() == first


def test_an_existing_archive_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "TS001234567.loganalyzer.zip"
    target.write_bytes(b"mine")
    with pytest.raises(UsageError, match="exists already"):
        write_attachment(factory.article(), tmp_path, case="TS001234567")
    assert target.read_bytes() == b"mine"
    write_attachment(factory.article(), tmp_path, case="TS001234567", force=True)
    assert zipfile.is_zipfile(target)
    assert list(tmp_path.iterdir()) == [target]


def test_without_matplotlib_the_manifest_says_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with zipfile.ZipFile(write_attachment(factory.article(), tmp_path, case="TS001234567")) as archive:
        assert "timeline.png" not in archive.namelist()
        assert json.loads(archive.read("manifest.json"))["left_out"][0]["name"] == "timeline.png"


def test_a_missing_folder_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a directory"):
        write_attachment(factory.article(), tmp_path / "no", case="TS001234567")
