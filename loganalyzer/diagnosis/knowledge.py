"""All knowledge loaded together, as ``signatures lint`` checks it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from loganalyzer.correlate.schema import load_correlations
from loganalyzer.diagnosis.schema import load_catalogue, load_causes
from loganalyzer.diagnosis.sources import load_sources, unknown_references
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.errors import KnowledgeError
from loganalyzer.matching.examples import rival_claims
from loganalyzer.matching.loader import load_signatures


class Counts(Struct, frozen=True):
    """How much knowledge there is."""

    signatures: int
    correlations: int
    causes: int


def load_all(extra: Sequence[Path] = ()) -> Counts:
    """Load everything, and check what only the author of a signature can mend: expressions that run away, rival claims.

    Raises:
        KnowledgeError: with the problems of all three kinds.
    """
    signatures = load_signatures(extra, thorough=True)
    names = [signature.id for signature in signatures]
    problems = rival_claims(signatures)
    counts = [len(signatures), 0, 0]
    try:
        counts[1] = len(load_correlations(extra, names))
    except KnowledgeError as error:
        problems += error.problems
    try:
        causes = load_causes(extra, WORDS, names)
        counts[2] = len(causes)
        entries = [(one.source, one.id, one.references) for one in signatures]
        entries += [(cause.source, cause.id, cause.references) for cause in causes]
        catalogue = [entry.reference for entry in load_catalogue().values()]
        problems += unknown_references(entries, load_sources(), catalogue)
    except KnowledgeError as error:
        problems += error.problems
    if problems:
        raise KnowledgeError(problems)
    return Counts(*counts)
