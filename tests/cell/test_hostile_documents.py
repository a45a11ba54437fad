"""Documents that are malformed, cut, gigantic, bombed or foreign: each becomes a named problem, and its neighbours are read."""

from __future__ import annotations

import pytest

from loganalyzer.cell import Cell, CellReading, read_cells
from loganalyzer.cell.documents import MAX_BYTES
from tests.tls.cells import big_cell

MASTER = "b/Dmgr01/config/cells/big"
COPY = "b/node00/profile/config/cells/big"
GOOD = {
    "security.xml": big_cell(1, 1)[f"{MASTER}/security.xml"],
    "nodes/node00/serverindex.xml": big_cell(1, 1)[f"{MASTER}/nodes/node00/serverindex.xml"],
    "nodes/node00/servers/server00_00/server.xml": (
        b'<process:Server xmlns:process="http://www.ibm.com/x" name="server00_00">\n'
        + b"<services><chains/></services>\n" * 9
        + b"</process:Server>"
    ),
    "coregroups/DefaultCoreGroup/coregroup.xml": (
        b'<coregroup:CoreGroup xmlns:coregroup="http://www.ibm.com/x" name="DefaultCoreGroup">\n'
        + b"<coreGroupServers/>\n" * 9
        + b"</coregroup:CoreGroup>"
    ),
    "wim/config/wimconfig.xml": (
        b'<sdo:datagraph xmlns:sdo="commonj.sdo">\n' + b'<config:repositories id="a"/>\n' * 9 + b"</sdo:datagraph>"
    ),
}


def bombed(data: bytes) -> bytes:
    rounds = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{rounds}]>'.encode() + data


def outside(data: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + data.replace(
        b">", b">&f;", 1
    )


def cut(data: bytes) -> bytes:
    return data[: data.rindex(b"<", 0, len(data) * 2 // 3) + 3]


def deep(data: bytes) -> bytes:
    return data.replace(b">", b">" + b"<a>" * 5000, 1)


SPOILT = {
    "no xml at all": (lambda _: b"this is not XML", "not an XML document"),
    "nothing": (lambda _: b"", "not an XML document"),
    "binary": (lambda _: bytes(range(256)) * 9, ""),
    "an entity bomb": (bombed, "declares a document type or entities"),
    "an outside entity": (outside, "declares a document type or entities"),
    "an undeclared entity": (lambda data: data.replace(b'="', b'="&nothing;', 1), "refers to entities"),
    "cut in the middle of a tag": (cut, "truncated"),
    "nested without end": (deep, "depth"),
    "gigantic": (lambda data: data + b" " * MAX_BYTES, "larger than"),
    "an unknown encoding": (lambda data: b'<?xml version="1.0" encoding="utf-7"?>' + data, "unknown encoding"),
}


def read(path: str, data: bytes) -> CellReading:
    """The deployment manager's tree with one document spoilt, and a whole copy of a node beside it."""
    files = {f"{MASTER}/{name}": good for name, good in GOOD.items()}
    files[f"{MASTER}/nodes/man/serverindex.xml"] = big_cell(1, 1)[f"{MASTER}/nodes/man/serverindex.xml"]
    files[f"{MASTER}/nodes/man/servers/dmgr/server.xml"] = b'<process:Server name="dmgr"/>'
    files |= {f"{COPY}/{name}": good for name, good in GOOD.items()}
    return read_cells({**files, f"{MASTER}/{path}": data})


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("path", GOOD)
def test_one_bad_document_is_named_and_costs_no_other(path: str, how: str) -> None:
    spoil, told = SPOILT[how]
    data = spoil(GOOD[path])
    reading = read(path, data)
    (cell,) = reading.cells
    reasons = [why for where, why in reading.problems if where == f"{MASTER}/{path}"]
    assert any(told in why for why in reasons), reasons
    assert [where for where, _ in reading.problems if not where.endswith(path)] == []
    copy = cell.copy_of("node00")
    assert copy is not None
    assert copy.security is not None
    assert len(copy.security.ssl_configurations) == 3


@pytest.mark.parametrize("path", ["security.xml", "nodes/node00/serverindex.xml"])
def test_a_foreign_namespace_is_told_and_read_all_the_same(path: str) -> None:
    reading = read(path, GOOD[path].replace(b"http://www.ibm.com/x", b"http://evil.example/schema"))
    assert [why for _, why in reading.problems if "'http://evil.example/schema', not WebSphere's" in why]
    assert reading.cells[0].master is not None
    assert reading.cells[0].master.security is not None


@pytest.mark.parametrize("path", ["security.xml", "nodes/node00/serverindex.xml"])
def test_another_root_is_refused(path: str) -> None:
    assert [why for _, why in read(path, b"<other/>").problems if "its root is <other>" in why]


def faults(old: bytes, new: bytes) -> list[tuple[str, str]]:
    good = GOOD["security.xml"]
    assert old in good
    (cell,) = read("security.xml", good.replace(old, new, 1)).cells
    assert isinstance(cell, Cell)
    assert cell.master is not None
    assert cell.master.security is not None
    return [(fault.kind, fault.text) for fault in cell.master.security.faults if "Store" not in fault.text]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            b'sslConfig="SSLConfig_10"',
            b'sslConfig="SSLConfig_77"',
            "sslConfigGroups node00: sslConfig names SSLConfig_77",
        ),
        (
            b'managementScope="ManagementScope_10"',
            b'managementScope="ManagementScope_9"',
            "managementScope names ManagementScope_9",
        ),
        (b'defaultSSLSettings="SSLConfig_1"', b'defaultSSLSettings="Gone"', "defaultSSLSettings names Gone"),
    ],
)
def test_a_reference_that_leads_nowhere_is_a_fault(old: bytes, new: bytes, text: str) -> None:
    (found,) = faults(old, new)
    assert found[0] == "dangling reference"
    assert text in found[1]


def test_an_id_that_occurs_twice_is_a_fault_and_the_first_counts() -> None:
    (found,) = faults(b'xmi:id="SSLConfig_2"', b'xmi:id="SSLConfig_1"')
    assert found[0] == "duplicate id"
    assert "repertoire CellDefaultSSLSettings" in found[1]
    assert "repertoire XDADefaultSSLSettings as well; the first counts" in found[1]


def test_a_sound_document_has_no_faults() -> None:
    assert faults(b"SSL_TLSv2", b"SSL_TLSv2") == []


def test_a_cut_document_is_not_blamed_for_what_was_cut_off() -> None:
    (cell,) = read("security.xml", cut(GOOD["security.xml"])).cells
    assert cell.master is not None
    assert cell.master.security is not None
    assert cell.master.security.faults == ()
