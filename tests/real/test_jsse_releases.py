"""A cell of mixed releases: client and server on different OpenJDK releases, each with the list of disabled versions it ships.

``scripts/peer-jvms.sh`` brings the releases. 11.0.5 still allows TLSv1 and TLSv1.1; 11.0.13 and later disable them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from loganalyzer.tls import Version, negotiate
from loganalyzer.tls.wording import Side, wording
from tests.real.jvms import javas
from tests.real.proof_stores import PASSWORD, write
from tests.real.test_jsse_versions import told, words

OLD, DISABLED = "11.0.5", frozenset({Version.TLSV1, Version.TLSV1_1})
COUPLES = [(OLD, "21"), ("21", OLD), (OLD, "11.0.13"), ("17", OLD), ("21", "11.0.13")]
_10, _11, _12, _13 = Version.TLSV1, Version.TLSV1_1, Version.TLSV1_2, Version.TLSV1_3
STORES = {"server": "k-rsa.p12", "client": "t-root.p12"}
PAIRS = [
    ({_10, _11, _12}, {_10, _11, _12}),  # SSL_TLSv2 on both sides
    ({_10, _11, _12}, {_10}),  # against a configuration left at SSL_TLS
    ({_10}, {_10, _11, _12}),
    ({_10}, {_12}),
    ({_12}, {_10, _11}),
    ({_12}, {_12, _13}),
    ({_10, _11, _12, _13}, {_10, _11, _12, _13}),
    ({_13}, {_10, _12}),
]


def java_of(release: str) -> tuple[str, str]:
    """(full version, command) of a release that is here; skips where it is not."""
    found = next(((v, c) for v, c in sorted(javas().items()) if f"{v}.".startswith(f"{release}.")), None)
    if found is None:
        pytest.skip(f"no Java {release}; scripts/peer-jvms.sh brings it")
    return found


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    javac = shutil.which("javac")
    if javac is None:
        pytest.skip("javac is not installed")
    folder, here = tmp_path_factory.mktemp("classes"), Path(__file__).parent
    sources = [str(here / name) for name in ("VersionPairs.java", "OneSide.java")]
    subprocess.run([javac, "--release", "11", "-d", str(folder), *sources], check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and trust stores in the old encryption, which every release reads."""
    return write(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="module")
def started(classes: Path, stores: Path) -> Iterator[Callable[[str, str], subprocess.Popen[str]]]:
    """One end on a Java, started once for all couples; it ends with its input."""
    with ExitStack() as ends:

        @cache
        def start(java: str, role: str) -> subprocess.Popen[str]:
            command = [java, "-cp", str(classes), "OneSide", role, str(stores / STORES[role]), PASSWORD]
            return ends.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
            )

        yield start


def say(end: subprocess.Popen[str], line: str) -> None:
    assert end.stdin is not None
    end.stdin.write(f"{line}\n")
    end.stdin.flush()


def hear(end: subprocess.Popen[str]) -> str:
    assert end.stdout is not None
    return end.stdout.readline().rstrip("\n")


def wire_names(text: str) -> str:
    """Releases differ in how they print versions: 11.0.13 says TLS12 where 17 says TLSv1.2."""
    return re.sub(r"\bTLS1([0-3])\b", lambda found: str(Version.from_text(found[0])), text)


def usable(release: str, versions: set[Version]) -> frozenset[Version]:
    return frozenset(versions if release == OLD else versions - DISABLED)


@pytest.mark.parametrize(("initiator", "listener"), COUPLES)
def test_releases_of_both_kinds(
    started: Callable[[str, str], subprocess.Popen[str]], initiator: str, listener: str
) -> None:
    (_, java_client), (_, java_server) = java_of(initiator), java_of(listener)
    client, server = started(java_client, "client"), started(java_server, "server")
    for offered, accepted in PAIRS:
        say(server, words(frozenset(accepted)))
        say(client, f"{words(frozenset(offered))}|{hear(server)}")
        at_client, at_server = hear(client), hear(server)
        sides = [Side(usable(initiator, offered), True), Side(usable(listener, accepted), True)]
        result = negotiate(sides[0].versions, sides[1].versions, lists=True)
        said = wording(*sides, result)
        case = (words(frozenset(offered)), words(frozenset(accepted)), at_client, at_server, result)
        if said is None:
            assert (at_client, at_server) == (f"ok {result.version}",) * 2, case
            continue
        assert not at_client.startswith("ok")
        assert not at_server.startswith("ok")
        assert told(wire_names(at_client), wire_names(str(said.client_logs))), case
        assert told(wire_names(at_server), wire_names(str(said.server_logs))), case
