"""loganalyzer: from a WebSphere support bundle to a root cause with evidence.

``loganalyzer.analyze(paths)`` returns an :class:`~loganalyzer.analysis.model.Analysis`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loganalyzer.analysis.model import Analysis as Analysis
    from loganalyzer.analysis.pipeline import analyze as analyze

__version__ = "0.1.0"
__all__ = ["Analysis", "__version__", "analyze"]


def __getattr__(name: str) -> Any:
    # Lazy, so that `loganalyzer --help` does not pay for numpy.
    if name == "analyze":
        from loganalyzer.analysis.pipeline import analyze

        return analyze
    if name == "Analysis":
        from loganalyzer.analysis.model import Analysis

        return Analysis
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
