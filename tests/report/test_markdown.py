from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from loganalyzer.report.markdown import to_markdown
from loganalyzer.report.markup import block, code, escape
from tests.report import factory


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("strikethrough").render(text))


def test_the_verdict_comes_first_then_why_then_the_fix() -> None:
    text = to_markdown(factory.article())
    assert text.split("\n")[2].startswith("**XDADefaultSSLSettings left at SSL_TLS")
    places = [
        text.index(f"### {title}") for title in ("Evidence for", "Evidence against", "Ruled out", "Fix", "Verify")
    ]
    assert places == sorted(places)
    assert "loganalyzer 0.1.0" in text
    assert "\n\n\n" not in text


def test_fix_steps_stay_one_numbered_list_with_their_code() -> None:
    html = rendered(to_markdown(factory.article()))
    steps = html[html.index("<ol>") : html.index("</ol>")]
    assert steps.count("<li>") == 3
    assert "<pre><code>AdminTask.modifySSLConfig" in steps


def test_without_a_verdict_it_says_so() -> None:
    assert "No cause could be confirmed" in to_markdown(factory.empty())
    assert "**INCOMPLETE:**" in to_markdown(replace(factory.empty(), complete=False))


def test_hostile_text_stays_text() -> None:
    html = rendered(to_markdown(factory.hostile()))
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"h1", "h2", "h3", "p", "strong", "code", "pre", "ul", "ol", "li"}
    assert html.count("<h1>") == 1
    assert not any(char in html for char in "\x1b\x9b\u202e\ud800")


@pytest.mark.parametrize(
    "text",
    [
        "# x",
        "- x",
        "1. x",
        "2) x",
        "> x",
        "~~~",
        "* x",
        "+ x",
        "---",
        "===",
        "<b>",
        "&lt;b",
        "[a](b)",
        "_a_",
        "**a**",
        r"\*a",
        "`a`",
    ],
)
def test_escaped_prose_renders_as_it_was(text: str) -> None:
    html = rendered(escape(text)).strip()
    assert html.startswith("<p>")
    plain = html[3:-4].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert plain == text


@pytest.mark.parametrize("text", [r"stCell\stpNode\nodeagent", "SSL_TLSv2", "Security > SSL", "3 - 4", "A & B"])
def test_ordinary_words_are_not_cluttered_with_escapes(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("text", ["`", "a``b", "``", " x ", "", "<i>"])
def test_code_spans_hold_any_text(text: str) -> None:
    assert re.fullmatch(r"<p><code>.*</code></p>", rendered(code(text)).strip())


def test_a_block_cannot_be_closed_from_inside() -> None:
    html = rendered(block("```\n````\n# x"))
    assert html.count("<pre>") == 1
    assert "<h1>" not in html
