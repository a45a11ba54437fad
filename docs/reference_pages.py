"""Pages written from what the tool itself knows: signatures, facts and causes from the YAML, options from the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from loganalyzer.diagnosis.schema import Cause, Fact, LookAlike, load_catalogue, load_causes
from loganalyzer.diagnosis.sources import cited, load_sources
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.matching.loader import FAMILIES, load_signatures
from loganalyzer.matching.schema import Signature
from loganalyzer.report.markup import block, code, escape

_VERBS = "commands.md"
_MOST_EXAMPLE = 1_200


def write(folder: Path) -> None:
    """Write all pages into ``folder``; what is there and still right is left alone, so that a build stays incremental."""
    folder.mkdir(exist_ok=True)
    signatures = load_signatures()
    causes = load_causes((), WORDS, [one.id for one in signatures])
    pages = {f"signatures-{family}.md": _family(family, signatures, causes) for family in FAMILIES}
    pages = {name: text for name, text in pages.items() if text}
    pages["signatures.md"] = _signature_index(signatures, list(pages))
    pages["causes.md"] = _causes(causes)
    pages[_VERBS] = _commands(headings=2)
    pages["man-commands.txt"] = _commands(headings=2)
    for old in folder.iterdir():
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        target = folder / name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8", newline="\n")


def _signature_index(signatures: Sequence[Signature], pages: Sequence[str]) -> str:
    counts = {family: sum(one.family == family for one in signatures) for family in FAMILIES}
    rows = [f"| [{family}](signatures-{family}.md) | {count} |" for family, count in counts.items() if count]
    parts = [
        "# Signatures and facts",
        f"Generated from the YAML: {len(signatures)} things worth knowing that a log record, or another file, can say."
        " `real-line` means that the text is that of a log somebody had, `documented` that a manual prints it, `expert`"
        " that it comes from experience and is matched by message id or exception class only.",
        "| family | entries |\n|---|---|\n" + "\n".join(rows),
        "```{toctree}\n:hidden:\n\n" + "\n".join(name.removesuffix(".md") for name in pages) + "\n```",
    ]
    return _page(parts)


def _family(family: str, signatures: Sequence[Signature], causes: Sequence[Cause]) -> str:
    found = [one for one in signatures if one.family == family]
    users = _users(causes)
    parts = [f"# Family {family}", *(part for one in found for part in _signature(one, users.get(one.id, ())))]
    return _page(parts) if found else ""


def _signature(one: Signature, used_by: Sequence[Cause]) -> Iterator[str]:
    yield f"(signature-{one.id})=\n## {escape(one.title)}"
    about = [f"{code(one.id)}", one.severity, one.provenance]
    about += [f"ids {', '.join(map(code, one.match.ids))}"] if one.match.ids else []
    about += [f"written by: {one.role}"] if one.role else []
    yield " · ".join(about)
    yield escape(one.meaning)
    names = one.fields or tuple(dict.fromkeys(name for example in one.matches for name in example.fields))
    if names:
        yield f"Fields: {', '.join(map(code, names))}"
    if one.matches:
        yield block(one.matches[0].record[:_MOST_EXAMPLE], "text")
    if used_by:
        yield "Weighed by: " + ", ".join(f"[{escape(cause.title)}](#cause-{cause.id})" for cause in used_by)
    if one.references:
        yield f"References: {escape('; '.join(cited(one.references, load_sources())))}"


def _users(causes: Iterable[Cause]) -> dict[str, list[Cause]]:
    users: dict[str, list[Cause]] = {}
    for cause in causes:
        names = {name for fact in _facts(cause) for name in fact.arguments.get("signatures", ())}
        for name in names:
            users.setdefault(name, []).append(cause)
    return users


def _facts(cause: Cause) -> Iterator[Fact]:
    yield from (*cause.symptom, *cause.required, *cause.log, *cause.configuration, *cause.contrary)
    yield from (other.ruled_out_when for other in cause.look_alikes)


def _causes(causes: Sequence[Cause]) -> str:
    catalogue = load_catalogue()
    titles = {entry.id: entry.title for entry in catalogue.values()} | {cause.id: cause.title for cause in causes}
    parts = [
        "# Causes",
        f"Generated from the YAML: {len(causes)} causes that are weighed against a bundle. What the verdicts mean is"
        " told in [Reading a verdict](../verdict.md); words in braces are filled from the bundle.",
    ]
    return _page([*parts, *(part for cause in causes for part in _cause(cause, titles, {one.id for one in causes}))])


def _cause(cause: Cause, titles: dict[str, str], known: set[str]) -> Iterator[str]:
    yield f"(cause-{cause.id})=\n## {escape(cause.title)}"
    roles = ", ".join(cause.roles) or "any process"
    yield f"{code(cause.id)} · {cause.family} · {cause.severity} · {roles}"
    yield escape(" ".join(cause.summary))
    if cause.self_stating:
        yield "The log itself states this cause, so no configuration is needed to confirm it."
    sections: tuple[tuple[str, Sequence[Fact]], ...] = (
        ("Looked at when", cause.symptom),
        ("Required", cause.required),
        ("The log says", cause.log),
        ("The configuration computes", cause.configuration),
        ("Speaks against it", cause.contrary),
    )
    for title, facts in sections:
        yield from _listed(title, [escape(fact.why or fact.word) for fact in facts])
    yield from _listed(
        "Looks alike, and is ruled out when", [_look_alike(one, titles, known) for one in cause.look_alikes]
    )
    yield from _listed("Explains", [_link(name, titles, known) for name in _explained(cause)])
    if cause.fix:
        yield "**What to do, in this order**"
        yield "\n\n".join(_step(number, step) for number, step in enumerate(cause.fix, start=1))
    yield from _listed("How to verify", [escape(text) for text in cause.verify])
    yield from _listed("References", [escape(text) for text in cited(cause.references, load_sources())])
    yield f"Provenance: {escape(cause.provenance)}"


def _explained(cause: Cause) -> list[str]:
    return list(dict.fromkeys((*cause.explains, *cause.explains_on_node, *cause.explains_at_dmgr)))


def _look_alike(one: LookAlike, titles: dict[str, str], known: set[str]) -> str:
    return f"{_link(one.cause, titles, known)}: {escape(one.because)}"


def _link(name: str, titles: dict[str, str], known: set[str]) -> str:
    title = escape(titles.get(name, name))
    return f"[{title}](#cause-{name})" if name in known else title


def _step(number: int, step: Any) -> str:
    lines = [f"{number}. {escape(step.text)}"]
    if step.console:
        lines.append(f"   Console: {escape(step.console)}")
    if step.wsadmin:
        lines.append(block(step.wsadmin, "python", indent=3))
    return "\n\n".join(lines)


def _listed(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f"**{title}**"
        yield "\n".join(f"- {row}" for row in rows)


def _commands(headings: int) -> str:
    """Every verb with its arguments and options, as typer declares them."""
    from typer.main import get_command

    from loganalyzer.cli.app import app

    parts = ["# Commands and options", "Generated from the program. `--help` prints the same."]
    for path, command in _walk(get_command(app), ("loganalyzer",)):
        parts.append(f"{'#' * headings} {code(' '.join(path))}")
        parts.append(escape(command.help or ""))
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        usage = " ".join([*path, *(_metavar(p) for p in arguments), "[OPTION]..."])
        parts.append(block(usage, "text"))
        rows = [_option(p) for p in command.params if p.param_type_name == "option" and not p.hidden]
        parts.append("\n\n".join(rows))
    return _page(parts)


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, inner in getattr(command, "commands", {}).items():
        if inner.hidden:
            continue
        if hasattr(inner, "commands"):
            yield from _walk(inner, (*path, name))
        else:
            yield (*path, name), inner


def _metavar(parameter: Any) -> str:
    name = (parameter.metavar or parameter.name).upper()
    return f"{name}..." if parameter.nargs == -1 else str(name)


def _option(parameter: Any) -> str:
    names = ", ".join(code(name) for name in (*parameter.opts, *parameter.secondary_opts))
    metavar = "" if parameter.is_flag else " " + escape(parameter.metavar or "N")  # only numbers have none
    default = parameter.default
    told = default not in {None, "", False, ()} if not isinstance(default, list) else bool(default)
    return f"{names}{metavar}\n: {escape(parameter.help or '')}{f' Default: {code(str(default))}.' if told else ''}"


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
