"""The field article's own two log entries, piped exactly as printed there (hard-wrapped). Source: domain/field-article.txt."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis
from tests.analysis.conftest import diagnosis

ENTRIES = b"""[10/12/16 10:37:24:483 BST] 0000008e TelephonyServ I   UserName in Message\x20
is null
[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   SSLC0008E: Unable\x20
to initialize SSL connection.  Unauthorized access was denied or security\x20
settings have expired.  Exception is javax.net.ssl.SSLHandshakeException:\x20
Client requested protocol TLSv1 not enabled or not supported
"""


@pytest.fixture(scope="module")
def article() -> Analysis:
    return loganalyzer.analyze("-", stdin=io.BytesIO(ENTRIES))


def test_two_records(article: Analysis) -> None:
    (file,) = article.bundle.files
    assert (file.path, file.records, file.continuation_lines, file.unparsed_lines) == ("(standard input)", 2, 4, 0)


def test_bst_excludes_10_december(article: Analysis) -> None:
    (file,) = article.bundle.files
    assert file.first == datetime(2016, 10, 12, 9, 37, 24, 483_000, tzinfo=UTC)
    assert any("BST excludes 10 December" in line for line in file.clock_evidence)


def test_offered_protocol_is_captured(article: Analysis) -> None:
    (found,) = [one for one in article.signatures if one.id == "tls-client-protocol-refused"]
    assert found.samples[0].fields["protocol"] == "TLSv1"


def test_strict_server_is_likely_and_security_xml_is_missing(article: Analysis) -> None:
    found = diagnosis(article, "strict-server-old-client")
    assert found.verdict == "likely"
    assert article.diagnoses[0] is found
    assert any("security.xml" in item.what for item in article.missing_evidence)


def test_entries_quoted_in_a_mail_give_the_same(article: Analysis) -> None:
    quoted = b"".join(b"> " + line + b"\n" for line in ENTRIES.splitlines())
    again = loganalyzer.analyze("-", stdin=io.BytesIO(quoted))
    assert [file.records for file in again.bundle.files] == [2]
    assert diagnosis(again, "strict-server-old-client").verdict == "likely"
