"""Records confirmed together: the hits are those of records confirmed one by one."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.analysis import hit_notes, hits
from loganalyzer.analysis.scan import scan_member
from loganalyzer.bundle import Member
from loganalyzer.formats import sniff
from loganalyzer.matching import bulk
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.loader import load_signatures

ENGINE = Engine(load_signatures())
STACK = "\n\tat com.ibm.jsse2.av.a(av.java:{0})\n\tat com.ibm.jsse2.bk.unwrap(bk.java:178)"
# What a storm is made of: fields in one place, fields of several widths, a digit that an expression asks for, stacks.
TEXTS = (
    "SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have"
    " expired.  Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported"
    + STACK,
    "SSLHandshakeE E   SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have"
    " expired.  Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1.{1} not enabled or not supported",
    "SSLHandshakeE E   SSLC0008E: The SSL connection cannot be initialized from the 10.20.{1}.{0} host and {0} port on the remote"
    " client to the a.example.com host and 9443 port on the local server. Exception: javax.net.ssl.SSLHandshakeException: Client"
    " requested protocol TLSv1 is not enabled or supported in server context" + STACK,
    'ThreadMonitor W   WSVR0605W: Thread "WebContainer : {1}" (0000{0:04x}) has been active for {0} milliseconds and may be hung. '
    " There is/are {1} thread(s) in total in the server that may be hung.",
    "NodeSyncTask  A   ADMS0003I: The configuration synchronization completed successfully.",
    "NodeSyncTask  A   ADMS0003I: 構成の同期が正常に完了しました。 {0}",
    "DiscoveryMBea I   ADMD0023I: The system discovered process (name: nodeagent, type: NodeAgent, pid: {0})",
    "SystemOut     O room {0}: nothing to see",
)


def record(number: int, kind: int, value: int, small: int, end: str) -> str:
    text = TEXTS[kind].format(value, small).replace("\n", end)
    return f"[10/12/16 7:{number // 60 % 60:02d}:{number % 60:02d}:{number % 1000:03d} BST] {value:08x} {text}{end}"


RECORDS = st.lists(
    st.tuples(
        st.integers(0, len(TEXTS) - 1), st.integers(0, 12_000), st.integers(0, 3), st.sampled_from(["\n", "\r\n"])
    ),
    min_size=1,
    max_size=80,
)


def hits_of(data: bytes, block: int) -> list[tuple[object, ...]]:
    member = Member("SystemOut.log", len(data), lambda: io.BytesIO(data))
    found = scan_member(member, sniff("SystemOut.log", data), ENGINE, block).hits
    return [
        (signature, style, raw, line, dict(found.values[fields]), None if quote < 0 else found.quotes[quote])
        for signature, style, raw, line, fields, quote in found.rows()
    ]


@settings(max_examples=60, deadline=None)
@given(RECORDS, st.sampled_from([2 << 10, 8 << 20]), st.sampled_from([3, 1000]), st.sampled_from([1, 7, 6000]))
def test_together_or_one_by_one(
    records: list[tuple[int, int, int, str]], block: int, limit: int, together_from: int
) -> None:
    """In one chunk or in many, confirmed with the records of other chunks or without."""
    data = "".join(record(number, *one) for number, one in enumerate(records * 3)).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hit_notes, "QUOTES_PER_SIGNATURE", limit)
        patch.setattr(hit_notes, "VALUES_PER_SIGNATURE", 4 * limit)
        patch.setattr(hits, "_TOGETHER", together_from)
        together = hits_of(data, block)
        patch.setattr(bulk, "_ENOUGH", 1 << 30)
        assert together == hits_of(data, block)


def test_a_port_of_its_own_for_each_client_is_captured() -> None:
    """The expectation is written down here: 300 refusals, each with its client, and the protocol asked for."""
    data = "".join(record(number, 2, number, number % 4, "\n") for number in range(300)).encode()
    number = next(n for n, one in enumerate(ENGINE.signatures) if one.id == "tls-client-protocol-refused")
    found = [(line, fields) for signature, _, _, line, fields, _ in hits_of(data, 8 << 20) if signature == number]
    assert [line for line, _ in found] == list(range(1, 900, 3))
    asked = [(fields["client_host"], fields["client_port"], fields["protocol"]) for _, fields in found]  # type: ignore[index]
    assert asked == [(f"10.20.{n % 4}.{n}", str(n), "TLSv1") for n in range(300)]
