"""Findings on the cell's TLS in every report: a diagnosis that explains one is named, and nothing is called unexplained beside it."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from loganalyzer.analysis.model import Analysis
from loganalyzer.report.html import to_html
from loganalyzer.report.json import to_document
from loganalyzer.report.markdown import to_markdown
from loganalyzer.report.terminal import render
from tests.report import factory


def terminal(analysis: Analysis) -> str:
    out = io.StringIO()
    render(analysis, Console(file=out, width=100, force_terminal=False))
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize("shown", [terminal, to_markdown, to_html])
def test_the_diagnosis_that_explains_a_finding_is_named(shown: object) -> None:
    assert callable(shown)
    analysis = factory.article()
    text = " ".join(str(shown(analysis)).split())
    assert "both ends have TLSv1 in common" in text
    after = text[text.index("both ends have TLSv1 in common") :][:300]
    assert analysis.diagnoses[0].title[:30] in after
    assert "Nothing in the bundle explains it" not in text
    assert "by the deployment manager's master it is ok: TLSv1.2" in text.replace("&#39;", "'")


def test_a_finding_without_a_diagnosis_says_that_nothing_explains_it() -> None:
    article = factory.article()
    alone = tuple(replace(one, cause=None) for one in article.configuration.findings)
    analysis = replace(article, configuration=replace(article.configuration, findings=alone))
    assert "Nothing in the bundle explains it: copies collected at different times" in terminal(analysis)


def test_findings_never_crowd_the_terminal() -> None:
    article = factory.article()
    many = tuple(replace(article.configuration.findings[0], text=f"fault {n}") for n in range(60))
    text = terminal(replace(article, configuration=replace(article.configuration, findings=many)))
    assert "fault 3" in text
    assert "fault 10" not in text
    assert "56 more" in text


def test_the_document_has_cause_and_both_places() -> None:
    _, explained, stale = to_document(factory.article())["configuration"]["findings"]
    assert (explained["cause"], explained["seen_line"]) == ("xda-left-behind", 411)
    assert (stale["cause"], stale["path"]) == (None, "repertoire/@sslProtocol")


def test_without_findings_there_is_no_heading() -> None:
    assert "disagree" not in to_markdown(factory.empty())
    assert "disagree" not in terminal(factory.empty())
