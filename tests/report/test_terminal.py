from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from loganalyzer.analysis.model import Analysis
from loganalyzer.report.inspect import coverage, render_inspect
from loganalyzer.report.terminal import render
from tests.report import factory

BUNDLES = [factory.article, factory.empty, factory.hostile, lambda: factory.lanes(30)]


def shown(
    analysis: Analysis, width: int = 100, *, inspect: bool = False, color: bool = False, verbose: bool = False
) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None, legacy_windows=False
    )
    if inspect:
        render_inspect(analysis, console)
    else:
        render(analysis, console, verbose=verbose)
    return out.getvalue()


@pytest.mark.parametrize("make", BUNDLES)
@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("inspect", [False, True])
def test_no_line_is_wider_than_the_window_or_a_hundred_columns(make: Any, width: int, inspect: bool) -> None:
    lines = shown(make(), width, inspect=inspect).splitlines()
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert not any(line.endswith(" ") for line in lines)


def test_the_article_fits_two_screens_and_says_what_matters() -> None:
    text = shown(factory.article())
    assert len(text.splitlines()) <= 100
    for words in (
        "3 processes",
        "54,211 records",
        "CONFIRMED",
        "security.xml:77 @",
        "Fix, in this order",
        "0.62",
        "Possible",
        "Ruled out",
    ):
        assert words in text
    assert "(confidence 0.98)" not in text


def test_evidence_is_capped_with_the_number_of_the_rest_and_keeps_what_speaks_against() -> None:
    text = shown(factory.article())
    assert "... 2 more" in text
    assert "- stpNode/logs/nodeagent/SystemOut.log:140" in text
    assert "2 more" not in shown(factory.article(), verbose=True)


def test_wsadmin_commands_appear_on_request() -> None:
    assert "modifySSLConfig" not in shown(factory.article())
    assert "modifySSLConfig" in shown(factory.article(), verbose=True)


def test_a_consequence_is_told_in_short() -> None:
    text = shown(factory.article())
    assert "Follows from: XDADefaultSSLSettings left" in text
    assert text.count("Then verify") == 1


def test_an_incomplete_run_says_so_first() -> None:
    analysis = replace(factory.article(), complete=False, incomplete_reasons=("big.log was not read to its end",))
    assert shown(analysis).startswith("INCOMPLETE")
    assert shown(analysis, inspect=True).startswith("INCOMPLETE")
    assert "big.log was not read" in shown(analysis)


def test_no_diagnosis_is_said_plainly() -> None:
    assert "No cause could be confirmed" in shown(factory.empty())


@pytest.mark.parametrize("inspect", [False, True])
def test_hostile_text_is_shown_and_does_nothing(inspect: bool) -> None:
    text = shown(factory.hostile(), inspect=inspect)
    assert "[red]markup[/red] [/]" in text
    assert not any(char in text for char in "\x1b\x9b\u202e\x00\ud800")


def test_markup_in_a_log_line_never_becomes_colour() -> None:
    analysis = replace(factory.article(), diagnoses=(factory.diagnosis(title="[red]x[/red]"),))
    assert "[red]x[/red]" in shown(analysis, color=True)


def test_the_clock_bar_shows_gaps() -> None:
    bar = coverage((factory.file("a", "p"),), factory.at(0), factory.at(170))
    assert bar.count(".") == 3
    assert len(bar) == 48


def test_inspect_lists_skipped_members_duplicates_and_clock_evidence() -> None:
    text = shown(factory.article(), inspect=True)
    for words in ("a core dump is no log", "beginning of dmgr/logs", "zone token BST", "11 min 30 s", "pid 21040"):
        assert words in text


def test_terminal_and_json_do_not_load_the_heavy_libraries() -> None:
    modules = ", ".join(f"loganalyzer.report.{name}" for name in ("terminal", "inspect", "json", "frames"))
    code = f"import sys, {modules}\nassert not {{'matplotlib', 'pandas', 'numpy'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
