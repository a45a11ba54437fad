"""Causes of certificates with the stores beside the logs: each verdict rests on what the stores compute, and flips with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("cryptography")

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from loganalyzer.analysis.model import Analysis, Diagnosis
from loganalyzer.analysis.pipeline import analyze
from tests.cell.certificates import START, certificate, jks, key, p12
from tests.cell.certificates import der as der_of
from tests.cell.stocked import STORE_PASSWORD, fill, keystore, leaf, own_key, put, root, truststore
from tests.scenarios.catalogue import everything

SCENARIOS = everything()
Folders = dict[str, Path]
CELL = "config/cells/stCell"


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Analysis]:
    """A scenario's bundle with healthy stores, one thing about them changed."""

    def make(name: str, change: Callable[[Folders], None] | None = None, stores: bool = True) -> Analysis:
        SCENARIOS[f"{name}/textbook"].build(tmp_path)
        (tmp_path / "EXPECTED.yaml").unlink()
        if stores:
            found = fill(tmp_path)
            if change is not None:
                change(found)
        return analyze(tmp_path)

    return make


def of(analysis: Analysis, cause: str) -> Diagnosis:
    return next(d for d in analysis.diagnoses if d.cause == cause)


def computed(found: Diagnosis, word: str) -> bool:
    """Whether configuration evidence with this word in it supports the diagnosis."""
    return any(e.kind == "config" and e.supports and word in e.text for e in found.evidence)


def other_root(found: Folders) -> None:
    put(found["stpNode"] / CELL / "trust.p12", truststore(root("otherroot")))


def test_a_signer_that_the_trust_store_lacks_confirms(case: Callable[..., Analysis]) -> None:
    found = of(case("signer-missing-cell", other_root), "signer-missing-cell")
    assert found.verdict == "confirmed"
    assert computed(found, "no signer CN=cellroot in the trust store")


def test_a_signer_that_is_there_speaks_against_it(case: Callable[..., Analysis]) -> None:
    found = of(case("signer-missing-cell"), "signer-missing-cell")
    assert found.verdict == "possible"
    assert any(not e.supports and "trusts it" in e.text for e in found.evidence)


def test_without_stores_the_verdict_is_what_it_was(case: Callable[..., Analysis]) -> None:
    assert of(case("signer-missing-cell", stores=False), "signer-missing-cell").verdict == "confirmed"


def test_a_trust_store_that_the_replacement_did_not_reach(case: Callable[..., Analysis]) -> None:
    found = of(case("certificate-replaced-not-propagated", other_root), "certificate-replaced-not-propagated")
    assert found.verdict == "confirmed"
    assert computed(found, "lacks 1 of the master's certificates: CN=cellroot")


def test_an_alias_in_no_store_and_one_in_another_store(case: Callable[..., Analysis]) -> None:
    found = of(case("key-alias-not-found"), "key-alias-not-found")
    assert found.verdict == "confirmed"
    assert computed(found, "holds the keys: default; not wildcard_acme")


def test_the_wildcard_stands_in_the_cell_store_only(case: Callable[..., Analysis]) -> None:
    def imported(found: Folders) -> None:
        for profile in found.values():
            put(profile / CELL / "key.p12", keystore("wildcard_acme", "*.acme.example"))

    found = of(case("wildcard-not-in-node-keystore", imported), "wildcard-not-in-node-keystore")
    assert found.verdict == "confirmed"
    assert computed(found, "key.p12 holds wildcard_acme")


def test_an_incomplete_chain_in_the_store_that_is_served(case: Callable[..., Analysis]) -> None:
    def shortened(found: Folders) -> None:
        alone = p12("default", own_key("leaf"), leaf("stp.acme.example", "sub"), password=STORE_PASSWORD)
        put(found["stpNode"] / CELL / "nodes/stpNode/key.p12", alone)
        put(found["stpNode"] / CELL / "key.p12", alone)

    found = of(case("incomplete-certificate-chain", shortened), "incomplete-certificate-chain")
    assert computed(found, "is stored without its issuer (missing CN=sub)")
    assert (found.verdict, found.confidence) == ("likely", 0.85)  # not more: what openssl prints has no time


def test_a_complete_chain_in_the_store_speaks_against_it(case: Callable[..., Analysis]) -> None:
    assert of(case("incomplete-certificate-chain"), "incomplete-certificate-chain").verdict == "possible"


@pytest.mark.parametrize("broken", [True, False], ids=["other-password", "fits"])
def test_the_configured_password_against_the_file(case: Callable[..., Analysis], broken: bool) -> None:
    def sealed(found: Folders) -> None:
        if broken:
            data = p12("default", own_key("leaf"), leaf("sip.acme.example"), root(), password="something-else")
            put(found["sipNode"] / CELL / "nodes/sipNode/key.p12", data)

    found = of(case("keystore-password-wrong", sealed), "keystore-password-wrong")
    assert computed(found, "does not open") is broken
    assert "something-else" not in repr(found)


def test_a_store_of_another_type_than_configured(case: Callable[..., Analysis]) -> None:
    def swapped(found: Folders) -> None:
        data = jks((1, "default", [der_of(leaf("sip.acme.example")), der_of(root())]), password=STORE_PASSWORD)
        put(found["sipNode"] / CELL / "nodes/sipNode/key.p12", data)

    found = of(case("pkcs12-incompatible", swapped), "pkcs12-incompatible")
    assert computed(found, "is configured as PKCS12")


def test_client_certificates_that_lack_the_usage(case: Callable[..., Analysis]) -> None:
    """XDADefaultSSLSettings demands them; the certificate bought for servers carries serverAuth alone."""

    def bought(found: Folders) -> None:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        data = p12(
            "default", own_key("leaf"), leaf("cell.acme.example", "cellroot", usage), root(), password=STORE_PASSWORD
        )
        for profile in found.values():
            put(profile / CELL / "key.p12", data)

    analysis = case("xda-ssl-settings-mismatch", bought)
    kinds = {(r.channel.split()[0], r.shown_by, r.kind) for r in analysis.configuration.certificate_refusals}
    assert ("xd-agent", "initiator", "usage") in kinds


def test_an_expired_certificate_of_the_cell_is_told_by_the_logs_time(case: Callable[..., Analysis]) -> None:
    import tests.cell.certificates as made

    def ended(found: Folders) -> None:
        kept = made.END
        made.END = START.replace(year=2016)
        try:
            old = certificate("cell.acme.example", own_key("leaf"), ("cellroot", own_key("cellroot")))
        finally:
            made.END = kept
        for profile in found.values():
            put(profile / CELL / "key.p12", p12("default", own_key("leaf"), old, root(), password=STORE_PASSWORD))

    analysis = case("certificate-expired", ended)
    found = of(analysis, "certificate-expired")
    assert computed(found, "expired 2016-01-01")
    assert {c.validity for c in analysis.configuration.certificates if c.subject == "CN=cell.acme.example"} == {
        "expired"
    }


def test_weak_keys_are_refused_where_the_list_says_so() -> None:
    from loganalyzer.tls.trust import judge

    weak = certificate("old.acme.example", key("rsa1024"), ("cellroot", own_key("cellroot")))
    chain, anchors = [der_of(weak)], [der_of(root())]
    assert judge(chain, anchors, purpose="server", at=None) is None
    found = judge(chain, anchors, purpose="server", at=None, disabled="MD5, RSA keySize < 2048")
    assert found is not None
    assert found.kind == "weak"
