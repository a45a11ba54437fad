"""What the attachment shows of an analysis: report, chart, JSON and diagnosis, all drawn from the same value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from loganalyzer.analysis import model
from loganalyzer.analysis.model import Analysis
from loganalyzer.report.charts import has_matplotlib, timeline
from loganalyzer.report.json import to_json
from loganalyzer.report.markdown import to_markdown

_HTML: Final = "loganalyzer.report.html"
_NO_CHART: Final = {"name": "timeline.png", "reason": "matplotlib is not installed"}
_NO_HTML: Final = {"name": "report.html", "reason": "this installation makes no HTML report"}
_WORD: Final = re.compile(r"[^\W_][\w.-]{2,}")


class Part(Struct, frozen=True):
    """One file of the attachment; ``chunks`` makes its bytes anew each time it is called."""

    name: str
    chunks: Callable[[], Iterator[bytes]]

    @classmethod
    def of(cls, name: str, data: bytes) -> Part:
        """A file whose bytes are known."""
        return cls(name, lambda: iter((data,)))


def rendered(analysis: Analysis) -> tuple[list[Part], list[dict[str, str]]]:
    """The renderings that this installation can make, and which are left out, with the reason."""
    parts = [
        Part.of("analysis.json", to_json(analysis).encode()),
        Part.of("diagnosis.md", to_markdown(analysis).encode()),
    ]
    left_out = []
    html = _html(analysis)
    if html is not None:
        parts.insert(0, Part.of("report.html", html.encode("utf-8", "replace")))
    else:
        left_out.append(_NO_HTML)
    if has_matplotlib():
        parts.append(Part.of("timeline.png", _chart(analysis)))
    else:
        left_out.append(_NO_CHART)
    return parts, left_out


@cache
def vocabulary() -> frozenset[str]:
    """The words that every report holds, whatever was analysed: no name of a system can be told from them."""
    nothing = model.Analysis(
        "", "", True, (), model.BundleReport(), (), (), (), (), (), (), model.ConfigurationReport(), (), (), ()
    )
    text = "\n".join((to_json(nothing), to_markdown(nothing), _html(nothing) or ""))
    names = (one for one in vars(model).values() if isinstance(one, type) and issubclass(one, Struct))
    keys = {name for one in names for name in one.__struct_fields__}
    return frozenset(word.lower() for word in (*_WORD.findall(text), *keys))


def _html(analysis: Analysis) -> str | None:
    if find_spec(_HTML) is None:
        return None
    from importlib import import_module

    try:
        to_html: Callable[[Analysis], str] = import_module(_HTML).to_html
        return to_html(analysis)
    except (ImportError, AttributeError, FileNotFoundError):
        return None  # a library or a template is not installed: the manifest lists what was left out


def _chart(analysis: Analysis) -> bytes:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "timeline.png"
        timeline(analysis, target)
        return target.read_bytes()
