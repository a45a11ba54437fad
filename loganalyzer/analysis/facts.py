"""Files that are no WebSphere text log, read into facts; and logs that also hold what a fact format reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import numpy as np

from loganalyzer.bundle import Member, MemberError
from loganalyzer.clock.other_stamps import as_iso
from loganalyzer.clock.packing import StampFields, pack
from loganalyzer.clock.stamps import StampStyle, layout_of
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.formats.facts import FACT_TEXT_LIMIT, Fact, FactFormat
from loganalyzer.formats.registry import FACT_FORMATS, Entry
from loganalyzer.formats.utf8_stream import utf8_stream
from loganalyzer.records import NO_STYLE, LineCounts, MemberScan, MinuteRuns, Quote, StyleUse, TextForm, counts_between

_BLOCK = 4 << 20
_LINE_LIMIT = 64 << 10
_FACTS_LIMIT = 200_000


def scan_facts(member: Member, fact_format: FactFormat, numbers: Mapping[str, int], form: TextForm) -> MemberScan:
    """Read a member that a format claims.

    Args:
        member: the file.
        fact_format: the format that claims it.
        numbers: fact id -> its number among the signatures.
        form: as sniffed.
    """
    scan = MemberScan(member.path, fact_format.kind, form=form)
    counts = LineCounts()
    if getattr(fact_format, "by_name", False):
        counts.bytes = member.size
        _take_all(fact_format.of_name(member.path), scan, numbers)  # type: ignore[attr-defined]
    else:
        _read(member, fact_format, scan, counts, numbers)
    scan.counts.add(counts)
    return scan


def add_facts(member: Member, scan: MemberScan, numbers: Mapping[str, int], heard: set[str]) -> None:
    """Run the formats that read alongside a log over it, where one of their marks occurs.

    Args:
        member: the log.
        scan: what was found in it so far; facts are added, its line counts stay.
        numbers: fact id -> its number among the signatures.
        heard: ids of the signatures that were hit, which spare a search for marks in a large log.
    """
    for one in FACT_FORMATS:
        if _wanted(one, member, scan, heard):
            _read(member, one.format(), scan, LineCounts(), numbers)


def _wanted(one: Entry, member: Member, scan: MemberScan, heard: set[str]) -> bool:
    if not heard.isdisjoint(one.heard):
        return True
    return scan.kind in one.beside and _contains(member, [mark.encode() for mark in one.marks])


def _contains(member: Member, marks: list[bytes]) -> bool:
    """Whether one of the marks occurs; the file is read in blocks that overlap."""
    tail, overlap = b"", max((len(mark) for mark in marks), default=1)
    try:
        with member.open() as stream:
            while block := stream.read(_BLOCK):
                text = tail + block
                if any(mark in text for mark in marks):
                    return True
                tail = text[-overlap:]
    except (MemberError, OSError, EOFError):
        return False
    return False


def _read(
    member: Member, fact_format: FactFormat, scan: MemberScan, counts: LineCounts, numbers: Mapping[str, int]
) -> None:
    try:
        with member.open() as stream:
            _take_all(fact_format.read(_lines(stream, scan.form, counts), counts), scan, numbers)
    except (MemberError, OSError, EOFError) as problem:
        scan.problem = f"not read to its end: {problem}"


def _take_all(facts: Iterator[Fact], scan: MemberScan, numbers: Mapping[str, int]) -> None:
    """Put facts into the scan, up to the limit; what came before a reader broke off stays."""
    stamps = _Stamps(scan)
    try:
        for number, fact in enumerate(facts):
            if number >= _FACTS_LIMIT:
                scan.problem = f"more than {_FACTS_LIMIT:,} facts; the rest was not read"
                break
            scan.process = scan.process or fact.fields.get("process")
            if "pid" in fact.fields and scan.pid is None:
                scan.pid = int(fact.fields["pid"])
            if fact.kind in numbers:
                _add(scan, fact, numbers[fact.kind], stamps.take(fact.stamp))
    finally:
        stamps.finish()


def _lines(stream: BinaryIO, form: TextForm, counts: LineCounts) -> Iterator[tuple[int, str]]:
    """Lines without their ends, counted; an endless line is cut for the reader, not for the count."""
    number, rest = 0, b""
    text = utf8_stream(stream, form)
    while True:
        block = text.read(_BLOCK)
        counts.bytes += len(block)
        parts = (rest + block).split(b"\n")
        rest = parts.pop() if block else b""
        for part in parts if block or parts[-1:] != [b""] else parts[:-1]:
            number += 1
            counts.lines += 1
            yield number, _line(part)
        if not block:
            return


def _line(data: bytes) -> str:
    return legacy_text(data[: 4 * _LINE_LIMIT]).removesuffix("\r")[:_LINE_LIMIT]


def _add(scan: MemberScan, fact: Fact, number: int, stamp: tuple[int, int]) -> None:
    hits = scan.hits
    hits.values.append(dict(fact.fields))
    text = fact.text.rstrip()
    hits.quotes.append(Quote(fact.line, text[:FACT_TEXT_LIMIT], max(0, len(text) - FACT_TEXT_LIMIT)))
    hits.signature.append(number)
    hits.style.append(stamp[0])
    hits.raw.append(stamp[1])
    hits.line.append(fact.line)
    hits.fields.append(len(hits.values) - 1)
    hits.quote.append(len(hits.quotes) - 1)


class _Stamps:
    """The stamps of facts, in the styles of the member."""

    def __init__(self, scan: MemberScan) -> None:
        self._scan = scan
        self._known = {use.style: number for number, use in enumerate(scan.styles)}
        self._taken: list[tuple[int, int]] = []

    def take(self, text: str | None) -> tuple[int, int]:
        """(style, packed stamp); no style if there is no stamp or nobody can read it."""
        written = (as_iso(text) or text.strip("[] ")) if text else ""
        layout = layout_of(written)
        if layout is None:
            return NO_STYLE, 0
        columns = [np.array([int(written[start:stop])], dtype=np.int64) for start, stop in layout.fields]
        stamp = (self._style(layout.style), int(pack(StampFields(*columns))[0]))
        self._taken.append(stamp)
        return stamp

    def finish(self) -> None:
        """A claimed file's times are those of its facts."""
        if not self._taken or self._scan.minutes.key.size:
            return
        styles = np.array([style for style, _ in self._taken], dtype=np.int16)
        raw = np.array([stamp for _, stamp in self._taken], dtype=np.int64)
        self._scan.minutes = MinuteRuns.of(
            styles, raw, counts_between(np.arange(raw.size), np.full(raw.size, 2, dtype=np.int8))
        )
        self._scan.first, self._scan.last = self._taken[0], self._taken[-1]

    def _style(self, style: StampStyle) -> int:
        number = self._known.setdefault(style, len(self._scan.styles))
        if number == len(self._scan.styles):
            self._scan.styles.append(StyleUse(style))
        return number
