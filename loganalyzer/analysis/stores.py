"""The key stores of a bundle: opened in memory, judged, and tied to the SSL configurations that name them.

Passwords come from the command line, the environment, and the bundle's own documents; none of them leaves this module.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.tls_view import CellView, whole
from loganalyzer.bundle import Limits, open_bundle
from loganalyzer.cell import KeyStore, config_kind
from loganalyzer.cell.store_passwords import Secret, store_secrets
from loganalyzer.cell.stores import MISSING, Store, has_libraries, is_store, read_store
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts

VARIABLE = "LOGANALYZER_STORE_PASSWORD"
_MOST_PASSWORDS = 12


@dataclass(frozen=True, slots=True)
class StoreView:
    """One store: what it holds, which key stores of security.xml it is, and which processes serve which alias of it."""

    store: Store
    names: tuple[str, ...]
    certificates: tuple[CertificateFacts, ...]
    served: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoresView:
    """All stores of a bundle; ``note`` says why there are none where some came along."""

    stores: tuple[StoreView, ...] = ()
    note: str | None = None
    at: datetime | None = None


def read_stores(
    paths: Sequence[str | Path], views: Sequence[CellView], analysis: Analysis, given: Sequence[str] = ()
) -> StoresView:
    """Read and judge every key store and certificate file; validity at the time of the last record."""
    at = max((f.last for f in analysis.bundle.files if f.last is not None), default=None)
    with open_bundle(paths, limits=Limits()) as bundle:
        stores = [m for m in bundle.members if is_store(m.path)]
        if not stores:
            return StoresView(at=at)
        if not has_libraries():
            return StoresView(note=f"{len(stores)} key stores or certificates not read: {MISSING}", at=at)
        named = [m for m in bundle.members if config_kind(m.path) in {"security", "client-props"}]
        secrets = store_secrets({m.path: data for m in named if (data := whole(m)) is not None})
        given = [*given, *([os.environ[VARIABLE]] if os.environ.get(VARIABLE) else [])]
        read = [
            read_store(m.path, data, _passwords(m.path, secrets, given))
            for m in stores
            if (data := whole(m)) is not None
        ]
    return StoresView(tuple(_view(store, views, at) for store in read), at=at)


def _passwords(path: str, secrets: Sequence[tuple[str, Secret]], given: Sequence[str]) -> list[Secret]:
    """What the user gave, then the one that belongs to this location, then the others of the bundle."""
    own = [secret for location, secret in secrets if _is_at(path, location)]
    every = dict.fromkeys([*map(Secret, given), *own, *(secret for _, secret in secrets)])
    return list(every)[:_MOST_PASSWORDS]


def _is_at(path: str, location: str) -> bool:
    """Whether a member is the file of a location such as ``${CONFIG_ROOT}/cells/c/key.p12``: the ends are compared."""
    tail = location.replace("\\", "/").rpartition("}/")[2].lower()
    plain = path.replace("\\", "/").replace("!/", "/").lower()
    return bool(tail) and (plain == tail or plain.endswith(f"/{tail}"))


def _view(store: Store, views: Sequence[CellView], at: datetime | None) -> StoreView:
    facts = certificate_facts(store, at)
    names = {k.name for v in views for k in _key_stores(v) if _is_at(store.file, k.location)}
    served = tuple(sorted({pair for view in views for pair in _served(view, store)}))
    known = {f.alias.lower() for f in facts if f.has_key}
    missing = [
        f"{who} is to serve alias {alias!r}, which this store does not have"
        for who, alias in served
        if alias and facts and alias.lower() not in known
    ]
    return StoreView(store, tuple(sorted(names)), facts, served, tuple(missing))


def _key_stores(view: CellView) -> Iterator[KeyStore]:
    return (k for c in view.cell.copies if c.security for k in c.security.key_stores)


def _served(view: CellView, store: Store) -> Iterator[tuple[str, str]]:
    """(process, alias) of every TLS port whose configuration names this store."""
    for row in view.endpoints:
        found = row.inbound.configuration
        security = view.cell.security_for(row.node)[0]
        if row.speaks != "tls" or found is None or security is None:
            continue
        scoped = [k for k in security.key_stores if k.name == found.keystore]
        best = max(scoped, key=lambda k: (k.scope == found.scope, -len(k.scope)), default=None)
        if best is not None and _is_at(store.file, best.location):
            yield f"{row.node}/{row.server}", row.inbound.certificate_alias or ""
