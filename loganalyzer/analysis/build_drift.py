"""The copies of each cell's configuration: where they differ from the master's, and how old the logs say they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from loganalyzer.analysis import model
from loganalyzer.cell import Cell, ConfigCopy, DocumentDrift, cell_drift
from loganalyzer.clock.instants import NO_INSTANT, to_datetime
from loganalyzer.diagnosis.case import Case
from loganalyzer.tls.store_drift import store_drift

_CHANGES = ("repository-document-modified", "configuration-changed")


def drift_reports(case: Case) -> tuple[model.DriftReport, ...]:
    """Every difference of every node's copy: documents first, then key stores."""
    return tuple(_row(one) for cell in case.cells for one in _drift(case, cell))


def copy_reports(case: Case) -> tuple[model.CopyReport, ...]:
    """Every copy that the bundle holds, the master's first."""
    found = []
    for cell in case.cells:
        drift = _drift(case, cell)
        found += [_copy(case, cell, copy, drift) for copy in _in_order(cell)]
    return tuple(found)


def _drift(case: Case, cell: Cell) -> tuple[DocumentDrift, ...]:
    return (*cell_drift(cell), *store_drift(cell, case.stores))


def _in_order(cell: Cell) -> list[ConfigCopy]:
    return sorted((c for c in cell.copies if c.security or c.digests), key=lambda c: (not c.is_master, c.root))


def _row(one: DocumentDrift) -> model.DriftReport:
    drift, document = one.drift, one.document
    here, there = drift.master_place, drift.copy_place
    return model.DriftReport(
        node=one.node,
        document=document.rpartition("/")[2] if document.startswith("cells/") else document,
        setting=drift.setting,
        master=drift.master_value,
        copy=drift.copy_value,
        master_file=here.file if here else "",
        copy_file=there.file if there else "",
        kind=one.kind,
    )


def _copy(case: Case, cell: Cell, copy: ConfigCopy, drift: Sequence[DocumentDrift]) -> model.CopyReport:
    mine = [one for one in drift if one.node == copy.node] if not copy.is_master else []
    synchronised = _last(case, ("sync-completed",), cell, copy.node) if not copy.is_master else None
    changed = _last(case, _CHANGES, cell, copy.node, "security.xml")
    return model.CopyReport(
        cell=cell.name,
        holder=copy.holder,
        node=copy.node,
        root=copy.root,
        documents=len(copy.digests),
        differences=sum(one.kind == "differs" for one in mine),
        benign=sum(one.kind == "benign" for one in mine),
        synchronised=synchronised,
        changed=changed,
        stale=None if copy.is_master else _stale(case, cell, synchronised, changed),
    )


def _stale(case: Case, cell: Cell, synchronised: datetime | None, changed: datetime | None) -> bool | None:
    """Whether the master's security.xml changed after the node was last seen to fetch anything; None if nothing tells."""
    master = cell.master
    latest = _last(case, _CHANGES, cell, master.node, "security.xml") if master else None
    known = max((t for t in (synchronised, changed) if t is not None), default=None)
    return None if latest is None or known is None else latest > known


def _last(
    case: Case, signatures: tuple[str, ...], cell: Cell, node: str | None, document: str | None = None
) -> datetime | None:
    """The last such record in the logs of a node."""
    names = [p.name for p in case.processes.values() if p.cell in {None, cell.name} and p.node == node and node]
    rows = case.table.select(signatures, names)
    times = [
        int(case.table.time[row])
        for row in rows.tolist()
        if document is None or case.table.fields(row).get("document", "").endswith(document)
    ]
    times = [time for time in times if time != NO_INSTANT]
    return to_datetime(max(times)) if times else None
