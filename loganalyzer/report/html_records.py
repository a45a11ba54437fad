"""The quoted records of a report: every log line and setting that something cites, once, in the order of its file.

Links of the report lead here (``#r12``). What a diagnosis cites always comes in; samples of signatures fill what is
left of the space, and the number of those left out is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct, field

from loganalyzer.analysis.model import Analysis, EvidenceItem, Sample
from loganalyzer.report.html_text import cut

Key = tuple[str, int | None, str | None]


class Record(Struct):
    """One place of one file, with what it says and what cites it."""

    anchor: str
    file: str
    line: int | None
    path: str | None
    time: datetime | None
    process: str | None
    texts: list[str] = field(default_factory=list)
    cited_by: dict[str, str] = field(default_factory=dict)
    evidence: bool = False


class FileQuotes(Struct, frozen=True):
    """The quoted records of one file."""

    file: str
    records: tuple[Record, ...]

    @property
    def cited(self) -> bool:
        return any(record.evidence for record in self.records)


class Records:
    """All quoted records of an analysis, within ``room`` characters beyond the evidence itself."""

    def __init__(self, analysis: Analysis, room: int) -> None:
        self._found: dict[Key, Record] = {}
        self._room = room
        self.left_out = 0
        self._sampled = {(sample.file, sample.line): sample for _, _, sample in _samples(analysis)}
        for number, diagnosis in enumerate(analysis.diagnoses, start=1):
            for item in diagnosis.evidence:
                self._add_evidence(item, f"d{number}", diagnosis.title)
        for target, label, sample in _samples(analysis):
            self._add_sample(sample, target, label)

    def anchor(self, file: str | None, line: int | None, path: str | None = None) -> str | None:
        """The id of a place's record; None where it is not quoted."""
        record = self._found.get(_key(file or "", line, path))
        return record.anchor if record else None

    def files(self) -> tuple[FileQuotes, ...]:
        """The quoted files by name, each with its records in reading order; those that evidence stands in first."""
        by_file: dict[str, list[Record]] = {}
        for record in self._found.values():
            by_file.setdefault(record.file, []).append(record)
        groups = [FileQuotes(file, tuple(sorted(found, key=_order))) for file, found in by_file.items()]
        return tuple(sorted(groups, key=lambda group: (not group.cited, group.file)))

    def all(self) -> Iterable[Record]:
        return self._found.values()

    @property
    def total(self) -> int:
        return len(self._found)

    def _add_evidence(self, item: EvidenceItem, target: str, label: str) -> None:
        if not item.file or (item.line is None and not item.path):
            return
        record = self._record(_key(item.file, item.line, item.path), item.time)
        record.evidence = True
        record.cited_by.setdefault(target, label)
        sample = self._sampled.get((item.file, item.line or 0))
        _say(record, sample.text if sample and not item.path else item.text)
        if sample and not item.path:
            record.process = sample.process

    def _add_sample(self, sample: Sample, target: str, label: str) -> None:
        key = _key(sample.file, sample.line, None)
        known = self._found.get(key)
        size = len(cut(sample.text)) + 300
        if known is None and size > self._room:
            self.left_out += 1
            return
        record = known or self._record(key, sample.time)
        record.process = sample.process
        record.cited_by.setdefault(target, label)
        if known is None:
            self._room -= size
            _say(record, sample.text)

    def _record(self, key: Key, time: datetime | None) -> Record:
        if key not in self._found:
            self._found[key] = Record(f"r{len(self._found) + 1}", *key, time=time, process=None)
        return self._found[key]


def _key(file: str, line: int | None, path: str | None) -> Key:
    return file, line, path or None


def _say(record: Record, text: str) -> None:
    words = cut(text)
    if words and words not in record.texts:
        record.texts.append(words)


def _order(record: Record) -> tuple[int, str]:
    return record.line or 0, record.path or ""


def _samples(analysis: Analysis) -> Iterator[tuple[str, str, Sample]]:
    """Every sample with the id and the name of what cites it, the weightiest first."""
    for number, incident in enumerate(analysis.incidents, start=1):
        yield from ((f"i{number}", incident.title, sample) for sample in incident.members)
    for number, change in enumerate(analysis.changes, start=1):
        yield f"c{number}", "configuration change", change.source
    for number, group in enumerate(analysis.unexplained, start=1):
        yield f"u{number}", "unexplained group", group.sample
    for depth in range(20):
        for number, signature in enumerate(analysis.signatures, start=1):
            if depth < len(signature.samples):
                yield f"s{number}", signature.title, signature.samples[depth]
