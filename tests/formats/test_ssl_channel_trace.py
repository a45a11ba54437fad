"""The trace ``SSL=all``: one fact per connection of the SSL channel, followed over threads."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import loganalyzer
from loganalyzer.formats.ssl_channel_trace import FORMAT, SAMPLES
from tests.formats.fact_checking import check_samples, facts_of, mutations

LINE = "[10/13/16 10:37:31:{:03} BST] 000000ba {}\n"
REFUSED = "javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported"


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_a_failure_after_the_handshake_is_none_of_it() -> None:
    text = SAMPLES[0][1].replace("<  readyInbound Exit", "3   Caught ioexception, java.io.IOException: gone")
    facts, _ = facts_of(FORMAT, text)
    assert [fact.fields["outcome"] for fact in facts] == ["failed", "failed", "failed", "open"]
    after = (
        text
        + LINE.format(9, "SSLConnection >  readyInboundPostHandshake, vc=14 Entry")
        + LINE.format(10, "SSLConnection 3   Caught ioexception, java.io.IOException: Connection reset by peer")
    )
    assert facts_of(FORMAT, after)[0][-1].fields["outcome"] == "ok"


def test_a_trace_is_joined_to_the_record_it_explains(tmp_path: Path) -> None:
    trace = LINE.format(270, "SSLConnection >  readyInbound, vc=11 Entry") + LINE.format(
        278, f"SSLConnection 3   Caught ioexception, {REFUSED}"
    )
    record = LINE.format(
        279, f"SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Exception is {REFUSED}"
    )
    (tmp_path / "trace.log").write_text(trace + record, encoding="utf-8")
    analysis = loganalyzer.analyze(tmp_path)
    assert [(link.ends[0].line, link.ends[1].line) for link in analysis.links] == [(3, 1)]


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    facts_of(FORMAT, text)
