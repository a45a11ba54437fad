"""Predictions about certificates against real JVMs: key type, trust, validity, usage, client authentication, the texts of both ends.

Every JVM makes all pairs in memory, in one process; each outcome is compared with the channel that the model builds from the
same stores. What this cannot prove: IBM's own path validation, and IBM's key managers.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("cryptography")

from loganalyzer.cell import Place, SslConfiguration
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import Store, read_store
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.records import parts_of
from loganalyzer.tls import Channel, Party, Version, default_versions_off
from loganalyzer.tls.channels import SOAP
from loganalyzer.tls.java import Era
from loganalyzer.tls.keyring import Held
from loganalyzer.tls.proofs import Terms, prove
from tests.real.jvms import javas, levels
from tests.real.proof_stores import LEAVES, NOW, PASSWORD, TRUSTS, write

GCM = {
    "rsa": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "ec": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "plain": "TLS_RSA_WITH_AES_128_GCM_SHA256",
}
LISTS = (*GCM.values(), f"{GCM['ec']},{GCM['rsa']}")
VERSIONS = ("TLSv1.2", "TLSv1.3")
OLDEST = "11.0.5"
EMPTY_CHAIN = re.compile(r"Empty (?:client|server) certificate chain")


def line(
    client: str = "", client_trust: str = "root", server: str = "rsa", server_trust: str = "root", *,
    demanded: bool = False, versions: str = "TLSv1.2", suites: tuple[str, str] = ("", ""),
) -> str:  # fmt: skip
    keys = [f"k-{name}" if name else "" for name in (client, server)]
    told = [
        keys[0],
        f"t-{client_trust}",
        keys[1],
        f"t-{server_trust}",
        str(demanded).lower(),
        versions,
        versions,
        *suites,
    ]
    return "|".join(told)


PAIRS = [
    *(line(server=k, client_trust=t, versions=v) for k, t, v in product(LEAVES, TRUSTS, VERSIONS)),
    *(line(k, server_trust=t, demanded=True, versions=v) for k, t, v in product(["", *LEAVES], ("root", "both", "itself"), VERSIONS)),
    *(line(server=k, suites=(c, s)) for k, c, s in product(("rsa", "ec"), LISTS, LISTS)),
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    javac = shutil.which("javac")
    if javac is None:
        pytest.skip("javac is not installed")
    folder = write(tmp_path_factory.mktemp("proofs"))
    (folder / "off.properties").write_text("jdk.tls.disabledAlgorithms=\njdk.certpath.disabledAlgorithms=\n")
    source = str(Path(__file__).with_name("Proofs.java"))
    subprocess.run([javac, "--release", "11", "-d", str(folder), source], check=True, timeout=120)
    return folder


Outcomes = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def outcomes(place: Path) -> Callable[[str], Outcomes]:
    """Version of a Java -> what both ends of every pair got from it; made once."""

    @cache
    def made(version: str) -> Outcomes:
        return handshakes(version, place, [p for p in PAIRS if possible(version, p)], "off.properties")

    return made


def handshakes(version: str, place: Path, lines: list[str], properties: str | None) -> Outcomes:
    extra = [f"-Djava.security.properties={place / properties}"] if properties else []
    command = [javas()[version], *extra, "-cp", str(place), "Proofs", str(place), PASSWORD]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    rows = [row.split("\t") for row in done.stdout.splitlines()]
    return {row[0]: (_plain(row[1]), _plain(row[2])) for row in rows}


def _plain(text: str) -> str:
    """From Java 25 on, a message begins with the alert in brackets."""
    return re.sub(r"^\((?:\w+)\) ", "", text)


def possible(version: str, pair: str) -> bool:
    """The runtime of 11.0.5 comes without elliptic curves."""
    return version != OLDEST or not re.search(r"ec\b|ECDHE|itself", pair)


@cache
def _store(place: Path, name: str) -> Store:
    return read_store(f"{name}.p12", (place / f"{name}.p12").read_bytes(), [Secret(PASSWORD)])


def held(place: Path, name: str) -> Held | None:
    """A store as the model holds it; None for an end without one."""
    where = Place("security.xml", 1, "keyStores")
    store = _store(place, name) if name else Store("none.p12", "PKCS12")
    return Held(name or "none", f"{name}.p12", "PKCS12", "dmgr", where, store)


def channel(place: Path, pair: str, version: str) -> Channel:
    """The channel that the model builds from the same facts."""
    client, client_trust, server, server_trust, demanded, *rest = pair.split("|")
    ends = []
    for name, versions, suites in (("client", rest[0], rest[2]), ("server", rest[1], rest[3])):
        enabled = frozenset(v for word in versions.split(",") if (v := Version.from_text(word)) is not None)
        level = "CUSTOM" if suites else "HIGH"
        configuration = SslConfiguration(
            "c", "c", "s", None, level, tuple(suites.split(",")), demanded == "true", None, None, Place("f", 1, "p")
        )
        ends.append(Party(name, "n", enabled, is_new=True, configuration=configuration))
    named = not (version == OLDEST and rest[0] == "TLSv1.3")
    terms = Terms(NOW, "", "openjdk", names_authorities=named)
    proofs = [prove("server", held(place, server), None, held(place, client_trust), terms)]
    if demanded == "true":
        proofs.append(prove("client", held(place, client), None, held(place, server_trust), terms))
    return Channel(SOAP, "n", ends[0], ends[1], "PORT", "localhost", 1, proofs=tuple(proofs), dialect="openjdk")


ALERT = "Received fatal alert: {}"
VALIDITY = {"expired": "certificate_expired", "not-yet-valid": "bad_certificate"}


def expected(predicted: Channel, version: str) -> tuple[str, str]:
    """The texts of both ends: the model's, with the alerts that single releases send instead."""
    words, proof, tls_13 = predicted.wording, predicted.refused, predicted.version == Version.TLSV1_3
    if words is None:
        return (f"ok {predicted.version}",) * 2
    client, server = str(words.client_logs), str(words.server_logs)
    kind = proof.flaw.kind if proof and proof.flaw else ""
    if kind in VALIDITY and proof and proof.whose == "server" and version == OLDEST:
        server = ALERT.format("certificate_unknown")
    if kind in VALIDITY and proof and proof.whose == "server" and int(version.partition(".")[0]) >= 25:
        server = ALERT.format(VALIDITY[kind])
    if server == "Empty client certificate chain" and int(version.partition(".")[0]) >= 25:
        client = ALERT.format("certificate_required" if tls_13 else "handshake_failure")
    return client, server


def agrees(said: str, wanted: str) -> bool:
    """The same text; that of a missing certificate names the wrong end in older releases."""
    return said == wanted or (wanted.startswith("Empty client") and EMPTY_CHAIN.fullmatch(said) is not None)


@pytest.mark.parametrize("version", javas())
def test_every_pair_ends_as_predicted(outcomes: Callable[[str], Outcomes], place: Path, version: str) -> None:
    found = outcomes(version)
    assert len(found) >= 50
    wrong = []
    for pair, (at_client, at_server) in found.items():
        predicted = channel(place, pair, version)
        wanted = expected(predicted, version)
        fits = agrees(at_client, wanted[0]) and agrees(at_server, wanted[1])
        if not fits or (predicted.verdict == "ok") != at_server.startswith("ok"):
            wrong.append((pair, at_client, at_server, wanted))
    assert wrong == []


def test_enough_pairs_and_levels() -> None:
    assert len(PAIRS) >= 190
    if len(levels()) < 3:
        pytest.skip(f"only Java {', '.join(sorted(levels()))} is installed: sh scripts/peer-jvms.sh")
    assert OLDEST in javas()


@pytest.mark.parametrize("version", javas())
def test_versions_that_a_level_ships_disabled(place: Path, version: str) -> None:
    """Java 11.0.5 still speaks TLSv1, as IBM's before 8.0.6.30; the later ones do not, as IBM's from there on."""
    era = Era.E2 if version == OLDEST else Era.E3
    usable = {str(v) for v in set(Version) - {Version.SSLV3} - default_versions_off(era)}
    lines = [line(versions=v) for v in ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")]
    found = handshakes(version, place, lines, None)
    assert {pair.split("|")[5] for pair, (client, _) in found.items() if client.startswith("ok")} == usable
    refused = {client for client, _ in found.values() if not client.startswith("ok")}
    assert refused <= {"No appropriate protocol (protocol is disabled or cipher suites are inappropriate)"}


GENERAL = {"tls-handshake-failed", "tls-inbound-handshake-failed"}
RECORD = (
    "[3/4/24 10:15:02:117 UTC] 0000008e SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was "
    "denied or security settings have expired.  Exception is javax.net.ssl.SSLHandshakeException: {}"
)


def test_the_signatures_know_every_text(outcomes: Callable[[str], Outcomes]) -> None:
    """Each text as a WebSphere log would print it, and as Java 25 does, with the alert before it."""
    texts = {
        text
        for version in javas()
        for pair in outcomes(version).values()
        for text in pair
        if not text.startswith("ok ")
    }
    assert len(texts) >= 8
    signatures = load_signatures(())
    engine = Engine(signatures)
    unknown = []
    for text in sorted(texts) + [f"(certificate_unknown) {text}" for text in sorted(texts)]:
        data = RECORD.format(text).encode()
        found = engine.candidates(
            engine.literals_in(data), np.array([0], dtype=np.int64), np.array([len(data)], dtype=np.int64)
        )
        numbers = engine.wanted(int(found.sets[0])) if found.rows.size else ()
        ids = {signatures[one.signature].id for one in engine.confirm(*parts_of(data.decode()), numbers)}
        if not ids - GENERAL:
            unknown.append((text, ids))
    assert unknown == []
