"""Cipher suites: both spellings, versions and keys, what is weak, what two sides share."""

from __future__ import annotations

import pytest

from loganalyzer.cell import Cell
from loganalyzer.tls import Levels, channels, suite
from tests.tls.cells import big_cell, cell_from

OLD = Levels(only_java="8.0.3.0")


@pytest.mark.parametrize(
    ("name", "versions", "key", "weak"),
    [
        ("SSL_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLSv1.2", "RSA", None),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLSv1.2", "EC", None),
        ("SSL_ECDHE_RSA_WITH_AES_128_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", None),
        ("SSL_RSA_WITH_AES_128_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", "no forward secrecy"),
        ("SSL_RSA_WITH_3DES_EDE_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", "64-bit blocks (Sweet32)"),
        ("SSL_RSA_WITH_RC4_128_MD5", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", "RC4 is broken"),
        ("SSL_DHE_DSS_WITH_DES_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "DSA", "56-bit key"),
        ("SSL_DH_anon_WITH_AES_128_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", None, "no authentication"),
        ("SSL_RSA_WITH_NULL_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", "no encryption"),
        ("SSL_RSA_EXPORT_WITH_DES40_CBC_SHA", "SSLv3 TLSv1 TLSv1.1 TLSv1.2", "RSA", "export strength"),
        ("TLS_AES_128_GCM_SHA256", "TLSv1.3", None, None),
        ("TLS_CHACHA20_POLY1305_SHA256", "TLSv1.3", None, None),
    ],
)
def test_suites(name: str, versions: str, key: str | None, weak: str | None) -> None:
    found = suite(name)
    assert found is not None
    assert (" ".join(map(str, sorted(found.versions))), found.key, found.weak) == (versions, key, weak)


@pytest.mark.parametrize("name", ["", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "AES128-SHA", "TLS_nonsense"])
def test_what_is_no_suite(name: str) -> None:
    assert suite(name) is None


def cell_with(first: str, node: str) -> Cell:
    """The cell's and the node's suites."""
    documents = big_cell(1, 1)
    path = next(p for p in documents if p.endswith("security.xml"))
    text = documents[path].decode()
    for number, suites in ((1, first), (10, node)):
        head, mark, tail = text.partition(f'xmi:id="SecureSocketLayer_{number}"')
        tail = tail.replace('"HIGH"', '"CUSTOM"', 1).replace('enabledCiphers=""', f'enabledCiphers="{suites}"', 1)
        text = head + mark + tail
    documents[path] = text.encode()
    return cell_from(documents)


GCM, CBC = "SSL_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "SSL_ECDHE_RSA_WITH_AES_128_CBC_SHA"


def soap(cell: Cell) -> tuple[str, str | None, tuple[str, ...] | None]:
    found = next(c for c in channels(cell, OLD) if c.kind.id == "soap")
    return found.predicted(), found.wording.server_logs if found.wording else None, found.suites


def test_both_spellings_are_one_suite() -> None:
    assert soap(cell_with(GCM, GCM.replace("SSL_", "TLS_"))) == ("ok: TLSv1.2", None, (GCM.replace("SSL_", "TLS_"),))


def test_no_suite_in_common() -> None:
    predicted, logged, suites = soap(cell_with(GCM, "SSL_ECDHE_RSA_WITH_AES_256_GCM_SHA384"))
    assert predicted.startswith("fails: no cipher suite that both ends enable fits TLSv1.2")
    assert logged == "no cipher suites in common"
    assert suites == ()


def test_suites_of_tlsv12_alone_leave_only_that_version() -> None:
    found = next(c for c in channels(cell_with(GCM, CBC), OLD) if c.kind.id == "soap")
    manager = found.initiator if found.initiator.node == "man" else found.listener
    assert {str(v) for v in manager.versions or ()} == {"TLSv1.2"}
    assert manager.because == ("no enabled cipher suite fits TLSv1, TLSv1.1",)
