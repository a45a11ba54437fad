"""``--encoding`` and ``--format``: what the user knows better, per process or file; a wrong word is told, not guessed at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loganalyzer.analysis.excerpts import told_of, whole_of
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.analysis.reading_overrides import ReadingOverrides
from loganalyzer.bundle import open_bundle
from tests.analysis.record_logs import AGENT, HEADER, record
from tests.cli.inside import run

HEBREW = "השרת הופעל בהצלחה"


def call(*words: str) -> tuple[int, str, str]:
    done = run(*words)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A node agent whose log begins in English and goes on in Hebrew behind a zone that tells nothing; and a bare file."""
    folder = tmp_path / "stpNode" / "logs" / "nodeagent"
    folder.mkdir(parents=True)
    text = HEADER.format(name=AGENT) + record("3/13/18 8:30:05:007 GMT", f"SystemOut     O {HEBREW}\n")
    (folder / "SystemOut.log").write_bytes(text.encode("cp1255"))
    (tmp_path / "note.txt").write_text("nothing but a note\n")
    return tmp_path


def file_of(bundle: Path, name: str, *options: str) -> dict[str, object]:
    status, out, _ = call("analyze", str(bundle), "--workers", "1", "--json", "-", *options)
    assert status == 0
    return next(file for file in json.loads(out)["bundle"]["files"] if file["path"].endswith(name))


def test_the_json_says_how_a_file_is_read_and_why(bundle: Path) -> None:
    file = file_of(bundle, "note.txt")
    assert (file["encoding"], file["format"]) == ("utf-8", "loose")
    assert file["reading_evidence"] == [
        "encoding utf-8: nothing but ASCII in its first bytes",
        "format loose: no line opens with a stamp and a thread",
    ]


@pytest.mark.parametrize("word", ["stpNode/nodeagent", "*/nodeagent", "*SystemOut.log"])
def test_a_told_encoding_gives_the_right_text(bundle: Path, word: str) -> None:
    status, out, _ = call("search", str(bundle), HEBREW, "--encoding", f"{word}=windows-1255", "--workers", "1")
    assert (status, out.count(HEBREW)) == (0, 1)
    assert file_of(bundle, "SystemOut.log", "--encoding", f"{word}=cp1255")["reading_evidence"][0] == (  # type: ignore[index]
        "encoding windows-1255: as told by --encoding"
    )
    assert file_of(bundle, "note.txt", "--encoding", f"{word}=cp1255")["encoding"] == "utf-8"


def test_a_told_format(bundle: Path) -> None:
    assert file_of(bundle, "SystemOut.log", "--format", "*/nodeagent=loose")["format"] == "loose"
    told = file_of(bundle, "note.txt", "--format", "note.txt=javacore")
    assert (told["format"], told["kind"], told["records"]) == ("javacore", "native", 0)


def test_an_excerpt_is_read_as_the_analysis_was(bundle: Path) -> None:
    told = ReadingOverrides({"*/nodeagent": "windows-1255"})
    analysis = analyze(bundle, Options(workers=1, readings=told))
    with open_bundle([bundle]) as opened:
        members = {member.path: member for member in opened.members}
        texts = {
            file.path.rpartition("/")[2]: "".join(whole_of(members[file.path], told_of(file)))
            for file in analysis.bundle.files
        }
    assert HEBREW in texts["SystemOut.log"]
    assert texts["note.txt"] == "nothing but a note\n"


@pytest.mark.parametrize("verb", [("search", "x"), ("records", "--to", "csv")])
def test_bounds_on_archives_are_options_of_the_streams_too(bundle: Path, verb: tuple[str, ...]) -> None:
    status, _, err = call(verb[0], str(bundle), *verb[1:], "--limit", "members=none")
    assert (status, "--limit members=none" in err) == (2, True)


def test_inspect_shows_the_reasons(bundle: Path) -> None:
    status, out, _ = call("inspect", str(bundle), "--workers", "1", "--encoding", "*/nodeagent=windows-1255")
    assert status == 0
    assert "How the files were read" in out
    assert "encoding windows-1255: as told by --encoding" in " ".join(out.split())


@pytest.mark.parametrize(
    ("option", "word", "told"),
    [
        ("--encoding", "*/nodeagent=klingon", "expected one of utf-8, utf-16-le,"),
        ("--encoding", "noNode/*=latin1", "no such process or file in this bundle"),
        ("--encoding", "*/nodeagent", "write PROCESS=VALUE"),
        ("--format", "*/nodeagent=word", "expected one of log, loose, java-tls-debug-output,"),
        ("--format", "noNode/*=log", "no such process or file in this bundle"),
    ],
)
@pytest.mark.parametrize("verb", ["inspect", "records"])
def test_a_wrong_word_is_one_line_and_exit_2(bundle: Path, verb: str, option: str, word: str, told: str) -> None:
    more = ["--to", "csv"] if verb == "records" else []
    status, out, err = call(verb, str(bundle), *more, option, word)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert told in err
