"""The configuration of a bundle, read: documents parsed, key stores opened. None of it is needed while logs are scanned."""

from __future__ import annotations

from collections.abc import Sequence

from loganalyzer.analysis.reading import BundleReading
from loganalyzer.analysis.sorting import Sorted
from loganalyzer.bundle import Skipped
from loganalyzer.cell import read_cells
from loganalyzer.cell.checkpoints import History, document_changes
from loganalyzer.cell.store_opening import open_stores
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import MISSING, has_libraries
from loganalyzer.identity.processes import nodes_by_root


def read_documents(found: Sorted, reading: BundleReading) -> None:
    """Parse the documents into cells; which node they are of, the logs tell too, so these are read before."""
    cells = read_cells(found.documents, nodes_by_root(reading.scans))
    reading.cells = cells.cells
    reading.documents = {path: len(data) for path, data in {**found.documents, **found.checkpoints}.items()}
    reading.history = History(document_changes(found.checkpoints), found.modified)
    reading.skipped += [Skipped(path, reason) for path, reason in cells.problems]


def read_stores(found: Sorted, reading: BundleReading, passwords: Sequence[Secret]) -> None:
    """Open the key stores; one that stays shut is listed with its reason, and kept: that it is there is a fact."""
    if not has_libraries():
        reading.skipped += [Skipped(path, MISSING) for path in found.stores]
        return
    reading.stores = open_stores(found.stores, found.documents, passwords)
    reading.store_sizes = {s.file: len(found.stores[s.file]) for s in reading.stores if not s.problem}
    reading.skipped += [Skipped(s.file, f"{s.kind}: {s.problem}") for s in reading.stores if s.problem]
