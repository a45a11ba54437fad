"""Charts of an Analysis as PNG or SVG, with their alternative text inside: timeline, heat map, certificates.

matplotlib is loaded when a chart is drawn, on its file-only backend, with its own defaults whatever the user's
settings are. The same Analysis gives the same bytes with the same matplotlib.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from msgspec import Struct

from loganalyzer.analysis.model import Analysis
from loganalyzer.errors import UsageError
from loganalyzer.report.atomic import replacing
from loganalyzer.report.chart_choice import Choice, size_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("timeline", "heatmap", "certificates")
FORMS = (".png", ".svg")

_STYLE: Any = {
    "svg.hashsalt": "loganalyzer",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
    "hatch.linewidth": 0.5,
}


class Chart(Struct, frozen=True):
    """A drawn chart. ``alt`` says in words what it shows; a notebook shows the picture."""

    title: str
    alt: str
    dpi: int
    figure: Figure

    def save(self, target: Path) -> None:
        """Write it; the suffix of ``target``, .png or .svg, is the format, and the words go into the file.

        Raises:
            UsageError: another suffix, or the file can't be written.
        """
        kind = form_of(target)
        with replacing(target) as temporary:
            temporary.write_bytes(self.data(kind))

    def data(self, kind: str) -> bytes:
        """The picture as ``png`` or ``svg``."""
        out = BytesIO()
        nameless = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}[kind]
        words: dict[str, Any] = {"Title": self.title, "Description": self.alt}
        with style():
            self.figure.savefig(out, format=kind, dpi=self.dpi, metadata=words | nameless)
        return _described(out.getvalue(), self.alt) if kind == "svg" else out.getvalue()

    def _repr_mimebundle_(self, **_wanted: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"image/png": self.data("png"), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}


def _described(svg: bytes, words: str) -> bytes:
    """With a description behind the title, as screen readers look for it."""
    head, title, rest = svg.partition(b"</title>")
    head = head.replace(b"<svg ", b'<svg role="img" ', 1)
    return head + title + f"\n <desc>{escape(words)}</desc>".encode() + rest


def chart(analysis: Analysis, kind: str, choice: Choice | None = None) -> Chart:
    """Draw one of ``KINDS``.

    Without signatures or families in ``choice`` the timeline marks failures of the family ``tls``, and the heat map
    counts warnings and errors.

    Raises:
        UsageError: an unknown kind, process or size, a bucket below a minute, or matplotlib is not installed.
    """
    choice = choice or Choice()
    _require_matplotlib()
    from loganalyzer.report import chart_certificates, chart_frame, chart_heat, chart_words

    drawn = {
        "timeline": (chart_frame.build, chart_words.timeline_words, "Timeline"),
        "heatmap": (chart_heat.build, chart_words.heatmap_words, "Heat map"),
        "certificates": (chart_certificates.build, chart_words.certificates_words, "Certificates"),
    }
    if kind not in drawn:
        raise UsageError(f"--as {kind}: expected one of {', '.join(KINDS)}")
    build, say, title = drawn[kind]
    with style():
        figure = build(analysis, choice)
    return Chart(title, say(analysis, choice), size_of(choice.size).dpi, figure)


def timeline(analysis: Analysis, target: Path, choice: Choice | None = None) -> None:
    """Write the timeline to ``target``."""
    form_of(target)
    chart(analysis, "timeline", choice).save(target)


def form_of(target: Path) -> str:
    """``png`` or ``svg``, by the suffix; raises :class:`~loganalyzer.errors.UsageError` for another."""
    suffix = target.suffix.lower()
    if suffix not in FORMS:
        raise UsageError(f"cannot draw {target.name}: give a name that ends in .png or .svg")
    return suffix[1:]


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


@contextmanager
def style() -> Iterator[None]:
    """The settings all pictures are drawn with; raises :class:`~loganalyzer.errors.UsageError` without matplotlib."""
    _require_matplotlib()
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        yield
