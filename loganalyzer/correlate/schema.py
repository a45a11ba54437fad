"""Correlations as values: what one entry of ``signatures/correlations/*.yaml`` says, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from loganalyzer.correlate.windows import milliseconds
from loganalyzer.errors import KnowledgeError
from loganalyzer.knowledge import Fields, knowledge_files, load_yaml

KINDS = ("burst", "flap", "sequence", "outage", "link", "join")
JOINED_BY = ("thread", "file", "exception")


class Correlation(Struct, frozen=True):
    """How hits are joined to an incident.

    ``burst``: at least ``least`` hits of ``signatures`` in a sliding ``window``, per process that logged them.
    ``flap``: a process is seen to go (``down``) and come back (``up``) at least ``least`` times; ``of`` names the captured
    fields that say which process is meant (cell, node, server); goings in a row count once.
    ``sequence``: ``steps`` follow each other within ``window``, in that order; ``across`` joins steps of all processes.
    ``link``: the two ``steps`` are the two ends of one event, logged by two processes; clock skew follows from many of them.
    ``same``: captured fields that name the event, so that its ends are paired whatever the clocks say; the second end comes at
    most ``window`` after the first.
    ``join``: a record and the fact that explains it (the two ``steps``), written by one process. ``by`` says what joins them:
    ``thread`` (and time, within ``window``), ``file`` (the record names the fact's file), ``exception`` (and time); facts must fit
    ``matching``, pairs of a captured field and an expression.
    ``outage``: hits of ``signatures`` come from at least ``least`` different processes within ``window``.
    """

    id: str
    kind: str
    title: str
    signatures: tuple[str, ...]
    down: tuple[str, ...]
    up: tuple[str, ...]
    of: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    least: int
    window: int
    across: bool
    by: str = ""
    matching: tuple[tuple[str, str], ...] = ()
    same: tuple[str, ...] = ()

    def used_signatures(self) -> tuple[str, ...]:
        """All signature ids it refers to."""
        return (*self.signatures, *self.down, *self.up, *(name for step in self.steps for name in step))


def load_correlations(extra: Sequence[Path], known_signatures: Iterable[str]) -> tuple[Correlation, ...]:
    """Load the shipped correlations and the user's.

    Raises:
        KnowledgeError: with all problems found (an unknown signature id is one).
    """
    known = set(known_signatures)
    problems: list[str] = []
    found: list[Correlation] = []
    for path in knowledge_files("correlations", extra):
        try:
            document = load_yaml(path)
        except KnowledgeError as error:
            problems += error.problems
            continue
        if not isinstance(document, list):
            problems.append(f"{path}:1:1: expected a list of correlations")
            continue
        found += [_correlation(Fields(item, f"{path}:1:1", problems), known) for item in document]
    if problems:
        raise KnowledgeError(problems)
    return tuple(found)


def _correlation(fields: Fields, known: set[str]) -> Correlation:
    correlation = Correlation(
        id=fields.text("id"),
        kind=fields.choice("kind", KINDS),
        title=fields.text("title"),
        signatures=fields.strings("signatures"),
        down=fields.strings("down"),
        up=fields.strings("up"),
        of=fields.strings("of"),
        steps=_steps(fields),
        least=int(fields.number("least", 3)),
        window=_span(fields, "window", "60s"),
        across=bool(fields.get("across", False)),
        by=fields.choice("by", JOINED_BY, ""),
        matching=tuple((name, str(value)) for name, value in (fields.get("matching") or {}).items()),
        same=fields.strings("same"),
    )
    if correlation.kind == "join" and (not correlation.by or len(correlation.steps) != 2):
        fields.problem("by", "a join needs 'by' and two 'steps': the records, and the facts that explain them")
    for name in correlation.used_signatures():
        if name not in known:
            fields.problem("id", f"unknown signature {name!r}")
    if not correlation.used_signatures():
        fields.problem("id", "names no signature")
    fields.finish()
    return correlation


def _steps(fields: Fields) -> tuple[tuple[str, ...], ...]:
    """Each step is a signature, or a list of signatures any of which will do."""
    steps = fields.get("steps", [])
    groups = [[step] if isinstance(step, str) else step for step in steps] if isinstance(steps, list) else [None]
    if not all(isinstance(group, list) and all(isinstance(name, str) for name in group) for group in groups):
        fields.problem("steps", "'steps' must be a list of signatures or of lists of them")
        return ()
    return tuple(tuple(group or ()) for group in groups)


def _span(fields: Fields, key: str, default: str) -> int:
    text = fields.text(key, default)
    try:
        return milliseconds(text)
    except ValueError as problem:
        fields.problem(key, str(problem))
        return 0
