"""``loganalyzer tls``: what governs every endpoint, who can shake hands with whom, and what a change would break."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.cli import options
from loganalyzer.errors import UsageError

app = typer.Typer(
    help="Effective TLS settings of a cell, who can shake hands with whom, and what a change would break.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the result as JSON; - is standard output.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every port, every channel and every doubt.")]


@app.command("show")
def show_verb(
    paths: options.Paths,
    json: Json = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Draw the cell: picture.png or picture.svg.")
    ] = None,
    store_password: options.StorePasswords = None,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="Print what the model rests on, and what nobody could check.")
    ] = False,
    verbose: Verbose = False,
    workers: options.Workers = 0,
) -> None:
    """Show the effective SSL configuration of every endpoint, and who can shake hands with whom."""
    from loganalyzer.analysis.stores import read_stores, stores_view
    from loganalyzer.analysis.tls_view import cell_views, read_configuration
    from loganalyzer.report.tls_json import tls_json
    from loganalyzer.report.tls_stores import render_stores
    from loganalyzer.report.tls_terminal import render_assumptions, render_tls

    settings = options.options_of(None, None, None, workers, passwords=store_password)
    analysis = options.run(paths, settings)
    found = read_stores(paths, settings.store_passwords)
    views = cell_views(read_configuration(paths, analysis), analysis, found or ())
    stores = stores_view(found, views, analysis)
    if json is not None:
        _write(json, tls_json(views, stores))
    if output is not None:
        from loganalyzer.report.tls_picture import draw

        draw(views, output)
    if json != "-":
        render_tls(views, options.console(), verbose=verbose)
        render_stores(stores, options.console(), verbose=verbose)
        if assumptions:
            render_assumptions(options.console())
    raise typer.Exit(0 if analysis.complete else 3)


@app.command("what-if")
def what_if_verb(
    paths: options.Paths,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SETTING=VALUE",
            help="ALIAS[@SCOPE].sslProtocol=TLSv1.2 (also clientAuthentication, clientAuthenticationSupported, securityLevel, "
            "enabledCiphers, serverKeyAlias, clientKeyAlias), inbound@SCOPE=ALIAS[@SCOPE], "
            "inbound@SCOPE.certificateAlias=NAME, outbound@..., reference@NODE/SERVER=[ALIAS], ssl.client.props@NODE=LABEL, "
            "java@NODE=LEVEL. SCOPE is a full scope name or a unique end of one; NODE may be *.",
        ),
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option(
            "--plan", metavar="enforce=LABEL", help="Work out what has to change so that nothing breaks; with --on."
        ),
    ] = None,
    scope: Annotated[
        str | None,
        typer.Option("--on", metavar="SCOPE", help="Where to enforce it: a node, server, cluster or the cell."),
    ] = None,
    cell: Annotated[str | None, typer.Option("--cell", metavar="NAME", help="The cell, if there are several.")] = None,
    json: Json = None,
    wsadmin: Annotated[
        Path | None, typer.Option("--wsadmin", metavar="FILE", help="Write the changes as a wsadmin (Jython) script.")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="SEVERITY",
            help="Exit 1 if the result is at least this grave. A channel that breaks is an error; one that is broken "
            "already, or something to beware of, is a warning.",
        ),
    ] = None,
    verbose: Verbose = False,
    workers: options.Workers = 0,
) -> None:
    """Show what a change would break or heal, what to change with it, and in which order."""
    from loganalyzer.analysis.tls_view import read_configuration
    from loganalyzer.analysis.what_if import SEVERITIES, Wish, what_if
    from loganalyzer.report.tls_what_if import render_what_if, what_if_json
    from loganalyzer.tls.wsadmin import script

    if fail_on is not None and fail_on not in SEVERITIES:
        raise UsageError(f"--fail-on {fail_on}: expected info, warning, error or critical")
    analysis = options.run(paths, options.options_of(None, None, None, workers))
    wish = Wish(tuple(changes or ()), goal, scope)
    result = what_if(read_configuration(paths, analysis), analysis, wish, cell)
    if json is not None:
        _write(json, what_if_json(result))
    if wsadmin is not None:
        _write(str(wsadmin), script(result.outcome.changes))
    if json != "-":
        render_what_if(result, options.console(), verbose=verbose)
    if not analysis.complete:
        raise typer.Exit(3)
    raise typer.Exit(1 if fail_on is not None and result.reaches(fail_on) else 0)


def _write(target: str, text: str) -> None:
    if target == "-":
        typer.echo(text, nl=False)
        return
    from loganalyzer.report.atomic import write_text

    write_text(Path(target), text)
