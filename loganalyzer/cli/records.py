"""``loganalyzer records``: the records themselves, for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options
from loganalyzer.errors import UsageError


def records_verb(
    paths: options.Paths,
    to: Annotated[str, typer.Option("--to", metavar="FORM", help="csv, jsonl or parquet.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Where to write; - is standard output.")
    ] = "-",
    process: options.ProcessNames = None,
    level: options.Levels = None,
    message_id: options.MessageIds = None,
    thread: options.Threads = None,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    workers: options.Workers = 0,
    limit: options.LimitWords = None,
) -> None:
    """Write the records of all processes, merged in time, as CSV, JSON lines or Parquet."""
    from loganalyzer.report.atomic import replacing
    from loganalyzer.report.record_lines import writer_of

    write = writer_of(to)
    wanted = options.filter_of(process, level, message_id, thread, since, until)
    if output == "-" and to == "parquet" and sys.stdout.isatty():
        raise UsageError("--to parquet writes no text: name a file with -o, or pipe it")
    wanted.selection()  # a bad option is told before anything is read
    with options.record_stream(
        paths, options.options_of(zone, date_order, None, workers, limits=limit, encodings=encoding, formats=log_format)
    ) as stream:
        records = stream.records(wanted)
        if output == "-":
            write(records, sys.stdout.buffer)
        else:
            with replacing(Path(output)) as temporary, temporary.open("wb") as file:
                write(records, file)
        raise typer.Exit(options.tell_problems(stream))
