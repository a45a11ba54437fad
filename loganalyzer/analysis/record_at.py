"""The one record that stands at a line of a log."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from loganalyzer.bundle import Member, open_bundle
from loganalyzer.errors import UsageError
from loganalyzer.formats import StampReader, chunks_of, lines_of, sniff
from loganalyzer.formats.encodings import legacy_text
from loganalyzer.formats.sniff import HEAD_BYTES
from loganalyzer.formats.utf8_stream import utf8_stream

_BLOCK = 1 << 20


def record_at(place: str) -> str:
    """The record, with its continuation lines, that a line belongs to; ``\\n`` between its lines, none at the end.

    Args:
        place: ``FILE:LINE``, lines counted from 1; a compressed file or an archive with one member counts as that file.

    Raises:
        UsageError: not of that form, no such file or line, or more than one file.
    """
    path, _, number = place.rpartition(":")
    if not path or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise UsageError(f"{place}: expected FILE:LINE, such as SystemOut.log:306")
    if not Path(path).exists():
        raise UsageError(f"{path}: no such file")
    with open_bundle([path]) as bundle:
        if len(bundle.members) != 1:
            raise UsageError(f"{path}: holds {len(bundle.members)} files; name one log file")
        text = _record(bundle.members[0], int(number))
    if text is None:
        raise UsageError(f"{place}: the file has no record at this line")
    return text


def _record(member: Member, wanted: int) -> str | None:
    with member.open() as stream:
        sniffed = sniff(member.path, stream.read(HEAD_BYTES))
    stamps, inside = StampReader(), False
    with member.open() as stream:
        for chunk in chunks_of(utf8_stream(stream, sniffed.form), _BLOCK):
            lines = lines_of(chunk, stamps, loose=sniffed.loose, inside_record=inside)
            inside |= lines.counts.records > 0
            row = int(np.searchsorted(lines.line, wanted, side="right")) - 1
            if row >= 0:
                record = lines.data[int(lines.start[row]) : int(lines.end[row])]
                text = legacy_text(record).replace("\r\n", "\n").rstrip()
                if wanted <= int(lines.line[row]) + text.count("\n"):
                    return text
    return None
