"""The timeline of a bundle as PNG or SVG: a lane per process, what failed, what restarted, what was changed.

matplotlib is loaded when a chart is drawn, on its file-only backend, with its own defaults whatever the user's
settings are. The same Analysis gives the same bytes with the same matplotlib.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loganalyzer.analysis.model import Analysis
from loganalyzer.errors import UsageError
from loganalyzer.report.atomic import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE: Any = {
    "svg.hashsalt": "loganalyzer",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
}


def timeline(
    analysis: Analysis,
    target: Path,
    *,
    signatures: Sequence[str] = (),
    families: Sequence[str] = (),
    bucket_seconds: int | None = None,
) -> None:
    """Write the chart to ``target``; its suffix, .png or .svg, is the format.

    ``signatures`` (ids) and ``families`` choose what is marked; without them, failures of the family ``tls``.
    """
    suffix = target.suffix.lower()
    if suffix not in {".png", ".svg"}:
        raise UsageError(f"cannot draw {target.name}: give a name that ends in .png or .svg")
    _require_matplotlib()
    import matplotlib as mpl

    from loganalyzer.report.chart_frame import build

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        figure = build(analysis, signatures, families, bucket_seconds)
        _save(figure, target, suffix[1:])


def has_matplotlib() -> bool:
    try:
        _require_matplotlib()
    except UsageError:
        return False
    return True


def _require_matplotlib() -> None:
    try:
        import matplotlib.figure  # noqa: F401 - heavy and optional
    except ImportError as error:
        raise UsageError('charts need matplotlib: pip install "websphere-loganalyzer[charts]"') from error


def _save(figure: Figure, target: Path, kind: str) -> None:
    nameless: dict[str, Any] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}[kind]
    with replacing(target) as temporary:
        figure.savefig(temporary, format=kind, dpi=110, metadata=nameless)
