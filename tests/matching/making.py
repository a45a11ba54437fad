"""Signatures and engines made in a line."""

from __future__ import annotations

import numpy as np

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.schema import Match, Signature

OWN = """\
- id: my-own-message
  title: Our application says so
  family: tls
  severity: error
  match:
    ids: [ACME0001E]
  provenance: real-line
  meaning: Something of ours.
  examples:
    match:
      - record: 'ACME0001E: it happened'
        fields: {}
    miss:
      - record: 'ACME0002E: it did not'
"""
PROTOCOL = r"Client requested protocol (?P<protocol>\S+) (?:is )?not enabled or (?:not )?supported"


def signature(name: str = "one", captures: tuple[str, ...] = (), **match: tuple[str, ...]) -> Signature:
    return Signature(name, name, "tls", "error", Match(**match), captures, "real-line", "m", (), (), (), "here:1:1")


def matches(engine: Engine, text: str) -> dict[str, dict[str, str]]:
    """Signature id -> captured fields of one record."""
    data = text.encode()
    found = engine.candidates(engine.literals_in(data), np.array([0]), np.array([len(data)]))
    if not found.rows.size:
        return {}
    hits = engine.confirm(*parts_of(text), engine.wanted(int(found.sets[0])))
    return {engine.signatures[hit.signature].id: hit.fields for hit in hits}
