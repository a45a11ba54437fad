"""What takes versions away from a label, or puts others in their place: the domain reference, 2.1 to 2.3, row by row.

Every row names the section it comes from. ``sure`` is False where the reference marks the fact as expert knowledge, as
inferred or as conflicting: then the doubt has to reach the party, hence the verdict about its channels.
"""

from __future__ import annotations

import pytest

from loganalyzer.tls import Book, Direction, Era, Levels, Version, enabled_versions
from tests.cell.samples import server_xml
from tests.tls.cells import ROOT, big_cell, cell_from
from tests.tls.test_protocols import versions

USE = "com.ibm.security.useFIPS"
LEVEL = "com.ibm.websphere.security.FIPSLevel"
SUITE = "com.ibm.websphere.security.suiteb"
OFF = "com.ibm.websphere.tls.disabledAlgorithms"
E0, E1, E1A, E2, E3, E5 = "7.0.6.0", "8.0.3.0", "8.0.6.10", "8.0.6.25", "8.0.6.30", "8.0.7.15"
JAVA_7 = "7.1.4.85"


def book(label: str, java: str, properties: dict[str, str] | None = None, arguments: str = "") -> Book:
    """A cell whose configurations have this label, with custom properties, and JVM arguments for its node agent."""
    path, agent = f"{ROOT}/security.xml", f"{ROOT}/nodes/node00/servers/nodeagent/server.xml"
    documents = {
        p: d.replace(b'sslProtocol="SSL_TLSv2"', f'sslProtocol="{label}"'.encode()) for p, d in big_cell(1, 1).items()
    }
    rows = [
        f'<properties xmi:id="P_{n}" name="{k}" value="{v}"/>\n' for n, (k, v) in enumerate((properties or {}).items())
    ]
    documents[path] = documents[path].replace(b"</security:Security>", "".join(rows).encode() + b"</security:Security>")
    documents[agent] = server_xml("nodeagent", arguments=arguments)
    return Book(cell_from(documents), Levels(forced={"*": java}))


STANDARDS = [
    # useFIPS, FIPSLevel, suiteb, further disabled, label, Java, expected, sure, source
    ("false", "SP800-131", "128", None, "SSL_TLSv2", E1A, "10 11 12", True, "2.3: the rows ask for useFIPS=true"),
    ("", "", "", None, "SSL_TLSv2", E1A, "10 11 12", True, "2.3: no property at all"),
    ("true", "", "", None, "SSL_TLSv2", E1A, "10 11 12", False, "2.3 [S13]: 'TLS is automatically used', label or family"),
    ("true", "FIPS140-2", "", None, "SSL_TLS", E0, "10", False, "2.3 [S13]: SSLv3 is no TLS"),
    ("true", "FIPS140-2", "", None, "TLSv1.2", E1A, "12", False, "2.3 [S13]: regardless of the setting"),
    ("true", "transition", "", None, "SSL_TLSv2", E1A, "10 11 12", False, "2.3 [S21][S48]: chosen by enableFips"),
    ("true", "transition", "", None, "SSL_TLS", E0, "10", False, "2.3 [S21]: from TLSv1 up"),
    ("true", "SP800-131", "", None, "SSL_TLS", E1A, "12", False, "2.3 [S49]: TLSv1.2; that it beats the label is untagged"),
    ("true", "SP800-131", "", None, "TLSv1.2", E1A, "12", True, "2.3 [S49]: label and standard say the same"),
    ("true", "sp800-131", "", None, "TLSv1.2", E3, "12", True, "2.3 [S49]: names compared without case"),
    ("true", "SP800-131", "", None, "TLS1.2", E1A, "12", False, "2.2, 2.3: the wrong label is overruled, and told"),
    ("true", "SP800-131", "", "TLSv1.2", "TLSv1.2", E1A, "", False, "2.3: disabled lists come after the standard; [X]"),
    ("true", "", "128", None, "SSL_TLS", E3, "12", False, "2.3 [S49]: Suite B as strict"),
    ("true", "FIPS140-2", "192", None, "TLSv1.2", E3, "12", True, "2.3 [S49]: Suite B as strict"),
    ("true", "", "256", None, "SSL_TLSv2", E1A, "10 11 12", False, "2.3: no such Suite B; FIPS140-2 is left"),
    ("true", "FIPS140-3", "", None, "SSL_TLSv2", E1A, "12", False, "2.3 [X]: 1.2 and 1.3"),
    ("true", "FIPS140-3", "", None, "TLS", E5, "12 13", False, "2.3 [X]: 1.2 and 1.3"),
    ("true", "SP800131", "", None, "SSL_TLSv2", E1A, "10 11 12", False, "2.3: no such level; what it does is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("fips", "level", "suite", "off", "label", "java", "expected", "sure", "source"), STANDARDS)
def test_security_standards(
    fips: str, level: str, suite: str, off: str | None, label: str, java: str, expected: str, sure: bool, source: str
) -> None:
    stated = {USE: fips, LEVEL: level, SUITE: suite} | ({} if off is None else {OFF: off})
    party = book(label, java, {k: v for k, v in stated.items() if v}).process("node00", "nodeagent", "inbound")
    assert party.versions == versions(expected), source
    doubts = [d for d in party.doubts if "Java" not in d]
    assert bool(doubts) is not sure, (source, doubts)


ARGUMENTS: list[tuple[str, str, str, str, str, str]] = [
    # arguments, label, Java, expected, a word of the doubt ("" where there is none), source
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLS", E1A, "10 11 12", "", "2.1 E1a [S8]"),
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLS", E1, "10 11 12", "8.0.3.10", "2.1 E1a [S8]: from 8.0.3.10 on"),
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=false", "TLS", E1A, "10", "", "2.1 E1a [S8]: default false"),
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLSv1", E1A, "10", "", "2.1 E1a [S8]: label TLS only"),
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLS", E2, "10 11 12", "", "2.1 E2 [S8]: without the override too"),
    ("-Dcom.ibm.jsse2.overrideDefaultTLS=true", "TLS", E5, "12 13", "", "2.1 E5 [S9]: without the override too"),
    ("-Dcom.ibm.jsse2.disableSSLv3=true", "SSL_TLSv2", E1A, "10 11 12", "", "2.1 E1 [S6]: the default"),
    ("-Dcom.ibm.jsse2.disableSSLv3=false", "SSL_TLS", E1A, "3 10", "SSLv3", "2.1 E1 [S6]; java.security may say no"),
    ("-Dcom.ibm.jsse2.disableSSLv3=false", "TLSv1.2", E1A, "12", "", "2.2 [S6]: exact"),
    ("-Dcom.ibm.jsse2.convertSSLv3=true", "SSLv3", E3, "12", "", "2.1 E1 [S11]: label SSLv3 -> SSL"),
    ("-Dcom.ibm.jsse2.convertSSLv3=false", "SSLv3", E3, "", "", "2.2 [S6]: no protocols enabled"),
    ("-Dcom.ibm.jsse2.convertSSLv3=true -Dcom.ibm.jsse2.disableSSLv3=true", "SSLv3", E3, "12", "wins", "2.1 E1 [S11]"),
    ("-Dcom.ibm.jsse2.overrideDefaultProtocol=TLSv12", "SSL_TLSv2", E1A, "10 11 12", "overrideDefaultProtocol", "2.1 E4 [S7]"),
    ("-Dcom.ibm.jsse2.overrideDefaultProtocol=TLSv12 -Dcom.ibm.jsse2.sp800-131=strict", "SSL_TLSv2", E1A, "12", "together", "2.3 [S7]"),
    ("-Dcom.ibm.jsse2.sp800-131=strict", "SSL_TLSv2", E1A, "12", "strict", "2.3: twin of the property"),
    ("-Dcom.ibm.jsse2.sp800-131=transition", "SSL_TLSv2", E1A, "10 11 12", "transition", "2.3: twin of the property"),
    ("-Dcom.ibm.jsse2.suiteB=192", "SSL_TLSv2", E1A, "12", "Suite B", "2.3: twin of the property"),
    ("-Dcom.ibm.jsse2.suiteB=false", "SSL_TLSv2", E1A, "10 11 12", "", "2.3: off"),
    ("-Dcom.ibm.jsse2.usefipsprovider=true", "SSL_TLSv2", E1A, "10 11 12", "FIPS provider", "2.3: twin of the property"),
    ("-Dcom.ibm.jsse2.JSSEFIPS=true", "SSL_TLSv2", E1A, "10 11 12", "FIPS provider", "2.3: twin of the property"),
    ("-Djdk.tls.disabledAlgorithms=TLSv1.2", "TLSv1.2", E3, "12", "java.security", "2.3 [S51]: a line of java.security"),
    (f"-D{OFF}=none", "SSL_TLS", E3, "", "security.xml", "2.3 [S51]: a property of security.xml"),
    ("-Djava.security.properties=/opt/x.security", "SSL_TLS", E3, "", "names a file", "2.3: may replace the list"),
    ("-DTLS=TLSv1 -Xmx512m", "TLSv1.2", E3, "12", "", "not one of them"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "label", "java", "expected", "doubt", "source"), ARGUMENTS)
@pytest.mark.parametrize("side", ["inbound", "outbound"])
def test_arguments(
    arguments: str, label: str, java: str, expected: str, doubt: str, source: str, side: Direction
) -> None:
    found = book(label, java, arguments=arguments)
    party = found.process("node00", "nodeagent", side)
    assert party.versions == versions(expected), source
    assert any(doubt in d for d in party.doubts) if doubt else party.doubts == (), source
    # The other processes have not got the arguments.
    assert not found.process("man", "dmgr", side).doubts


@pytest.mark.parametrize(
    ("argument", "sides"),
    [
        ("-Djdk.tls.client.protocols=TLSv1", {"outbound"}),
        ("-Djdk.tls.server.protocols=TLSv1", {"inbound"}),
        ("-Dhttps.protocols=TLSv1", {"outbound"}),
    ],
)
@pytest.mark.parametrize("side", ["inbound", "outbound"])
def test_default_contexts_are_no_contexts_of_websphere(argument: str, sides: set[str], side: Direction) -> None:
    """2.3, 3 [S12], and [X] that contexts of a repertoire stay: the label's versions, with the doubt at that side only."""
    party = book("TLSv1.2", E3, arguments=argument).process("node00", "nodeagent", side)
    assert party.versions == versions("12")
    assert any("default contexts only" in d for d in party.doubts) is (side in sides)


def test_a_standard_of_websphere_and_one_of_the_jvm_both_count() -> None:
    """2.3: the JVM's switches are twins of the property; a weaker level in security.xml does not take them back."""
    found = book("SSL_TLSv2", E1A, {USE: "true"}, "-Dcom.ibm.jsse2.sp800-131=strict")
    assert found.process("node00", "nodeagent", "inbound").versions == versions("12")


@pytest.mark.parametrize(
    ("property_value", "label", "java", "expected", "source"),
    [
        ("none", "SSL_TLS", E3, "10", "2.3 [X]: 'none' disables the restriction"),
        ("SSLv3, RC4", "SSL_TLS", E3, "10", "2.3 [S51] replaces [X] java.security's list"),
        ("SSLv3, TLSv1, TLSv1.1", "SSL_TLSv2", E1A, "12", "2.3 [S51]"),
        ("TLSv1.3", "TLS", E5, "10 11 12", "2.3 [X]: replace, not merge"),
        ("none", "SSLv3", E3, "", "2.2 [S6]: the label enables nothing by itself"),
    ],
)
def test_the_property_of_security_xml(property_value: str, label: str, java: str, expected: str, source: str) -> None:
    party = book(label, java, {OFF: property_value}).process("man", "dmgr", "inbound")
    assert party.versions == versions(expected), source
    assert any("expert knowledge" in d for d in party.doubts), source


JAVA_7_ROWS = [
    ("SSL_TLS", "", True, "2.2, column E3 [S12]"),
    ("SSL_TLSv2", "12", True, "2.2, column E3 [S6]"),
    ("TLS", "", True, "2.1 E2 [S8]: TLS is 1.0 to 1.2 from 8.0.6.25 on, a level of Java 8; 1.0 alone is disabled"),
    ("TLSv1.2", "12", True, "2.2 [S6]"),
    ("SSL", "12", False, "2.2: on Java 6 and 7 effectively 1.0 [X?]"),
]


@pytest.mark.parametrize(("label", "expected", "sure", "source"), JAVA_7_ROWS)
def test_java_7_has_the_list_of_e3_and_the_labels_of_e1(label: str, expected: str, sure: bool, source: str) -> None:
    party = book(label, JAVA_7).process("man", "dmgr", "outbound")
    assert (party.versions, bool(party.doubts)) == (versions(expected), not sure), source
    assert not party.is_new, "2.1 E2: the texts change with the code of 8.0.6.25"


def test_java_7_does_not_know_tls_13() -> None:
    """2.2 [S6]: from 8.0.6.25."""
    party = book("TLSv1.3", JAVA_7).process("man", "dmgr", "outbound")
    assert (party.versions, party.problem) == (frozenset[Version](), "TLSv1.3 is not known to Java before 8.0.6.25")


LISTS: list[tuple[str, Era, str, str]] = [
    # label, era, versions or a word of the problem, source
    ("TLSv1.2,TLSv1.3", Era.E5, "12 13", "2.2 [S50]"),
    ("TLSv1.3,TLSv1.2", Era.E2, "12 13", "2.2 [S50]: any order"),
    ("TLSv1,TLSv1.1,TLSv1.2", Era.E3, "12", "2.2: minus disabled"),
    ("TLSv1,TLSv1.1", Era.E3, "", "2.2: minus disabled"),
    ("SSLv3,TLSv1", Era.E1, "10", "2.2 [S6]: SSLv3 enables nothing"),
    ("TLSv1.2,SSL_TLSv2", Era.E5, "!group", "2.2 [S2]: concrete versions only"),
    ("TLS,TLSv1.2", Era.E5, "!group", "2.2 [S2]: concrete versions only"),
    ("TLSv1.2,TLSv1.3", Era.E1A, "!8.0.6.25", "2.2 [S6]"),
    ("TLSv1.2,TLSv13", Era.E5, "!'TLSv1.3'", "2.2 [S7]: a spelling of overrideDefaultProtocol"),
    ("TLSv1.2;TLSv1.3", Era.E5, "!no protocol label", "2.2: commas"),
    ("TLSv1.2,", Era.E5, "!no protocol label", "2.2: an empty word"),
    ("SSLv2,TLSv1.2", Era.E5, "!SSLv2", "2.2 [X]"),
]


@pytest.mark.parametrize(("label", "era", "expected", "source"), LISTS)
def test_lists(label: str, era: Era, expected: str, source: str) -> None:
    found = enabled_versions(label, era)
    if expected.startswith("!"):
        assert found.versions == frozenset(), source
        assert expected[1:] in (found.problem or ""), source
        return
    assert (found.versions, found.problem) == (versions(expected), None), source
    assert found.uncertain, "2.2: older product levels reject a list"


@pytest.mark.parametrize(
    ("label", "meant"),
    [("TLSv12", "TLSv1.2"), ("TLSv11", "TLSv1.1"), ("TLS1.2", "TLSv1.2"), ("TLSV1.2", "TLSv1.2"), ("TLSv1.2 ", "TLSv1.2"),
     ("TLSv13", "TLSv1.3"), ("TLSv1.0", "TLSv1"), ("TLS1.0", "TLSv1"), ("tls", "TLS"), ("ssl_tls", "SSL_TLS"),
     ("SSLTLSv2", "SSL_TLSv2"), ("SSL-TLSv2", "SSL_TLSv2"), ("SSL_TLSV2", "SSL_TLSv2"), ("TLSv1_2", "TLSv1.2"),
     ("TLS 1.2", "TLSv1.2")],
)  # fmt: skip
@pytest.mark.parametrize("era", Era)
def test_wrong_spellings(label: str, meant: str, era: Era) -> None:
    """2.2, "known-bad spellings" [S7][S12]: nothing is enabled, in no era, and the right spelling is named."""
    found = enabled_versions(label, era)
    assert found.versions == frozenset()
    assert f"{meant!r} was probably meant" in (found.problem or "")


@pytest.mark.parametrize("label", ["SSLv2Hello", "SSL_TLSv2Hello", "TLSv2", "DTLSv1.2", "PCT", "   "])
def test_what_is_no_label_at_all(label: str) -> None:
    found = enabled_versions(label, Era.E3)
    assert (found.versions, found.problem is None) == (frozenset(), False)
    assert "probably meant" not in (found.problem or "")
