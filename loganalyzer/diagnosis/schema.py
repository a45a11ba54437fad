"""Causes as values: what one file of ``signatures/causes/*.yaml`` says, and how it is read. See FORMAT.md."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from loganalyzer.errors import KnowledgeError
from loganalyzer.knowledge import Fields, Located, knowledge_files, knowledge_root, load_yaml
from loganalyzer.matching.schema import SEVERITIES

_PARTS = ("symptom", "required", "log", "configuration", "contrary", "remarks")


class Fact(Struct, frozen=True):
    """One condition: the engine's word for it, its arguments, and what it shows.

    ``weak`` facts of the configuration side never carry a verdict above ``likely`` (a field report the computed model does
    not bear out). ``otherwise`` is the sentence for the fact being false. ``negate`` turns
    the answer round; an unknown answer stays unknown. ``optional`` facts count only where they hold: their source is seldom sent.
    ``with_configuration`` facts of the log side count only where the configuration side holds too: alone they (a
    synchronisation that fails) say no more than the symptom.
    """

    word: str
    arguments: Mapping[str, Any]
    why: str
    where: str
    negate: bool = False
    weak: bool = False
    optional: bool = False
    with_configuration: bool = False
    note: str | None = None
    otherwise: str | None = None


class LookAlike(Struct, frozen=True):
    """Another cause with the same symptom, and the fact that rules it out."""

    cause: str
    ruled_out_when: Fact
    because: str


class Fix(Struct, frozen=True):
    """One step of the fix, with the console path and the wsadmin (Jython) commands."""

    text: str
    console: str | None
    wsadmin: str | None


class CatalogueEntry(Struct, frozen=True):
    """What the catalogue knows of every cause, diagnosable or not."""

    id: str
    reference: str
    family: str
    title: str


class Cause(Struct, frozen=True):
    """A cause of the catalogue that can be weighed.

    ``self_stating``: the log text itself states the cause (out of memory, plain text on a TLS port), so that no
    configuration is needed to confirm it. ``summary``: sentences; one whose placeholders no fact filled is left out.
    ``remarks``: facts that decide nothing, and add what they show and their ``note`` where they hold. ``explains``: causes
    that, for the same process, are consequences of this one; ``explains_on_node``: for any process of its node;
    ``explains_at_dmgr``: for the deployment manager, which logs the other end; ``explains_in_cell``: for any process of the
    cell. ``needs``: sources (ids of evidence.yaml)
    without which the cause cannot be evaluated at all, because its symptom is shared by many.
    """

    id: str
    title: str
    family: str
    severity: str
    roles: tuple[str, ...]
    self_stating: bool
    symptom: tuple[Fact, ...]
    required: tuple[Fact, ...]
    log: tuple[Fact, ...]
    configuration: tuple[Fact, ...]
    contrary: tuple[Fact, ...]
    remarks: tuple[Fact, ...]
    look_alikes: tuple[LookAlike, ...]
    explains: tuple[str, ...]
    explains_on_node: tuple[str, ...]
    explains_at_dmgr: tuple[str, ...]
    explains_in_cell: tuple[str, ...]
    needs: tuple[str, ...]
    summary: tuple[str, ...]
    fix: tuple[Fix, ...]
    verify: tuple[str, ...]
    references: tuple[str, ...]
    provenance: str
    source: str


def load_catalogue() -> dict[str, CatalogueEntry]:
    """All cause ids with reference, family and title."""
    problems: list[str] = []
    entries = {}
    path = knowledge_root() / "catalogue.yaml"
    for item in load_yaml(path):
        fields = Fields(item, str(path), problems)
        entry = CatalogueEntry(*(fields.text(name) for name in ("id", "reference", "family", "title")))
        entries[entry.id] = entry
        fields.finish()
    if problems:
        raise KnowledgeError(problems)
    return entries


def load_causes(extra: Sequence[Path], words: Collection[str], signatures: Collection[str]) -> tuple[Cause, ...]:
    """Load the shipped causes and the user's.

    Args:
        extra: the user's knowledge folders.
        words: the engine's words for facts.
        signatures: known signature ids.

    Raises:
        KnowledgeError: with all problems found.
    """
    problems: list[str] = []
    catalogue = load_catalogue()
    files = knowledge_files("causes", extra)
    causes = [_cause(Fields(load_yaml(path), f"{path}:1:1", problems), catalogue) for path in files]
    for cause in causes:
        problems += _check(cause, words, signatures, catalogue)
    if problems:
        raise KnowledgeError(problems)
    return tuple(sorted(causes, key=lambda cause: cause.id))


def _cause(fields: Fields, catalogue: Mapping[str, CatalogueEntry]) -> Cause:
    identifier = fields.text("id")
    entry = catalogue.get(identifier)
    parts = {name: tuple(_fact(section) for section in fields.sections(name)) for name in _PARTS}
    cause = Cause(
        id=identifier,
        title=fields.text("title", entry.title if entry else None),
        family=fields.text("family", entry.family if entry else None),
        severity=fields.choice("severity", SEVERITIES),
        roles=fields.strings("roles"),
        self_stating=bool(fields.get("self_stating", False)),
        **parts,
        look_alikes=tuple(_look_alike(section) for section in fields.sections("look_alikes")),
        explains=fields.strings("explains"),
        explains_on_node=fields.strings("explains_on_node"),
        explains_at_dmgr=fields.strings("explains_at_dmgr"),
        explains_in_cell=fields.strings("explains_in_cell"),
        needs=fields.strings("needs"),
        summary=fields.strings("summary"),
        fix=tuple(_fix(section) for section in fields.sections("fix")),
        verify=fields.strings("verify"),
        references=fields.strings("references"),
        provenance=fields.text("provenance"),
        source=fields.map.where,
    )
    if not cause.summary:
        fields.problem("summary", "a cause needs a summary")
    if not cause.symptom:
        fields.problem("symptom", "a cause needs a symptom")
    fields.finish()
    return cause


def _fact(fields: Fields) -> Fact:
    word, why = fields.text("fact"), fields.text("why", "")
    flags = {name: bool(fields.get(name, False)) for name in ("negate", "weak", "optional", "with_configuration")}
    note, otherwise = (fields.text(name, "") or None for name in ("note", "otherwise"))
    reserved = {"fact", "why", "note", "otherwise", *flags}
    return Fact(
        word,
        {key: value for key, value in fields.map.items() if key not in reserved},
        why,
        fields.map.where,
        note=note,
        otherwise=otherwise,
        **flags,
    )


def _look_alike(fields: Fields) -> LookAlike:
    section = fields.section("ruled_out_when") or Fields(Located(fields.map.where), fields.map.where, fields.problems)
    found = LookAlike(fields.text("cause"), _fact(section), fields.text("because"))
    fields.finish()
    return found


def _fix(fields: Fields) -> Fix:
    found = Fix(fields.text("text"), fields.text("console", "") or None, fields.text("wsadmin", "") or None)
    fields.finish()
    return found


def _check(
    cause: Cause, words: Collection[str], signatures: Collection[str], catalogue: Mapping[str, CatalogueEntry]
) -> list[str]:
    problems = []
    facts = [fact for name in _PARTS for fact in getattr(cause, name)] + [
        other.ruled_out_when for other in cause.look_alikes
    ]
    for fact in facts:
        if fact.word not in words:
            problems.append(f"{fact.where}: unknown fact {fact.word!r}; known: {', '.join(sorted(words))}")
        after = fact.arguments.get("after", {}).get("signatures", ())
        for names in (fact.arguments.get("signatures", ()), fact.arguments.get("before", ()), after):
            problems += [f"{fact.where}: unknown signature {name!r}" for name in names if name not in signatures]
    explained = (*cause.explains, *cause.explains_on_node, *cause.explains_at_dmgr, *cause.explains_in_cell)
    for name in [cause.id, *explained, *(other.cause for other in cause.look_alikes)]:
        if name not in catalogue:
            problems.append(f"{cause.source}: {name!r} is no cause of the catalogue")
    texts = [*cause.summary, *(step.text for step in cause.fix), *cause.verify]
    problems += [f"{cause.source}: {problem}" for text in texts for problem in _template_problems(text)]
    return problems


def _template_problems(text: str) -> list[str]:
    try:
        list(string.Formatter().parse(text))
    except ValueError as problem:
        return [f"bad placeholder in {text[:60]!r}: {problem}"]
    return []
