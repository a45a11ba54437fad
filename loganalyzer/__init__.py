"""loganalyzer: from a WebSphere support bundle to a root cause with evidence.

``loganalyzer.analyze(paths)`` returns an :class:`~loganalyzer.analysis.model.Analysis` that shows itself in a notebook;
see :mod:`loganalyzer.notebook`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loganalyzer.version import __version__

if TYPE_CHECKING:
    from loganalyzer.analysis.model import Analysis as Analysis
    from loganalyzer.analysis.pipeline import Options as Options
    from loganalyzer.notebook import analyze as analyze

__all__ = ["Analysis", "Options", "__version__", "analyze"]


def __getattr__(name: str) -> Any:
    # Lazy, so that `loganalyzer --help` does not pay for numpy.
    if name == "analyze":
        from loganalyzer.notebook import analyze

        return analyze
    if name == "Options":
        from loganalyzer.analysis.pipeline import Options

        return Options
    if name == "Analysis":
        from loganalyzer.analysis.model import Analysis

        return Analysis
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
