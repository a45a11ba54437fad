"""Member scans and processes made of stamps alone, read by the real stamp reader."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from loganalyzer.formats import StampReader, chunks_of, lines_of
from loganalyzer.identity import Process
from loganalyzer.records import NO_STYLE, HeaderBlock, MemberScan, MinuteRuns, counts_between


def scan(path: str, stamps: Sequence[str] = (), headers: Sequence[HeaderBlock] = ()) -> MemberScan:
    """What a pass leaves behind of a log with these stamps."""
    result = MemberScan(path, "systemout", headers=list(headers))
    data = "".join(f"[{stamp}] 0000000a SystemOut     O x\n" for stamp in stamps).encode()
    reader = StampReader()
    for chunk in chunks_of(io.BytesIO(data)):
        lines = lines_of(chunk, reader, loose=False, inside_record=False)
        assert (lines.stamps.style != NO_STYLE).all()
        style, raw = lines.stamps.style, lines.stamps.raw()
        result.minutes.extend([MinuteRuns.of(style, raw, counts_between(np.arange(raw.size), lines.stamps.severity))])
        first, last = ((int(style[row]), int(raw[row])) for row in (0, -1))
        result.first, result.last = result.first or first, last
    result.styles = reader.styles
    return result


def lives(path: str, *starts: tuple[str, int]) -> MemberScan:
    """A log with a header for each (stamp, pid)."""
    whole = scan(path, [stamp for stamp, _ in starts])
    rows = range(len(starts))
    raws = [scan(path, [stamp]).first for stamp, _ in starts]
    whole.headers = [header(starts[row][1], line=row * 20 + 1, raw=raws[row][1]) for row in rows]  # type: ignore[index]
    return whole


def header(
    pid: int | None = None, process: str | None = r"stCell\stpNode\nodeagent", line: int = 1, raw: int | None = None
) -> HeaderBlock:
    """A header block; with ``raw``, the packed stamp of the record that follows."""
    style = (0, raw) if raw is not None else (NO_STYLE, 0)
    return HeaderBlock(line, process, pid, "8.5.5.10", None, None, None, *style)


def process(*scans: MemberScan, name: str = r"stCell\stpNode\nodeagent") -> Process:
    """A process of the Sametime cell."""
    cell, node, server = name.split("\\")
    return Process(name, cell, node, server, "node agent", scans=list(scans))
