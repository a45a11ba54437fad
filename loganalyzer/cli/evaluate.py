"""``loganalyzer evaluate``: the diagnosis in numbers, for those who change it (not shown in the main help)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loganalyzer.cli import options

if TYPE_CHECKING:
    from loganalyzer.analysis.evaluate import Score


def evaluate_verb(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders that hold EXPECTED.yaml or case.yaml, or their parents.")
    ],
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 1,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="One line per folder.")] = False,
) -> None:
    """Analyse labelled bundles and print how often the right cause came first, among three, or was overclaimed."""
    from loganalyzer.analysis.evaluate import confusion, evaluate, labelled

    scores = evaluate(labelled(folders), options.options_of(None, None, signatures, workers))
    if verbose:
        for score in scores:
            typer.echo(_line(score))
    count = len(scores)
    typer.echo(f"folders        {count}")
    typer.echo(
        f"top-1          {sum(one.first_right for one in scores)} ({_percent(sum(one.first_right for one in scores), count)})"
    )
    typer.echo(
        f"top-3          {sum(one.in_three for one in scores)} ({_percent(sum(one.in_three for one in scores), count)})"
    )
    typer.echo(f"false alarms   {sum(one.false_alarms for one in scores)}")
    typer.echo(f"overclaimed    {sum(one.overclaimed for one in scores)}")
    for row in _calibration(scores):
        typer.echo(row)
    for (wanted, found), number in sorted(confusion(scores).items()):
        typer.echo(f"confused       {wanted} -> {found}: {number}")
    raise typer.Exit(0)


def _line(score: Score) -> str:
    mark = "ok " if score.first_right and not score.overclaimed else "NO "
    found = ", ".join(f"{cause} {verdict}" for cause, verdict, _ in score.found[:3]) or "nothing"
    return f"{mark}{score.label.folder.name}: wanted {'/'.join(score.label.causes) or 'nothing'}; found {found}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _calibration(scores: tuple[Score, ...]) -> list[str]:
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = [
            cause in score.label.accepted
            for score in scores
            for cause, _, confidence in score.found
            if low <= confidence < high
        ]
        if inside:
            rows.append(
                f"confidence     {low:.1f}-{min(high, 1):.1f}: right {_percent(sum(inside), len(inside))} of {len(inside)}"
            )
    return rows
