"""What the tags in ``references:`` stand for: the sources of the knowledge, as ``signatures/sources.yaml`` lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from loganalyzer.errors import KnowledgeError
from loganalyzer.knowledge import Fields, Located, knowledge_root, load_yaml

_CATALOGUE_NUMBER = re.compile(r"RC-\d+")
_ADDRESS = re.compile(r"https?://\S")


class Source(Struct, frozen=True):
    """``where`` is a public address, or ``None`` for a file that was read in a public repository."""

    tag: str
    what: str
    where: str | None

    def __str__(self) -> str:
        return f"{self.what} ({self.where})" if self.where else self.what


@cache
def load_sources() -> dict[str, Source]:
    """All sources by their tag.

    Raises:
        KnowledgeError: the list is missing or broken.
    """
    path = knowledge_root() / "sources.yaml"
    document = load_yaml(path)
    problems: list[str] = []
    found = {}
    for tag in document if isinstance(document, Located) else ():
        fields = Fields(document[tag], document.place(tag), problems)
        found[tag] = Source(tag, fields.text("what"), fields.text("where", "") or None)
        fields.finish()
    if problems:
        raise KnowledgeError(problems)
    return found


def cited(references: Iterable[str], sources: Mapping[str, Source]) -> tuple[str, ...]:
    """References as a reader understands them: a tag becomes what it stands for.

    A number of the cause catalogue (``RC-01``) leads the knowledge's authors to its section; nobody else has that, so it is
    left out.
    """
    return tuple(str(sources.get(one, one)) for one in references if not _CATALOGUE_NUMBER.fullmatch(one))


def unknown_references(
    entries: Iterable[tuple[str, str, Iterable[str]]], sources: Mapping[str, Source], causes: Iterable[str]
) -> list[str]:
    """One line for each reference that is neither a source, nor a reference of the cause catalogue, nor an address.

    Args:
        entries: where it stands, whose it is, and the references.
        sources: as :func:`load_sources` returns them.
        causes: the references of the catalogue (``RC-01`` …).
    """
    known = {*sources, *causes}
    return [
        f"{where}: {owner} refers to {reference!r}, which is neither a tag of sources.yaml nor a public address"
        for where, owner, references in entries
        for reference in references
        if reference not in known and not _ADDRESS.match(reference)
    ]
