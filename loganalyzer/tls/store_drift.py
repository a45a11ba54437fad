"""Key and trust stores of a node's copy against the master's, certificate by certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loganalyzer.cell import Cell, DocumentDrift, Drift, KeyStore, scope_parts
from loganalyzer.cell.stores import Entry, Store
from loganalyzer.tls.certificates import fingerprint_of, parsed
from loganalyzer.tls.keyring import Held, Keyring

_NAMED = 6


def store_drift(cell: Cell, stores: Sequence[Store]) -> tuple[DocumentDrift, ...]:
    """Every certificate that a node's copy of a store lacks or has besides the master's; aliases do not count."""
    master = cell.master
    if master is None or master.security is None or not stores:
        return ()
    ring = Keyring(cell, stores)
    found: list[DocumentDrift] = []
    for copy in cell.copies:
        if copy is master or copy.node is None or copy.security is None:
            continue
        for named in master.security.key_stores:
            if _reaches(named, copy.node):
                pair = ring.named(master, named), ring.named(copy, named)
                found += (DocumentDrift(copy.node, named.location, "differs", d) for d in _between(*pair))
    return tuple(found)


def _reaches(named: KeyStore, node: str) -> bool:
    return scope_parts(named.scope).get("node", node) == node


def _between(master: Held, copy: Held) -> Iterator[Drift]:
    if master.entries is None or copy.entries is None:
        return
    ours, theirs = _marks(master.entries), _marks(copy.entries)
    if ours.keys() != theirs.keys():
        only = [[text for mark, text in a.items() if mark not in b] for a, b in ((ours, theirs), (theirs, ours))]
        told = [", ".join(sorted(texts)[:_NAMED]) or "(nothing more)" for texts in only]
        yield Drift(f"certificates of {master.name}", told[0], told[1], master.place, copy.place)


def _marks(entries: Sequence[Entry]) -> dict[str, str]:
    """Fingerprint (with a mark for a key) -> how to call it."""
    found = {}
    for entry in entries:
        certificate = parsed(entry.certificate)
        if certificate is not None:
            mark = fingerprint_of(certificate)
            name = f"{entry.alias}: {certificate.subject.rfc4514_string()}, {mark[:12]}"
            found[f"{mark}{'+key' if entry.has_key else ''}"] = name
    return found
