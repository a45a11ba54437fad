"""The knowledge as reference documentation in Markdown, and one entry of it as plain text for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from loganalyzer.diagnosis.handbook import Handbook
from loganalyzer.diagnosis.schema import Cause
from loganalyzer.diagnosis.sources import cited
from loganalyzer.matching.schema import Signature
from loganalyzer.report.markup import block, code, escape
from loganalyzer.report.text import clean, one_line

WIDTH = 100
_QUOTE = 220
RESTS_ON = {
    "real-line": "a line of a real log",
    "documented": "a documented template or source text",
    "expert": "expert knowledge; matched by id or exception class alone",
}


def provenance_table(handbook: Handbook) -> str:
    """How many signatures rest on what, and the sum."""
    counts = handbook.provenance()
    rows = [f"{word:12} {count:5}  {RESTS_ON[word]}" for word, count in counts.items()]
    return "\n".join([*rows, f"{'together':12} {sum(counts.values()):5}"])


def signature_text(signature: Signature, handbook: Handbook) -> str:
    """Everything about one signature, for the terminal."""
    head = f"{signature.title}\n{signature.id}: {signature.family}, {signature.severity}"
    parts = [
        head,
        _wrapped(signature.meaning),
        _titled(
            "Recognised by", _conditions(signature) or ["a file that is no log of records, in the format's own terms"]
        ),
        _titled("Reads out of the record", _fields(signature)),
        _titled("Looks like", [example.record for example in signature.matches]),
        _titled("Do not confuse with", _confusions(signature, handbook)),
        _titled("Weighed for", _uses(signature, handbook)),
        _titled("See also", _relations(signature, handbook)),
        _titled("Rests on", [RESTS_ON[signature.provenance], *cited(signature.references, handbook.sources)]),
        f"Stands in {signature.source}",
    ]
    return "\n\n".join(part for part in parts if part)


def cause_text(cause: Cause, handbook: Handbook) -> str:
    """Everything about one cause, for the terminal. Words in braces are filled in from the bundle."""
    entry = handbook.catalogue[cause.id]
    parts = [
        f"{cause.title}\n{cause.id}: {cause.family}, {cause.severity}, {entry.reference}",
        _wrapped(" ".join(cause.summary)),
        _titled("Looks like", _reasons(cause, "symptom")),
        _titled("Holds only if", _reasons(cause, "required")),
        _titled("Confirmed by the log", _reasons(cause, "log")),
        _titled("Confirmed by the configuration", _reasons(cause, "configuration")),
        _titled("Spoken against by", _reasons(cause, "contrary")),
        _titled("Do not confuse with", _look_alikes(cause, handbook)),
        _titled("Fix, in this order", [step.text for step in cause.fix], "{}. "),
        _titled("Verify", cause.verify),
        _titled("Rests on", [cause.provenance, *cited(cause.references, handbook.sources)]),
        f"Stands in {cause.source}",
    ]
    return "\n\n".join(part for part in parts if part)


def handbook_markdown(handbook: Handbook) -> str:
    """The reference of all causes, signatures and facts, generated from the YAML files."""
    return "\n\n".join(_markdown(handbook)) + "\n"


def _markdown(handbook: Handbook) -> Iterator[str]:
    counts = ", ".join(f"{count} on {RESTS_ON[word]}" for word, count in handbook.provenance().items())
    yield "# What loganalyzer knows"
    yield "Generated from the YAML files in `signatures/`: change those, not this page."
    yield f"{len(handbook.causes)} causes. {len(handbook.signatures)} signatures and facts: {escape(counts)}."
    yield "## Causes"
    for cause in sorted(handbook.causes.values(), key=lambda one: handbook.catalogue[one.id].reference):
        yield from _cause_markdown(cause, handbook)
    for family in sorted({one.family for one in handbook.signatures.values()}):
        yield f"## Signatures: {family}"
        for signature in sorted(handbook.signatures.values(), key=lambda one: one.id):
            if signature.family == family:
                yield from _signature_markdown(signature, handbook)


def _cause_markdown(cause: Cause, handbook: Handbook) -> Iterator[str]:
    yield f"### {escape(cause.title)}"
    yield f"{code(cause.id)}, {cause.severity}, {handbook.catalogue[cause.id].reference}"
    yield escape(" ".join(cause.summary))
    yield from _listed("Looks like", _reasons(cause, "symptom"))
    yield from _listed("Confirmed by", [*_reasons(cause, "log"), *_reasons(cause, "configuration")])
    yield from _listed("Spoken against by", _reasons(cause, "contrary"))
    yield from _listed("Do not confuse with", _look_alikes(cause, handbook))
    yield from _listed("Fix, in this order", [step.text for step in cause.fix])
    yield from _listed("Verify", cause.verify)
    yield from _listed("Rests on", [cause.provenance, *cited(cause.references, handbook.sources)])


def _signature_markdown(signature: Signature, handbook: Handbook) -> Iterator[str]:
    yield f"### {escape(signature.title)}"
    yield f"{code(signature.id)}, {signature.severity}. Rests on {RESTS_ON[signature.provenance]}."
    yield escape(signature.meaning)
    yield from _listed("Recognised by", map(code, _conditions(signature)), plain=False)
    yield from _listed("Reads out of the record", _fields(signature))
    if signature.matches:
        yield block(signature.matches[0].record, "text")
    yield from _listed("Weighed for", _uses(signature, handbook))
    yield from _listed("See also", _relations(signature, handbook))
    yield from _listed("Sources", cited(signature.references, handbook.sources))


def _listed(title: str, rows: Iterable[str], plain: bool = True) -> Iterator[str]:
    items = [f"- {escape(row) if plain else row}" for row in rows]
    if items:
        yield f"{title}:"
        yield "\n".join(items)


def _titled(title: str, rows: Iterable[str], mark: str = "- ") -> str:
    items = [f"{mark.format(number)}{row}" for number, row in enumerate(rows, start=1)]
    return "\n".join([title, *(_indented(item) for item in items)]) if items else ""


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _indented(text: str) -> str:
    return "\n".join(
        textwrap.fill(
            line, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
        for line in clean(text).splitlines()
    )


def _conditions(signature: Signature) -> list[str]:
    match = signature.match
    rows = ["id " + " or ".join(match.ids)] if match.ids else []
    rows += [f"text {text}" for text in match.text]
    rows += [f"not the text {text}" for text in match.not_text]
    rows += ["none of " + ", ".join(match.unless)] if match.unless else []
    rows += ["component " + " or ".join(match.component)] if match.component else []
    rows += ["level " + " or ".join(match.levels)] if match.levels else []
    return rows


def _fields(signature: Signature) -> list[str]:
    examples: dict[str, str] = {}
    for example in signature.matches:
        examples = {**example.fields, **examples}
    return [f"{name}, such as {examples[name]}" if name in examples else name for name in signature.captured]


def _confusions(signature: Signature, handbook: Handbook) -> list[str]:
    rows = []
    for example, others in zip(signature.misses, handbook.instead[signature.id], strict=True):
        line = one_line(example.record, _QUOTE)
        rows.append(f"{line} - that is {' and '.join(others)}" if others else line)
    return rows


def _uses(signature: Signature, handbook: Handbook) -> list[str]:
    used = [f"{use.cause.title} ({use.cause.id}): {', '.join(use.how)}" for use in handbook.uses.get(signature.id, ())]
    joined = [one for one in handbook.correlations if signature.id in one.used_signatures()]
    return [*used, *(f"{one.title} ({one.id}): counted for this {one.kind}" for one in joined)]


def _relations(signature: Signature, handbook: Handbook) -> list[str]:
    finer = handbook.specialised_by[signature.id]
    related = {"more general": signature.specialises, "more precise": finer}
    return [f"{word}: {', '.join(names)}" for word, names in related.items() if names]


def _reasons(cause: Cause, part: str) -> list[str]:
    return list(dict.fromkeys(fact.why for fact in getattr(cause, part) if fact.why))


def _look_alikes(cause: Cause, handbook: Handbook) -> list[str]:
    return [f"{handbook.catalogue[one.cause].title} - unless {one.because}" for one in cause.look_alikes]
