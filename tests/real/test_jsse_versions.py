"""Predictions against real handshakes of OpenJDK on loopback: every pair of version sets, and cipher suites.

The JDK 11 generation decides here, with ``jdk.tls.disabledAlgorithms`` emptied. What this cannot prove: IBM's labels, the
texts of IBM's legacy JSSE2, and that IBM's newer one follows the JDK.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from loganalyzer.tls import Version, negotiate
from loganalyzer.tls.ciphers import suite, with_suites
from loganalyzer.tls.wording import Side, wording

PASSWORD = "changeit"
ALL = (Version.TLSV1, Version.TLSV1_1, Version.TLSV1_2, Version.TLSV1_3)
SETS = [frozenset(found) for size in range(5) for found in combinations(ALL, size)]
GCM, CBC, EC = (
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
)
RESET = ("Connection reset", "Broken pipe", "Software caused connection abort")

Handshakes = Callable[[list[str]], dict[str, tuple[str, str]]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jsse")
    pytest.importorskip("cryptography")
    from tests.cell.certificates import certificate, key, p12

    own = key()
    (folder / "key.p12").write_bytes(p12("own", own, fresh(certificate, own), password=PASSWORD))
    (folder / "off.properties").write_text("jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\n")
    return folder


def fresh(make: Callable[..., object], own: object) -> object:
    """A certificate that is valid today."""
    from datetime import UTC, datetime, timedelta

    import tests.cell.certificates as made

    made.START, made.END = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=30)
    return make("localhost", own)


@pytest.fixture
def handshakes(peer: Callable[[str], str], store: Path) -> Handshakes:
    """One JVM for many handshakes: input line -> (what the client got, what the server got)."""
    java = peer("java")

    def run(lines: list[str]) -> dict[str, tuple[str, str]]:
        command = [java, f"-Djava.security.properties={store / 'off.properties'}", str(Path(__file__).with_name("VersionPairs.java")),
                   str(store / "key.p12"), PASSWORD]  # fmt: skip
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        return {row[0]: (row[1], row[2]) for row in rows}

    return run


def words(versions: frozenset[Version]) -> str:
    return ",".join(map(str, sorted(versions)))


def told(said: str, expected: str) -> bool:
    """A side that is cut off may see the reset before the alert."""
    return said == expected or said in RESET


def test_every_pair_of_version_sets(handshakes: Handshakes) -> None:
    pairs = [(client, server) for client in SETS for server in SETS]
    found = handshakes([f"{words(client)}|{words(server)}||" for client, server in pairs])
    assert len(found) == len(pairs) == 256
    for client, server in pairs:
        at_client, at_server = found[f"{words(client)}|{words(server)}||"]
        result = negotiate(client, server, lists=True)
        said = wording(Side(client, True), Side(server, True), result)
        if said is None:
            assert (at_client, at_server) == (f"ok {result.version}",) * 2
            continue
        assert told(at_client, str(said.client_logs)), (client, server, at_client)
        assert told(at_server, str(said.server_logs)), (client, server, at_server)


@pytest.mark.parametrize(
    ("client", "server"), [(GCM, GCM), (GCM, CBC), (CBC, f"{GCM},{CBC}"), (EC, EC), (f"{CBC},{GCM}", GCM)]
)
@pytest.mark.parametrize("versions", [SETS[-1], frozenset(ALL[:3]), frozenset(ALL[:1])], ids=words)
def test_cipher_suites(handshakes: Handshakes, versions: frozenset[Version], client: str, server: str) -> None:
    lists = [[s for name in side.split(",") if (s := suite(name)) is not None] for side in (client, server)]
    line = f"{words(versions)}|{words(versions)}|{client}|{server}"
    at_client, at_server = handshakes([line])[line]
    sets = [with_suites(versions, suites) for suites in lists]
    result = negotiate(*sets, lists=True)
    # The key is RSA: a suite that wants an EC certificate is as good as none at the server.
    shared = {s.name for s in lists[0] if result.version in s.versions and s.key == "RSA"} & {s.name for s in lists[1]}
    if result.outcome == "ok" and shared:
        assert at_client == at_server == f"ok {result.version}"
    elif result.outcome == "ok":
        assert (at_client, at_server) == ("Received fatal alert: handshake_failure", "no cipher suites in common")
    else:
        said = wording(Side(sets[0], True), Side(sets[1], True), result)
        assert said is not None
        assert told(at_client, str(said.client_logs))
        assert told(at_server, str(said.server_logs))


@pytest.mark.parametrize("kind", ["PKCS12", "JKS", "JCEKS"])
def test_a_store_of_keytool_with_two_keys_shows_two(peer: Callable[[str], str], tmp_path: Path, kind: str) -> None:
    from loganalyzer.cell.store_passwords import Secret
    from loganalyzer.cell.stores import read_store

    keytool, target = peer("keytool"), tmp_path / f"key.{'p12' if kind == 'PKCS12' else kind.lower()}"
    for alias in ("default", "wildcard_acme"):
        command = [keytool, "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", f"CN={alias}", "-keystore", str(target),
                   "-storetype", kind, "-storepass", PASSWORD, "-keypass", PASSWORD]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    store = read_store(target.name, target.read_bytes(), [Secret("wrong"), Secret(PASSWORD)])
    assert {(e.alias, e.has_key) for e in store.entries} == {("default", True), ("wildcard_acme", True)}
    assert (store.problem, store.remark) == (None, None)
