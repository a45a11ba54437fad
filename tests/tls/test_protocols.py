"""Labels, eras and handshakes against the tables of the domain reference (2.1, 2.2, 2.5)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loganalyzer.tls import (
    Era,
    Version,
    alias_swallowed,
    disjoint,
    enabled_versions,
    era_of,
    negotiate,
    parse_disabled_algorithms,
)

# Section 2.2, row by row, in the columns E0, E1, E2, E3, E5: 3 = SSLv3, 0-3 behind the dot = TLS 1.x, "-" = n/a.
TABLE = {
    "SSL_TLS": ("3 10", "10", "10", "", ""),
    "SSL_TLSv2": ("3 10 11 12", "10 11 12", "10 11 12", "12", "12"),
    "SSL": ("3 10", "10 11 12", "10 11 12", "12", "12"),
    "SSLv2": ("-", "-", "-", "-", "-"),
    "SSLv3": ("3", "", "", "", ""),
    "TLS": ("10", "10", "10 11 12", "12", "12 13"),
    "TLSv1": ("10", "10", "10", "", ""),
    "TLSv1.1": ("11", "11", "11", "", ""),
    "TLSv1.2": ("12", "12", "12", "12", "12"),
    "TLSv1.3": ("-", "-", "13", "13", "13"),
}
COLUMNS = (Era.E0, Era.E1, Era.E2, Era.E3, Era.E5)
ROWS = [
    pytest.param(label, era, cell, id=f"{label}-{era.name}")
    for label, cells in TABLE.items()
    for era, cell in zip(COLUMNS, cells, strict=True)
]


def versions(text: str) -> frozenset[Version]:
    names = {"3": "SSLv3", "10": "TLSv1", "11": "TLSv1.1", "12": "TLSv1.2", "13": "TLSv1.3"}
    found = [Version.from_text(names[word]) for word in text.split()]
    return frozenset(v for v in found if v is not None)


@pytest.mark.parametrize(("label", "era", "expected"), ROWS)
def test_label_table(label: str, era: Era, expected: str) -> None:
    enabled = enabled_versions(label, era)
    assert enabled.versions == versions(expected.replace("-", ""))
    assert (enabled.problem is not None) is (expected == "-")


@pytest.mark.parametrize("label", TABLE)
def test_eras_without_a_column_follow_the_one_before(label: str) -> None:
    assert enabled_versions(label, Era.E4) == enabled_versions(label, Era.E3)
    assert enabled_versions(label, Era.E6) == enabled_versions(label, Era.E5)


def test_ssl_tlsv2_and_tls_13_is_open() -> None:
    assert "disagree" in enabled_versions("SSL_TLSv2", Era.E5).uncertain[0]
    assert enabled_versions("SSL_TLSv2", Era.E3).uncertain == ()


def test_override_default_tls_widens_tls_only_before_e2() -> None:
    assert enabled_versions("TLS", Era.E1, override_default_tls=True).versions == versions("10 11 12")
    assert enabled_versions("TLSv1", Era.E1, override_default_tls=True).versions == versions("10")
    assert enabled_versions("TLS", Era.E3, override_default_tls=True).versions == versions("12")


@pytest.mark.parametrize("label", ["TLSv12", "TLS1.2", "TLSV1.2", "TLSv1.2 ", " TLSv1.2", "tlsv1.2"])
def test_misspelt_labels_enable_nothing_and_say_what_was_meant(label: str) -> None:
    enabled = enabled_versions(label, Era.E1)
    assert enabled.versions == frozenset()
    assert "'TLSv1.2'" in (enabled.problem or "")


def test_comma_lists() -> None:
    assert enabled_versions("TLSv1.3, TLSv1.2", Era.E5).versions == versions("12 13")
    assert enabled_versions("TLSv1.1,TLSv1.2", Era.E3).versions == versions("12")
    assert "group" in (enabled_versions("SSL_TLS,TLSv1.2", Era.E5).problem or "")
    assert "before 8.0.6.25" in (enabled_versions("TLSv1.2,TLSv1.3", Era.E1).problem or "")
    assert enabled_versions("TLSv1.2,,", Era.E5).problem is not None
    assert enabled_versions("TLSv1.2,TLSv1.1", Era.E1).uncertain


@pytest.mark.parametrize(("era", "expected"), [(Era.E0, "3 10"), (Era.E1, "10"), (Era.E3, "12")])
def test_no_label_is_the_product_default_and_uncertain(era: Era, expected: str) -> None:
    for label in (None, ""):
        enabled = enabled_versions(label, era)
        assert (enabled.versions, enabled.problem) == (versions(expected), None)
        assert "product default" in enabled.uncertain[0]


def test_a_stated_list_replaces_the_shipped_one() -> None:
    assert enabled_versions("SSL_TLSv2", Era.E3, disabled=frozenset()).versions == versions("10 11 12")
    assert enabled_versions("SSL_TLSv2", Era.E1, disabled=versions("10")).versions == versions("11 12")
    assert enabled_versions("SSLv3", Era.E1, disabled=frozenset()).versions == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, include jdk.disabled.namedCurves", "3 10 11"),
        ("TLSv1, 3DES, SSLv3, RC4, EC keySize < 224", "3 10"),
        ("none", ""),
        ("", ""),
        ("  tlsv1.1 ,", "11"),
    ],
)
def test_disabled_algorithms(text: str, expected: str) -> None:
    assert parse_disabled_algorithms(text) == versions(expected)


@pytest.mark.parametrize(
    ("text", "era", "certain"),
    [
        ("8.0.6.10", Era.E1A, True),
        ("8.0.3.9", Era.E1, True),
        ("8.0.3.10", Era.E1A, True),
        ("8.0.6.24", Era.E1A, True),
        ("8.0.6.25", Era.E2, True),
        ("8.0.6.30", Era.E3, True),
        ("8.0.7.0", Era.E4, True),
        ("8.0.7.15", Era.E5, True),
        ("8.0.8.30", Era.E6, True),
        ("7.1.4.84", Era.E1, True),
        ("7.1.4.85", Era.E3_JAVA7, True),
        ("7.0.10.85", Era.E3_JAVA7, True),
        ("7.0.10.80", Era.E1, True),
        ("7.0.7.0", Era.E0, False),
        ("1.8.0_251, Java Runtime Version = 8.0.6.10 - pxa6480sr6fp10-20200408_01(SR6 FP10)", Era.E1A, True),
        ("pxa6480sr6fp10-20200408_01(SR6 FP10)", Era.E1A, True),
        ("pwa6480sr6fp30-20210413_01", Era.E3, True),
        ("pxa6470_27sr4fp85-20210420_01", Era.E3_JAVA7, True),
        ("pap6470sr10fp80-20210120_01", Era.E1, True),
        ("pxa6460_26sr8fp1-20141016_01", Era.E0, False),
        ("1.8.0_251", Era.E1, False),
        ("1.8.0_291", Era.E3, False),
        ("1.8.0_431", Era.E6, False),
        ("9.0.5.20", Era.E1, False),
        ("8.5.5.14", Era.E1, False),
        ("11.0.20", Era.E1, False),
        ("", Era.E1, False),
        (None, Era.E1, False),
    ],
)
def test_java_levels(text: str | None, era: Era, certain: bool) -> None:
    reading = era_of(text)
    assert (reading.era, reading.certain) == (era, certain)
    assert reading.why


@pytest.mark.parametrize(
    ("client", "server", "outcome", "agreed"),
    [
        ("", "12", "client-empty", ""),
        ("", "", "client-empty", ""),
        ("12", "", "server-empty", ""),
        ("10", "12", "client-too-old", ""),  # the article's SIP proxy/registrar
        ("12", "10", "client-too-new", ""),  # the article's STProxy node against XDADefaultSSLSettings
        ("10 11 12", "10", "ok", "10"),  # the overlap that hides the fault on all other nodes
        ("10 11 12", "12", "ok", "12"),
        ("10 12", "11", "hole", ""),
        ("10 12", "10 11", "hole", ""),
        ("12 13", "12 13", "ok", "13"),
        ("12 13", "10 11 12", "ok", "12"),
        ("13", "12", "client-too-new", ""),
        ("12", "13", "client-too-old", ""),
        ("10 13", "11 13", "ok", "13"),
        ("10 13", "11", "hole", ""),
    ],
)
def test_negotiation_matrix(client: str, server: str, outcome: str, agreed: str) -> None:
    result = negotiate(versions(client), versions(server))
    assert result.outcome == outcome
    assert result.version == (next(iter(versions(agreed))) if agreed else None)


SETS = st.frozensets(st.sampled_from(list(Version)))


@given(SETS, SETS)
def test_an_agreed_version_is_one_that_both_have(client: frozenset[Version], server: frozenset[Version]) -> None:
    result = negotiate(client, server)
    assert (result.version is not None) is (result.outcome == "ok")
    if result.version is not None:
        assert result.version in client & server
    if disjoint(client, server):
        assert result.outcome != "ok"


def test_neighbouring_sets_without_holes_always_agree_on_the_highest() -> None:
    ranges = [frozenset(list(Version)[a:b]) for a, b in itertools.combinations(range(6), 2)]
    for client, server in itertools.product(ranges, ranges):
        if client & server:
            assert negotiate(client, server).version == max(client & server)


def test_names() -> None:
    assert [str(v) for v in sorted(Version)] == ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    assert f"{Version.TLSV1_2}" == "TLSv1.2"
    assert Version.from_text("TLS12") is Version.TLSV1_2
    assert Version.from_text("TLSX") is None


@pytest.mark.parametrize(
    ("level", "swallowed"),
    [("8.5.5.26", True), ("9.0.5.20", True), ("9.0.5.21", True), ("Network Deployment 9.0.5.21", True),
     ("9.0.5.22", False), ("8.5.5.2", False), ("19.0.5.20", False), (None, False)],
)  # fmt: skip
def test_levels_of_ph63778(level: str | None, swallowed: bool) -> None:
    assert alias_swallowed(level) is swallowed
