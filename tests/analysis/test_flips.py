"""The verdict follows the fact: each test changes one fact of a sample and expects what the domain document says of it."""

from __future__ import annotations

from collections.abc import Callable

from loganalyzer.analysis.model import Analysis
from tests.analysis.conftest import diagnosis, verdict

Variant = Callable[..., Analysis]
XDA = "xda-ssl-settings-mismatch"
STRICT = "strict-server-old-client"


def test_the_small_variant_itself_confirms_both(variant: Variant) -> None:
    analysis = variant("sametime-tls12")
    assert (verdict(analysis, XDA), verdict(analysis, STRICT)) == ("confirmed", "confirmed")


def test_xda_label_aligned_rules_xda_out(variant: Variant) -> None:
    analysis = variant("sametime-tls12", xda_label="SSL_TLSv2")
    assert verdict(analysis, XDA) == "ruled-out"


def test_node_label_that_overlaps_leaves_only_a_field_report(variant: Variant) -> None:
    found = diagnosis(variant("sametime-tls12", stp_node_label="SSL_TLSv2"), XDA)
    assert found.verdict in {"likely", "possible"}
    assert "disagree" in found.summary


def test_groups_as_published_do_not_compute_a_mismatch(variant: Variant) -> None:
    found = diagnosis(variant("sametime-tls12", stp_groups="server"), XDA)
    assert found.verdict == "likely"
    assert "disagree" in found.summary


def test_without_security_xml_nothing_about_settings_is_confirmed(variant: Variant) -> None:
    analysis = variant("sametime-tls12", with_config=False)
    assert (verdict(analysis, XDA), verdict(analysis, STRICT)) == ("likely", "likely")
    assert any("security.xml" in item.what for item in analysis.missing_evidence)


def test_a_process_that_keeps_its_pid_does_not_restart(variant: Variant) -> None:
    analysis = variant("nodeagent-oom", new_pid_on_restart=False)
    assert verdict(analysis, "node-agent-restarting") in {"ruled-out", "not mentioned"}


def test_new_pids_rule_xda_out(variant: Variant) -> None:
    analysis = variant("nodeagent-oom")
    assert verdict(analysis, XDA) == "ruled-out"
    assert diagnosis(analysis, "node-agent-restarting").consequence_of == "out-of-memory"


def test_java_that_disables_tlsv1_empties_the_xda_label(variant: Variant) -> None:
    analysis = variant("sametime-tls12", java_level="8.0.6.30")
    found = diagnosis(analysis, XDA)
    assert found.verdict == "confirmed"
    assert any("no version at all" in item.text for item in found.evidence if item.kind == "config")


def test_stale_copy_on_the_node_is_named_and_keeps_xda_open(variant: Variant) -> None:
    analysis = variant("sametime-tls12", node_copy={"stpNode": {"stp_node_label": "SSL_TLSv2"}})
    assert verdict(analysis, "node-not-synchronised") in {"likely", "confirmed"}
    assert verdict(analysis, XDA) != "confirmed"
    assert [row.node for row in analysis.configuration.drift] == ["stpNode"]


def test_certificate_exceptions_are_no_protocol_mismatch(variant: Variant) -> None:
    text = "javax.net.ssl.SSLHandshakeException: null cert chain"
    analysis = variant("sametime-tls12", exception_text=text, client_exception_text=text, peer_exception_text=text)
    assert verdict(analysis, XDA) in {"possible", "ruled-out"}
    assert verdict(analysis, STRICT) == "not mentioned"


def test_irregular_rare_plain_text_is_a_scan(variant: Variant) -> None:
    assert verdict(variant("health-probe"), "plaintext-on-tls-port") == "confirmed"
    quiet = variant("health-probe", probe_seconds=40_000.0)
    assert verdict(quiet, "plaintext-on-tls-port") in {"ruled-out", "possible"}


def test_refused_clients_need_a_strict_listener(variant: Variant) -> None:
    analysis = variant("sametime-tls12", sip_server_label=None)
    assert (
        verdict(analysis, STRICT) in {"not mentioned", "ruled-out"} or diagnosis(analysis, STRICT).consequence_of == XDA
    )


def test_stale_copy_with_failing_sync_is_confirmed(variant: Variant) -> None:
    analysis = variant("sametime-tls12", sync_fails=["stpNode"], node_copy={"stpNode": {"stp_node_label": "SSL_TLSv2"}})
    assert verdict(analysis, "node-not-synchronised") in {"likely", "confirmed"}
