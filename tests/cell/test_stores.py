"""Key stores: what is in them, with which password, and that no password ever shows."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("cryptography")

from cryptography.hazmat.primitives.serialization import Encoding

from loganalyzer.cell.store_passwords import Secret, decoded, store_secrets
from loganalyzer.cell.stores import Entry, Store, read_store
from tests.cell.certificates import PASSWORD, certificate, der, jks, key, p12, truststore
from tests.cell.samples import security_xml

FITS = [Secret("wrong"), Secret(PASSWORD)]
RSA = key()
ROOT = certificate("root", RSA)
LEAF_KEY = key("ec")
LEAF = certificate("leaf", LEAF_KEY, ("root", RSA))


def shape(store: Store) -> list[tuple[str, bool]]:
    return [(e.alias, e.has_key) for e in store.entries]


def test_pkcs12_with_chain() -> None:
    store = read_store("key.p12", p12("wildcard", LEAF_KEY, LEAF, ROOT), FITS)
    assert shape(store) == [("wildcard", True), ("certificate 2", False)]
    assert store.entries[0].certificate == der(LEAF)
    assert store.problem is None


def test_pkcs12_trust_store() -> None:
    assert shape(read_store("trust.p12", truststore(ROOT, LEAF), FITS)) == [("signer0", False), ("signer1", False)]


@pytest.mark.parametrize(
    ("data", "secrets", "told"),
    [
        (p12("a", LEAF_KEY, LEAF), [Secret("wrong")], "none of 1 passwords fits"),
        (p12("a", LEAF_KEY, LEAF), [], "no password is known"),
        (p12("a", LEAF_KEY, LEAF)[:300], FITS, "truncated"),
        (b"", FITS, "not a PKCS12 store"),
        (b"\x30\x80" * 5000, FITS, "not "),
        (jks((1, "a", [der(LEAF)]))[:60], FITS, "truncated"),
        (jks((7, "a", [])), FITS, "of no kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_in_one_line(data: bytes, secrets: list[Secret], told: str) -> None:
    store = read_store("x.p12", data, secrets)
    assert store.entries == ()
    assert told in str(store.problem)
    assert "\n" not in str(store.problem)
    assert PASSWORD not in repr(store)


@pytest.mark.parametrize("magic", [0xFEEDFEED, 0xCECECECE])
def test_jks_and_jceks(magic: int) -> None:
    data = jks((1, "default", [der(LEAF), der(ROOT)]), (2, "signer", [der(ROOT)]), magic=magic)
    store = read_store("key.jks", data, FITS)
    assert store.entries == (Entry("default", True, der(LEAF), (der(ROOT),)), Entry("signer", False, der(ROOT)))
    assert store.remark is None
    assert "integrity not checked" in str(read_store("key.jks", data, [Secret("other")]).remark)


def test_secret_keys_are_skipped_and_said_so() -> None:
    store = read_store("ltpa.jceks", jks((2, "signer", [der(ROOT)]), (3, "ltpa", []), magic=0xCECECECE), FITS)
    assert shape(store) == [("signer", False)]
    assert "1 of 2 entries skipped" in str(store.remark)


def test_pem_and_der() -> None:
    pem = LEAF.public_bytes(Encoding.PEM) + ROOT.public_bytes(Encoding.PEM)
    assert len(read_store("chain.pem", pem, []).entries) == 2
    assert read_store("root.cer", der(ROOT), []).entries[0].certificate == der(ROOT)
    assert "not readable" in str(read_store("root.cer", b"hello", []).problem)


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    for name, head in (("a.p12", b""), ("a.p12", b"\x30\x82"), ("a.jks", b"\xfe\xed\xfe\xed\0\0\0\2"), ("a.cer", b"")):
        store = read_store(name, head + data, FITS)
        assert store.problem or store.kind in {"JKS", "PKCS12", "certificate"}


def test_passwords_are_decoded_in_memory_and_do_not_show() -> None:
    encoded = "{xor}" + base64.b64encode(bytes(b ^ 0x5F for b in b"WebAS")).decode()
    assert encoded == "{xor}CDo9Hgw="
    secret = decoded(encoded)
    assert secret == Secret("WebAS")
    assert "WebAS" not in repr(secret)
    assert decoded("{aes}abc") is None
    assert decoded("{xor}!") is None
    found = store_secrets({"c/cells/stCell/security.xml": security_xml()})
    assert found[0] == ("${CONFIG_ROOT}/cells/stCell/key.p12", Secret("WebAS"))
    assert "WebAS" not in repr(found)
