"""From a bundle to an :class:`Analysis`: read, then conclude.

Only what reading needs is imported before it begins; the rooms behind it are while other processes read, if they do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct, field

from loganalyzer.analysis.reading import ReadingTerms, read_bundle
from loganalyzer.analysis.reading_overrides import NO_OVERRIDES, ReadingOverrides
from loganalyzer.bundle import Limits, Skipped
from loganalyzer.diagnosis.known import Knowledge, load_knowledge
from loganalyzer.errors import NothingReadableError
from loganalyzer.identity import ClockOverrides

if TYPE_CHECKING:
    from loganalyzer.analysis.concluding import Examined
    from loganalyzer.analysis.model import Analysis
    from loganalyzer.cell.store_passwords import Secret
    from loganalyzer.diagnosis.suppressions import Muting

Progress = Callable[[str, int, int], None]


class Options(Struct, frozen=True):
    """How to analyse.

    ``since``/``until``: words as on the command line (a UTC time, or ``+2h``/``-30m`` from the first/last record).
    ``overrides``: date orders and zones the user forces; ``readings``: encodings and formats. ``signatures``: the user's
    knowledge folders.
    ``workers``: processes to read with; 0 takes the cores. ``store_passwords``: tried on the bundle's key stores.
    ``suppress``: suppression files, beside that of the bundle's own folder. ``minutes``: count by minute, for charts and tables;
    without, ``density`` and ``per_minute`` are empty.
    """

    since: str | None = None
    until: str | None = None
    overrides: ClockOverrides = field(default_factory=ClockOverrides)
    readings: ReadingOverrides = NO_OVERRIDES
    signatures: tuple[Path, ...] = ()
    workers: int = 0
    limits: Limits = field(default_factory=Limits)
    store_passwords: tuple[Secret, ...] = ()
    suppress: tuple[Path, ...] = ()
    minutes: bool = True


def analyze(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse files, folders and archives together.

    Args:
        paths: what was received; ``-`` is standard input.
        options: see :class:`Options`.
        stdin: the stream for ``-``.
        progress: called with (path, members done, members in all), first with none done, once reading is under way.

    Raises:
        UsageError: a path or option is off.
        NothingReadableError: no member could be read.
        KnowledgeError: a signature, correlation or cause file is broken.
    """
    return examine(paths, options, stdin=stdin, progress=progress).analysis


def examine(
    paths: Sequence[Path | str] | Path | str,
    options: Options | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Examined:
    """As :func:`analyze`, with the case and the weighed causes.

    ``meanwhile``: what the caller needs afterwards, called once; while other processes read, if they do.
    """
    options = options or Options()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    knowledge = load_knowledge(options.signatures)
    muting: list[Muting] = []

    def prepare() -> None:
        from loganalyzer.analysis import concluding  # noqa: F401 - imports the later rooms
        from loganalyzer.clock.patterns import all_patterns

        all_patterns()  # read while others read

        muting.append(_muting(given, knowledge, options))
        if meanwhile is not None:
            meanwhile()

    terms = ReadingTerms(options.workers, options.limits, options.store_passwords, options.readings)
    reading = read_bundle(given, knowledge.signatures, terms, stdin, progress, prepare)
    if not reading.scans and not reading.cells:
        raise NothingReadableError(_nothing(given, reading.skipped))
    from loganalyzer.analysis.concluding import conclude

    return conclude(reading, knowledge, muting[0], options)


def _muting(paths: Sequence[Path | str], knowledge: Knowledge, options: Options) -> Muting:
    from loganalyzer.diagnosis.suppressions import Muting, beside, load_suppressions

    names, causes = ([one.id for one in some] for some in (knowledge.signatures, knowledge.causes))
    return Muting(load_suppressions([*options.suppress, *beside(paths)], names, causes))


def _nothing(paths: Sequence[Path | str], skipped: Sequence[Skipped]) -> str:
    where = ", ".join(str(path) for path in paths[:3])
    if not skipped:
        return f"nothing to read in {where}: it is empty"
    more = f" and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return f"nothing readable in {where}: {skipped[0].path}: {skipped[0].reason}{more}"
