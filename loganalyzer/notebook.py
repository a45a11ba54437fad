"""The Python API for notebooks and scripts: an Analysis that shows itself, and gives data frames, records and charts.

``import loganalyzer as la; a = la.analyze("collector.zip")``. Everything here is a rendering of the Analysis, or reads
the same bundle again; pandas (extra ``frames``) and matplotlib (extra ``charts``) load when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from msgspec import Struct
from msgspec.structs import asdict

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.pipeline import Options, Progress
from loganalyzer.analysis.pipeline import analyze as _analyze
from loganalyzer.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped, import-not-found, unused-ignore]

    from loganalyzer.report.charts import Chart

Paths = Sequence[Path | str] | Path | str
Words = Sequence[str] | str


def analyze(
    paths: Paths, options: Options | None = None, *, stdin: BinaryIO | None = None, progress: Progress | None = None
) -> BundleAnalysis:
    """Analyse files, folders and archives together; as :func:`loganalyzer.analysis.pipeline.analyze`.

    Raises:
        UsageError: a path or option is off.
        NothingReadableError: no member could be read.
        KnowledgeError: a signature, correlation or cause file is broken.
    """
    found = _analyze(paths, options, stdin=stdin, progress=progress)
    analysis = BundleAnalysis(**asdict(found))
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if "-" not in given:
        analysis.__dict__["_source"] = (given, options or Options())
    return analysis


class BundleAnalysis(Analysis, frozen=True, dict=True):
    """An :class:`~loganalyzer.analysis.model.Analysis` with what a notebook wants of it."""

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables ``files``, ``processes``, ``signatures``, ``hits``, ``incidents``, ``diagnoses`` and ``evidence``.

        Their columns are listed in ``loganalyzer.report.frames.COLUMNS``. Needs the extra ``frames``.
        """
        from loganalyzer.report.frames import to_frames

        return to_frames(self)

    @property
    def hits(self) -> pd.DataFrame:
        """A row per signature, process and minute with the number of records that matched. Needs the extra ``frames``."""
        return self.frames["hits"]

    def records(
        self,
        pattern: str | None = None,
        *,
        regex: bool = False,
        ignore_case: bool = False,
        since: str | None = None,
        until: str | None = None,
        processes: Words = (),
        levels: Words = (),
        ids: Words = (),
        threads: Words = (),
    ) -> pd.DataFrame:
        """The log records of all processes in time order; what is left out takes all. Needs the extra ``frames``.

        Reads the bundle again, and holds what it returns: narrow a large one by time, process or message id.

        Args:
            pattern: text the record holds, or an expression if ``regex``.
            ignore_case: of ``pattern``.
            since, until: as on the command line: a UTC time, ``+2h`` after the first or ``-30m`` before the last record.
            processes: ``node/server``, ``cell/node/server`` or a glob.
            levels: type letters, as the logs print them.
            ids: message ids.
            threads: thread ids in hexadecimal.

        Raises:
            UsageError: a filter is off, pandas is missing, or this analysis was not read from files: it came from
                standard input, or was derived from another.
        """
        from loganalyzer.analysis.record_filter import RecordFilter
        from loganalyzer.analysis.stream import RecordStream
        from loganalyzer.report.frames import record_frame

        source: tuple[Sequence[Path | str], Options] | None = self.__dict__.get("_source")
        if source is None:
            raise UsageError("no records: this analysis was not read from files that could be read again")
        lists = (_tuple(processes), _tuple(levels), _tuple(ids), _tuple(threads))
        wanted = RecordFilter(pattern, regex, ignore_case, since, until, *lists)
        paths, options = source
        with RecordStream.open(paths, options) as stream:
            return record_frame(stream.records(wanted))

    @property
    def plot(self) -> Plots:
        """The charts. Need the extra ``charts``."""
        return Plots(self)

    def _repr_html_(self) -> str:
        from loganalyzer.report.html import summary_html

        return summary_html(self)


class Plots(Struct, frozen=True):
    """The charts of an analysis. A notebook shows them; ``save(path)`` writes PNG or SVG, ``figure`` is matplotlib's.

    ``signatures`` are ids, ``families`` such as ``tls`` or ``sync``, ``processes`` are ``node/server`` or globs,
    ``bucket`` is a span such as ``10m``, ``size`` is ``page``, ``slide`` or ``ticket``.
    """

    analysis: Analysis

    def timeline(
        self,
        *,
        signatures: Words = (),
        families: Words = (),
        processes: Words = (),
        bucket: str | None = None,
        size: str = "page",
    ) -> Chart:
        """A lane per process with failures (of the family ``tls`` unless told otherwise), runs, flaps and changes."""
        return self._chart("timeline", signatures, families, processes, bucket, size)

    def heatmap(
        self,
        *,
        signatures: Words = (),
        families: Words = (),
        processes: Words = (),
        bucket: str | None = None,
        size: str = "page",
    ) -> Chart:
        """Processes by hours: warnings and errors, or hits of the signatures chosen."""
        return self._chart("heatmap", signatures, families, processes, bucket, size)

    def certificates(self, *, size: str = "page") -> Chart:
        """Validity of the certificates that were read."""
        return self._chart("certificates", (), (), (), None, size)

    def _chart(self, kind: str, *words: Any) -> Chart:
        from loganalyzer.correlate.windows import milliseconds
        from loganalyzer.report.chart_choice import Choice
        from loganalyzer.report.charts import chart

        signatures, families, processes, bucket, size = words
        try:
            seconds = milliseconds(bucket) // 1000 if bucket else None
        except ValueError as problem:
            raise UsageError(f"bucket {problem}") from None
        choice = Choice(_tuple(signatures), _tuple(families), _tuple(processes), seconds, size)
        return chart(self.analysis, kind, choice)


def _tuple(words: Words) -> tuple[str, ...]:
    """One word may be given bare."""
    return (words,) if isinstance(words, str) else tuple(words)
