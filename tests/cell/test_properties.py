"""Java properties and ssl.client.props."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.cell import ClientProps, read_cells
from loganalyzer.cell.properties import parse_properties
from tests.cell.samples import article_bundle

STORE_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\\": "\\\\"}


def store(text: str, *, key: bool) -> str:
    """What java.util.Properties.store writes for a key or a value (from its documentation)."""
    out = []
    for position, letter in enumerate(text):
        if letter in STORE_ESCAPES:
            out.append(STORE_ESCAPES[letter])
        elif letter in "=:#!" or (letter == " " and (key or position == 0)):
            out.append("\\" + letter)
        elif not 0x20 <= ord(letter) <= 0x7E:
            out.append(f"\\u{ord(letter):04X}")
        else:
            out.append(letter)
    return "".join(out)


LETTERS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(LETTERS, LETTERS), max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_java_stores_is_read_back(pairs: list[tuple[str, str]], end: str) -> None:
    text = "#comment \\" + end + "".join(f"{store(k, key=True)}={store(v, key=False)}{end}" for k, v in pairs)
    assert [(e.key, e.value, e.line) for e in parse_properties(text)] == [
        (k, v, n) for n, (k, v) in enumerate(pairs, 2)
    ]


@given(st.text(st.sampled_from("a=: \\\n\r\t#!u0")))
def test_nothing_crashes_the_parser(text: str) -> None:
    lines = [e.line for e in parse_properties(text)]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Truth = Beauty", [("Truth", "Beauty", 1)]),
        (" Truth:Beauty", [("Truth", "Beauty", 1)]),
        ("fruits  apple, banana, \\\n   pear,\\\r\n\tkiwi", [("fruits", "apple, banana, pear,kiwi", 1)]),
        ("cheeses", [("cheeses", "", 1)]),
        ("a=b\\\\\nc=d", [("a", "b\\", 1), ("c", "d", 2)]),
        ("a=1\\\n#not a comment", [("a", "1#not a comment", 1)]),
        ("# a=1\\\nb=2\n\n!c", [("b", "2", 2)]),
        ("k\\:1\\ x=v", [("k:1 x", "v", 1)]),
        ("a=\\u00e9\\u00", [("a", "éu00", 1)]),
        ("a=TLSv1.2 ", [("a", "TLSv1.2 ", 1)]),
    ],
)
def test_examples_of_the_java_documentation(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(e.key, e.value, e.line) for e in parse_properties(text)] == expected


PROPS = b"""# defaults
com.ibm.ssl.defaultAlias=DefaultSSLSettings
com.ibm.security.useFIPS=false
user.root=/opt/IBM/WebSphere/AppServer/profiles/hostSTPPNProfile1

com.ibm.ssl.alias=DefaultSSLSettings
com.ibm.ssl.protocol=SSL_TLS
com.ibm.ssl.keyStorePassword={xor}CDo9Hgw=
com.ibm.ssl.alias=AnotherSSLSettings
com.ibm.ssl.protocol=TLSv1.2
COM.IBM.SSL.PROTOCOL=shouting
"""


def client_props(path: str) -> tuple[str, ClientProps]:
    reading = read_cells(article_bundle() | {path: PROPS})
    found = [(c.holder, p) for c in reading.cells[0].copies for p in c.client_props]
    assert len(found) == 1
    return found[0]


def test_a_key_belongs_to_the_last_alias_above_it() -> None:
    holder, props = client_props("b/hostSTPPNProfile1/properties/ssl.client.props")
    assert holder == "stpNode"
    assert props.profile_root == "b/hostSTPPNProfile1"
    assert [b.alias for b in props.blocks] == [None, "DefaultSSLSettings", "AnotherSSLSettings"]
    protocols = [b.values.get("com.ibm.ssl.protocol") for b in props.blocks]
    assert protocols == [None, ("SSL_TLS", 7), ("TLSv1.2", 10)]
    assert props.blocks[2].values["COM.IBM.SSL.PROTOCOL"] == ("shouting", 11)
    assert "com.ibm.ssl.keyStorePassword" not in props.blocks[1].values


@pytest.mark.parametrize(("folder", "holder"), [("mail/sipNode", "sipNode"), ("mail", "unknown")])
def test_a_profile_that_sent_nothing_else(folder: str, holder: str) -> None:
    assert client_props(f"{folder}/ssl.client.props")[0] == holder
