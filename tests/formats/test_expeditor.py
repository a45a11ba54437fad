"""Logs of rich clients: samples, records without line ends, hostile XML, mutations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.expeditor import SAMPLES, ExpeditorFormat
from tests.formats.fact_checking import check_samples, facts_of, mutations

FORMAT = ExpeditorFormat()


def event(message: str, exception: str = "", second: int = 5) -> str:
    return (
        f'<CommonBaseEvent creationTime="2018-03-01T08:30:{second:02}.007+01:00" msg="{message}" version="1.0.1">\n'
        f'<extendedDataElements name="CommonBaseEventLogRecord:Exception" type="string"><values>{exception}</values>\n'
        "</extendedDataElements>\n</CommonBaseEvent>\n"
    )


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_place_and_time() -> None:
    facts, counts = facts_of(FORMAT, SAMPLES[0][1])
    assert [(fact.line, fact.stamp) for fact in facts] == [
        (3, "2018-03-01T08:30:05.007+01:00"),
        (9, "2018-03-01T08:30:06.007+01:00"),
    ]
    assert "\n\tat a.b(C.java:1)\n" in facts[0].text
    assert (counts.records, counts.continuation, counts.header) == (3, 8, 3)


def test_everything_on_one_line() -> None:
    text = "".join(SAMPLES[0][1].split("\n"))
    assert [fact.kind for fact in facts_of(FORMAT, text)[0]] == ["client-ssl-failure", "client-connect-failure"]


def test_a_file_that_ends_inside_a_record() -> None:
    text = SAMPLES[0][1].split("</values>")[0]
    (fact,), _ = facts_of(FORMAT, text)
    assert fact.fields["message"] == "Received fatal alert: protocol_version"


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        ("java.security.cert.CertificateException: No name matching x", "client-ssl-failure"),
        ("sun.security.validator.ValidatorException: PKIX path building failed", "client-ssl-failure"),
        ("com.ibm.jsse2.util.h: PKIX path building failed", "client-ssl-failure"),
        ("java.lang.Error: x&#xA;at com.ibm.jsse2.k.a(k.java:29)", None),
        ("com.ibm.jsse2.util.KeyManagerException", "client-ssl-failure"),
        ("java.net.ConnectException: Connection refused", "client-connect-failure"),
        ("java.lang.UnsatisfiedLinkError: libos.so", None),
    ],
)
def test_kinds_of_failure(exception: str, kind: str | None) -> None:
    assert [fact.kind for fact in facts_of(FORMAT, event("x", exception))[0]] == ([kind] if kind else [])


def test_entities_are_never_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?>\n<!DOCTYPE lolz [\n<!ENTITY lol "lol">\n<!ENTITY lol2 "&lol;&lol;">\n'
        '<!ENTITY file SYSTEM "file:///etc/passwd">\n]>\n'
    )
    facts, counts = facts_of(FORMAT, bomb + event("&lol2;&file;", "javax.net.ssl.SSLException: &file;&#x41;&amp;lol;"))
    assert facts[0].fields["message"] == "&file;A&lol;"
    assert "root:" not in repr(facts)
    assert (counts.header, counts.unparsed) == (6, 0)


def test_a_giant_record_is_cut() -> None:
    text = event("x", "javax.net.ssl.SSLException: y" + "&#xA;&#x9;at a.b(C.java)" * 100_000)
    (fact,), _ = facts_of(FORMAT, text)
    assert fact.fields["message"] == "y"


def test_events_of_a_server_are_not_claimed() -> None:
    assert not FORMAT.matches(
        "hpel.xml", event("x") + '<sourceComponentId component="Logging" componentIdType="Application"/>'
    )
    assert not FORMAT.matches("trace-log-0.xml", "<html>CommonBaseEvent</html>")


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    FORMAT.matches("error-log-0.xml", text)
    facts_of(FORMAT, text)
