"""Text pasted from a mail or a web page: indented, quoted, wrapped, with and without stamps."""

from __future__ import annotations

import pytest

from tests.formats.reading import read

ARTICLE = """\
[10/12/16 10:37:24:483 BST] 0000008e TelephonyServ I   UserName in Message
is null
[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: Unable
to initialize SSL connection.  Unauthorized access was denied or security
settings have expired.  Exception is javax.net.ssl.SSLHandshakeException:
Client requested protocol TLSv1 not enabled or not supported
"""


@pytest.mark.parametrize("prefix", ["", "    ", "\t", "> ", "> > ", "| "])
def test_the_two_wrapped_entries_of_the_field_article(prefix: str) -> None:
    text = "".join(f"{prefix}{line}\n" for line in ARTICLE.splitlines())
    result = read(text, "mail.txt")
    assert [line for line, _, _ in result.records] == [1, 3]
    assert (result.counts.continuation, result.counts.unparsed) == (4, 0)
    assert all(zone == "BST" for zone, _ in result.stamps)


def test_the_severity_of_quoted_entries() -> None:
    text = "".join(f"> {line}\n" for line in ARTICLE.splitlines())
    assert [severity for _, _, severity in read(text, "mail.txt").records] == ["others", "errors"]


@pytest.mark.parametrize("prefix", ["> ", ">", "> > ", ">> ", "| "])
def test_a_sentence_wrapped_by_a_mail_is_whole_again(prefix: str) -> None:
    text = "Hello,\n\n" + "".join(f"{prefix}{line}\n" for line in ARTICLE.splitlines())
    result = read(text, "mail.txt")
    assert "Unable to initialize SSL connection." in " ".join(result.texts[-1].split())
    assert "quote marks" in result.sniffed.form.format_evidence


def test_an_entry_behind_an_introduction() -> None:
    result = read(f"We see this since Monday:\n\n{ARTICLE}", "mail.txt")
    assert [line for line, _, _ in result.records] == [1, 3, 5]


def test_unstamped_messages_are_records_without_a_time() -> None:
    text = "SSLC0008E: Unable to initialize SSL connection.\n\njava.net.ConnectException: Connection refused\n\tat java.net.x\n"
    result = read(text, "paste.txt")
    assert [line for line, _, _ in result.records] == [1, 3]
    assert {zone for zone, _ in result.stamps} == {"-"}


def test_a_stack_behind_a_stamped_entry_is_part_of_it() -> None:
    result = read(
        f"{ARTICLE}javax.net.ssl.SSLHandshakeException: x\n\tat com.ibm.jsse2.a(a.java:1)\n", "native_stderr.log"
    )
    assert result.counts.records == 2


def test_the_jvm_speaks_for_itself_between_stamped_entries() -> None:
    jvm = 'JVMDUMP039I Processing dump event "systhrow", detail "java/lang/OutOfMemoryError"\n'
    result = read(f"{ARTICLE}{jvm}{jvm}", "native_stderr.log")
    assert [line for line, _, _ in result.records] == [1, 3, 7, 8]
