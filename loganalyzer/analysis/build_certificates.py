"""Certificates of the bundle's stores as the analysis publishes them, and the ends that refuse one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from loganalyzer.analysis import model
from loganalyzer.cell import Cell
from loganalyzer.cell.store_opening import is_at
from loganalyzer.cell.stores import Store
from loganalyzer.diagnosis.case import Case
from loganalyzer.tls import Book, Channel, Levels, speaks
from loganalyzer.tls.certificates import CertificateFacts, certificate_facts, validity
from loganalyzer.tls.keyring import Keyring

Served = dict[tuple[str, str], list[str]]


def certificates(case: Case, levels: dict[str, Levels]) -> tuple[model.CertificateReport, ...]:
    """Every certificate of every store, by file; those with a key first."""
    at = case.judged_at
    served: Served = {}
    for cell in case.cells:
        for key, who in _served(cell, levels[cell.name], case.stores):
            served.setdefault(key, []).append(who)
    return tuple(
        _certificate(facts, _names(case, store), served, at)
        for store in case.stores
        for facts in certificate_facts(store, at)
    )


def _certificate(
    facts: CertificateFacts, names: tuple[str, ...], served: Served, at: datetime | None
) -> model.CertificateReport:
    by = served.get((facts.store, facts.alias.lower()), []) if facts.has_key else []
    return model.CertificateReport(
        keystore=facts.store,
        names=names,
        alias=facts.alias,
        has_key=facts.has_key,
        subject=facts.subject,
        issuer=facts.issuer,
        alternative_names=facts.names,
        not_before=facts.not_before,
        not_after=facts.not_after,
        validity=validity(facts, at) if at is not None else None,
        key=facts.key,
        signature=facts.signature,
        usages=facts.usages,
        chain=facts.chain,
        problems=facts.problems,
        served_by=tuple(sorted(set(by))),
        fingerprint=facts.fingerprint,
    )


def _names(case: Case, store: Store) -> tuple[str, ...]:
    documents = (c.security for cell in case.cells for c in cell.copies if c.security)
    return tuple(sorted({k.name for d in documents for k in d.key_stores if is_at(store.file, k.location)}))


def _served(cell: Cell, levels: Levels, stores: Sequence[Store]) -> Iterator[tuple[tuple[str, str], str]]:
    """((file, alias), process and port) of every TLS port whose certificate is certain."""
    book, ring = Book(cell, levels), Keyring(cell, stores)
    for node in cell.nodes if stores else ():
        index = cell.server_index(node)
        for server in index.servers if index else ():
            xml = cell.server_xml(node, server.name)
            for endpoint in server.endpoints:
                if speaks(cell, xml, endpoint.name) != "tls":
                    continue
                party = book.process(node, server.name, "inbound", endpoint.name)
                held = ring.held(party, "key")
                found = held.keys(party.certificate_alias or None) if held else ()
                if held is not None and held.store is not None and len(found) == 1:
                    who = f"{cell.name}\\{node}\\{server.name} {endpoint.name}"
                    yield (held.store.file, found[0].alias.lower()), who


def refusals(channels: Sequence[tuple[Channel, str, str, str]]) -> tuple[model.CertificateRefusal, ...]:
    """The channels at which an end refuses the other's certificate: (channel, its name, initiator, listener)."""
    found = []
    for channel, name, initiator, listener in channels:
        proof = channel.refused
        if channel.verdict != "fails" or proof is None or channel.version is None:
            continue
        found.append(
            model.CertificateRefusal(
                channel=name,
                initiator=initiator,
                listener=listener,
                shown_by="listener" if proof.whose == "server" else "initiator",
                kind=proof.flaw.kind if proof.flaw else "absent",
                reason=proof.reason,
                subject=proof.flaw.subject if proof.flaw else None,
                key_store=proof.shown_from,
                trust_store=proof.checked_in,
            )
        )
    return tuple(found)
