"""The verbs, by name. Each module is imported when its verb is named on the command line, so that --help stays fast."""

from __future__ import annotations

from typing import Annotated

import typer

import loganalyzer
from loganalyzer.cli import (
    analyze,
    attach,
    compare,
    evaluate,
    inspect,
    records,
    redact,
    search,
    signatures,
    timeline,
    tls,
)

app = typer.Typer(
    name="loganalyzer",
    help="From a WebSphere support bundle to a root cause with evidence.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loganalyzer {loganalyzer.__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From a WebSphere support bundle to a root cause with evidence."""


app.command("analyze")(analyze.analyze_verb)
app.command("inspect")(inspect.inspect_verb)
app.command("timeline")(timeline.timeline_verb)
app.command("attach")(attach.attach_verb)
app.command("redact")(redact.redact_verb)
app.command("compare")(compare.compare_verb)
app.command("evaluate", hidden=True)(evaluate.evaluate_verb)
app.command("search")(search.search_verb)
app.command("records")(records.records_verb)
app.add_typer(signatures.app, name="signatures")
app.add_typer(tls.app, name="tls")
