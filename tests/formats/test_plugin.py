"""The log of the web server plug-in: samples, the real log, older spellings, mutations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.plugin import SAMPLES, PluginFormat
from tests.formats.fact_checking import check_samples, facts_of, mutations

REAL = Path(__file__).parents[1] / "data" / "IBM-webspherelab" / "supplemental" / "exampledata"
FORMAT = PluginFormat()


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_the_real_log() -> None:
    text = (REAL / "twas/ihs/http_plugin.log").read_text()
    assert FORMAT.matches("renamed.txt", text)
    facts, counts = facts_of(FORMAT, text)
    assert (counts.records, counts.lines) == (text.count(" - "), text.count("\n"))
    assert Counter(fact.kind for fact in facts) == {"plugin-request-failed": 4, "plugin-no-server": 4}
    assert facts[0].stamp == "03/Mar/2021:21:27:45.85575"
    assert facts[0].fields == {"server": "DefaultNode01_server1", "host": "localhost", "port": "9081"}


@pytest.mark.parametrize("path", sorted(REAL.rglob("*.log")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_only_its_own_log_is_claimed(path: Path) -> None:
    assert FORMAT.matches(str(path), path.read_text("utf-8", "replace")[: 64 << 10]) is (path.name == "http_plugin.log")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("'app1' (79): Connect", {"host": "app1", "errno": "79", "reason": "refused or unreachable"}),
        ("'app1', OS err=111", {"host": "app1", "errno": "111", "reason": "refused or unreachable"}),
        ("'app1:9443'", {"host": "app1", "port": "9443", "reason": "refused or unreachable"}),
    ],
)
def test_spellings_of_a_failed_connection(text: str, fields: dict[str, str]) -> None:
    line = f"[03/Mar/2021:21:27:45.8] 0000018a 679f3640 - ERROR: ws_common: Failed to connect to app server on host {text}\n"
    (fact,), _ = facts_of(FORMAT, line)
    assert fact.fields == fields


def test_a_code_that_contradicts_its_name_gets_no_meaning_of_ours() -> None:
    (fact,), _ = facts_of(FORMAT, SAMPLES[0][1].splitlines()[1].replace("414", "408"))
    assert "meaning" not in fact.fields
    (fact,), _ = facts_of(FORMAT, SAMPLES[0][1].splitlines()[1].replace("414", "499"))
    assert (fact.fields["code"], fact.fields["name"]) == ("499", "GSK_ERROR_BAD_CERT")


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    FORMAT.matches("http_plugin.log", text)
    facts_of(FORMAT, text)
