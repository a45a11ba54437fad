"""Records as rows for other programs: CSV, JSON lines, Parquet; written in batches, never held together."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Final

from loganalyzer.analysis.stream_record import StreamRecord
from loganalyzer.errors import UsageError
from loganalyzer.report.text import as_utc

COLUMNS = StreamRecord.__struct_fields__

_BATCH_RECORDS = 10_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_BATCH_CHARACTERS = 8 << 20
# Legal in JSON, but able to act on a terminal or to reorder a line: written as escapes.
_ACTIVE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def utc(moment: datetime | None) -> str | None:
    """``2016-10-12T09:37:31.278Z``."""
    if moment is None:
        return None
    return as_utc(moment).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def json_line(record: StreamRecord, **more: object) -> str:
    """A record as one line of JSON with its newline; ``time`` is UTC, or null."""
    found: dict[str, object] = {name: getattr(record, name) for name in COLUMNS}
    found["time"] = utc(record.time)
    text = json.dumps({**found, **more}, ensure_ascii=False)
    return _ACTIVE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def writer_of(form: str) -> Callable[[Iterable[StreamRecord], BinaryIO], int]:
    """The function that writes records in a form and returns how many.

    Raises:
        UsageError: an unknown form, or Parquet without its library.
    """
    writers = {"csv": write_csv, "jsonl": write_json_lines, "parquet": write_parquet}
    if form not in writers:
        raise UsageError(f"--to {form}: expected csv, jsonl or parquet")
    if form == "parquet":
        _pyarrow()
    return writers[form]


def write_csv(records: Iterable[StreamRecord], out: BinaryIO) -> int:
    """A heading and a row per record, UTF-8; text of several lines is quoted, what looks like a formula has an apostrophe."""
    out.write((",".join(COLUMNS) + "\n").encode())
    return sum(_flush(out, _csv(batch), len(batch)) for batch in _batches(records))


def write_json_lines(records: Iterable[StreamRecord], out: BinaryIO) -> int:
    """An object per line, UTF-8."""
    return sum(_flush(out, "".join(map(json_line, batch)), len(batch)) for batch in _batches(records))


def write_parquet(records: Iterable[StreamRecord], out: BinaryIO) -> int:
    """A row group per batch; ``time`` is a timestamp in milliseconds UTC."""
    pa, parquet = _pyarrow()
    kinds = {"time": pa.timestamp("ms", tz="UTC"), "line": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(records):
            columns = {name: [getattr(record, name) for record in batch] for name in COLUMNS}
            writer.write_table(pa.table(columns, schema=schema))
            count += len(batch)
    return count


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        need = "pip install 'websphere-loganalyzer[frames]'"
        raise UsageError(f"Parquet needs the extra 'frames': {need}") from None
    return pa, parquet


def _csv(batch: list[StreamRecord]) -> str:
    text = io.StringIO()
    # All text is quoted: the writer leaves a lone carriage return bare, which readers take for the end of a row.
    rows = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for record in batch:
        rows.writerow([utc(record.time), *(_cell(getattr(record, name)) for name in COLUMNS[1:])])
    return text.getvalue()


def _cell(value: object) -> object:
    """Spreadsheets run what begins like a formula, quoted or not; behind an apostrophe they show it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _flush(out: BinaryIO, text: str, count: int) -> int:
    out.write(text.encode("utf-8", "replace"))
    out.flush()
    return count


def _batches(records: Iterable[StreamRecord]) -> Iterator[list[StreamRecord]]:
    """Lists of records, bounded by number and by text."""
    batch: list[StreamRecord] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text)
        if len(batch) == _BATCH_RECORDS or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
