"""All documents of a node's copy against the master's, the key stores among them, and how old each copy is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loganalyzer.analysis.model import Analysis, CopyReport, DriftReport
from loganalyzer.analysis.pipeline import analyze
from tools.samples import build

NODE = "stpNode"


@pytest.fixture
def drift(tmp_path: Path) -> Callable[[Callable[[Path], None] | None], Analysis]:
    """A synchronised cell; the files of one node's profile changed by hand."""

    def make(change: Callable[[Path], None] | None = None) -> Analysis:
        build("sametime-fixed", tmp_path, density=0.05)
        if change is not None:
            change(next((tmp_path / NODE / "profiles").iterdir()))
        return analyze(tmp_path)

    return make


def edit(profile: Path, name: str, old: str, new: str) -> None:
    for path in sorted(profile.rglob(name)):
        text = path.read_text()
        if old in text:
            path.write_text(text.replace(old, new, 1))
            return
    raise AssertionError(f"{old} in no {name}")


def rows(analysis: Analysis) -> list[DriftReport]:
    return [row for row in analysis.configuration.drift if row.node == NODE]


def copy_of(analysis: Analysis, holder: str) -> CopyReport:
    return next(c for c in analysis.configuration.copies if c.holder == holder)


def test_a_synchronised_cell_differs_nowhere(drift: Callable[..., Analysis]) -> None:
    analysis = drift()
    assert analysis.configuration.drift == ()
    assert [(c.differences, c.benign) for c in analysis.configuration.copies] == [(0, 0)] * 4
    assert copy_of(analysis, "dmgr").documents > copy_of(analysis, NODE).documents


@pytest.mark.parametrize(
    ("name", "old", "new", "setting", "values"),
    [
        ("security.xml", 'sslProtocol="TLSv1.2"', 'sslProtocol="SSL_TLS"',
         "NodeDefaultSSLSettings@(cell):stCell:(node):stpNode.sslProtocol", ("TLSv1.2", "SSL_TLS")),
        ("serverindex.xml", 'host="console.acme.example" port="8703"', 'host="console.acme.example" port="8879"',
         "dmgr.SOAP_CONNECTOR_ADDRESS", ("console.acme.example:8703", "console.acme.example:8879")),
        ("server.xml", "genericJvmArguments=\"", 'genericJvmArguments="-Dcom.ibm.jsse2.overrideDefaultTLS=true ',
         "JVM argument -Dcom.ibm.jsse2.overrideDefaultTLS", (None, "true")),
    ],
)  # fmt: skip
def test_a_setting_that_differs(
    drift: Callable[..., Analysis], name: str, old: str, new: str, setting: str, values: tuple[str | None, str]
) -> None:
    analysis = drift(lambda profile: edit(profile, name, old, new))
    (row,) = rows(analysis)
    assert (row.document, row.setting, row.kind) == (name, setting, "differs")
    assert (row.master, row.copy) == values
    assert copy_of(analysis, NODE).differences == 1


def test_white_space_is_benign(drift: Callable[..., Analysis]) -> None:
    analysis = drift(lambda profile: edit(profile, "security.xml", "<repertoire", "\n\n<repertoire"))
    (row,) = rows(analysis)
    assert (row.document, row.setting, row.kind) == ("security.xml", "(bytes)", "benign")
    assert (copy_of(analysis, NODE).differences, copy_of(analysis, NODE).benign) == (0, 1)


def test_ssl_client_props_is_told_apart(drift: Callable[..., Analysis]) -> None:
    analysis = drift(
        lambda p: edit(p, "ssl.client.props", "com.ibm.ssl.protocol=SSL_TLSv2", "com.ibm.ssl.protocol=SSL_TLS")
    )
    (row,) = rows(analysis)
    assert (row.document, row.kind, row.master, row.copy) == (
        "ssl.client.props",
        "not synchronised",
        "SSL_TLSv2",
        "SSL_TLS",
    )
    assert copy_of(analysis, NODE).differences == 0


def test_the_age_of_a_copy_comes_from_the_logs(drift: Callable[..., Analysis]) -> None:
    analysis = drift()
    master, node = copy_of(analysis, "dmgr"), copy_of(analysis, NODE)
    assert master.changed is not None
    assert node.synchronised is not None
    assert node.stale is False
    assert node.synchronised > master.changed


def test_key_stores_are_compared_by_their_certificates(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    from tests.cell.stocked import put, root, stock, truststore

    found = stock(tmp_path)
    put(found[NODE] / "config/cells/stCell/trust.p12", truststore(root("otherroot")))
    analysis = analyze(tmp_path)
    (row,) = rows(analysis)
    assert row.setting == "certificates of CellDefaultTrustStore"
    assert "CN=cellroot" in str(row.master)
    assert "CN=otherroot" in str(row.copy)
    assert {r.node for r in analysis.configuration.drift} == {NODE}
