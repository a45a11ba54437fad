"""What certificates say and what is wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("cryptography")

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from loganalyzer.cell.stores import Entry, Store
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts, host_fits, validity
from tests.cell.certificates import END, START, certificate, der, key

ROOT_KEY, SUB_KEY, OWN = key(), key(), key("ec")
ROOT = certificate("root", ROOT_KEY)
SUB = certificate("sub", SUB_KEY, ("root", ROOT_KEY))
MIDDLE = START + timedelta(days=100)


def facts(
    *extensions: x509.ExtensionType,
    others: tuple[x509.Certificate, ...] = (),
    at: datetime | None = MIDDLE,
    own: object = OWN,
) -> CertificateFacts:
    leaf = certificate("leaf", own, ("sub", SUB_KEY), *extensions)
    store = Store("key.p12", "PKCS12", (Entry("leaf", True, der(leaf)), *(Entry("s", False, der(c)) for c in others)))
    return certificate_facts(store, at)[0]


def test_a_complete_chain_and_an_incomplete_one() -> None:
    assert facts(others=(SUB, ROOT)).chain == "complete (3)"
    assert facts(others=(SUB, ROOT)).problems == ()
    assert facts(others=(SUB,)).problems == ("chain incomplete, missing CN=root",)
    assert facts().chain == "missing CN=sub"


def test_an_issuer_of_the_same_name_with_another_key_is_none() -> None:
    other = certificate("sub", key(), ("root", ROOT_KEY))
    assert facts(others=(other, ROOT)).chain == "missing CN=sub"


def test_validity_at_the_logs_time_and_today() -> None:
    assert any("expired" in p for p in facts(others=(SUB, ROOT), at=END + timedelta(days=1)).problems)
    assert any("not valid before" in p for p in facts(others=(SUB, ROOT), at=START - timedelta(days=1)).problems)
    assert facts(others=(SUB, ROOT), at=None).problems == ()
    assert validity(facts(), datetime.now(UTC)) == "expired"


def test_usages_keys_and_names() -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("*.acme.example")])
    found = facts(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), names, others=(SUB, ROOT))
    assert found.usages == ("serverAuth",)
    assert found.problems == ("extended key usage without clientAuth: refused where client authentication is on",)
    assert found.key == "EC secp256r1"
    assert [host_fits(found, h) for h in ("a.acme.example", "a.b.acme.example", "acme.example", "A.ACME.example")] == [
        True, False, False, True,
    ]  # fmt: skip
    weak = facts(others=(SUB, ROOT), own=key("rsa1024"))
    assert weak.problems == ("weak key: RSA 1024",)
