"""``search`` as a person or a script uses it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from loganalyzer.analysis.record_context import Shown, with_context
from loganalyzer.analysis.stream_record import Place, StreamRecord, record_of
from loganalyzer.report.search import SearchPrinter
from tests.analysis import record_logs as logs
from tests.analysis.record_logs import record, written
from tests.cli.inside import run
from tests.cli.test_verbs import only_line
from tests.cli.test_verbs import run as start

FIRST = f"2016-10-12T09:37:31.278Z {logs.AGENT} {logs.AGENT_LOG}:5 " + record("10/12/16 10:37:31:278 BST", logs.REFUSED)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cell"), logs.two_zones())


def lines(*words: str | Path, stdin: bytes = b"") -> list[str]:
    result = run("search", *words, stdin=stdin)
    assert (result.returncode, result.stderr) == (0, b"")
    return result.stdout.decode().splitlines()


def test_a_line_tells_time_process_and_place(bundle: Path) -> None:
    found = lines(bundle, "SSLC0008E")
    assert found[0] == FIRST.split("\n")[0]
    assert [line.split()[0] for line in found] == ["2016-10-12T09:37:31.278Z", "2016-10-12T09:37:32.500Z"]


def test_a_match_below_the_first_line_is_shown_with_its_number(bundle: Path) -> None:
    found = lines(bundle, "jsse2.D.a", "--process", "stpNode/nodeagent")
    assert found == [FIRST.split("\n")[0], "    :7     at com.ibm.jsse2.D.a(D.java:42)"]


def test_file_archive_and_standard_input_are_the_same(bundle: Path, tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    archive.write_bytes(logs.zipped(logs.two_zones()))
    known = [(one["time"], one["text"]) for one in map(json.loads, lines(bundle, "SSLC0008E", "--json"))]
    for words, stdin in ((archive, b""), ("-", archive.read_bytes())):
        found = map(json.loads, lines(words, "SSLC0008E", "--json", stdin=stdin))
        assert [(one["time"], one["text"]) for one in found] == known


def test_json_is_one_object_a_line(bundle: Path) -> None:
    (one,) = map(json.loads, lines(bundle, "SSLC0008E", "--json", "--thread", "6c"))
    assert list(one) == ["time", "process", "file", "line", "thread", "level", "component", "message_id", "text"]
    assert (one["time"], one["line"], one["message_id"]) == ("2016-10-12T09:37:32.500Z", 6, "SSLC0008E")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["sslc0008e"], 0),
        (["sslc0008e", "-i"], 2),
        (["SSLC\\d+E"], 0),
        (["SSLC\\d+E", "-e"], 2),
        (["(open|hung)", "--regex", "--level", "A,W"], 4),
        (["e", "--id", "WSVR0605W", "--until", "+1h"], 1),
        (["process id 1487"], 2),
    ],
)
def test_count_and_exit_status(bundle: Path, words: list[str], count: int) -> None:
    result = run("search", bundle, *words, "--count")
    assert (result.returncode, result.stdout.decode().strip()) == (0 if count else 1, str(count))


def test_nothing_found_is_silent(bundle: Path) -> None:
    result = run("search", bundle, "nowhere to be seen")
    assert (result.returncode, result.stdout, result.stderr) == (1, b"", b"")


def test_several_paths_and_the_pattern_last(bundle: Path) -> None:
    found = lines(bundle / logs.AGENT_LOG, bundle / logs.DMGR_LOG, "SSLC0008E")
    places = (" SystemOut.log:5 [", " SystemOut.log (2):6 [")
    assert all(place in line for place, line in zip(places, found, strict=True))


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["(", "-e"], "PATTERN '('"),
        ([""], "PATTERN is empty"),
        (["x", "--level", "loud"], "level 'loud'"),
        (["x", "--process", "nobody"], "--process nobody"),
        (["x", "--since", "soon"], "--since soon"),
        (["x", "--zone", "*/dmgr=Mars"], "--zone */dmgr=Mars"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(bundle: Path, words: list[str], part: str) -> None:
    result = run("search", bundle, *words)
    assert (result.returncode, result.stdout) == (2, b"")
    assert part in only_line(result)


def test_an_expression_without_end_is_stopped_and_said(tmp_path: Path) -> None:
    log = written(tmp_path, {"SystemOut.log": record("10/12/16 10:37:31:278 BST", f"x O {'a' * 60}!\n")})
    result = run("search", log, "(a|aa)+$", "-e")
    assert result.returncode == 3
    assert "SystemOut.log:1" in only_line(result)


def test_a_log_that_breaks_off_is_said(tmp_path: Path) -> None:
    text = "".join(record(f"10/12/16 10:37:{second % 60:02d}:000 BST") for second in range(3000))
    packed = logs.zipped({"SystemOut.log": text})
    middle = len(packed) // 2
    (tmp_path / "cut.zip").write_bytes(packed[:middle] + bytes(64) + packed[middle + 64 :])
    result = run("search", tmp_path / "cut.zip", "hello", "--count")
    assert result.returncode == 3
    assert 0 < int(result.stdout) < 3000
    assert "incomplete: cut.zip!/SystemOut.log: not read to its end" in only_line(result)


def test_context_is_of_the_same_process(bundle: Path) -> None:
    found = lines(bundle, "WSVR0605W", "-B", "1", "--process", "*")
    assert [(line.split()[0][17:19], line.split()[2][-2:]) for line in found if line != "--"] == [
        ("31", "-5"),
        ("33", ":8"),
        ("32", "-6"),
        ("34", ":9"),
    ]
    marked = [json.loads(line) for line in lines(bundle, "WSVR0605W", "-C", "1", "--json")]
    assert [one["found"] for one in marked] == [False, True, False, True, False]


def stream(words: str) -> list[tuple[StreamRecord, bool]]:
    """A letter per record: its process, upper case if it was found."""
    return [
        (record_of(b"x", Place(None, letter.lower(), "f", number)), letter.isupper())
        for number, letter in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "before", "after", "shown"),
    [
        ("aaAaaa", 1, 1, "|1 2 3"),
        ("aAaAa", 1, 1, "|0 1 2 3 4"),
        ("AaaaaA", 1, 1, "|0 1 |4 5"),
        ("AaaA", 1, 1, "|0 1 2 3"),
        ("abAbB", 1, 0, "|0 2 |3 4"),
        ("aAaab", 0, 2, "|1 2 3"),
        ("aaaA", 9, 0, "|0 1 2 3"),
        ("AaaA", 0, 1, "|0 1 |3"),
    ],
)
def test_context_of_a_mixture(words: str, before: int, after: int, shown: str) -> None:
    found = with_context(stream(words), before, after)
    assert " ".join(f"{'|' * one.skipped}{one.record.line}" for one in found) == shown


def printed(text: str, words: str, *, terminal: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, color_system="standard" if terminal else None, width=40)

    def spans(line: str) -> list[tuple[int, int]]:
        at = line.find(words)
        return [(at, at + len(words))] if at >= 0 else []

    printer = SearchPrinter(console, spans, groups=False)
    printer.show(Shown(record_of(text.encode(), Place(None, "cell\\node\\server", "a.log", 7)), found=True))
    return out.getvalue()


def test_what_a_log_says_cannot_act_on_the_terminal() -> None:
    text = "\x1b[2J\x1b]0;title\x07[red]here[/red] \u202eevil \x9b31m"
    assert printed(text, "here", terminal=False) == "- cell\\node\\server a.log:7 [red]here[/red] \ufffdevil \n"
    shown = printed(text, "here", terminal=True)
    assert "\x1b[1;31mhere\x1b[0m" in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown


def test_a_long_line_is_not_wrapped() -> None:
    for terminal in (False, True):
        assert printed("x" * 200, "none", terminal=terminal).count("\n") == 1


def test_it_runs_as_a_program(bundle: Path) -> None:
    started, inside = (verb("search", bundle, "SSLC0008E") for verb in (start, run))
    assert (started.returncode, started.stdout, started.stderr) == (0, inside.stdout, b"")
