"""Findings quote names of nodes, servers and ports in sentences: after redaction none of them is left, and the cause stays."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from loganalyzer.redact.key import Key
from loganalyzer.redact.redactor import Redactor
from loganalyzer.redact.walk import redact_analysis, texts_of
from tests.analysis.conftest import sample

NAMES = ("stCell", "stpNode", "sipNode", "stDmgrNode", "SIPProxyRegistrar", "STProxyServer", "acme.example")


@pytest.mark.parametrize("name", ["sametime-as-published", "migrated-references"])
def test_no_name_of_the_cell_is_left_in_a_finding(name: str) -> None:
    analysis = sample(name)
    plain = analysis.configuration.findings
    assert any(known in text for text in texts_of(plain) for known in NAMES)
    shown = redact_analysis(analysis, Redactor(Key(b"k" * 32))).configuration.findings
    assert not [text for text in texts_of(shown) for known in NAMES if known in text]
    assert [(one.kind, one.cause, one.line) for one in shown] == [(one.kind, one.cause, one.line) for one in plain]


def test_a_server_that_is_called_like_a_cause_does_not_change_which_cause_is_named() -> None:
    analysis = sample("sametime-as-published")
    process = replace(analysis.processes[0], server="xda-ssl-settings-mismatch", node="unexplained")
    renamed = replace(analysis, processes=(process, *analysis.processes[1:]))
    (one,) = redact_analysis(renamed, Redactor(Key(b"k" * 32))).configuration.findings
    assert (one.kind, one.cause) == ("unexplained", "xda-ssl-settings-mismatch")
