"""All that an analysis needs to know, loaded together and kept between runs: reading eighty YAML files takes longer than a small log.

What is kept are the values made of the files (:mod:`loganalyzer.cache` says where). The name of a kept file is a digest of each
knowledge file's place and bytes, of the code that reads them, and of the releases of this package and of Python; so nothing is
taken that is out of date. Only knowledge without a problem is kept.

The values are pickled: a sixth of the time it takes to build them anew from the files' trees in JSON. A pickle may name any function
and have it called; this one is read with nothing to name but the classes of the knowledge, so that somebody who can write to
a shared cache folder cannot run code with it.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import Struct

from loganalyzer import cache
from loganalyzer.correlate.schema import Correlation, load_correlations
from loganalyzer.diagnosis.schema import CatalogueEntry, Cause, Fact, Fix, LookAlike, load_catalogue, load_causes
from loganalyzer.diagnosis.sources import Source, load_sources
from loganalyzer.knowledge import Located, LocatedList, knowledge_files, knowledge_root, load_yaml
from loganalyzer.matching.schema import Example, Match, Signature
from loganalyzer.version import __version__


class Knowledge(Struct, frozen=True):
    """The shipped knowledge with that of the user's folders.

    ``catalogue``: all causes by id. ``sources``: what the tags of references stand for. ``evidence``: the entries of
    evidence.yaml by id. ``digest``: SHA-256 over the files that decide what is found (names and bytes), as
    ``generator.signatures_sha256``.
    """

    signatures: tuple[Signature, ...]
    correlations: tuple[Correlation, ...]
    causes: tuple[Cause, ...]
    catalogue: Mapping[str, CatalogueEntry]
    sources: Mapping[str, Source]
    evidence: Mapping[str, Mapping[str, Any]]
    digest: str

    def source_name(self, identifier: str) -> str:
        """What a source of evidence.yaml is called; the id itself if it is not listed."""
        entry = self.evidence.get(identifier)
        return identifier if entry is None else str(entry["what"])


_CLASSES = (
    CatalogueEntry, Cause, Correlation, Example, Fact, Fix, Knowledge, Located, LocatedList, LookAlike, Match, Signature, Source,
)  # fmt: skip
_NAMED = {(one.__module__, one.__qualname__): one for one in _CLASSES}
_DECIDING = ("signatures", "facts", "correlations", "causes")
_READERS = (
    "knowledge.py", "matching/loader.py", "matching/schema.py", "matching/literals.py", "matching/ids.py", "matching/shapes.py",
    "correlate/schema.py", "diagnosis/schema.py", "diagnosis/sources.py", "diagnosis/known.py",
)  # fmt: skip


def load_knowledge(extra: Sequence[Path] = ()) -> Knowledge:
    """Load the shipped knowledge and that of the user's folders.

    Raises:
        KnowledgeError: a file is broken; with all problems of its kind.
        UsageError: a folder of the user does not exist.
    """
    name = _name(extra)
    kept = cache.recall(name) if name else None
    found = _thawed(kept) if kept is not None else None
    if found is None:
        found = _loaded(extra)
        if name and name == _name(extra):  # nobody wrote to a file meanwhile
            cache.keep(name, _frozen(found))
    return found


def _loaded(extra: Sequence[Path]) -> Knowledge:
    from loganalyzer.diagnosis.words import WORDS
    from loganalyzer.matching.loader import load_signatures

    signatures = load_signatures(extra)
    names = [signature.id for signature in signatures]
    return Knowledge(
        signatures,
        load_correlations(extra, names),
        load_causes(extra, WORDS, names),
        load_catalogue(),
        load_sources(),
        {item["id"]: item for item in load_yaml(knowledge_root() / "evidence.yaml")},
        _digest(extra),
    )


def _digest(extra: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for folder in _DECIDING:
        for path in knowledge_files(folder, extra):
            digest.update(f"{folder}/{path.name}\0".encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _name(extra: Sequence[Path]) -> str | None:
    """What a knowledge of these files is kept under; ``None`` if a file or folder cannot be read, which loading will tell."""
    if not all(folder.is_dir() for folder in extra):
        return None
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    try:
        for path in _files(extra):
            digest.update(f"\0{path}\0".encode())
            digest.update(path.read_bytes())
    except OSError:
        return None
    return f"knowledge-{digest.hexdigest()[:32]}.pickle"


def _files(extra: Sequence[Path]) -> Iterator[Path]:
    code, root = Path(__file__).parents[1], knowledge_root()
    yield from (code / one for one in _READERS)
    yield from (root / f"{one}.yaml" for one in ("catalogue", "sources", "evidence"))
    for folder in _DECIDING:
        yield from knowledge_files(folder, extra)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The classes of the knowledge; nothing else can be named."""
        if (module, name) not in _NAMED:
            raise pickle.UnpicklingError(f"{module}.{name} is no class of the knowledge")
        return _NAMED[module, name]


def _frozen(found: Knowledge) -> bytes:
    data = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    return crc32(data).to_bytes(4, "big") + data


def _thawed(kept: bytes) -> Knowledge | None:
    """The knowledge that was kept, or ``None`` if the file is damaged."""
    checksum, data = kept[:4], kept[4:]
    if checksum != crc32(data).to_bytes(4, "big"):
        return None
    try:
        found = _Reader(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - bytes that somebody tampered with raise nearly anything
        return None
    return found if isinstance(found, Knowledge) else None
