"""Reading bytes as the pipeline does, with the records as (line, first line, severity)."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from loganalyzer.formats import Sniffed, StampReader, chunks_of, lines_of, parse_header, sniff
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.formats.utf8_stream import utf8_stream
from loganalyzer.records import NO_STYLE, SEVERITY_COLUMNS, HeaderBlock, LineCounts, StyleUse


@dataclass
class Read:
    """What came out; ``stamps`` holds (style text, packed stamp) per record."""

    sniffed: Sniffed
    counts: LineCounts = field(default_factory=LineCounts)
    records: list[tuple[int, str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    stamps: list[tuple[str, int]] = field(default_factory=list)
    headers: list[HeaderBlock] = field(default_factory=list)
    styles: list[StyleUse] = field(default_factory=list)

    @property
    def lines_add_up(self) -> bool:
        counts = self.counts
        return counts.records + counts.continuation + counts.header + counts.unparsed == counts.lines


def read(data: bytes | str, name: str = "SystemOut.log", size: int = CHUNK_BYTES, loose: bool | None = None) -> Read:
    """Sniff, cut into chunks of ``size``, and read all records."""
    data = data.encode() if isinstance(data, str) else data
    result = Read(sniff(name, data[: 64 << 10]))
    assert result.sniffed.refused is None, result.sniffed.refused
    reader = StampReader()
    loose = result.sniffed.loose if loose is None else loose
    for chunk in chunks_of(utf8_stream(io.BytesIO(data), result.sniffed.form), size):
        lines = lines_of(chunk, reader, loose=loose, inside_record=result.counts.records > 0)
        result.counts.add(lines.counts)
        result.headers += [
            parse_header(lines.data[h.start : h.end].decode("utf-8", "replace"), h.line) for h in lines.headers
        ]
        raw = lines.stamps.raw()
        for row, (start, end) in enumerate(zip(lines.start.tolist(), lines.end.tolist(), strict=True)):
            text = lines.data[start:end].decode("utf-8", "replace")
            style = int(lines.stamps.style[row])
            zone = reader.styles[style].style.zone if style != NO_STYLE else "-"
            severity = SEVERITY_COLUMNS[int(lines.stamps.severity[row])]
            result.records.append((int(lines.line[row]), text.splitlines()[0] if text else "", severity))
            result.texts.append(text)
            result.stamps.append((zone, int(raw[row])))
    result.styles = reader.styles
    return result


def record(
    stamp: str = "10/12/16 10:37:31:278 BST", thread: str = "000000ba", text: str = "SystemOut     O hello"
) -> str:
    """One basic-format line."""
    return f"[{stamp}] {thread} {text}\n"
