"""``loganalyzer compare``: before and after."""

from __future__ import annotations

from typing import Annotated

import typer

from loganalyzer.cli import options


def compare_verb(
    before: Annotated[str, typer.Argument(help="The earlier bundle.", show_default=False)],
    after: Annotated[str, typer.Argument(help="The later bundle of the same cell.", show_default=False)],
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Set a later bundle against an earlier one: what ceased, what is new, what changed in configuration."""
    from loganalyzer.analysis.compare import compare
    from loganalyzer.report.comparison import comparison_json, render_comparison

    chosen = options.options_of(zone, date_order, signatures, workers, encodings=encoding, formats=log_format)
    earlier, later = options.examine([before], chosen), options.examine([after], chosen)
    found = compare(earlier, later)
    if json:
        typer.echo(comparison_json(found), nl=False)
    else:
        render_comparison(found, options.console())
    raise typer.Exit(0 if earlier.analysis.complete and later.analysis.complete else 3)
