"""Formats: bytes -> records. One module per family; the sniffer decides by content, the name only hints."""

from __future__ import annotations

from loganalyzer.formats.chunk_stamps import ChunkStamps
from loganalyzer.formats.chunks import Chunk, chunks_of, cut_before
from loganalyzer.formats.headers import parse_header
from loganalyzer.formats.lines import ChunkLines, lines_of
from loganalyzer.formats.sniff import Sniffed, sniff
from loganalyzer.formats.table import StampReader

__all__ = [
    "Chunk",
    "ChunkLines",
    "ChunkStamps",
    "Sniffed",
    "StampReader",
    "chunks_of",
    "cut_before",
    "lines_of",
    "parse_header",
    "sniff",
]
