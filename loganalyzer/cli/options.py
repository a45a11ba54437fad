"""Options that several verbs share, and their words turned into values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from loganalyzer.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from loganalyzer.analysis.concluding import Examined
    from loganalyzer.analysis.model import Analysis
    from loganalyzer.analysis.pipeline import Options
    from loganalyzer.analysis.record_filter import RecordFilter
    from loganalyzer.analysis.stream import RecordStream
    from loganalyzer.bundle import Limits
    from loganalyzer.cell.store_passwords import Secret

Paths = Annotated[
    list[str], typer.Argument(help="Files, folders or archives of one bundle; - is standard input.", show_default=False)
]
Zones = Annotated[
    list[str] | None,
    typer.Option("--zone", metavar="PROCESS=ZONE", help="Force a zone: node/server=Europe/Berlin, */nodeagent=+02:00."),
]
Orders = Annotated[
    list[str] | None, typer.Option("--date-order", metavar="PROCESS=ORDER", help="Force a date order: mdy, dmy or ymd.")
]
Encodings = Annotated[
    list[str] | None,
    typer.Option(
        "--encoding", metavar="PROCESS=ENC", help="Force an encoding, of a process or a file: 'node/*=shift_jis'."
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="PROCESS=FORMAT",
        help="Force a format: log, loose, javacore … (a wrong one lists them all).",
    ),
]
SignatureFolders = Annotated[
    list[Path] | None, typer.Option("--signatures", metavar="DIR", help="Further signatures of your own.")
]
Suppressions = Annotated[
    list[Path] | None,
    typer.Option(
        "--suppress", metavar="FILE", help="Leave out, and count, the signatures and causes listed there (YAML)."
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes to read with (0: one per core).")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="T", help="Leave out what is earlier: a UTC time, or +2h after the first record."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="T", help="Leave out what is later: a UTC time, or -30m before the last record."),
]

ProcessNames = Annotated[
    list[str] | None, typer.Option("--process", metavar="PROCESS", help="Only these: node/server, or a glob of it.")
]
Levels = Annotated[
    list[str] | None, typer.Option("--level", metavar="E,W", help="Only these type letters, as the logs print them.")
]
MessageIds = Annotated[list[str] | None, typer.Option("--id", metavar="ID", help="Only these message ids.")]
Threads = Annotated[list[str] | None, typer.Option("--thread", metavar="HEX", help="Only these thread ids.")]


LimitWords = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=N",
        help="Change a bound on archives: members, member-bytes, total-bytes, ratio, depth or spool-bytes.",
    ),
]

StorePasswords = Annotated[
    list[str] | None,
    typer.Option(
        "--store-password",
        metavar="PASSWORD",
        help="Try this for key stores. Better: the variable LOGANALYZER_STORE_PASSWORD. The bundle's own are tried too.",
    ),
]

_LIMITS = ("members", "member-bytes", "total-bytes", "ratio", "depth", "spool-bytes")


def options_of(
    zones: list[str] | None,
    orders: list[str] | None,
    signatures: list[Path] | None,
    workers: int,
    since: str | None = None,
    until: str | None = None,
    limits: list[str] | None = None,
    passwords: list[str] | None = None,
    *,
    suppress: list[Path] | None = None,
    encodings: list[str] | None = None,
    formats: list[str] | None = None,
    minutes: bool = True,
) -> Options:
    """The shared words of a command line as :class:`~loganalyzer.analysis.pipeline.Options`; ``minutes``: something is drawn."""
    from loganalyzer.analysis.pipeline import Options
    from loganalyzer.analysis.reading_overrides import ReadingOverrides
    from loganalyzer.identity import ClockOverrides

    overrides = ClockOverrides(_pairs(orders, "--date-order"), _pairs(zones, "--zone"))
    readings = ReadingOverrides(_pairs(encodings, "--encoding"), _pairs(formats, "--format"))
    folders, quiet = tuple(signatures or ()), tuple(suppress or ())
    return Options(
        since, until, overrides, readings, folders, workers, _limits(limits), _secrets(passwords), quiet, minutes
    )


def _secrets(passwords: list[str] | None) -> tuple[Secret, ...]:
    if not passwords:
        return ()
    from loganalyzer.cell.store_passwords import Secret

    return tuple(map(Secret, passwords))


def _limits(words: list[str] | None) -> Limits:
    from loganalyzer.bundle import Limits

    values = {}
    for name, value in _pairs(words, "--limit").items():
        if name not in _LIMITS or not value.isascii() or not value.isdigit():
            raise UsageError(f"--limit {name}={value}: write one of {', '.join(_LIMITS)} and a whole number")
        values[name.replace("-", "_")] = int(value)
    return Limits(**values)


def run(paths: list[str], options: Options, meanwhile: Callable[[], None] | None = None) -> Analysis:
    """Analyse with progress on standard error, if that is a terminal; ``meanwhile`` is called while other processes read."""
    return examine(paths, options, meanwhile).analysis


def examine(paths: list[str], options: Options, meanwhile: Callable[[], None] | None = None) -> Examined:
    """As :func:`run`, with what the analysis was made from."""
    import sys

    from loganalyzer.analysis import pipeline

    stdin: BinaryIO | None = sys.stdin.buffer if "-" in paths else None
    with progress_to_terminal() as progress:
        return pipeline.examine(paths, options, stdin=stdin, progress=progress, meanwhile=meanwhile)


def filter_of(
    processes: list[str] | None,
    levels: list[str] | None,
    ids: list[str] | None,
    threads: list[str] | None,
    since: str | None,
    until: str | None,
    pattern: tuple[str | None, bool, bool] = (None, False, False),
) -> RecordFilter:
    """The words that choose records; a list may be written with commas. ``pattern``: text, regex, ignore case."""
    from loganalyzer.analysis.record_filter import RecordFilter

    lists = (words(processes), words(levels), words(ids), words(threads))
    return RecordFilter(*pattern, since, until, *lists)


@contextmanager
def record_stream(paths: list[str], options: Options) -> Iterator[RecordStream]:
    """The records of a bundle; progress of the first pass on standard error, if that is a terminal."""
    import sys

    from loganalyzer.analysis.stream import RecordStream

    stdin: BinaryIO | None = sys.stdin.buffer if "-" in paths else None
    with ExitStack() as stack:
        with progress_to_terminal() as progress:
            stream = stack.enter_context(RecordStream.open(paths, options, stdin, progress))
        yield stream


def tell_problems(stream: RecordStream) -> int:
    """Name on standard error the logs that were not read to their end; the exit status: 3 if there are any, else 0."""
    for path, problem in sorted(stream.problems.items()):
        typer.echo(f"loganalyzer: incomplete: {path}: {problem}", err=True)
    return 3 if stream.problems else 0


def console() -> Console:
    """Standard output; a pipe or file gets 100 columns, since nobody told how wide its reader is."""
    import sys

    from rich.console import Console

    # A name of a bundle stands as it is; the table of emoji is not even loaded.
    return Console(emoji=False) if sys.stdout.isatty() else Console(width=100, emoji=False)


class progress_to_terminal:  # noqa: N801 - a context manager used like a function
    """A progress bar on standard error; nothing at all if standard error is no terminal."""

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        import sys

        self._bar = None
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("reading", total=None)
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _step(self, _path: str, done: int, total: int) -> None:
        if self._bar is not None:
            # Drawing takes a thread, beside which no process is forked: not before the first step.
            self._bar.start()
            self._bar.update(self._task, completed=done, total=total)


def words(values: list[str] | None) -> tuple[str, ...]:
    """An option that may be repeated, or written once with commas."""
    return tuple(word.strip() for value in values or () for word in value.split(",") if word.strip())


def _pairs(words: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for word in words or ():
        name, equals, value = word.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"{option} {word}: write PROCESS=VALUE")
        pairs[name] = value
    return pairs
