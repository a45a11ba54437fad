"""Suppressions: what is left out, what is counted, what does not count any more, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

import loganalyzer
from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options
from loganalyzer.errors import KnowledgeError, UsageError
from loganalyzer.knowledge import knowledge_root
from loganalyzer.report.html import to_html
from loganalyzer.report.json import to_document
from loganalyzer.report.markdown import to_markdown
from tests.analysis.conftest import SAMPLES

HEADER = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] running with process name c\\n\\{} and process id 7\n"
    "************* End Display Current Environment *************\n"
)
MEMORY = "[10/13/16 10:37:{:02}:278 BST] 000000c8 SystemErr     R java.lang.OutOfMemoryError: Java heap space\n"


def bundle(folder: Path, suppressions: str | None = None) -> Path:
    for server in ("s1", "s2"):
        logs = folder / "logs" / server
        logs.mkdir(parents=True)
        text = HEADER.format(server) + "".join(MEMORY.format(second) for second in range(3))
        (logs / "SystemErr.log").write_text(text, encoding="utf-8")
    if suppressions is not None:
        (folder / "suppressions.yaml").write_text(suppressions, encoding="utf-8")
    return folder


def processes(analysis: Analysis, cause: str = "out-of-memory") -> tuple[str, ...]:
    return next((one.processes for one in analysis.diagnoses if one.cause == cause), ())


def test_a_cause_is_left_out_where_the_scope_says_and_counted(tmp_path: Path) -> None:
    analysis = loganalyzer.analyze(bundle(tmp_path, "- {id: out-of-memory, scope: n/s1, reason: known}\n"))
    # "out-of-memory" is the id of a signature and of a cause: both are meant.
    assert processes(analysis) == ("c\\n\\s2",)
    assert [(one.id, one.kind, one.count, one.expired) for one in analysis.suppressed] == [
        ("out-of-memory", "cause", 0, False),
        ("out-of-memory", "signature", 3, False),
    ]


def test_a_suppressed_signature_supports_nothing_any_more(tmp_path: Path) -> None:
    analysis = loganalyzer.analyze(bundle(tmp_path, "- {id: out-of-memory, reason: known}\n"))
    assert processes(analysis) == ()
    assert "out-of-memory" not in {one.id for one in analysis.signatures}
    assert sum(one.count for one in analysis.suppressed) == 6


@pytest.mark.parametrize(("day", "expired"), [("2016-10-12", True), ("2016-10-13", False), ("2016-10-14", False)])
def test_the_day_is_judged_by_the_last_time_in_the_logs(day: str, expired: bool, tmp_path: Path) -> None:
    text = f"- {{id: out-of-memory, reason: known, expires: {day}}}\n"
    analysis = loganalyzer.analyze(bundle(tmp_path, text))
    assert (processes(analysis) != ()) == expired
    assert {one.expired for one in analysis.suppressed} == {expired}


def test_every_output_counts_what_was_left_out(tmp_path: Path) -> None:
    analysis = loganalyzer.analyze(bundle(tmp_path, "- {id: out-of-memory, reason: a known leak}\n"))
    assert [row["count"] for row in to_document(analysis)["suppressed"]] == [0, 6]
    for text in (to_markdown(analysis), to_html(analysis)):
        assert "a known leak" in text
        assert "6 hits left out" in text


def test_a_cause_alone_keeps_its_hits(tmp_path: Path) -> None:
    folder = tmp_path / "flap"
    shutil.copytree(SAMPLES / "sametime-tls12", folder)
    (folder / "suppressions.yaml").write_text("- {id: xda-ssl-settings-mismatch, reason: being cured}\n")
    analysis = loganalyzer.analyze(folder)
    assert processes(analysis, "xda-ssl-settings-mismatch") == ()
    assert analysis.incidents
    assert [(one.kind, one.count) for one in analysis.suppressed] == [("cause", 1)]


def test_a_file_of_ones_own_counts_beside_that_of_the_folder(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("- {id: out-of-memory, scope: '*/s2', reason: mine}\n")
    folder = bundle(tmp_path / "b", "- {id: out-of-memory, scope: '*/s1', reason: theirs}\n")
    analysis = loganalyzer.analyze(folder, Options(suppress=(own,)))
    assert processes(analysis) == ()
    assert {one.reason for one in analysis.suppressed} == {"mine", "theirs"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: out-of-memory\n", "expected a list"),
        ("- {id: no-such-thing, reason: x}\n", "neither a signature nor a cause"),
        ("- {id: out-of-memory}\n", "'reason' is missing"),
        ("- {id: out-of-memory, reason: x, expires: soon}\n", "is no day"),
        ("- {id: out-of-memory, reason: x, until: 2016-01-01}\n", "unknown key"),
        ("- {id: out-of-memory, reason: [x\n", ":"),
    ],
)
def test_a_broken_file_is_one_clear_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as raised:
        loganalyzer.analyze(bundle(tmp_path, text))
    assert said in str(raised.value)
    assert str(raised.value).startswith(str(tmp_path / "suppressions.yaml"))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such suppression file"):
        loganalyzer.analyze(bundle(tmp_path), Options(suppress=(tmp_path / "gone.yaml",)))


def test_the_schema_holds_what_is_accepted_and_refuses_the_rest() -> None:
    schema = json.loads((knowledge_root() / "schema" / "suppressions.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    good = "- {id: out-of-memory, scope: n/s1, reason: known, expires: '2026-12-31'}"
    assert validator.is_valid(yaml.safe_load(good))
    assert not validator.is_valid(yaml.safe_load("- {id: out-of-memory}"))
    assert not validator.is_valid(yaml.safe_load("- {id: a, reason: b, until: c}"))
