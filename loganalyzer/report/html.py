"""``report.html``: the whole result as one file that works from ``file://``, offline, under a strict policy.

Scripts and styles stand inside the file and run only because the policy names their digests; nothing is fetched.
Text of the bundle is escaped by Jinja and cleaned by ``html_text.printed``. The same Analysis gives the same bytes
(where matplotlib is installed, with the same matplotlib: the picture for readers without JavaScript is its).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from loganalyzer.analysis.model import Analysis
from loganalyzer.report import html_tables as tables
from loganalyzer.report import html_text as words
from loganalyzer.report import overview
from loganalyzer.report.charts import chart, has_matplotlib
from loganalyzer.report.html_cards import cards
from loganalyzer.report.html_records import Records
from loganalyzer.report.html_timeline import Limits, timeline_data
from loganalyzer.report.html_topology import topology
from loganalyzer.report.text import counted, duration, one_line, period, second, stamp

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_BYTES = 3_000_000
_PICTURE = 500_000
_SCRIPTS = ("page.js", "tables.js", "timeline_model.js", "timeline_draw.js", "timeline_controls.js", "timeline.js")
_STYLES = ("report.css", "cards.css", "print.css")
_TRIES = 6
_SUMMARY_ROWS = 15


def to_html(analysis: Analysis) -> str:
    """The report; of a very large result with fewer bins, samples and rows, so that it stays under 3 MB."""
    picture = _picture(analysis)
    limits = Limits()
    for _ in range(_TRIES):
        page = _render(analysis, limits, picture)
        if len(page.encode()) < MOST_BYTES:
            return page
        limits = limits.smaller()
    return page


def summary_html(analysis: Analysis) -> str:
    """A fragment for a notebook: the verdict, the diagnoses that stand, the processes; no script, no style sheet."""
    return (
        _environment()
        .get_template("summary.html.j2")
        .render(
            analysis=analysis,
            lead=tables.lead(analysis),
            subtitle=tables.subtitle(analysis),
            standing=words.capped(overview.with_verdict(analysis, "confirmed", "likely", "possible"), _SUMMARY_ROWS),
            aside=len(overview.with_verdict(analysis, "ruled-out", "not-evaluable")),
            processes=words.capped(analysis.processes, _SUMMARY_ROWS),
        )
    )


def _render(analysis: Analysis, limits: Limits, picture: tuple[str, str] | None) -> str:
    scripts = (_asset("vendor/uPlot.iife.min.js"), _script())
    styles = (_asset("vendor/uPlot.min.css"), "\n".join(map(_asset, _STYLES)))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            policy=_policy(scripts, styles),
            scripts=[_trusted(script) for script in scripts],
            styles=[_trusted(style) for style in styles],
            picture=(_trusted(picture[0]), picture[1]) if picture else None,
            **_values(analysis, limits),
        )
    )


def _values(analysis: Analysis, limits: Limits) -> dict[str, Any]:
    records = Records(analysis, limits.characters)
    logs = words.capped(filter(tables.is_log, analysis.bundle.files), limits.rows)
    others = words.capped((f for f in analysis.bundle.files if not tables.is_log(f)), limits.rows)
    anchors = tables.file_anchors(words.Capped((*logs.rows, *others.rows), 0))
    signatures = words.capped(tables.signature_rows(analysis.signatures), limits.rows)
    data = timeline_data(analysis, records, limits)
    return {
        "analysis": analysis,
        "titles": {one.cause: one.title for one in analysis.diagnoses},
        "lead": tables.lead(analysis),
        "subtitle": tables.subtitle(analysis),
        "cards": cards(analysis, records, anchors),
        "records": records,
        "logs": logs,
        "others": others,
        "anchors": anchors,
        "topology": topology(analysis),
        "matrix": tables.matrix(analysis.configuration.channels),
        "data": data,
        "payload": words.embedded_json(data),
        "signatures": signatures,
        "ssl_rows": words.capped(tables.ssl_rows(analysis.configuration.ssl_configurations), limits.rows),
        "targets": tables.targets(analysis, signatures, limits.rows),
        "rows": limits.rows,
    }


def _picture(analysis: Analysis) -> tuple[str, str] | None:
    """The chart as a data URI and its words, without JavaScript; None where it can't be drawn or is too heavy."""
    if not has_matplotlib():
        return None
    drawn = chart(analysis, "timeline")
    data = drawn.data("png")
    return (words.data_uri(data, "image/png"), drawn.alt) if len(data) <= _PICTURE else None


def _policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Only what stands in this file, by digest; pictures from data URIs; nothing else, from nowhere."""
    script, style = (" ".join(map(words.csp_hash, texts)) for texts in (scripts, styles))
    return f"default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"


def _script() -> str:
    return '(function () {\n"use strict";\n' + "\n".join(map(_asset, _SCRIPTS)) + "\nstartPage();\n}());\n"


@cache
def _asset(name: str) -> str:
    return files("loganalyzer.report").joinpath("html", *name.split("/")).read_text("utf-8").replace("\r\n", "\n")


def _trusted(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own files, never text of a bundle


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("loganalyzer.report", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=words.printed,
        trim_blocks=True,
        lstrip_blocks=True,
        newline_sequence="\n",
    )
    environment.filters |= {
        "capped": words.capped,
        "counted": counted,
        "cut": words.cut,
        "duration": duration,
        "explaining": overview.explaining,
        "line": one_line,
        "path": words.path,
        "process": tables.process_label,
        "second": second,
        "stamp": stamp,
        "suppressed": overview.suppressed_words,
        "tone": tables.tone,
    }
    environment.globals |= {"period": period}
    return environment
