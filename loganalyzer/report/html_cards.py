"""Diagnoses as the report's cards: the evidence sorted for and against, each item with the link to what it cites."""

from __future__ import annotations

from msgspec import Struct

from loganalyzer.analysis.model import Analysis, Diagnosis, EvidenceItem
from loganalyzer.report import overview
from loganalyzer.report.html_records import Records
from loganalyzer.report.text import place

_EVIDENCE = 40


class Proof(Struct, frozen=True):
    """An evidence item with the link to what it cites."""

    item: EvidenceItem
    where: str
    target: str | None


class Card(Struct, frozen=True):
    """A diagnosis with its evidence sorted for and against."""

    anchor: str
    number: int
    diagnosis: Diagnosis
    supporting: tuple[Proof, ...]
    opposing: tuple[Proof, ...]
    more: int
    follows: tuple[str, str] | None


def cards(analysis: Analysis, records: Records, files: dict[str, str]) -> tuple[Card, ...]:
    """All diagnoses as ranked; those of one verdict are picked by the template."""
    first = {d.cause: (f"d{number}", d.title) for number, d in reversed(list(enumerate(analysis.diagnoses, start=1)))}
    return tuple(_card(number, d, first, records, files) for number, d in enumerate(analysis.diagnoses, start=1))


def _card(
    number: int, diagnosis: Diagnosis, first: dict[str, tuple[str, str]], records: Records, files: dict[str, str]
) -> Card:
    shown = overview.best_evidence(diagnosis.evidence, _EVIDENCE)
    proofs = [Proof(item, _where(item), _target(item, records, files)) for item in shown]
    cause = diagnosis.consequence_of
    return Card(
        f"d{number}",
        number,
        diagnosis,
        tuple(proof for proof in proofs if proof.item.supports),
        tuple(proof for proof in proofs if not proof.item.supports),
        len(diagnosis.evidence) - len(shown),
        None if cause is None else first.get(cause, ("", cause)),
    )


def _where(item: EvidenceItem) -> str:
    return (
        place(item) or {"absence": "stated absence", "config": "configuration", "log": "the logs together"}[item.kind]
    )


def _target(item: EvidenceItem, records: Records, files: dict[str, str]) -> str | None:
    if not item.file:
        return None
    return records.anchor(item.file, item.line, item.path) or files.get(item.file)
