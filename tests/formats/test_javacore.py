"""Headers of javacores: reason, process, heap; and no secret of the command line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.javacore import SAMPLES, JavacoreFormat, without_secrets
from tests.formats.fact_checking import check_samples, facts_of, mutations

FORMAT = JavacoreFormat()


def test_the_samples() -> None:
    check_samples(FORMAT, SAMPLES)


def test_where_and_when() -> None:
    (fact, *_), counts = facts_of(FORMAT, SAMPLES[0][1])
    assert (fact.line, fact.stamp) == (4, "2018/03/01 at 08:30:05:007")
    assert fact.text.startswith("1TISIGINFO")
    assert (counts.records, counts.header) == (3, 12)


def test_passwords_never_leave_the_reader() -> None:
    (fact, *_), _ = facts_of(FORMAT, SAMPLES[0][1])
    assert "Kept2Ourselves" not in repr(fact)
    assert "-Xmx1024m" in fact.fields["command"]


@pytest.mark.parametrize(
    ("command", "masked"),
    [
        ("-Ddb.password=Hunter2! -jar a.jar", "-Ddb.password=*** -jar a.jar"),
        ('-Dcom.x.Passwd="two words" -Da=b', "-Dcom.x.Passwd=*** -Da=b"),
        ("-Dpwd='x y' Main", "-Dpwd=*** Main"),
        ("-DclientSecretKey=abc,def", "-DclientSecretKey=***"),
        ("-Dproxy=http://me:mine@host:80/", "-Dproxy=http://me:***@host:80/"),
        ("-Dpassword= -Dcompass=north", "-Dpassword= -Dcompass=north"),
        ('-Dpassword="never closed', "-Dpassword=***"),
    ],
)
def test_secrets_are_masked(command: str, masked: str) -> None:
    assert without_secrets(command) == masked


def test_a_file_cut_before_its_reason() -> None:
    facts, _ = facts_of(FORMAT, "0SECTION       TITLE subcomponent dump routine\n")
    assert facts == []


def test_environment_variables_are_counted_but_not_kept() -> None:
    text = SAMPLES[0][1] + "2CIENVVAR      DB_PASSWORD=Kept2Ourselves\nfree text\n"
    (fact, *_), counts = facts_of(FORMAT, text)
    assert "Kept2Ourselves" not in repr(fact)
    assert counts.unparsed == 1


def test_other_files_are_not_javacores() -> None:
    line = "JVMDUMP010I Java dump written to /opt/was/javacore.20180301.083005.4711.0003.txt\n"
    assert not FORMAT.matches("javacore.20180301.083005.4711.0003.txt", line)


@settings(max_examples=200, deadline=None)
@given(st.one_of(mutations(SAMPLES), st.text(max_size=300)))
def test_any_text_is_read_to_its_end(text: str) -> None:
    FORMAT.matches("javacore.txt", text)
    facts_of(FORMAT, text)
