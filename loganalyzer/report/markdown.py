"""``diagnosis.md``: the result to paste into a case; the verdict first, then why, what to do, what was read, and the reply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loganalyzer.analysis.model import Analysis, Diagnosis, EvidenceItem, FixStep, ProcessReport
from loganalyzer.report import overview
from loganalyzer.report.markup import block, code, escape
from loganalyzer.report.reply import reply
from loganalyzer.report.text import counted, one_line, period, place, stamp

_QUOTE = 600
_EVIDENCE = 8


def to_markdown(analysis: Analysis) -> str:
    """The whole document, with one newline at its end."""
    parts = ["# Diagnosis", *_verdict(analysis)]
    for number, diagnosis in enumerate(overview.with_verdict(analysis, *overview.LEADING), start=1):
        parts += _diagnosis(number, diagnosis, analysis)
    parts += _section("Possible", _summaries(analysis, "possible"))
    parts += _section("Ruled out", _ruled_out(analysis))
    parts += _section("Not evaluable", _not_evaluable(analysis))
    parts += _section("Suppressed", (escape(overview.suppressed_words(one)) for one in analysis.suppressed))
    parts += _section("Configuration changes before the trouble", _changes(analysis))
    parts += _section("Checks from outside that disagree with the configuration", _checks(analysis))
    parts += _section("Prediction, logs and documents disagree", _findings(analysis))
    parts += _section("Missing evidence", _missing(analysis))
    parts += _section("What was read", _read(analysis))
    parts += ["## Reply to the customer", block(reply(analysis), "text")]
    parts.append(
        f"loganalyzer {escape(analysis.generator_version)}, signatures {code(analysis.signatures_sha256[:12])}."
        " All times are UTC."
    )
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _section(title: str, rows: Iterable[str]) -> list[str]:
    items = [f"- {row}" for row in rows]
    return [f"## {title}", "\n".join(items)] if items else []


def _verdict(analysis: Analysis) -> Iterator[str]:
    if not analysis.complete:
        reasons = "; ".join(map(escape, analysis.incomplete_reasons))
        yield f"**INCOMPLETE:** this run did not read everything: {reasons or 'no reason given'}"
    cause = overview.root(analysis)
    if cause is None:
        possible = len(overview.with_verdict(analysis, "possible"))
        yield f"No cause could be confirmed from what was given. Possible causes: {possible or 'none'}."
        return
    what = f"**{escape(cause.title)}** is {cause.verdict} ({_weight(cause)})"
    where = f" on {_names(cause.processes)}" if cause.processes else ""
    yield f"{what}{where}. {escape(cause.summary)}"


def _weight(diagnosis: Diagnosis) -> str:
    return f"confidence {diagnosis.confidence:.2f}, severity {escape(diagnosis.severity)}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(code(name) for name in names)


def _diagnosis(number: int, diagnosis: Diagnosis, analysis: Analysis) -> Iterator[str]:
    yield f"## {number}. {escape(diagnosis.title)}"
    yield f"{diagnosis.verdict.capitalize()}, {_weight(diagnosis)}: {_names(diagnosis.processes)}"
    if diagnosis.consequence_of is not None:
        titles = {d.cause: d.title for d in analysis.diagnoses}
        yield f"Follows from: {escape(titles.get(diagnosis.consequence_of, diagnosis.consequence_of))}."
    yield escape(diagnosis.summary)
    yield from _evidence("Evidence for", [item for item in diagnosis.evidence if item.supports])
    yield from _evidence("Evidence against", [item for item in diagnosis.evidence if not item.supports])
    yield from _list("Ruled out", diagnosis.ruled_out_by)
    yield from _list("Not ruled out", diagnosis.not_ruled_out)
    yield from _list("Could not be checked, for lack of", diagnosis.missing)
    yield from _fix(diagnosis.fix)
    yield from _list("Verify", diagnosis.verify)
    yield from _list("References", diagnosis.references)


def _list(title: str, rows: Iterable[str]) -> Iterator[str]:
    items = [f"- {escape(row)}" for row in rows]
    if items:
        yield f"### {title}"
        yield "\n".join(items)


def _evidence(title: str, items: list[EvidenceItem]) -> Iterator[str]:
    if not items:
        return
    yield f"### {title}"
    shown = overview.best_evidence(items, _EVIDENCE)
    yield "\n".join(_evidence_item(item) for item in shown)
    if len(shown) < len(items):
        yield f"{len(items) - len(shown)} more in analysis.json."


def _evidence_item(item: EvidenceItem) -> str:
    where = place(item)
    head = ", ".join(filter(None, (code(where) if where else "", stamp(item.time) if item.time else "")))
    lead = f"- {escape(item.why) or item.kind}{f' ({head})' if head else ''}"
    return f"{lead}\n\n{block(one_line(item.text, _QUOTE), indent=2)}\n" if item.text else lead


def _fix(steps: tuple[FixStep, ...]) -> Iterator[str]:
    if steps:
        yield "### Fix, in this order"
        yield "\n".join(_step(number, step) for number, step in enumerate(steps, start=1))


def _step(number: int, step: FixStep) -> str:
    mark = f"{number}. "
    indent = len(mark)
    lines = [mark + escape(step.text)]
    if step.console:
        lines.append(f"\n{' ' * indent}Console: {escape(step.console)}\n")
    if step.wsadmin:
        lines.append(f"\n{' ' * indent}Command:\n\n{block(step.wsadmin, indent=indent)}\n")
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def _summaries(analysis: Analysis, verdict: str) -> Iterator[str]:
    for d in analysis.diagnoses:
        if d.verdict == verdict:
            yield f"{escape(d.title)}: {escape(d.summary)}"


def _ruled_out(analysis: Analysis) -> Iterator[str]:
    for d in overview.with_verdict(analysis, "ruled-out"):
        yield f"{escape(d.title)}: {'; '.join(map(escape, d.ruled_out_by)) or escape(d.summary)}"


def _not_evaluable(analysis: Analysis) -> Iterator[str]:
    for d in overview.with_verdict(analysis, "not-evaluable"):
        yield f"{escape(d.title)}: missing {'; '.join(map(escape, d.missing)) or escape(d.summary)}"


def _changes(analysis: Analysis) -> Iterator[str]:
    for one in overview.changes_before_trouble(analysis)[:_EVIDENCE]:
        yield escape(overview.change_words(one, analysis))


def _checks(analysis: Analysis) -> Iterator[str]:
    for one in overview.disagreements(analysis):
        yield escape(overview.check_words(one))


def _findings(analysis: Analysis) -> Iterator[str]:
    found = analysis.configuration.findings
    for one in found[:_EVIDENCE]:
        yield escape(overview.finding_words(one, analysis))
    if len(found) > _EVIDENCE:
        yield f"{len(found) - _EVIDENCE} more in analysis.json."


def _missing(analysis: Analysis) -> Iterator[str]:
    for item in analysis.missing_evidence:
        commands = "".join(f"\n  - {code(command)}" for command in item.commands)
        why, how = (escape(text.rstrip(".")) for text in (item.why_it_matters, item.how_to_collect))
        yield f"{escape(item.what)}: {why}. How to collect: {how}.{commands}"


def _read(analysis: Analysis) -> Iterator[str]:
    bundle = analysis.bundle
    files, records = counted(len(bundle.files), "file"), counted(overview.record_total(analysis), "record")
    yield f"{files}, {records}, {period(*overview.bundle_span(analysis))}"
    aside = (counted(len(bundle.skipped), "member") + " skipped", counted(len(bundle.duplicates), "duplicate"))
    yield f"{', '.join(aside)}, {counted(overview.suspect_total(analysis), 'suspect line')}"
    for process in analysis.processes:
        yield _process(analysis, process)


def _process(analysis: Analysis, process: ProcessReport) -> str:
    files = overview.files_of(analysis, process.name)
    zone, confidence = overview.clock(files)
    versions = filter(
        None,
        (
            process.product_version and f"product {process.product_version}",
            process.java_version and f"Java {process.java_version}",
        ),
    )
    known = overview.pids(process)
    about = [process.role, *versions, f"pid {', '.join(map(str, known))}" if known else ""]
    sure = f" (confidence {confidence:.2f})" if confidence is not None else ""
    words = escape(", ".join(filter(None, about)))
    return (
        f"{code(process.name)}: {words}; {period(*overview.files_span(files))}; clock {escape(zone or 'unknown')}{sure}"
    )
