"""Certificates in ``analyze``: what the bundle's stores hold, who serves them, who refuses them, and no password anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cryptography")

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options, analyze
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.redact import Key, Redactor, redact_analysis
from loganalyzer.report.json import to_json
from tests.cell.stocked import NODES, keystore, put, root, stock, truststore


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Analysis]:
    folder = tmp_path_factory.mktemp("healthy")
    stock(folder)
    return folder, analyze(folder)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """A node with another root in its trust store, and one whose store has another alias than the one configured."""
    folder = tmp_path_factory.mktemp("broken")
    found = stock(folder)
    put(found["stpNode"] / "config/cells/stCell/trust.p12", truststore(root("otherroot")))
    other = keystore("wildcard", "*.acme.example")
    put(found["stpNode"] / "config/cells/stCell/nodes/stpNode/key.p12", other)
    put(found["meetNode"] / "etc/trust.p12", truststore(root("otherroot"), password="another-one"))
    put(found["sipNode"] / "etc/trust.p12", truststore(root())[:200])
    return analyze(folder, Options(store_passwords=(Secret("unrelated"),)))


def test_every_store_is_read_and_listed(healthy: tuple[Path, Analysis]) -> None:
    folder, analysis = healthy
    stores = {p.relative_to(folder).as_posix() for p in folder.rglob("*.p12")}
    assert {f.path for f in analysis.bundle.files if f.kind == "keystore"} == stores
    assert {c.keystore for c in analysis.configuration.certificates} == stores
    assert not [s for s in analysis.bundle.skipped if s.path.endswith(".p12")]


def test_what_a_certificate_says(healthy: tuple[Path, Analysis]) -> None:
    found = healthy[1].configuration.certificates
    (one,) = [
        c
        for c in found
        if c.keystore.startswith("stpNode") and c.keystore.endswith("nodes/stpNode/key.p12") and c.has_key
    ]
    assert (one.names, one.alias, one.subject, one.issuer) == (
        ("NodeDefaultKeyStore",), "default", "CN=stpnode.acme.example", "CN=cellroot",
    )  # fmt: skip
    assert (one.validity, one.key, one.chain, one.usages) == ("valid", "RSA 2048", "complete (2)", None)
    assert "stCell\\stpNode\\was_stpProxy PROXY_HTTPS_ADDRESS" in one.served_by
    assert all("\\stpNode\\" in who for who in one.served_by)


def test_the_master_keeps_a_copy_that_nobody_serves_from(healthy: tuple[Path, Analysis]) -> None:
    copies = [
        c for c in healthy[1].configuration.certificates if c.keystore.endswith("nodes/stpNode/key.p12") and c.has_key
    ]
    assert {c.fingerprint for c in copies} == {copies[0].fingerprint}
    assert [bool(c.served_by) for c in sorted(copies, key=lambda c: c.keystore)] == [False, True]


def test_a_cell_in_which_everything_is_trusted_has_no_refusal(healthy: tuple[Path, Analysis]) -> None:
    assert healthy[1].configuration.certificate_refusals == ()


def test_a_missing_signer_and_a_missing_alias_break_the_right_channels(broken: Analysis) -> None:
    found = broken.configuration.certificate_refusals
    assert {one.kind for one in found} == {"untrusted", "absent"}
    for one in found:
        assert "\\stpNode\\" in one.initiator + one.listener or "stpNode" in one.initiator
    refusing = next(o for o in found if o.channel.startswith("soap") and o.initiator.endswith("nodeagent"))
    assert (refusing.kind, refusing.subject) == ("untrusted", "CN=cell.acme.example")
    assert str(refusing.trust_store).startswith("stpNode/")
    assert "CN=cellroot" in refusing.reason
    serving = next(o for o in found if o.channel.startswith("soap") and o.listener.endswith("nodeagent"))
    assert (serving.kind, serving.trust_store) == ("absent", None)
    assert "alias 'default'" in serving.reason
    rows = {(c.initiator, c.listener, c.name): c.predicted for c in broken.configuration.channels}
    assert rows[refusing.initiator, refusing.listener, refusing.channel].startswith("fails: the initiator refuses")


def test_a_store_that_stays_shut_is_skipped_with_one_line(broken: Analysis) -> None:
    told = {s.path: s.reason for s in broken.bundle.skipped if s.path.endswith("etc/trust.p12")}
    assert sorted(path.split("/")[0] for path in told) == ["meetNode", "sipNode"]
    for path, reason in told.items():
        assert ("passwords fits" if path.startswith("meetNode") else "truncated") in reason
        assert "\n" not in reason


def test_no_password_is_in_any_output(broken: Analysis, healthy: tuple[Path, Analysis]) -> None:
    for analysis in (broken, healthy[1]):
        text = to_json(analysis) + repr(analysis)
        for secret in ("WebAS", "CDo9Hgw", "unrelated", "another-one"):
            assert secret not in text


def test_passwords_come_from_the_environment_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = stock(tmp_path)
    put(found["meetNode"] / "etc/trust.p12", truststore(root("otherroot"), password="from-outside"))
    monkeypatch.setenv("LOGANALYZER_STORE_PASSWORD", "from-outside")
    analysis = analyze(tmp_path)
    assert [c.subject for c in analysis.configuration.certificates if c.keystore.startswith("meetNode") and "etc/trust" in c.keystore] == [
        "CN=otherroot"
    ]  # fmt: skip
    assert "from-outside" not in to_json(analysis)


def test_the_same_bundle_gives_the_same_bytes_and_no_trace_of_today(healthy: tuple[Path, Analysis]) -> None:
    folder, analysis = healthy
    assert to_json(analyze(folder, Options(workers=1))) == to_json(analysis)
    assert {c.validity for c in analysis.configuration.certificates} == {"valid"}  # it ended in 2017


def test_redaction_leaves_no_name_and_no_fingerprint(healthy: tuple[Path, Analysis]) -> None:
    shown = redact_analysis(healthy[1], Redactor(Key(b"k" * 32)))
    text = to_json(shown)
    for name in ("cellroot", "acme.example", *NODES):
        assert name not in text
    assert {c.fingerprint for c in shown.configuration.certificates} == {""}
    assert {c.key for c in shown.configuration.certificates} == {"RSA 2048"}
