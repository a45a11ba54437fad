"""The key stores of a bundle, judged and tied to the SSL configurations that name them: what ``tls show`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from loganalyzer.analysis.model import Analysis
from loganalyzer.analysis.tls_view import CellView, last_record, whole
from loganalyzer.bundle import Limits, open_bundle
from loganalyzer.cell import KeyStore, config_kind
from loganalyzer.cell.store_opening import is_at, open_stores
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import MISSING, Store, has_libraries, is_store
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts
from loganalyzer.tls.keyring import Keyring


class StoreView(Struct, frozen=True):
    """One store: what it holds, which key stores of security.xml it is, and which processes serve which alias of it."""

    store: Store
    names: tuple[str, ...]
    certificates: tuple[CertificateFacts, ...]
    served: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


class StoresView(Struct, frozen=True):
    """All stores of a bundle; ``note`` says why there are none where some came along."""

    stores: tuple[StoreView, ...] = ()
    note: str | None = None
    at: datetime | None = None


def read_stores(paths: Sequence[str | Path], passwords: Sequence[Secret] = ()) -> tuple[Store, ...] | None:
    """Every key store and certificate file of a bundle; None where the libraries for them are not installed."""
    with open_bundle(paths, limits=Limits()) as bundle:
        files = {m.path: data for m in bundle.members if is_store(m.path) and (data := whole(m)) is not None}
        if not files:
            return ()
        if not has_libraries():
            return None
        named = [m for m in bundle.members if config_kind(m.path) in {"security", "client-props"}]
        documents = {m.path: data for m in named if (data := whole(m)) is not None}
        return open_stores(files, documents, passwords)


def stores_view(found: Sequence[Store] | None, views: Sequence[CellView], analysis: Analysis) -> StoresView:
    """The stores judged at the time of the last record."""
    at = last_record(analysis)
    if found is None:
        return StoresView(note=f"the bundle's key stores and certificates are not read: {MISSING}", at=at)
    return StoresView(tuple(_view(store, views, at) for store in found), at=at)


def _view(store: Store, views: Sequence[CellView], at: datetime | None) -> StoreView:
    facts = certificate_facts(store, at)
    names = {k.name for v in views for k in _key_stores(v) if is_at(store.file, k.location)}
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
    ring = Keyring(view.cell, [store])
    for row in view.endpoints:
        held = ring.held(row.inbound, "key") if row.speaks == "tls" else None
        if held is not None and held.store is store:
            yield f"{row.node}/{row.server}", row.inbound.certificate_alias or ""
