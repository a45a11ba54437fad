"""``loganalyzer attach``: the zip for a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options


def attach_verb(
    paths: options.Paths,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the zip; its name follows the case.")
    ],
    case: Annotated[str | None, typer.Option("--case", metavar="TS001234567", help="Case number.")] = None,
    pmr: Annotated[str | None, typer.Option("--pmr", metavar="12345,678,000", help="PMR number.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing zip.")] = False,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Pack diagnosis, JSON and chart for a support case; log text is withheld."""
    from loganalyzer.report.attachment import attachment_number, write_attachment

    attachment_number(case=case, pmr=pmr)
    analysis = options.run(paths, options.options_of(zone, date_order, signatures, workers, since, until))
    written = write_attachment(analysis, output, case=case, pmr=pmr, force=force)
    typer.echo(str(written))
    raise typer.Exit(0 if analysis.complete else 3)
