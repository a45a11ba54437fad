"""``loganalyzer attach``: the zip for a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options, redact
from loganalyzer.errors import UsageError


def attach_verb(
    paths: options.Paths,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Folder for the zip; its name follows the case.")
    ],
    case: Annotated[str | None, typer.Option("--case", metavar="TS001234567", help="Case number.")] = None,
    pmr: Annotated[str | None, typer.Option("--pmr", metavar="12345,678,000", help="PMR number.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing zip.")] = False,
    no_redact: Annotated[
        bool, typer.Option("--no-redact", help="Leave names and secrets as they are: only for your own use.")
    ] = False,
    redact_key: redact.KeyFile = None,
    redact_term: redact.Terms = None,
    redact_terms: redact.TermFile = None,
    no_log_text: Annotated[bool, typer.Option("--no-log-text", help="Leave out every word of the logs.")] = False,
    full_logs: Annotated[bool, typer.Option("--full-logs", help="Add whole logs in place of excerpts.")] = False,
    no_config: Annotated[bool, typer.Option("--no-config", help="Leave out the configuration documents.")] = False,
    context: Annotated[
        int, typer.Option("--context", min=0, help="Records to keep before and after each quoted one.")
    ] = 10,
    max_size: Annotated[
        str | None, typer.Option("--max-size", metavar="SIZE", help="Split into pieces .001, .002 … of at most 20M.")
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Pack report, diagnosis, excerpts and configuration for a support case, with pseudonyms for every name."""
    from loganalyzer.bundle import open_bundle
    from loganalyzer.report.attachment import Contents, attachment_number, write_attachment
    from loganalyzer.report.attachment_number import size_of

    attachment_number(case=case, pmr=pmr)
    redact.need_files(paths)
    if full_logs and no_log_text:
        raise UsageError("--full-logs and --no-log-text exclude each other")
    if no_redact and (redact_key or redact_term or redact_terms):
        raise UsageError("--no-redact and the options of redaction exclude each other")
    contents = Contents(
        redact=not no_redact,
        key_file=redact_key,
        terms=redact.terms_of(redact_term, redact_terms),
        log_text=not no_log_text,
        full_logs=full_logs,
        config=not no_config,
        context=context,
        max_size=size_of(max_size) if max_size is not None else None,
    )
    settings = options.options_of(
        zone, date_order, signatures, workers, since, until, encodings=encoding, formats=log_format
    )
    analysis = options.run(paths, settings)
    with open_bundle(paths, limits=settings.limits) as bundle:
        written = write_attachment(
            analysis, output, case=case, pmr=pmr, force=force, members=bundle.members, contents=contents
        )
    for path in written:
        typer.echo(str(path))
    raise typer.Exit(0 if analysis.complete else 3)
