"""The whole knowledge with its cross-references: what a support engineer looks up, and the reference documentation prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from msgspec import Struct

from loganalyzer.correlate.schema import Correlation, load_correlations
from loganalyzer.diagnosis.schema import CatalogueEntry, Cause, Fact, load_catalogue, load_causes
from loganalyzer.diagnosis.sources import Source, load_sources
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.matching.examples import claims
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.schema import Provenance, Signature

_PARTS = {
    "symptom": "its symptom",
    "log": "states the failure",
    "required": "required",
    "configuration": "compared with the configuration",
    "contrary": "speaks against it",
}


class Use(Struct, frozen=True):
    """What a signature does for a cause."""

    cause: Cause
    how: tuple[str, ...]


class Handbook(Struct, frozen=True):
    """Signatures and facts, causes and correlations by id, and who refers to whom.

    ``uses``: per signature the causes that weigh it. ``instead``: per signature, for each of its negative examples, what that
    record is. ``specialised_by``: per signature the more precise ones.
    """

    signatures: Mapping[str, Signature]
    causes: Mapping[str, Cause]
    catalogue: Mapping[str, CatalogueEntry]
    correlations: tuple[Correlation, ...]
    sources: Mapping[str, Source]
    uses: Mapping[str, tuple[Use, ...]]
    instead: Mapping[str, tuple[tuple[str, ...], ...]]
    specialised_by: Mapping[str, tuple[str, ...]]

    def provenance(self) -> dict[str, int]:
        """How many signatures and facts rest on a real line, on a document, on expert knowledge."""
        counts = Counter(signature.provenance for signature in self.signatures.values())
        return {word: counts[word] for word in get_args(Provenance)}


def load_handbook(extra: Sequence[Path] = (), family: str | None = None) -> Handbook:
    """Load everything and link it; ``family`` leaves only the signatures of that family.

    Raises:
        KnowledgeError: a file is broken.
        UsageError: a folder of the user does not exist.
    """
    signatures = load_signatures(extra)
    names = {one.id: one for one in signatures}
    causes = {cause.id: cause for cause in load_causes(extra, WORDS, names)}
    uses: dict[str, list[Use]] = {}
    for cause in causes.values():
        for name, how in _roles(cause, names).items():
            uses.setdefault(name, []).append(Use(cause, tuple(how)))
    return Handbook(
        {name: one for name, one in names.items() if family in {None, one.family}},
        causes,
        load_catalogue(),
        load_correlations(extra, names),
        load_sources(),
        {name: tuple(some) for name, some in uses.items()},
        {one.id: found for one, found in zip(signatures, claims(signatures), strict=True)},
        {name: tuple(one.id for one in signatures if name in one.specialises) for name in names},
    )


def _roles(cause: Cause, names: Mapping[str, Signature]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    facts = [(fact, how) for part, how in _PARTS.items() for fact in getattr(cause, part)]
    facts += [(other.ruled_out_when, f"tells it from {other.cause}") for other in cause.look_alikes]
    for fact, how in facts:
        for name in _named(fact):
            if name in names and how not in found.setdefault(name, []):
                found[name].append(how)
    return found


def _named(fact: Fact) -> Iterator[str]:
    """Every word anywhere in the arguments; those that are ids of signatures are references."""
    pending: list[Any] = [fact.arguments]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            pending += value.values()
        elif isinstance(value, list | tuple):
            pending += reversed(value)
