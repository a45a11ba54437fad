from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest

from loganalyzer.errors import UsageError
from loganalyzer.report.attachment import Contents, attachment_number, write_attachment
from loganalyzer.report.attachment_number import size_of
from loganalyzer.report.json import to_json
from loganalyzer.report.withhold import WITHHELD, withhold_log_text
from tests.report import factory

PLAIN = Contents(redact=False)


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


def write(target: Path, contents: Contents = PLAIN, *, force: bool = False) -> Path:
    return write_attachment(factory.article(), target, case="TS001234567", contents=contents, force=force)[0]


def test_the_archive_holds_the_findings_and_a_manifest_that_fits(tmp_path: Path) -> None:
    target = write(tmp_path)
    assert target == tmp_path / "TS001234567.loganalyzer.zip"
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert set(files) - {"report.html"} == {"analysis.json", "diagnosis.md", "timeline.png", "manifest.json"}
    manifest = json.loads(files.pop("manifest.json"))
    assert {f["name"]: f["sha256"] for f in manifest["files"]} == {
        n: hashlib.sha256(d).hexdigest() for n, d in files.items()
    }
    assert manifest["generator"]["version"] == "0.1.0"
    assert {one["name"] for one in manifest["left_out"]} <= {"report.html"}


def test_names_are_redacted_unless_told_otherwise(tmp_path: Path) -> None:
    write_attachment(factory.article(), tmp_path, case="TS001234567")
    with zipfile.ZipFile(tmp_path / "TS001234567.loganalyzer.zip") as archive:
        text = (archive.read("analysis.json") + archive.read("diagnosis.md")).decode()
        assert json.loads(archive.read("manifest.json"))["redacted"] is True
    for name in ("stCell", "stpNode", "example.com", "wasadmin"):
        assert name not in text
    assert "XDADefaultSSLSettings" in text
    assert "ADMR0016I" in text


def test_no_log_text_leaves_if_it_is_withheld(tmp_path: Path) -> None:
    with zipfile.ZipFile(write(tmp_path, Contents(redact=False, log_text=False))) as archive:
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
    first = write(tmp_path).read_bytes()
    assert write(tmp_path, force=True).read_bytes() == first


def test_an_existing_archive_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "TS001234567.loganalyzer.zip"
    target.write_bytes(b"mine")
    with pytest.raises(UsageError, match="exists already"):
        write(tmp_path)
    assert target.read_bytes() == b"mine"
    write(tmp_path, force=True)
    assert zipfile.is_zipfile(target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_large_archive_is_split_into_pieces_that_make_it_up(tmp_path: Path) -> None:
    whole = write(tmp_path).read_bytes()
    contents = Contents(redact=False, max_size=20_000)
    pieces = write_attachment(factory.article(), tmp_path, case="TS001234567", contents=contents, force=True)
    assert [path.name[-4:] for path in pieces] == [f".{number:03d}" for number in range(1, len(pieces) + 1)]
    assert b"".join(path.read_bytes() for path in pieces) == whole
    assert sorted(tmp_path.iterdir()) == pieces
    with pytest.raises(UsageError, match="exists already"):
        write(tmp_path)
    assert write(tmp_path, force=True).read_bytes() == whole
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(("text", "size"), [("20M", 20 << 20), ("1k", 1024), ("2GB", 2 << 30), ("4096", 4096)])
def test_sizes(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "0", "M", "-5M", "1023", "1.5M"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        size_of(text)


def test_without_matplotlib_the_manifest_says_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with zipfile.ZipFile(write(tmp_path)) as archive:
        assert "timeline.png" not in archive.namelist()
        assert "timeline.png" in {one["name"] for one in json.loads(archive.read("manifest.json"))["left_out"]}


def test_a_missing_folder_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a directory"):
        write(tmp_path / "no")
