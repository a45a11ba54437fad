"""``loganalyzer timeline``: the chart."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options
from loganalyzer.errors import UsageError


def timeline_verb(
    paths: options.Paths,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="chart.png or chart.svg")],
    signature: Annotated[
        list[str] | None, typer.Option("--signature", metavar="ID", help="Show only these signatures.")
    ] = None,
    family: Annotated[
        list[str] | None,
        typer.Option("--family", metavar="NAME", help="Show the signatures of a family: tls, overlay, sync …"),
    ] = None,
    bucket: Annotated[
        str | None, typer.Option("--bucket", metavar="SPAN", help="Width of a bucket: 1m, 10m, 1h.")
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Draw a timeline: a lane per process with handshake failures, runs, flaps and changes."""
    from loganalyzer.matching.loader import FAMILIES, load_signatures
    from loganalyzer.report.charts import timeline

    known = {one.id for one in load_signatures(tuple(signatures or ()))}
    for name in signature or ():
        if name not in known:
            raise UsageError(f"--signature {name}: no such signature (see: loganalyzer signatures list)")
    for name in family or ():
        if name not in FAMILIES:
            raise UsageError(f"--family {name}: expected one of {', '.join(FAMILIES)}")
    seconds = _seconds(bucket) if bucket else None
    analysis = options.run(paths, options.options_of(zone, date_order, signatures, workers, since, until))
    timeline(analysis, output, signatures=signature or (), families=family or (), bucket_seconds=seconds)
    raise typer.Exit(0 if analysis.complete else 3)


def _seconds(text: str) -> int:
    from loganalyzer.correlate.windows import milliseconds

    try:
        return milliseconds(text) // 1000
    except ValueError as problem:
        raise UsageError(f"--bucket {problem}") from None
