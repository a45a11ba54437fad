"""Signatures as values: what one YAML entry of ``signatures/signatures/*.yaml`` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from loganalyzer.matching.ids import id_expression, is_prefix

_GROUP = re.compile(r"\(\?P<(\w+)>")

Severity = Literal["info", "warning", "error", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error", "critical")

Provenance = Literal["real-line", "documented", "expert"]
"""Where the text of a signature comes from: a real log line, a documented template, or memory (then matched by id alone)."""


class Match(Struct, frozen=True):
    """The conditions of a signature; all that are given must hold for one record.

    ``ids``: any of these message ids occurs anywhere in the record; ``PROX*`` is any id that begins with these letters.
    ``text``: any of these regular expressions is found in the record's text, white space and line wraps folded to one blank.
    ``not_text``: none of these is found there.
    ``unless``: none of these other signatures holds; ``unless_text`` are their texts and ids, which the loader fills in.
    ``literals``: of these every record that matches ``text`` contains one; ``unless_literals``: the same for each of
    ``unless_text`` (none: it may match any record). The loader fills them in too.
    ``component``: the 13-column component name is one of these. ``levels``: the type letter is one of these.
    """

    ids: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    not_text: tuple[str, ...] = ()
    component: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_text: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    unless_literals: tuple[tuple[str, ...], ...] = ()


class Example(Struct, frozen=True):
    """A record that must (or must not) match, the fields it must yield, and where it stands (``file:line:column``)."""

    record: str
    fields: Mapping[str, str]
    where: str = ""


class Signature(Struct, frozen=True):
    """One thing worth knowing that a log record can say.

    ``fields``: what a fact carries; a signature's fields are its named groups.
    ``role``: only processes of this role write it, so that it tells the role where no configuration does.
    ``specialises``: signatures that may hold for the same record; this one says more precisely what it means.
    ``capture_literals``: of each capture, literals of which every text it matches contains one (none: it may match any).
    ``digit_runs``: of each of ``expressions``, as :func:`~loganalyzer.matching.shapes.digit_runs` has them. The loader fills both in.
    """

    id: str
    title: str
    family: str
    severity: Severity
    match: Match
    captures: tuple[str, ...]
    provenance: Provenance
    meaning: str
    references: tuple[str, ...]
    matches: tuple[Example, ...]
    misses: tuple[Example, ...]
    source: str
    role: str | None = None
    fields: tuple[str, ...] = ()
    specialises: tuple[str, ...] = ()
    capture_literals: tuple[tuple[str, ...], ...] = ()
    digit_runs: tuple[frozenset[bytes] | None, ...] = ()

    @property
    def expressions(self) -> tuple[str, ...]:
        """All that are asked of a record: for its ids, texts and fields."""
        match, ids = self.match, (id_expression([name]) for name in self.match.ids)
        return (*ids, *match.text, *match.not_text, *match.unless_text, *self.captures)

    @property
    def captured(self) -> tuple[str, ...]:
        """The names of the fields it can yield, in the order of its expressions."""
        named = (name for text in (*self.match.text, *self.captures) for name in _GROUP.findall(text))
        return tuple(dict.fromkeys((*self.fields, *named)))

    @property
    def explains(self) -> bool:
        """Whether a record is explained by it; a signature for all ids of a component names only where it comes from."""
        return not (self.match.ids and all(map(is_prefix, self.match.ids)))
