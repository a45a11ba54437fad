"""YAML files -> signatures. A broken set loads to the end and reports every problem with file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Literal, get_args

from msgspec.structs import replace

from loganalyzer.errors import KnowledgeError, UsageError
from loganalyzer.knowledge import Fields, knowledge_files, knowledge_root, load_yaml
from loganalyzer.matching.backtracking import runaway
from loganalyzer.matching.ids import id_expression
from loganalyzer.matching.literals import required_literals
from loganalyzer.matching.schema import SEVERITIES, Example, Match, Provenance, Signature
from loganalyzer.matching.shapes import digit_runs

FAMILIES = (
    "tls", "keystore", "discovery", "sync", "overlay", "core-group", "lifecycle", "resources", "admin", "security", "sip", "jvm",
)  # fmt: skip
ROLES = ("dmgr", "node agent", "application server", "proxy", "web server")

Trial = Literal["trust", "compile", "run"]
"""How far an expression is tried: not at all, whether it compiles, and whether it can run away."""


def load_signatures(extra: Sequence[Path] = (), *, thorough: bool = False) -> tuple[Signature, ...]:
    """Load the shipped signatures and those of the user's folders.

    Args:
        extra: folders of the user.
        thorough: also refuse expressions that can run away, which takes a second or two to find out. Those of the shipped files
            are tried in this case only: they were tried before they shipped, and that takes longer than reading a small log.

    Raises:
        KnowledgeError: with all problems found.
        UsageError: a user's folder does not exist.
    """
    for folder in extra:
        if not folder.is_dir():
            raise UsageError(f"no such signature folder: {folder}")
    problems: list[str] = []
    signatures: list[Signature] = []
    shipped = knowledge_root()
    for path in knowledge_files("signatures", extra):
        try:
            trusted = path.is_relative_to(shipped)
            signatures += _read_file(path, problems, "run" if thorough else "trust" if trusted else "compile")
        except KnowledgeError as error:
            problems += error.problems
    signatures += _read_facts(extra, problems)
    _check_unique(signatures, problems)
    signatures = _resolve(signatures, problems)
    if problems:
        raise KnowledgeError(problems)
    return tuple(signatures)


def _read_file(path: Path, problems: list[str], trial: Trial) -> Iterable[Signature]:
    document = load_yaml(path)
    if not isinstance(document, list):
        problems.append(f"{path}:1:1: expected a list of signatures")
        return []
    return [_signature(Fields(item, f"{path}:1:1", problems), trial) for item in document]


def _read_facts(extra: Sequence[Path], problems: list[str]) -> list[Signature]:
    """Facts are signatures that no record matches: a format yields them."""
    found = []
    for path in knowledge_files("facts", extra):
        try:
            document = load_yaml(path)
        except KnowledgeError as error:
            problems += error.problems
            continue
        if not isinstance(document, list):
            problems.append(f"{path}:1:1: expected a list of facts")
            continue
        found += [_fact(Fields(item, f"{path}:1:1", problems)) for item in document]
    return found


def _fact(fields: Fields) -> Signature:
    fact = Signature(
        **_description(fields),
        match=Match(),
        captures=(),
        matches=(),
        misses=(),
        fields=fields.strings("fields"),
    )
    fields.finish()
    return fact


def _description(fields: Fields) -> dict[str, Any]:
    """What signatures and facts have in common."""
    return {
        "id": fields.text("id"),
        "title": fields.text("title"),
        "family": fields.choice("family", FAMILIES),
        "severity": fields.choice("severity", SEVERITIES),
        "provenance": fields.choice("provenance", get_args(Provenance)),
        "meaning": fields.text("meaning"),
        "references": fields.strings("references"),
        "source": fields.map.where,
    }


def _signature(fields: Fields, trial: Trial) -> Signature:
    match = _match(fields, trial)
    examples = fields.section("examples")
    signature = Signature(
        **_description(fields),
        match=match,
        captures=fields.strings("captures"),
        matches=_examples(examples, "match"),
        misses=_examples(examples, "miss"),
        role=fields.choice("role", ROLES, "") or None,
        specialises=fields.strings("specialises"),
    )
    if not signature.matches or not signature.misses:
        fields.problem("examples", "each signature needs a positive and a negative example")
    _check_expressions(fields, "captures", signature.captures, trial)
    signature = replace(signature, capture_literals=tuple(map(required_literals, signature.captures)))
    fields.finish()
    if examples:
        examples.finish()
    return signature


def _match(fields: Fields, trial: Trial) -> Match:
    section = fields.section("match")
    if section is None:
        fields.problem("match", "'match' is missing")
        return Match()
    match = Match(
        ids=section.strings("ids"),
        text=section.strings("text"),
        not_text=section.strings("not_text"),
        component=section.strings("component"),
        levels=section.strings("levels"),
        unless=section.strings("unless"),
    )
    section.finish()
    if not match.ids and not match.text:
        section.problem("ids", "give 'ids' or 'text'")
    for key in ("text", "not_text"):
        _check_expressions(section, key, getattr(match, key), trial)
    literals = [required_literals(expression) for expression in match.text]
    for number, expression in enumerate(match.text):
        if not literals[number]:
            section.item_problem("text", number, f"no literal part of six characters in every match of {expression!r}")
    return replace(match, literals=tuple(chain.from_iterable(literals)))


def _examples(examples: Fields | None, key: str) -> tuple[Example, ...]:
    if examples is None:
        return ()
    found = []
    for section in examples.sections(key):
        values = section.section("fields")
        wanted = {name: str(values.get(name)) for name in values.map} if values else {}
        found.append(Example(section.text("record"), wanted, section.map.where))
        section.finish()
    return tuple(found)


def _check_expressions(section: Fields, key: str, expressions: Sequence[str], trial: Trial) -> None:
    import regex

    for number, expression in enumerate(expressions if trial != "trust" else ()):
        try:
            regex.compile(expression)
        except Exception as problem:  # noqa: BLE001 - regex raises its own error class, or a ValueError
            section.item_problem(key, number, f"bad regular expression {expression!r}: {problem}")
            continue
        reason = runaway(expression) if trial == "run" else None
        if reason:
            section.item_problem(key, number, f"unsafe regular expression {expression!r}: {reason}")


def _check_unique(signatures: list[Signature], problems: list[str]) -> None:
    seen: dict[str, str] = {}
    for signature in signatures:
        if signature.id in seen:
            problems.append(f"{signature.source}: the id {signature.id!r} is taken by {seen[signature.id]}")
        seen.setdefault(signature.id, signature.source)


def _resolve(signatures: list[Signature], problems: list[str]) -> list[Signature]:
    """Follow the references between signatures: ``unless`` becomes texts; and see which digits their expressions ask for."""
    known = {signature.id: signature for signature in signatures}
    resolved = []
    for signature in signatures:
        references = (*signature.match.unless, *signature.specialises)
        problems += [f"{signature.source}: unknown signature {name!r}" for name in references if name not in known]
        others = [known[name].match for name in signature.match.unless if name in known]
        texts = tuple(text for other in others for text in (*other.text, *_id_texts(other)))
        match = replace(signature.match, unless_text=texts, unless_literals=tuple(map(required_literals, texts)))
        whole = replace(signature, match=match) if texts else signature
        resolved.append(replace(whole, digit_runs=tuple(map(digit_runs, whole.expressions))))
    return resolved


def _id_texts(match: Match) -> tuple[str, ...]:
    return (id_expression(match.ids),) if match.ids and not match.text else ()
