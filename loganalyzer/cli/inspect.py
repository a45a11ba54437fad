"""``loganalyzer inspect``: what is in the bundle."""

from __future__ import annotations

import typer

from loganalyzer.cli import options


def inspect_verb(
    paths: options.Paths,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    workers: options.Workers = 0,
    limit: options.LimitWords = None,
) -> None:
    """Show what is in a bundle: processes, files, formats, clocks, coverage, gaps."""
    from loganalyzer.report.inspect import render_inspect

    analysis = options.run(
        paths, options.options_of(zone, date_order, None, workers, limits=limit, encodings=encoding, formats=log_format)
    )
    render_inspect(analysis, options.console())
    raise typer.Exit(0 if analysis.complete else 3)
