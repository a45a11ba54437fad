"""``loganalyzer analyze``: the main job."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loganalyzer.cli import options, redact

if TYPE_CHECKING:
    from loganalyzer.analysis.model import Analysis

_SEVERITIES = ("info", "warning", "error", "critical")


def analyze_verb(
    paths: options.Paths,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Write report.html, diagnosis.md, analysis.json and the timeline here.",
        ),
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write the analysis as JSON; - is standard output.")
    ] = None,
    since: options.Since = None,
    until: options.Until = None,
    zone: options.Zones = None,
    date_order: options.Orders = None,
    encoding: options.Encodings = None,
    log_format: options.Formats = None,
    signatures: options.SignatureFolders = None,
    suppress: options.Suppressions = None,
    workers: options.Workers = 0,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 if a standing diagnosis is at least info, warning, error or critical.",
        ),
    ] = None,
    limit: options.LimitWords = None,
    store_password: options.StorePasswords = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show all evidence.")] = False,
    pseudonyms: Annotated[
        bool, typer.Option("--redact", help="Show pseudonyms for every name, and no secrets, in all outputs.")
    ] = False,
    redact_key: redact.KeyFile = None,
    redact_term: redact.Terms = None,
    redact_terms: redact.TermFile = None,
) -> None:
    """Read a bundle and say what went wrong, why, what to change, and how to verify it."""
    from loganalyzer.errors import UsageError

    if fail_on is not None and fail_on not in _SEVERITIES:
        raise UsageError(f"--fail-on {fail_on}: expected info, warning, error or critical")
    settings = options.options_of(
        zone,
        date_order,
        signatures,
        workers,
        since,
        until,
        limit,
        store_password,
        encodings=encoding,
        formats=log_format,
        suppress=suppress,
        minutes=output is not None,
    )
    if pseudonyms:
        redact.need_files(paths)
    elif redact_key or redact_term or redact_terms:
        raise UsageError("--redact-key, --redact-term and --redact-terms need --redact")
    terms = redact.terms_of(redact_term, redact_terms)
    analysis = options.run(paths, settings, partial(_import_reports, json))
    if pseudonyms:
        analysis = redact.redacted(paths, analysis, settings, redact_key or redact.key_beside(output, json), terms)
    if json is not None:
        from loganalyzer.report.json import to_json

        _write(json, to_json(analysis))
    if output is not None:
        _write_folder(analysis, output)
    if json != "-":
        _show(analysis, verbose)
    raise typer.Exit(_status(analysis, fail_on))


def _import_reports(json: str | None) -> None:
    if json is not None:
        import loganalyzer.report.atomic
        import loganalyzer.report.json
    if json != "-":
        import loganalyzer.report.terminal  # noqa: F401


def _write(target: str, text: str) -> None:
    if target == "-":
        typer.echo(text, nl=False)
        return
    from loganalyzer.report.atomic import write_text

    write_text(Path(target), text)


def _show(analysis: Analysis, verbose: bool) -> None:
    from loganalyzer.report.terminal import render

    render(analysis, options.console(), verbose=verbose)


def _write_folder(analysis: Analysis, folder: Path) -> None:
    from loganalyzer.report.atomic import write_text
    from loganalyzer.report.charts import has_matplotlib, timeline
    from loganalyzer.report.html import to_html
    from loganalyzer.report.json import to_json
    from loganalyzer.report.markdown import to_markdown

    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "report.html", to_html(analysis))
    write_text(folder / "analysis.json", to_json(analysis))
    write_text(folder / "diagnosis.md", to_markdown(analysis))
    if has_matplotlib():
        timeline(analysis, folder / "timeline.png")
        timeline(analysis, folder / "timeline.svg")
    else:
        typer.echo("loganalyzer: no timeline.png and .svg: install the [charts] extra for it", err=True)


def _status(analysis: Analysis, fail_on: str | None) -> int:
    if not analysis.complete:
        return 3
    if fail_on is None:
        return 0
    least = _SEVERITIES.index(fail_on)
    standing = [one for one in analysis.diagnoses if one.verdict in {"confirmed", "likely"}]
    return 1 if any(_SEVERITIES.index(one.severity) >= least for one in standing) else 0
