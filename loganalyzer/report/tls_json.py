"""``tls show --json`` and ``tls what-if --json``: documents of plain values, the same bytes for the same bundle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import asdict

from loganalyzer.analysis.model import FindingReport
from loganalyzer.analysis.stores import StoresView, StoreView
from loganalyzer.analysis.tls_view import CellView, EndpointRow
from loganalyzer.cell import DocumentDrift
from loganalyzer.report.text import as_utc, clean
from loganalyzer.report.tls_words import cell_text, kinds_present
from loganalyzer.tls import Channel, Party
from loganalyzer.tls.certificates import CertificateFacts
from loganalyzer.tls.proofs import Proof

SCHEMA = "loganalyzer.tls/1"


def tls_json(views: Sequence[CellView], stores: StoresView | None = None) -> str:
    """The document as text, one newline at the end. Validity is that of the log's last record, never of today."""
    held = stores or StoresView()
    judged = {"note": held.note, "at": _time(held.at), "stores": [_store(one) for one in held.stores]}
    return dump({"schema": SCHEMA, "cells": [_cell(view) for view in views], "key_stores": judged})


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else as_utc(moment).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _store(one: StoreView) -> dict[str, Any]:
    store = one.store
    said = {
        "file": store.file,
        "kind": store.kind,
        "names": list(one.names),
        "problem": store.problem,
        "remark": store.remark,
    }
    served = [{"process": who, "alias": alias or None} for who, alias in one.served]
    return {
        **said,
        "problems": list(one.problems),
        "served": served,
        "certificates": [_certificate(c) for c in one.certificates],
    }


def _certificate(facts: CertificateFacts) -> dict[str, Any]:
    plain = {k: v for k, v in asdict(facts).items() if k not in {"store", "not_before", "not_after"}}
    times = {"not_before": _time(facts.not_before), "not_after": _time(facts.not_after)}
    return {**{k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}, **times}


def dump(document: dict[str, Any]) -> str:
    return json.dumps(_cleaned(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _cleaned(value: Any) -> Any:
    """Text from a bundle must not act on a terminal that a document is printed to."""
    if isinstance(value, dict):
        return {clean(k): _cleaned(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_cleaned(v) for v in value]
    return clean(value) if isinstance(value, str) else value


def _cell(view: CellView) -> dict[str, Any]:
    return {
        "cell": view.cell.name,
        "nodes": list(view.cell.nodes),
        "copies": [{"holder": c.holder, "file": c.security.file} for c in view.cell.copies if c.security],
        "java": {n: _era(view, n) for n in view.cell.nodes},
        "endpoints": [_endpoint(row) for row in view.endpoints],
        "outbound": [{"process": party.name, **party_document(party)} for party in view.outbound],
        "channels": [channel_document(c, view.observed.get(c.key)) for c in view.channels],
        "after_synchronisation": [{**_key(a), "now": a.predicted(), "then": b.predicted()} for a, b in view.after_sync],
        "matrix": matrix(view.channels),
        "findings": [_finding(one) for one in view.findings],
        "drift": [_drift(one) for one in view.drift],
    }


def _finding(one: FindingReport) -> dict[str, Any]:
    where = None if one.file is None else {"file": one.file, "line": one.line, "path": one.path}
    return {"kind": one.kind, "text": one.whole, "node": one.node, "place": where}


def _drift(one: DocumentDrift) -> dict[str, Any]:
    drift = one.drift
    where = {"node": one.node, "document": one.document, "kind": one.kind}
    return {**where, "setting": drift.setting, "master": drift.master_value, "copy": drift.copy_value}


def _era(view: CellView, node: str) -> dict[str, Any]:
    era = view.levels.era(view.cell, node, "nodeagent")
    return {"era": era.era.name, "certain": era.certain, "why": era.why}


def matrix(channels: Sequence[Channel]) -> dict[str, dict[str, str]]:
    """node -> kind -> what the terminal's matrix shows."""
    nodes, kinds = sorted({c.node for c in channels}), kinds_present(channels)
    fields = {n: {k: [c for c in channels if (c.node, c.kind.id) == (n, k)] for k in kinds} for n in nodes}
    return {n: {k: cell_text(found) for k, found in row.items()} for n, row in fields.items()}


def _endpoint(row: EndpointRow) -> dict[str, Any]:
    where = {"node": row.node, "server": row.server, "role": row.role, "name": row.name}
    return {**where, "host": row.host, "port": row.port, "speaks": row.speaks, "inbound": party_document(row.inbound)}


def party_document(party: Party) -> dict[str, Any]:
    """One end with everything that explains it."""
    versions = None if party.versions is None else [str(v) for v in sorted(party.versions)]
    return {
        "alias": party.alias,
        "scope": party.scope,
        "label": party.label,
        "versions": versions,
        "certificate_alias": party.certificate_alias,
        "how": party.how,
        "decided_by": party.decided_by,
        "places": [{"file": p.file, "line": p.line, "path": p.path} for p in party.places],
        "because": list(party.because),
        "problem": party.problem,
        "copy": party.copy,
    }


def _key(channel: Channel) -> dict[str, Any]:
    names = {"initiator": channel.initiator.name, "listener": channel.listener.name}
    return {"node": channel.node, "kind": channel.kind.id, **names, "endpoint": channel.endpoint}


def _proof(proof: Proof) -> dict[str, Any]:
    """What one end makes of the other's certificate, and from which files."""
    shown = {"shown_by": "listener" if proof.whose == "server" else "initiator", "alias": proof.alias}
    files = {"key_store": proof.shown_from, "trust_store": proof.checked_in}
    keys = None if proof.keys is None else sorted(proof.keys)
    return {**shown, **files, "key_types": keys, "verdict": proof.verdict, "reason": proof.reason}


def channel_document(channel: Channel, observed: str | None = None) -> dict[str, Any]:
    """One channel: both ends, the outcome, the texts, the doubts."""
    said = channel.wording
    return {
        **_key(channel),
        "host": channel.host,
        "port": channel.port,
        "verdict": channel.verdict,
        "version": None if channel.version is None else str(channel.version),
        "suites": None if channel.suites is None else list(channel.suites),
        "certificates": [_proof(proof) for proof in channel.proofs],
        "predicted": channel.predicted(),
        "observed": observed,
        "initiator_configuration": party_document(channel.initiator),
        "listener_configuration": party_document(channel.listener),
        "reason": said.reason if said else None,
        "initiator_logs": said.client_logs if said else None,
        "listener_logs": said.server_logs if said else None,
        "certain": channel.certain,
        "doubts": list(channel.all_doubts),
    }
