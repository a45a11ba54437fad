"""``loganalyzer timeline``: the charts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options
from loganalyzer.errors import UsageError


def timeline_verb(
    paths: options.Paths,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="chart.png or chart.svg")],
    kind: Annotated[
        str, typer.Option("--as", metavar="CHART", help="timeline, heatmap (process by hour) or certificates.")
    ] = "timeline",
    signature: Annotated[
        list[str] | None, typer.Option("--signature", metavar="ID", help="Show only these signatures.")
    ] = None,
    family: Annotated[
        list[str] | None,
        typer.Option("--family", metavar="NAME", help="Show the signatures of a family: tls, overlay, sync …"),
    ] = None,
    process: options.ProcessNames = None,
    bucket: Annotated[
        str | None, typer.Option("--bucket", metavar="SPAN", help="Width of a bucket: 1m, 10m, 1h.")
    ] = None,
    size: Annotated[
        str,
        typer.Option("--size", metavar="SIZE", help="page, slide (1920 by 1080) or ticket (1000 pixels wide)."),
    ] = "page",
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Draw a timeline: a lane per process with handshake failures, runs, flaps and changes; or another chart."""
    from loganalyzer.diagnosis.known import load_knowledge
    from loganalyzer.matching.loader import FAMILIES
    from loganalyzer.report.chart_choice import SIZES, Choice
    from loganalyzer.report.charts import KINDS, chart, form_of

    form_of(output)
    _one_of("--as", kind, KINDS)
    _one_of("--size", size, SIZES)
    known = {one.id for one in load_knowledge(tuple(signatures or ())).signatures}
    for name in signature or ():
        if name not in known:
            raise UsageError(f"--signature {name}: no such signature (see: loganalyzer signatures list)")
    for name in family or ():
        _one_of("--family", name, FAMILIES)
    choice = Choice(
        tuple(signature or ()), tuple(family or ()), options.words(process), _seconds(bucket) if bucket else None, size
    )
    analysis = options.run(
        paths,
        options.options_of(zone, date_order, signatures, workers, since, until, encodings=encoding, formats=log_format),
    )
    chart(analysis, kind, choice).save(output)
    raise typer.Exit(0 if analysis.complete else 3)


def _one_of(option: str, word: str, words: Iterable[str]) -> None:
    if word not in words:
        raise UsageError(f"{option} {word}: expected one of {', '.join(words)}")


def _seconds(text: str) -> int:
    from loganalyzer.correlate.windows import milliseconds

    try:
        return milliseconds(text) // 1000
    except ValueError as problem:
        raise UsageError(f"--bucket {problem}") from None
