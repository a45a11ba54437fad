"""Real output of openssl, keytool, sslscan and testssl.sh about key stores and listeners that the tests make, on loopback only."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loganalyzer.formats.facts import Fact
from loganalyzer.formats.registry import fact_format
from loganalyzer.records import LineCounts
from loganalyzer.tls.ciphers import from_openssl
from tests.real import tls_stores

LEAF, ROOT = "O = Example, CN = localhost", "O = Example, CN = Test Root"
Peer = Callable[[str], str]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The key stores, and their keys and chains as PEM."""
    keytool, openssl = shutil.which("keytool"), shutil.which("openssl")
    if keytool is None or openssl is None:
        pytest.skip("keytool or openssl is not installed")
    folder = tls_stores.make(keytool, tmp_path_factory.mktemp("stores"))
    for name in ("good", "expired"):
        command = [
            openssl,
            "pkcs12",
            "-in",
            f"{name}.p12",
            "-passin",
            f"pass:{tls_stores.PASSWORD}",
            "-nodes",
            "-nocerts",
        ]
        assert tls_stores.run([*command, "-out", f"{name}.key"], folder).returncode == 0
    return folder


@contextlib.contextmanager
def listener(openssl: str, place: Path, name: str, *options: str) -> Iterator[int]:
    """``openssl s_server`` on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-key", f"{name}.key", "-cert", f"{name}.pem"]
    server = subprocess.Popen(
        [*command, "-cert_chain", "ca.pem", "-www", *options],
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        server.kill()
        server.wait(10)


def _wait(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    pytest.fail("the listener did not start")


@contextlib.contextmanager
def plain_listener() -> Iterator[int]:
    """A port that answers one connection in plain text."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)

        def answer() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(512)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(server.getsockname()[1])
        thread.join(20)


def facts_of(text: str, claimed_by: str) -> list[Fact]:
    """Read with the format that claims the text; every line counted."""
    found = fact_format("check.txt", text[: 64 << 10])
    assert found is not None, text
    assert found.name == claimed_by
    counts, lines = LineCounts(), text.split("\n")
    facts = list(found.read(enumerate(lines, 1), counts))
    assert counts.records + counts.continuation + counts.header + counts.unparsed == len(lines)
    return facts


def check(fact: Fact, **wanted: str | None) -> None:
    """The fields that must, and (``None``) must not, be there."""
    assert {name: fact.fields.get(name) for name in wanted} == wanted, fact.fields


def connect(openssl: str, place: Path, port: int, *options: str) -> Fact:
    """The fact of one ``s_client`` run, with its command line above it as in a transcript."""
    command = [openssl, "s_client", "-connect", f"localhost:{port}", *options]
    text = "$ openssl " + " ".join(command[1:]) + "\n" + tls_stores.run(command, place).stdout
    (fact,) = facts_of(text, "openssl s_client")
    check(fact, host="localhost", port=str(port))
    assert "Master-Key" not in fact.text
    return fact


def test_s_client_of_a_good_listener(place: Path, peer: Peer) -> None:
    openssl = peer("openssl")
    with listener(openssl, place, "good") as port:
        for options, protocol in ((["-tls1_2", "-showcerts"], "TLSv1.2"), (["-tls1_3"], "TLSv1.3")):
            fact = connect(openssl, place, port, "-CAfile", "ca.pem", *options)
            check(
                fact, outcome="ok", protocol=protocol, verify_code="0", chain_length="2", error=None, last_issuer=ROOT
            )
            assert fact.fields["subjects"].replace("=", " = ").replace("  ", " ") == f"{LEAF}; {ROOT}"
            assert "GMT" in fact.fields["not_after"]
        check(connect(openssl, place, port), outcome="ok", verify_code="19")
        check(connect(openssl, place, port, "-brief"), outcome="ok")


def test_s_client_of_bad_listeners(place: Path, peer: Peer) -> None:
    openssl = peer("openssl")
    with listener(openssl, place, "good", "-tls1_2") as port:
        check(connect(openssl, place, port, "-tls1_3"), outcome="failed", alert="protocol_version", protocol=None)
    with listener(openssl, place, "expired") as port:
        check(connect(openssl, place, port, "-CAfile", "ca.pem"), outcome="ok", verify_code="10")
    with listener(openssl, place, "good", "-tls1_2", "-Verify", "1") as port:
        check(connect(openssl, place, port), outcome="failed", client_auth="requested", alert="handshake_failure")
    with plain_listener() as port:
        check(connect(openssl, place, port), outcome="failed", peer_certificate="none", verify_code=None)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    check(connect(openssl, place, port), outcome="failed", error="Connection refused")


def test_pkcs12_info(place: Path, peer: Peer) -> None:
    openssl = peer("openssl")
    export = [
        openssl,
        "pkcs12",
        "-export",
        "-inkey",
        "good.key",
        "-in",
        "good.pem",
        "-certfile",
        "ca.pem",
        "-name",
        "wild",
    ]
    ways: dict[str, list[str]] = {"modern": [], "legacy": ["-legacy"]}
    for encryption, options in ways.items():
        done = tls_stores.run([*export, "-passout", "pass:secret", "-out", "wild.p12", *options], place)
        assert done.returncode == 0, done.stdout
        show = [openssl, "pkcs12", "-in", "wild.p12", "-info", "-passin", "pass:secret", "-passout", "pass:x", *options]
        leaf, root, listing = facts_of(tls_stores.run(show, place).stdout, "openssl pkcs12 -info")
        check(leaf, friendly_name="wild", has_key="yes")
        check(root, friendly_name=None, has_key="no")
        check(listing, entries="2", keys="1", encryption=encryption, error=None)
    wrong = [openssl, "pkcs12", "-in", "good.p12", "-info", "-passin", "pass:wrong"]
    (listing,) = facts_of(tls_stores.run(wrong, place).stdout, "openssl pkcs12 -info")
    assert listing.fields["error"].startswith("Mac verify error")


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_keytool_list(place: Path, peer: Peer, language: str) -> None:
    options = [f"-J-Duser.language={language}", "-J-Dfile.encoding=UTF-8", "-J-Dstdout.encoding=UTF-8"]
    command = [peer("keytool"), *options, "-list", "-v", "-storepass", tls_stores.PASSWORD, "-keystore"]
    *entries, listing = facts_of(tls_stores.run([*command, "good.p12"], place).stdout, "keytool -list")
    by_alias = {fact.fields["alias"]: fact for fact in entries}
    check(by_alias["ca"], type="trustedCertEntry", has_key="no", subject="CN=Test Root, O=Example")
    check(by_alias["good"], type="PrivateKeyEntry", chain_length="2", chain_complete="yes", has_key="yes")
    check(by_alias["good"], subject="CN=localhost, O=Example", issuer="CN=Test Root, O=Example", key_size="2048")
    check(by_alias["good"], alternative_names="localhost, 127.0.0.1")
    assert {"not_before", "not_after", "signature_algorithm"} <= by_alias["good"].fields.keys()
    check(listing, entries="2", announced="2", format="pkcs12")


def test_keytool_with_a_wrong_password(place: Path, peer: Peer) -> None:
    command = [peer("keytool"), "-list", "-v", "-storepass", "wrong-one", "-keystore", "good.p12"]
    (listing,) = facts_of(tls_stores.run(command, place).stdout, "keytool -list")
    check(listing, error="java.io.IOException: keystore password was incorrect", entries="0", announced=None)


def test_keytool_short_list(place: Path, peer: Peer) -> None:
    command = [peer("keytool"), "-list", "-storepass", tls_stores.PASSWORD, "-keystore", "good.p12"]
    *entries, _ = facts_of(tls_stores.run(command, place).stdout, "keytool -list")
    assert {(fact.fields["alias"], fact.fields["has_key"]) for fact in entries} == {("ca", "no"), ("good", "yes")}


SCANS = {
    "sslscan": ["sslscan"],
    "testssl": ["testssl", "--color", "0", "--warnings", "batch", "--quiet", "-p", "-e", "--fast"],
}


@pytest.mark.parametrize("scanner", SCANS)
def test_scanners(place: Path, peer: Peer, scanner: str) -> None:
    openssl = peer("openssl")
    command = [peer(scanner), *SCANS[scanner][1:]]
    with listener(openssl, place, "good", "-no_tls1", "-no_tls1_1", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384") as port:
        facts = facts_of(tls_stores.run([*command, f"127.0.0.1:{port}"], place).stdout, "TLS scanner report")
    assert {fact.fields["port"] for fact in facts} == {str(port)}
    offered = {fact.fields["protocol"]: fact.fields["offered"] for fact in facts if fact.kind == "scanner-protocol"}
    wanted = {"SSLv3": "no", "TLSv1": "no", "TLSv1.1": "no", "TLSv1.2": "yes", "TLSv1.3": "yes"}
    assert {name: offered.get(name) for name in wanted} == wanted
    ciphers = {fact.fields["cipher"]: fact.fields["weak"] for fact in facts if fact.kind == "scanner-cipher"}
    assert ciphers["ECDHE-RSA-AES256-GCM-SHA384"] == "no"


def test_suite_names_of_openssl(peer: Peer, place: Path) -> None:
    """Every name of this OpenSSL that is understood at all gives the standard name that it prints beside it."""
    listed = tls_stores.run([peer("openssl"), "ciphers", "-stdname", "-v", "ALL:COMPLEMENTOFALL"], place).stdout
    pairs = [(words[2], words[0]) for line in listed.splitlines() if len(words := line.split()) > 3 and words[1] == "-"]
    understood = {name: standard for name, standard in pairs if from_openssl(name) is not None}
    assert {name: from_openssl(name) for name in understood} == understood
    exotic = re.compile("PSK|SRP|ARIA|GOST")
    assert {name for name, _ in pairs if not exotic.search(name)} == set(understood)
