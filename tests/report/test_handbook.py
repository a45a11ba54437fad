"""The reference of what the tool knows: complete, linked, and readable for somebody who did not write it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from loganalyzer.diagnosis.handbook import Handbook, load_handbook
from loganalyzer.diagnosis.sources import load_sources
from loganalyzer.matching.loader import load_signatures
from loganalyzer.report.handbook import cause_text, handbook_markdown, provenance_table, signature_text
from tests.cli.inside import run


@cache
def handbook() -> Handbook:
    return load_handbook()


def shown(name: str) -> str:
    return signature_text(handbook().signatures[name], handbook())


def test_every_cause_and_signature_has_one_section() -> None:
    lines = handbook_markdown(handbook()).splitlines()
    ids = [line.split("`")[1] for line in lines if line.startswith("`") and not line.startswith("```")]
    assert sorted(ids) == sorted([*handbook().signatures, *handbook().causes])


def test_a_signature_is_explained_with_its_uses_and_confusions() -> None:
    text = shown("keystore-not-loaded")
    assert "CWPKI0033E" in text
    assert "that is certificate-in-store-expired" in " ".join(text.split())
    assert "(keystore-missing): its symptom" in text
    assert "more precise: keystore-password-wrong" in text
    assert "https://github.com/OpenLiberty/open-liberty" in text


def test_a_general_signature_names_those_it_keeps_off_from() -> None:
    text = shown("tls-handshake-failed-other")
    assert "none of tls-client-protocol-refused" in text
    assert "Client requested protocol" not in text.partition("Recognised by")[2].partition("Looks like")[0]


def test_a_fact_is_explained_without_conditions() -> None:
    assert "pause_ms" in shown("gc-long-pause")


def test_no_line_is_wider_than_a_terminal_except_for_what_cannot_be_broken() -> None:
    everything = [signature_text(one, handbook()) for one in handbook().signatures.values()]
    everything += [cause_text(one, handbook()) for one in handbook().causes.values()]
    wide = [line for text in everything for line in text.splitlines() if len(line) > 100 and " " in line.strip("- ")]
    assert wide == []


def test_a_cause_shows_what_to_do() -> None:
    text = cause_text(handbook().causes["strict-server-old-client"], handbook())
    assert "Fix, in this order" in text
    assert "Verify" in text
    assert "Java fix pack disabled TLSv1/TLSv1.1" in text


def test_the_provenance_adds_up() -> None:
    rows = [line.split() for line in provenance_table(handbook()).splitlines()]
    counts = {row[0]: int(row[1]) for row in rows}
    assert counts["real-line"] + counts["documented"] + counts["expert"] == counts["together"] == len(load_signatures())
    assert counts["expert"] < counts["documented"]


def test_what_rests_on_a_line_or_a_document_names_it() -> None:
    assert not [one.id for one in load_signatures() if one.provenance != "expert" and not one.references]


def test_every_source_is_used() -> None:
    entries = [*handbook().signatures.values(), *handbook().causes.values()]
    used = {reference for one in entries for reference in one.references}
    assert [tag for tag in load_sources() if tag not in used] == []


def test_the_verbs_print_them() -> None:
    assert run("signatures", "list", "--markdown").stdout.decode() == handbook_markdown(handbook())
    assert b"Weighed for" in run("signatures", "show", "server-open").stdout
    assert b"Fix, in this order" in run("signatures", "show", "dmgr-down").stdout
    assert b"together" in run("signatures", "list", "--provenance").stdout


def test_an_unknown_reference_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "- id: mine-own\n  title: Mine\n  family: admin\n  severity: info\n  match: {ids: [MINE0001I]}\n"
        "  provenance: documented\n  meaning: Something of mine.\n  references: [S999]\n"
        "  examples: {match: [{record: 'MINE0001I: x'}], miss: [{record: 'MINE0002I: x'}]}\n",
        encoding="utf-8",
    )
    result = run("signatures", "lint", "--signatures", tmp_path)
    assert (result.returncode, result.stderr.decode().split(": ")[0]) == (2, f"{tmp_path}/mine.yaml:1:3")
    assert "S999" in result.stderr.decode()


@pytest.mark.parametrize("name", ["", "nobody", "tls"])
def test_what_is_not_known_is_said(name: str) -> None:
    assert run("signatures", "show", name).returncode == 2
