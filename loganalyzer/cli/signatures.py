"""``loganalyzer signatures``: list, show, lint and test the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from loganalyzer.errors import KnowledgeError, UsageError

app = typer.Typer(
    help="List, show, draft, lint and test signatures and causes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Folders = Annotated[
    list[Path] | None, typer.Option("--signatures", metavar="DIR", help="Further signatures of your own.")
]


@app.command("list")
def list_verb(
    signatures: Folders = None,
    family: Annotated[str | None, typer.Option("--family", help="Only this family.")] = None,
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Count what rests on a real line, a document, or memory.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference of all causes and signatures as Markdown.")
    ] = False,
) -> None:
    """One line per signature: id, severity, family, title."""
    from loganalyzer.diagnosis.handbook import load_handbook
    from loganalyzer.report.handbook import handbook_markdown, provenance_table

    handbook = load_handbook(tuple(signatures or ()), family)
    if provenance:
        typer.echo(provenance_table(handbook))
    elif markdown:
        typer.echo(handbook_markdown(handbook), nl=False)
    else:
        for one in handbook.signatures.values():
            typer.echo(f"{one.id:36} {one.severity:9} {one.family:11} {one.title}")


@app.command("show")
def show_verb(identifier: Annotated[str, typer.Argument(metavar="ID")], signatures: Folders = None) -> None:
    """Everything about one signature or cause: what it means, how it is told, what uses it, what to do."""
    from loganalyzer.diagnosis.handbook import load_handbook
    from loganalyzer.report.handbook import cause_text, signature_text

    handbook = load_handbook(tuple(signatures or ()))
    if identifier in handbook.signatures:
        typer.echo(signature_text(handbook.signatures[identifier], handbook))
    elif identifier in handbook.causes:
        typer.echo(cause_text(handbook.causes[identifier], handbook))
    else:
        raise UsageError(f"no signature or cause {identifier!r} (see: loganalyzer signatures list)")


@app.command("lint")
def lint_verb(signatures: Folders = None) -> None:
    """Check the form of all knowledge files; every problem is printed with file, line and column."""
    from loganalyzer.diagnosis.knowledge import load_all

    try:
        counts = load_all(tuple(signatures or ()))
    except KnowledgeError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        raise typer.Exit(2) from None
    typer.echo(
        f"{counts.signatures} signatures, {counts.correlations} correlations, {counts.causes} causes: no problem found"
    )


@app.command("test")
def run_examples_verb(signatures: Folders = None) -> None:
    """Run every example: positive ones must match and yield their fields, negative ones must not match."""
    from loganalyzer.matching.examples import failures
    from loganalyzer.matching.loader import load_signatures

    found = load_signatures(tuple(signatures or ()), thorough=True)
    problems = failures(found)
    for problem in problems:
        typer.echo(problem, err=True)
    checked = sum(len(one.matches) + len(one.misses) for one in found)
    typer.echo(f"{checked} examples of {len(found)} signatures: {len(problems)} failed")
    raise typer.Exit(1 if problems else 0)


@app.command("new")
def new_verb(
    place: Annotated[str, typer.Option("--from", metavar="FILE:LINE", help="The record to draft a signature from.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write here; standard output otherwise.")
    ] = None,
    signatures: Folders = None,
) -> None:
    """Draft a signature from a record of a log: it passes lint and test; what it means is yours to say."""
    from loganalyzer.analysis.record_at import record_at
    from loganalyzer.matching.draft import draft
    from loganalyzer.matching.loader import load_signatures
    from loganalyzer.report.signature_yaml import signature_yaml

    text = signature_yaml(draft(record_at(place), load_signatures(tuple(signatures or ()))), place)
    if output is None:
        typer.echo(text, nl=False)
    elif output.exists():
        raise UsageError(f"{output}: exists already; drafts do not overwrite")
    else:
        output.write_text(text, encoding="utf-8")
