"""The reply at the end of diagnosis.md: two sentences, what to do, what to send, with the names of the customer's own cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.report.markdown import to_markdown
from loganalyzer.report.reply import reply

SAMPLES = Path(__file__).parents[2] / "sample_logs"


@pytest.fixture(scope="module")
def article() -> Analysis:
    return analyze(SAMPLES / "sametime-tls12", Options(workers=1))


def part(message: str, begins: str) -> str:
    return next(text for text in message.split("\n\n") if text.startswith(begins))


def test_found_is_told_in_two_sentences(article: Analysis) -> None:
    found = reply(article).split("\n\n")[1]
    assert found.startswith(
        "The cause is: XDADefaultSSLSettings left behind: node agent flaps (stCell\\stpNode\\nodeagent)"
    )
    assert "UTC (2016-10-12 " in found
    assert "Europe/London)" in found
    assert found.count(". ") == 1


def test_what_to_do_names_their_host_port_and_profile(article: Analysis) -> None:
    steps = part(reply(article), "What to do")
    assert (
        "cd /opt/IBM/WebSphere/AppServer/profiles/hostSTPPNProfile1/bin && ./syncNode.sh console.acme.example 8703"
        in steps
    )


def test_a_confirmed_cause_needs_nothing_more(article: Analysis) -> None:
    assert "nothing is missing" in part(reply(article), "What to send next")


def test_missing_files_are_asked_for_with_the_commands_of_their_machines() -> None:
    analysis = analyze(SAMPLES / "sametime-logs-only", Options(workers=1))
    wanted = part(reply(analysis), "What to send next, please")
    assert "profiles/consoleSTSCDmgrProfile config/cells/stCell/security.xml" in wanted
    assert "The logs should cover 2016-10-12 " in wanted
    asked = {cause for item in analysis.missing_evidence for cause in item.settles}
    assert "xda-ssl-settings-mismatch" in asked


def test_a_healthy_cell_is_told_that_nothing_points_to_a_cause() -> None:
    message = reply(analyze(SAMPLES / "healthy", Options(workers=1)))
    assert "no cause can be shown yet" in message


def test_the_document_ends_with_the_reply(article: Analysis) -> None:
    text = to_markdown(article)
    assert "## Reply to the customer\n\n```text\nHello," in text
    assert text.index("## Reply to the customer") > text.index("## What was read")
