"""The documentation says what the program does: its commands exist, and the generated pages leave nothing out."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from loganalyzer.cli.app import app
from loganalyzer.diagnosis.schema import load_causes
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.matching.loader import load_signatures

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "docs").glob("*.ipynb"), ROOT / "README.md"])
IMAGES = sorted((ROOT / "docs" / "images").glob("*.png"))


def commands(page: Path) -> list[str]:
    """The command lines of a page that call the program, in blocks and in running text."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    lines += re.findall(r"`(loganalyzer [^`]+)`", text)
    return [line for line in lines if line.startswith("loganalyzer ")]


def parts(line: str) -> tuple[Any, list[str]]:
    """The verb of a command line as the program knows it, and the options it names."""
    words = shlex.split(line, comments=True)[1:]
    verb: Any = get_command(app)
    while words and words[0] in getattr(verb, "commands", {}):
        verb = verb.commands[words.pop(0)]
    return verb, [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]


def known_options(verb: Any) -> set[str]:
    return {name for parameter in verb.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
        "--help",
        "-h",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_shown_exist(page: Path) -> None:
    for line in commands(page):
        verb, options = parts(line)
        assert set(options) <= known_options(verb), line


def test_the_guide_shows_the_verbs_at_work() -> None:
    shown = {parts(line)[0].name for page in PAGES for line in commands(page)}
    assert {"analyze", "inspect", "timeline", "attach", "redact", "compare", "search", "show", "what-if"} <= shown


def test_generated_pages_name_every_signature_cause_and_option(tmp_path: Path) -> None:
    where = importlib.util.spec_from_file_location("reference_pages", ROOT / "docs" / "reference_pages.py")
    assert where is not None
    assert where.loader is not None
    module = importlib.util.module_from_spec(where)
    where.loader.exec_module(module)
    module.write(tmp_path)
    text = "\n".join(page.read_text(encoding="utf-8") for page in tmp_path.iterdir())
    signatures = load_signatures()
    causes = load_causes((), WORDS, [one.id for one in signatures])
    anchors = [f"(signature-{one.id})=" for one in signatures] + [f"(cause-{one.id})=" for one in causes]
    assert [anchor for anchor in anchors if text.count(anchor) != 1] == []
    links = set(re.findall(r"\]\(#((?:cause|signature)-[^)]+)\)", text))
    assert links <= {anchor[1:-2] for anchor in anchors}
    assert [
        name
        for name in known_options(get_command(app).commands["analyze"]) - {"-h", "--help"}
        if name.startswith("-") and f"`{name}`" not in text
    ] == []


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.name)
def test_pictures_are_of_moderate_size_and_shown(image: Path) -> None:
    assert image.stat().st_size < 300_000
    pages = [page for page in PAGES if page.suffix == ".md"]
    assert any(image.name in page.read_text(encoding="utf-8") for page in pages)
