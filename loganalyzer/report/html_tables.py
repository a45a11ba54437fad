"""Rows of the report's tables that are more than a list of the model: who shakes hands with whom, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from loganalyzer.analysis.model import Analysis, ChannelReport, Diagnosis, EvidenceItem, FileReport
from loganalyzer.report import overview
from loganalyzer.report.html_records import Records
from loganalyzer.report.html_text import Capped, names, sentences, short_process
from loganalyzer.report.text import counted, period, place

Tone = Literal["fails", "unknown", "ok", "open", "plain"]
_RANK: tuple[Tone, ...] = ("fails", "unknown", "ok", "open", "plain")
_SIGNS: dict[Tone, str] = {"fails": "fails", "unknown": "?", "ok": "ok", "open": "accepts", "plain": "no TLS"}
_MATRIX = 24
_EVIDENCE = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the matrix: the worst prediction, and all of them in words."""

    tone: Tone
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Initiators down, listeners across."""

    initiators: tuple[str, ...]
    listeners: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    left_out: int


def tone(predicted: str) -> Tone:
    """The kind of a prediction, by the word it begins with."""
    starts: dict[str, Tone] = {"ok": "ok", "fails": "fails", "no TLS": "plain", "accepts": "open"}
    return next((found for start, found in starts.items() if predicted.startswith(start)), "unknown")


def matrix(channels: Sequence[ChannelReport]) -> Matrix | None:
    """Processes against processes; None where there is no channel."""
    initiators = list(dict.fromkeys(channel.initiator for channel in channels))
    listeners = list(dict.fromkeys(channel.listener for channel in channels))
    if not channels:
        return None
    pairs: dict[tuple[str, str], list[ChannelReport]] = {}
    for channel in channels:
        pairs.setdefault((channel.initiator, channel.listener), []).append(channel)
    return Matrix(
        tuple(initiators[:_MATRIX]),
        tuple(listeners[:_MATRIX]),
        {pair: _cell(found) for pair, found in pairs.items()},
        max(0, len(initiators) - _MATRIX) + max(0, len(listeners) - _MATRIX),
    )


def _cell(channels: Sequence[ChannelReport]) -> Cell:
    worst = min(channels, key=lambda channel: _RANK.index(tone(channel.predicted)))
    found = tone(worst.predicted)
    version = worst.predicted.partition("TLSv")[2].split()[:1]
    sign = version[0] if found == "ok" and version else _SIGNS[found]
    return Cell(found, sign, "; ".join(f"{channel.name}: {channel.predicted}" for channel in channels[:8]))


def file_anchors(files: Capped[FileReport]) -> dict[str, str]:
    return {file.path: f"f{number}" for number, file in enumerate(files.rows, start=1)}


def is_log(file: FileReport) -> bool:
    return bool(file.lines or file.records or file.process)


def lead(analysis: Analysis) -> tuple[str, str]:
    """The verdict in two sentences: what it is and how sure, and the first sentence of why."""
    cause = overview.root(analysis)
    if cause is None:
        possible = len(overview.with_verdict(analysis, "possible"))
        more = f"{counted(possible, 'cause is', 'causes are')} possible; see below for what speaks for and against."
        weighed = len(analysis.diagnoses) - possible
        nothing = f"{counted(weighed, 'known cause')} {'was' if weighed == 1 else 'were'} weighed and set aside."
        if not analysis.diagnoses:
            nothing = "No known cause shows its symptoms in what was read."
        return "No cause could be confirmed from what was given.", more if possible else nothing
    where = f" on {names(cause.processes)}" if cause.processes else ""
    said = f"{cause.title}{where}: {cause.verdict} (confidence {cause.confidence:.2f}, severity {cause.severity})."
    return said, sentences(cause.summary, 1)


def subtitle(analysis: Analysis) -> str:
    """What was read, in one line."""
    amounts = (
        counted(len(analysis.bundle.files), "file"),
        counted(len(analysis.processes), "process", "processes"),
        counted(overview.record_total(analysis), "record"),
    )
    first, last = overview.bundle_span(analysis)
    return f"{' · '.join(amounts)} · {f'{period(first, last)} UTC' if first else 'no record carries a time'}"


@dataclass(frozen=True, slots=True)
class Proof:
    """An evidence item with the link to what it cites."""

    item: EvidenceItem
    where: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Card:
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
    return place(item) or {"absence": "stated absence", "config": "configuration", "log": "the logs together"}[item.kind]


def _target(item: EvidenceItem, records: Records, files: dict[str, str]) -> str | None:
    if not item.file:
        return None
    return records.anchor(item.file, item.line, item.path) or files.get(item.file)


def process_label(name: str | None) -> str:
    return short_process(name) if name else "no process"
