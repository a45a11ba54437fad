"""Basic, advanced and Liberty layouts, every type letter, and what stands inside a record without being one."""

from __future__ import annotations

import pytest

from loganalyzer.formats.layouts import TYPE_LETTERS
from loganalyzer.matching.records import parts_of
from tests.formats.reading import read, record

SEVERITY = {"F": "errors", "E": "errors", "W": "warnings"}
LIBERTY = "com.ibm.ws.kernel.feature.internal.FeatureManager".ljust(60)
# (what stands behind the thread, name, letter). The advanced ones follow HpelAdvancedFormatter (log-formats 3.5).
LAYOUTS = [
    ("SSLHandshakeE E   SSLC0008E: x", "SSLHandshakeE", "E"),
    ("J2CBinding 3 com.ibm.ejs", "J2CBinding", "3"),
    ("osgiLog-12345 W   CWSS0001W: x", "osgiLog-12345", "W"),
    ("osgiLog-1234567 E   bundle x", "osgiLog-1234567", "E"),
    ("My App Log    W   low on y", "My App Log", "W"),
    ("Plan A Test   E   broken", "Plan A Test", "E"),
    ("com.acme.x    E   dots", "com.acme.x", "E"),
    ("受注サービス        W   CNTR0020E: 例外が発生しました。", "受注サービス", "W"),
    ("заказы        E   сбой", "заказы", "E"),
    (
        "E UOW= source=com.ibm.ws.ssl.core.WSX509TrustManager class=com.ibm.X method=check org=IBM prod=WebSphere"
        " component=Application Server thread=[WebContainer : 4]\n          CWPKI0022E: SSL HANDSHAKE FAILURE",
        "com.ibm.ws.ssl.core.WSX509TrustManager",
        "E",
    ),
    (
        "W UOW=1:2 source=com.acme.Log org=null prod=null component=null thread=[main]\n          x",
        "com.acme.Log",
        "W",
    ),
    (f"{LIBERTY} W CWWKF0011I: x", LIBERTY.strip(), "W"),
    (f"id=0a1b2c3d {LIBERTY} E CWWKF0011I: x", LIBERTY.strip(), "E"),
]


@pytest.mark.parametrize(("text", "name", "letter"), LAYOUTS, ids=[row[0][:30] for row in LAYOUTS])
def test_name_and_letter(text: str, name: str, letter: str) -> None:
    written = record(text=text)
    result = read(record() + written + record())
    assert [severity for _, _, severity in result.records] == ["others", SEVERITY.get(letter, "others"), "others"]
    assert result.texts[1] == written
    parts = parts_of(written)
    assert (parts.component, parts.level) == (name, letter)


@pytest.mark.parametrize("letter", TYPE_LETTERS)
@pytest.mark.parametrize("layout", ["WsServerImpl  {}   text", "{} UOW= source=com.ibm.X thread=[a]\n          text"])
def test_every_type_letter(letter: str, layout: str) -> None:
    written = record(text=layout.format(letter))
    assert read(written * 2).records[1][2] == SEVERITY.get(letter, "others")
    assert parts_of(written).level == letter


def test_a_type_letter_behind_arabic_digits() -> None:
    assert read(record("٠١/٠٣/١٨ ٠٨:٣٠:٠٥:٠٠٧ AST", text="Заказы сервис E   x") * 2).records[0][2] == "errors"


ENTRY = (
    "[10/12/16 10:37:31:278 BST] 000000ba TrustManager  >  checkServerTrusted Entry \n"
    "                                 CN=node.example.com\n"
    "\n"
    "[\n"
    "  Version: V3\n"
    "]\n"
    "                                 RSA\n"
)


def test_a_trace_entry_with_parameters_and_blank_lines_is_one_record() -> None:
    result = read(ENTRY + record(text="TrustManager  <  checkServerTrusted Exit "), "trace.log")
    assert (result.counts.records, result.counts.continuation, result.counts.suspect) == (2, 6, 0)
    assert parts_of(result.texts[0]).level == ">"


def system_err(*lines: str, thread: str = "00000095") -> str:
    return "".join(record("9/7/17 0:31:24:818 CST", thread, f"SystemErr     R {line}") for line in lines)


# Published: each line of the trace is stamped (log-formats 4).
TRACE = (
    "com.ibm.websphere.security.CustomRegistryException: the registry is down",
    "\tat com.ibm.ws.security.auth.ContextManagerImpl.runAs(ContextManagerImpl.java:5477)",
    "\tat com.ibm.ws.security.core.SecurityContext.runAsSystem(SecurityContext.java:255)",
    "Caused by: javax.naming.CommunicationException: ldap.example.com:636",
    "\tat com.sun.jndi.ldap.Connection.<init>(Connection.java:238)",
    "\t... 12 more",
)


def test_a_stack_trace_of_stamped_lines_is_one_record() -> None:
    result = read(system_err("starting", *TRACE, "done"), "SystemErr.log")
    assert [line for line, _, _ in result.records] == [1, 2, 8]
    assert result.texts[1] == system_err(*TRACE)
    assert (result.counts.records, result.counts.continuation) == (3, 5)
    text = parts_of(result.texts[1]).tail
    assert text.splitlines()[1:] == list(TRACE[1:])


def test_traces_of_two_threads_are_not_joined() -> None:
    """Their lines are interleaved, so only those that stand together are one record."""
    both = system_err(*TRACE[:2]) + system_err(*TRACE[:2], thread="00000096") + system_err(TRACE[2])
    assert [line for line, _, _ in read(both, "SystemErr.log").records] == [1, 3, 5]


def test_what_another_logger_prints_is_not_joined() -> None:
    text = record(text="SystemOut     O java.lang.X") + record(text="SystemOut     O \tat com.acme.X.y(X.java:1)")
    assert read(text + system_err(TRACE[1])).counts.records == 3


@pytest.mark.parametrize("size", [700, 1500, 4001])
def test_blocks_cut_no_trace(size: int) -> None:
    text = system_err(*TRACE) * 60
    result = read(text, "SystemErr.log", size=size)
    assert (result.counts.records, result.counts.continuation) == (60, 300)
    assert result.texts == [system_err(*TRACE)] * 60


def test_full_width_punctuation_and_nested_throwables() -> None:
    text = record(
        text="WsServerImpl  E   WSVR0009E: アプリケーション「注文」の開始中にエラーが発生しました：java.lang.X（原因不明）\n"
        "\tat a.b.c(D.java:1)\n---- Begin backtrace for Nested Throwables\n\njava.lang.Y\n\tat a.b.c(D.java:2)"
    )
    result = read(text + record(), "SystemOut.log")
    assert (result.counts.records, result.counts.continuation) == (2, 5)
    assert "アプリケーション「注文」" in result.texts[0]


def test_a_file_cut_in_the_middle_loses_only_what_is_cut() -> None:
    text = (record() + system_err(*TRACE) + record(text="SSLHandshakeE E   SSLC0008E: x")) * 300
    begin, end = text.index("SSLC0008E", 40_000), 61_003
    cut = read(text[begin:end])
    whole = sum(line.startswith("[") and " SystemErr     R \t" not in line for line in text[begin:end].split("\n")[1:])
    joined = text[begin:end].count("SystemErr     R Caused by")
    assert cut.counts.records == whole - joined
    assert cut.lines_add_up
    assert cut.counts.suspect == 0
