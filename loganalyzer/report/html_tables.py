"""Rows of the report's tables that are more than a list of the model: who shakes hands with whom, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis.model import (
    Analysis,
    ChannelReport,
    FileReport,
    SignatureReport,
    SslConfigurationReport,
)
from loganalyzer.report import overview
from loganalyzer.report.html_text import Capped, names, sentences, short_process
from loganalyzer.report.text import counted, period

Tone = Literal["fails", "unknown", "ok", "open", "plain"]
_RANK: tuple[Tone, ...] = ("fails", "unknown", "ok", "open", "plain")
_SIGNS: dict[Tone, str] = {"fails": "fails", "unknown": "?", "ok": "ok", "open": "accepts", "plain": "no TLS"}
_SEVERITIES = {"critical": 3, "error": 2, "warning": 1}
_MATRIX = 24


class Cell(Struct, frozen=True):
    """One field of the matrix: the worst prediction, and all of them in words."""

    tone: Tone
    sign: str
    words: str


class Matrix(Struct, frozen=True):
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


def signature_rows(signatures: Sequence[SignatureReport]) -> list[tuple[int, SignatureReport]]:
    """With their numbers, the gravest first, then the most frequent."""
    return sorted(
        enumerate(signatures, start=1), key=lambda row: (-_SEVERITIES.get(row[1].severity, 0), -row[1].count, row[0])
    )


def ssl_rows(found: Sequence[SslConfigurationReport]) -> list[tuple[SslConfigurationReport, ...]]:
    """Configurations that say the same in several copies, as one row each."""
    groups: dict[SslConfigurationReport, list[SslConfigurationReport]] = {}
    for one in found:
        groups.setdefault(replace(one, copy="", file="", line=None), []).append(one)
    return [tuple(group) for group in groups.values()]


def targets(analysis: Analysis, signatures: Capped[tuple[int, SignatureReport]], rows: int) -> frozenset[str]:
    """The ids of rows and cards that records may link back to."""
    counts = {"d": len(analysis.diagnoses), "i": len(analysis.incidents), "c": len(analysis.changes)}
    counts["u"] = len(analysis.unexplained)
    numbered = {f"{kind}{n}" for kind, count in counts.items() for n in range(1, count + 1) if kind == "d" or n <= rows}
    return frozenset(numbered | {f"s{number}" for number, _ in signatures.rows})


def process_label(name: str | None) -> str:
    return short_process(name) if name else "no process"
