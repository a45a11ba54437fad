"""``loganalyzer redact``, and the options of redaction that other verbs share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loganalyzer.cli import options
from loganalyzer.errors import UsageError

if TYPE_CHECKING:
    from loganalyzer.analysis.model import Analysis
    from loganalyzer.analysis.pipeline import Options

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--redact-key",
        metavar="FILE",
        help="Key file: the same one gives the same pseudonyms. Written if it is not there; keep it to yourself.",
    ),
]
Terms = Annotated[
    list[str] | None, typer.Option("--redact-term", metavar="WORD", help="A word of yours that must not leave.")
]
TermFile = Annotated[
    Path | None, typer.Option("--redact-terms", metavar="FILE", help="A file of such words, one a line.")
]
_EXAMPLES = 3


def redact_verb(
    paths: options.Paths,
    check: Annotated[bool, typer.Option("--check", help="List what would be replaced; nothing is written.")] = False,
    redact_term: Terms = None,
    redact_terms: TermFile = None,
    full_logs: Annotated[bool, typer.Option("--full-logs", help="Look at whole logs, not at excerpts.")] = False,
    signatures: options.SignatureFolders = None,
    workers: options.Workers = 0,
) -> None:
    """Show which names and secrets the redaction of this bundle would replace."""
    if not check:
        raise UsageError("redact writes nothing by itself: give --check, or use attach, or analyze --redact")
    from loganalyzer.bundle import open_bundle
    from loganalyzer.redact import Key
    from loganalyzer.report.attachment import Contents, redactor_for
    from loganalyzer.report.excerpts import BundleTexts

    contents = Contents(terms=terms_of(redact_term, redact_terms), full_logs=full_logs)
    settings = options.options_of(None, None, signatures, workers)
    need_files(paths)
    analysis = options.run(paths, settings)
    with open_bundle(paths, limits=settings.limits) as bundle:
        texts = BundleTexts(bundle.members, analysis, contents.context, full=full_logs)
        counts = redactor_for(texts, analysis, contents, Key.random()).counts()
    for kind, found in counts.items():
        typer.echo(f"{kind:<22}{len(found):>6}  {', '.join(map(hint, found[:_EXAMPLES]))}")
    if not counts:
        typer.echo("nothing was found that would be replaced")
    raise typer.Exit(0 if analysis.complete else 3)


def terms_of(words: Sequence[str] | None, file: Path | None) -> tuple[str, ...]:
    """The user's own terms, from options and from a file (``#`` begins a comment line)."""
    found = list(words or ())
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"--redact-terms {file}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}"
            ) from error
        found += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(dict.fromkeys(found))


def need_files(paths: Sequence[str]) -> None:
    """Refuse standard input where the bundle has to be read a second time."""
    if "-" in paths:
        raise UsageError("standard input (-) cannot be read twice: save it to a file first")


def redacted(
    paths: list[str], analysis: Analysis, settings: Options, key_file: Path | None, terms: tuple[str, ...]
) -> Analysis:
    """The analysis with pseudonyms, looked through once more; the key file is written.

    Raises:
        RedactionError: an original is still in it.
    """
    from loganalyzer.bundle import open_bundle
    from loganalyzer.redact import Key, Verifier, redact_analysis, write_key
    from loganalyzer.report.attachment import Contents, redactor_for
    from loganalyzer.report.excerpts import BundleTexts
    from loganalyzer.report.json import to_json

    need_files(paths)
    contents = Contents(terms=terms, log_text=False)
    key = Key.read(key_file) if key_file else Key.random()
    with open_bundle(paths, limits=settings.limits) as bundle:
        texts = BundleTexts(bundle.members, analysis, contents.context, full=False)
        redactor = redactor_for(texts, analysis, contents, key)
    shown = redact_analysis(analysis, redactor)
    Verifier(redactor.originals).check(to_json(shown).encode(), "the analysis")
    if key_file is not None:
        write_key(key_file, redactor.key)
    return shown


def key_beside(folder: Path | None, file: str | None) -> Path | None:
    """Where the key goes if no file was named: beside what is written; nowhere if nothing is."""
    place = folder or (Path(file) if file is not None and file != "-" else None)
    return place.with_name(f"{place.name}.key.json") if place is not None and place.name else None


def hint(original: str) -> str:
    """Enough of a name for its owner to recognise it."""
    return f"{original[0]}***({len(original)})"
