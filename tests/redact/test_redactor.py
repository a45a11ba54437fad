"""What is replaced, what never is, and that doing it twice changes nothing."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loganalyzer.errors import UsageError
from loganalyzer.knowledge import knowledge_root
from loganalyzer.redact import Key, Redactor
from loganalyzer.redact.words import COMPONENTS

STAMP = "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   "
FIXED = re.compile(
    r"^\[\d[^\]]*\] [0-9a-f]{8}|(?<![\w.])[A-Z]{4,5}\d{4}[A-Z]\b|(?<![\w.])(?:javax|com)\.[\w.]+Exception|(?<![\w.:])\d\d:\d\d:\d\d",
    re.MULTILINE,
)
WORDS = st.sampled_from(
    [
        STAMP, "\n", " ", "SSLC0008E:", "CWPKI0022E:", "ADMR0016I: User realm1/jdoe7 modified document", "host=alpha9.acme.com",
        "javax.net.ssl.SSLHandshakeException", "com.acme9.shop.CheckoutException", "10.1.2.3", "8.5.5.10", "cells/topCell/nodes/nodeA1/x",
        "user: jdoe7", "password=geheim77", "mail bob@acme.com", "10:37:31:278", "fd00:1::7", "nodeagent", "dmgr", "XDADefaultSSLSettings",
        "Cookie: a=b", "(cell):topCell:(node):nodeA1", "CN=alpha9.acme.com, OU=topCell, O=Acme Ltd", "%41cme", "&amp;", "\\u0041",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=12), max_size=12).map("".join)


@given(st.lists(TEXTS, max_size=4))
@example(["cells/topCell/nodes/nodeA1/xXDADefaultSSLSettings"])
@settings(max_examples=150, deadline=None)
def test_redaction_is_idempotent(texts: list[str]) -> None:
    redactor = Redactor(Key(b"k" * 32))
    redactor.learn_all(texts)
    for text in texts:
        once = redactor.text(text)
        assert redactor.text(once) == once


@given(TEXTS.filter(lambda text: not re.search("password|Cookie", text)))  # a secret's value may swallow what follows
@settings(max_examples=150, deadline=None)
def test_times_ids_and_exception_classes_never_change(noise: str) -> None:
    text = f"{STAMP}SSLC0008E: javax.net.ssl.SSLHandshakeException {noise}\n{STAMP}CWPKI0022E: at 10:37:31 {noise}"
    assert [word for word in FIXED.findall(text) if word in FIXED_WORDS] == [
        word for word in FIXED.findall(Redactor().text(text)) if word in FIXED_WORDS
    ]


FIXED_WORDS = {
    "[10/12/16 10:37:31:278 BST] 000000ba", "SSLC0008E", "CWPKI0022E", "ADMR0016I", "javax.net.ssl.SSLHandshakeException",
    "com.acme9.shop.CheckoutException",
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "WebSphere Platform 8.5.5.10 [ND 8.5.5.10 cf091617.03] [JAVA8 8.0.6.26 pxa]",
        "nodeagent on dmgr uses CellDefaultSSLSettings, XDADefaultSSLSettings and NodeDefaultSSLSettings at SOAP_CONNECTOR_ADDRESS",
        "com.ibm.ssl.keyStoreName=NodeDefaultKeyStore in security.xml at java.lang.String.valueOf(String.java:123)",
        'xmlns:xmi="http://www.omg.org/XMI"',
        "10/12/16 10:37:31:278, 127.0.0.1, localhost, ::1",
        "User interface is slow; the user registry has no entry",
        "https://public.dhe.ibm.com/license/19.0.0.10/en.html of WebSphere Application Server 19.0.0.10/wlp-1.0.33",
        "[STProxy] the STMeeting server at peer, O=defaultWIMFileBasedRealm., CN=localhost",
        "localhost:9443 host: not found; connect to host and port; user ID and password; login as another user",
    ],
)
def test_what_says_nothing_stays(text: str) -> None:
    assert Redactor().text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the address was 10.1.2.30 and 10.1.2.30", "the address was ip-01 and ip-01"),
        ("ping 10.1.2.30 and 10.1.2.30", r"ping ip-01 and ip-01"),
        ("https://shop.acme.com:9443/x and SHOP.acme.com", "https://host-01:9443/x and host-01"),
        ("cells/topCell/nodes/nodeA1/x", "cells/cell-01/nodes/node-01/x"),
        ("keyPassword=ab cd\nnext", "keyPassword=***\nnext"),
        ("from /9.1.2.3, 9.1.2.3", "from /ip-01, ip-01"),
        ("sip:jdoe7@10.1.2.3:5061", "sip:user-01@ip-01:5061"),
        ("HWaddr 00:50:56:a7:3c:9e at 00:50:56", "HWaddr mac-01 at 00:50:56"),
        ("User defaultWIMFileBasedRealm/wasadm1 modified it; wasadm1", "User defaultWIMFileBasedRealm/user-01 modified it; user-01"),
        ("-----BEGIN KEY-----\nabc\ndef\n-----END KEY-----", "-----BEGIN KEY-----\n***\n***\n-----END KEY-----"),
    ],
)  # fmt: skip
def test_names_become_pseudonyms_that_keep_relations(text: str, expected: str) -> None:
    assert Redactor().text(text) == expected


def test_an_address_that_ends_like_one_of_version_4_goes_whole() -> None:
    assert re.fullmatch(r"peer ip-0[12] said", Redactor().text("peer ::ffff:198.51.100.88 said"))


def test_a_password_goes_wherever_it_stands() -> None:
    redactor = Redactor()
    redactor.learn('password="{xor}ODo3OjYyaGg="')  # geheim77
    assert redactor.text("once more geheim77") == "once more ***"


def test_a_later_bundle_keeps_the_names_of_an_earlier_one() -> None:
    first = Redactor(Key(b"k" * 32))
    first.learn("host=aaa1.acme.com host=zzz9.acme.com")
    before = first.text("zzz9.acme.com")
    later = Redactor(first.key)
    later.learn("host=mmm5.acme.com host=zzz9.acme.com host=bbb1.acme.com")
    assert later.text("zzz9.acme.com") == before
    assert len({later.text(f"{name}.acme.com") for name in ("aaa1", "mmm5", "zzz9", "bbb1")}) == 4


def test_a_term_must_be_long_enough_and_no_word_of_the_report() -> None:
    with pytest.raises(UsageError):
        Redactor(terms=["ab"])
    with pytest.raises(UsageError):
        Redactor(terms=["Diagnosis"], plain=frozenset({"diagnosis"}))


def test_the_pseudonym_of_a_server_keeps_which_part_of_the_product_it_runs() -> None:
    redactor = Redactor(Key(b"k" * 32))
    redactor.learn('serverName="acmeSTMeeting" serverName="acmeSipProxy" nodeName="acmeMeetNode"')
    assert re.fullmatch(r"server-0[12]-meet on node-01", redactor.text("acmeSTMeeting on acmeMeetNode"))
    assert re.fullmatch(r"server-0[12]-proxy-sip", redactor.text("acmeSipProxy"))


def test_what_a_cause_asks_of_a_servers_name_its_pseudonym_keeps() -> None:
    asked = [
        condition["value"]
        for file in knowledge_root().glob("causes/*.yaml")
        for conditions in yaml.safe_load(file.read_text(encoding="utf-8")).values()
        if isinstance(conditions, list)
        for condition in conditions
        if isinstance(condition, dict) and condition.get("fact") == "server-named"
    ]
    assert asked
    for pattern in asked:
        assert any(re.search(pattern, word) for word in COMPONENTS), pattern
