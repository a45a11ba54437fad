"""Checks from outside against the configuration of the port or key store they name."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import CheckReport
from loganalyzer.report.markdown import to_markdown
from loganalyzer.tls.ciphers import from_openssl
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.protocol import PROXY
from tests.scenarios.stage import WIDE

STRICT = {**WIDE, "stp_node_label": "TLSv1.2", "stp_groups": "node"}
HOST = "stp.acme.example"
SSLSCAN = (
    f"Testing SSL server {HOST} on port 443 using SNI name {HOST}\n\n  SSL/TLS Protocols:\n"
    "SSLv3     disabled\nTLSv1.0   enabled\nTLSv1.2   enabled\n"
)
TESTSSL = (
    " Start 2016-10-13 09:01:56        -->> 10.0.0.7:443 (stp.acme.example) <<--\n\n"
    " TLS 1      not offered\n TLS 1.2    offered (OK)\n"
)
QUALYS = "SSL Report: stp.acme.example (10.0.0.7)\nTLS 1.2\tYes\nTLS 1.0\tNo\n"
REFUSED = (
    f"$ openssl s_client -connect {HOST}:443 -tls1\nCONNECTED(00000003)\n"
    "140735:error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:s3_pkt.c:1472:SSL alert number 70\n"
)


def checks(folder: Path, name: str, text: str) -> dict[str, CheckReport]:
    files = Scenario("checks", "look-alike", (Fault("-", PROXY, lambda _: None, STRICT),), ()).files()
    for path, data in {**files, name: text.encode()}.items():
        if path != "EXPECTED.yaml":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    analysis = loganalyzer.analyze(folder)
    found = analysis.configuration.checks
    assert ("disagree with the configuration" in to_markdown(analysis)) == any(not one.agrees for one in found)
    return {one.outside: one for one in found}


def test_a_scan_that_finds_an_old_version_disagrees_and_names_both_places(tmp_path: Path) -> None:
    found = checks(tmp_path, "scan.txt", SSLSCAN)
    assert {said: one.agrees for said, one in found.items()} == {
        "SSLv3 refused": True,
        "TLSv1 accepted": False,
        "TLSv1.2 accepted": True,
    }
    one = found["TLSv1 accepted"]
    assert (one.process, one.port, one.file, one.line) == ("stCell\\stpNode\\was_stpProxy", 443, "scan.txt", 5)
    assert 'sslProtocol="TLSv1.2" enables TLSv1.2' in one.configured
    written = (tmp_path / one.config_file).read_text(encoding="utf-8").splitlines()
    assert "repertoire" in written[(one.config_line or 0) - 1] or "setting" in written[(one.config_line or 0) - 1]


@pytest.mark.parametrize("text", [TESTSSL, QUALYS], ids=["testssl.sh", "SSL Labs"])
def test_scans_that_agree(text: str, tmp_path: Path) -> None:
    found = checks(tmp_path, "scan.txt", text)
    assert {said: one.agrees for said, one in found.items()} == {"TLSv1 refused": True, "TLSv1.2 accepted": True}


def test_a_refused_s_client_speaks_about_the_version_it_offered(tmp_path: Path) -> None:
    assert {said: one.agrees for said, one in checks(tmp_path, "check.txt", REFUSED).items()} == {"TLSv1 refused": True}


def test_a_port_of_nobody_is_not_compared(tmp_path: Path) -> None:
    assert checks(tmp_path, "check.txt", REFUSED.replace(":443", ":44300")) == {}


@pytest.mark.parametrize(("alias", "agrees"), [("default", True), ("other", False)])
def test_a_key_store_listing_has_the_configured_alias_or_not(alias: str, agrees: bool, tmp_path: Path) -> None:
    listing = (
        "$ keytool -list -v -storetype PKCS12 -keystore /opt/was/profiles/stp/config/cells/stCell/nodes/stpNode/key.p12\n"
        "Keystore type: PKCS12\n\nYour keystore contains 1 entry\n\n"
        f"Alias name: {alias}\nCreation date: Oct 1, 2014\nEntry type: PrivateKeyEntry\nCertificate chain length: 1\n"
        "Certificate[1]:\nOwner: CN=stp.acme.example\nIssuer: CN=Root\n"
    )
    found = [one for one in checks(tmp_path, "keytool.txt", listing).values() if one.kind == "key alias"]
    assert [one.agrees for one in found] == [agrees]


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("DHE-RSA-AES128-SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"),
        ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("RC4-MD5", "TLS_RSA_WITH_RC4_128_MD5"),
        ("SSL_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
        ("Unknown", None),
    ],
)
def test_suites_under_their_standard_names(name: str, standard: str | None) -> None:
    """The pairs are those of ``openssl ciphers -stdname``."""
    assert from_openssl(name) == standard
