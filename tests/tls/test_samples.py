"""What ``tls show`` and ``tls what-if`` must say of every sample bundle.

The tables follow from the protocol table of the domain reference (2.2) and the channels of 1.9, worked out by hand from
what each bundle's description says was configured: SSL_TLS is 1.0 (nothing from Java 8.0.6.30 on), SSL_TLSv2 is 1.0 to 1.2
(1.2 from there on), TLSv1.2 is 1.2; the higher version both ends have is agreed on; XDADefaultSSLSettings governs the
deployment manager's end of the overlay, and both ends of the agent channel.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from loganalyzer.cell import Cell, config_kind, read_cells
from loganalyzer.report.tls_json import matrix
from loganalyzer.tls import Levels, channels
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.effects import outcome
from loganalyzer.tls.enforce import enforcing

SAMPLES = Path(__file__).parents[2] / "sample_logs"
OLD = Levels(only_java="8.0.3.0")
LEVELS = {
    "health-probe": Levels(java={("stpNode", ""): "8.0.6.26", ("stDmgrNode", ""): "8.0.6.26"}, only_java="8.0.3.0"),
    "java-disables-tlsv1": Levels(only_java="8.0.6.30"),
}
COLUMNS = "soap rmi file-transfer tools ipc overlay xd-agent dcs proxy sip clients".split()
WITHOUT_CONFIGURATION = {"sametime-logs-only"}

ALL_10 = """
meetNode    1.0  1.0  1.0  1.0  1.0  1.0~  1.0~  plain  1.0~  -      <1.0>
sipNode     1.0  1.0  1.0  1.0  1.0  1.0~  1.0~  plain  -     <1.0>  <1.0>
stDmgrNode  -    -    -    1.0  1.0  -     -     -      -     -      <1.0>
stpNode     1.0  1.0  1.0  1.0  1.0  1.0~  1.0~  plain  1.0~  -      <1.0>
"""
FIXED = """
meetNode    1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  1.2~  -          <1.0-1.2>
sipNode     1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  -     <1.0-1.2>  <1.0-1.2>
stDmgrNode  -    -    -    1.2  1.2  -     -     -      -     -          <1.0-1.2>
stpNode     1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  1.2~  -          <1.2>
"""
MATRICES = {
    "starting-cell": ALL_10,
    "healthy": ALL_10,
    "nodeagent-oom": ALL_10,
    "sametime-fixed": FIXED,
    "sametime-tls12": """
meetNode    1.2  1.2  1.2  1.2  1.2  1.0~   1.0~  plain  1.2~  -      <1.0-1.2>
sipNode     1.2  1.2  1.2  1.2  1.2  1.0~   1.0~  plain  -     <1.2>  <1.2>
stDmgrNode  -    -    -    1.2  1.2  -      -     -      -     -      <1.0-1.2>
stpNode     1.2  1.2  1.2  1.2  1.2  FAIL~  1.0~  plain  1.2~  -      <1.2>
""",
    "sametime-as-published": """
meetNode    1.2  1.2  1.2  1.2  1.2  1.0~  1.0~  plain  1.2~  -          <1.0-1.2>
sipNode     1.2  1.2  1.2  1.2  1.2  1.0~  1.0~  plain  -     <1.0-1.2>  <1.0-1.2>
stDmgrNode  -    -    -    1.2  1.2  -     -     -      -     -          <1.0-1.2>
stpNode     1.2  1.2  1.2  1.2  1.2  1.0~  1.0~  plain  1.2~  -          <1.0-1.2|1.2>
""",
    "health-probe": FIXED.replace("1.2~  -          <1.2>", "1.2~  -          <1.0-1.2>"),
    # The ports that server.xml names itself: STProxyServer is wider than its node, the registrar's SIP port stricter.
    "migrated-references": """
meetNode    1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  1.2~  -      <1.0-1.2>
sipNode     1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  -     <1.2>  <1.0-1.2>
stDmgrNode  -    -    -    1.2  1.2  -     -     -      -     -      <1.0-1.2>
stpNode     1.2  1.2  1.2  1.2  1.2  1.2~  1.2~  plain  1.2~  -      <1.0-1.2|1.2>
""",
    # The two stale nodes speak 1.0 by their own copies, the deployment manager 1.2; syncNode still works.
    "unsynchronised-nodes": """
meetNode    FAIL  FAIL  FAIL  1.0  1.0  1.0~  1.0~  plain  1.0~  -      <1.0>
sipNode     FAIL  FAIL  FAIL  1.0  1.0  1.0~  1.0~  plain  -     <1.0>  <1.0>
stDmgrNode  -     -     -     1.2  1.2  -     -     -      -     -      <1.2>
stpNode     1.2   1.2   1.2   1.2  1.2  1.2~  1.2~  plain  1.2~  -      <1.2>
""",
    "java-disables-tlsv1": """
meetNode    1.2  1.2  1.2  FAIL  FAIL  FAIL~  FAIL~  plain  1.2~  -      <1.2>
sipNode     1.2  1.2  1.2  1.2   1.2   FAIL~  FAIL~  plain  -     <1.2>  <1.2>
stDmgrNode  -    -    -    1.2   1.2   -      -      -      -     -      <1.2>
stpNode     1.2  1.2  1.2  1.2   1.2   FAIL~  FAIL~  plain  1.2~  -      <1.2>
""",
}

NODE, CELL = "(cell):stCell:(node):stpNode", "(cell):stCell"
STRICT = f"NodeDefaultSSLSettings@{NODE}.sslProtocol=TLSv1.2"
ASSIGNED = {f"{way}@{NODE}=NodeDefaultSSLSettings@{NODE}" for way in ("inbound", "outbound")}
XDA = f"XDADefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2"
ARTICLE = {
    STRICT,
    *ASSIGNED,
    XDA,
    f"CellDefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2",
    "ssl.client.props@stpNode=SSL_TLSv2",
}
# What --plan enforce=TLSv1.2 --on stpNode needs, and the (node, channel) that it heals.
PLANS: dict[str, tuple[set[str], set[tuple[str, str]]]] = {
    "starting-cell": (ARTICLE, set()),
    "healthy": (ARTICLE, set()),
    "nodeagent-oom": (ARTICLE, set()),
    "sametime-tls12": ({XDA}, {("stpNode", "overlay")}),
    "sametime-as-published": ({*ASSIGNED, XDA}, set()),
    "sametime-fixed": (set(), set()),
    "health-probe": ({STRICT, *ASSIGNED}, set()),
    "migrated-references": ({f"stpNode/DefaultSSLSettings@{CELL}.sslProtocol=TLSv1.2"}, set()),
    "unsynchronised-nodes": (
        set(),
        {(n, k) for n in ("meetNode", "sipNode") for k in ("soap", "rmi", "file-transfer")},
    ),
    "java-disables-tlsv1": (
        # SSL_TLSv2 is TLSv1.2 there: the node speaks nothing else already.
        {XDA, "ssl.client.props@meetNode=SSL_TLSv2"},
        {("meetNode", "tools"), ("meetNode", "ipc")}
        | {(n, k) for n in ("meetNode", "sipNode", "stpNode") for k in ("overlay", "xd-agent")},
    ),
}


@cache
def cell_of(name: str) -> Cell:
    root = SAMPLES / name
    files = {str(p.relative_to(root)): p for p in root.rglob("*") if p.is_file()}
    (cell,) = read_cells({p: f.read_bytes() for p, f in files.items() if config_kind(p) not in {None, "other"}}).cells
    return cell


def levels(name: str) -> Levels:
    return LEVELS.get(name, OLD)


def read(table: str) -> dict[str, dict[str, str]]:
    """A table of the test -> node -> kind -> text; the sets of one field in any order."""
    rows = (line.split() for line in table.strip().splitlines())
    return {row[0]: dict(zip(COLUMNS, map(in_order, row[1:]), strict=True)) for row in rows}


def in_order(text: str) -> str:
    return re.sub(r"<(.*)>", lambda m: f"<{'|'.join(sorted(m[1].split('|')))}>", text)


def test_every_sample_with_configuration_is_here() -> None:
    named = {path.parent.name for path in SAMPLES.glob("*/EXPECTED.yaml")}
    assert named == set(MATRICES) | WITHOUT_CONFIGURATION
    assert set(PLANS) == set(MATRICES)


@pytest.mark.parametrize("name", MATRICES)
def test_the_matrix(name: str) -> None:
    found = matrix(channels(cell_of(name), levels(name)))
    every = {node: {kind: in_order(row.get(kind, "-")) for kind in COLUMNS} for node, row in found.items()}
    assert every == read(MATRICES[name])


@pytest.mark.parametrize("name", PLANS)
def test_the_plan(name: str) -> None:
    needed, healed = PLANS[name]
    cell = cell_of(name)
    goal = enforcing(cell, levels(name), "TLSv1.2", "stpNode")
    assert {one.word for one in goal.planned if one.required} == needed
    found = outcome(cell, levels(name), parse_changes(cell, levels(name), [one.word for one in goal.planned]))
    assert not found.of("breaks")
    assert not found.of("stays broken")
    assert {(e.after.node, e.after.kind.id) for e in found.of("heals")} == healed


def test_synchronisation_alone_brings_the_stale_nodes_back() -> None:
    name = "unsynchronised-nodes"
    after = matrix(channels(cell_of(name), levels(name), "master"))
    assert {after[node][kind] for node in ("meetNode", "sipNode") for kind in ("soap", "rmi", "file-transfer")} == {
        "1.2"
    }
