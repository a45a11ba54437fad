"""What the ``tls`` verbs show: per cell every endpoint, every channel, by the nodes' own copies and by the master's.

The levels come from an analysis of the bundle; the configuration documents are read a second time, because the
analysis publishes rows and not the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

from loganalyzer.analysis.build_cell import channel_name
from loganalyzer.analysis.model import Analysis, FindingReport
from loganalyzer.bundle import Limits, Member, MemberError, open_bundle
from loganalyzer.cell import Cell, DocumentDrift, cell_drift, config_kind, read_cells
from loganalyzer.cell.stores import Store
from loganalyzer.diagnosis.observing import end_name
from loganalyzer.errors import NothingReadableError, UsageError
from loganalyzer.identity.processes import profile_root
from loganalyzer.tls import Book, Channel, Levels, Party, View, channels, speaks
from loganalyzer.tls.keyring import Keyring
from loganalyzer.tls.proving import Prover
from loganalyzer.tls.store_drift import store_drift

_LARGEST = 64 << 20


class EndpointRow(Struct, frozen=True):
    """One port of a process with what governs it inbound; ``speaks`` is tls, plain or unknown."""

    node: str
    server: str
    role: str
    name: str
    host: str
    port: int | None
    speaks: str
    inbound: Party


class CellView(Struct, frozen=True):
    """A cell: ``channels`` with every node reading its own copy, ``synchronised`` with all reading the master's.

    ``outbound`` has one party per process; ``observed`` what the logs saw, by the channel's key.
    """

    cell: Cell
    levels: Levels
    endpoints: tuple[EndpointRow, ...]
    outbound: tuple[Party, ...]
    channels: tuple[Channel, ...]
    synchronised: tuple[Channel, ...]
    observed: Mapping[tuple[str, str, str, str], str] = field(default_factory=dict)
    findings: tuple[FindingReport, ...] = ()
    drift: tuple[DocumentDrift, ...] = ()

    @property
    def after_sync(self) -> tuple[tuple[Channel, Channel], ...]:
        """The channels whose outcome synchronisation alone would change: (now, then)."""
        pairs = zip(self.channels, self.synchronised, strict=True)
        return tuple((now, then) for now, then in pairs if (now.verdict, now.version) != (then.verdict, then.version))


def read_configuration(
    paths: Sequence[str | Path], analysis: Analysis, limits: Limits | None = None
) -> tuple[Cell, ...]:
    """The cells of a bundle that was analysed before.

    Raises:
        UsageError: standard input cannot be read twice.
        NothingReadableError: no security.xml came along.
    """
    if any(str(path) == "-" for path in paths):
        raise UsageError("the tls verbs read a bundle twice: give a file or folder, not standard input")
    with open_bundle(paths, limits=limits or Limits()) as bundle:
        wanted = [m for m in bundle.members if config_kind(m.path) not in {None, "other"}]
        files = {m.path: data for m in wanted if (data := whole(m)) is not None}
    reading = read_cells(files, _nodes_by_root(analysis))
    cells = tuple(c for c in reading.cells if any(k.security for k in c.copies))
    if not cells:
        where = ", ".join(str(path) for path in paths[:3])
        refused = next((f"; {p}: {why}" for p, why in reading.problems if config_kind(p) == "security"), "")
        raise NothingReadableError(f"no security.xml in {where}: without it nothing is known about TLS{refused}")
    return cells


def whole(member: Member) -> bytes | None:
    """A member's bytes; None for one that cannot be read, which the analysis has listed already."""
    try:
        with member.open() as stream:
            data = stream.read(_LARGEST + 1)
            while len(data) <= _LARGEST and (more := stream.read(_LARGEST + 1 - len(data))):
                data += more
    except (MemberError, OSError, EOFError):
        return None
    return data if len(data) <= _LARGEST else None


def _nodes_by_root(analysis: Analysis) -> dict[str, str]:
    node = {process.name: process.node for process in analysis.processes if process.node}
    files = (f for f in analysis.bundle.files if f.process in node)
    return {profile_root(f.path): str(node[str(f.process)]) for f in files}


def cell_views(cells: Sequence[Cell], analysis: Analysis, stores: Sequence[Store] = ()) -> tuple[CellView, ...]:
    """What is to be shown of each cell; ``stores`` are the key stores of the bundle."""
    return tuple(view_of(cell, levels_from(analysis, cell), analysis, stores) for cell in cells)


def last_record(analysis: Analysis) -> datetime | None:
    """The time at which certificates are judged: that of the bundle's last record."""
    return max((f.last for f in analysis.bundle.files if f.last is not None), default=None)


def levels_from(analysis: Analysis, cell: Cell) -> Levels:
    """Levels as the analysis found them."""
    mine = (p for p in analysis.processes if p.cell in {None, cell.name})
    return Levels.of((p.node, p.server, p.java_version, p.product_version) for p in mine)


def view_of(cell: Cell, levels: Levels, analysis: Analysis | None = None, stores: Sequence[Store] = ()) -> CellView:
    """One cell at these levels; without an analysis nothing is observed."""
    book = Book(cell, levels)
    at = last_record(analysis) if analysis else None
    now = _proved(cell, channels(cell, levels), stores, at, "own")
    observed = _observed(cell, now, analysis) if analysis else {}
    then = _proved(cell, channels(cell, levels, "master"), stores, at, "master") if cell.security else now
    processes = [(i.node, e.name) for node in cell.nodes if (i := cell.server_index(node)) for e in i.servers]
    return CellView(
        cell=cell,
        levels=levels,
        endpoints=tuple(_endpoints(book)),
        outbound=tuple(book.process(node, server, "outbound") for node, server in processes),
        channels=now,
        synchronised=then,
        observed=observed,
        findings=_findings(cell, analysis) if analysis else (),
        drift=(*cell_drift(cell), *store_drift(cell, stores)),
    )


def _findings(cell: Cell, analysis: Analysis) -> tuple[FindingReport, ...]:
    """Those of the cell, and those on documents of no known cell."""
    return tuple(one for one in analysis.configuration.findings if one.cell in {None, cell.name})


def _proved(
    cell: Cell, found: tuple[Channel, ...], stores: Sequence[Store], at: datetime | None, view: View
) -> tuple[Channel, ...]:
    return Prover(Keyring(cell, stores, view), at).proved(found) if stores else found


def _endpoints(book: Book) -> Iterator[EndpointRow]:
    cell = book.cell
    for node in cell.nodes:
        index = cell.server_index(node)
        for entry in index.servers if index else ():
            xml, role = cell.server_xml(node, entry.name), cell.role(node, entry.name)
            for point in entry.endpoints:
                party = book.process(node, entry.name, "inbound", point.name)
                kind = speaks(cell, xml, point.name)
                yield EndpointRow(node, entry.name, role, point.name, point.host, point.port, kind, party)


def _observed(cell: Cell, found: Sequence[Channel], analysis: Analysis) -> dict[tuple[str, str, str, str], str]:
    rows = {(r.initiator, r.listener, r.name): r.observed for r in analysis.configuration.channels if r.observed}
    names = ((c.key, (end_name(cell, c.initiator), end_name(cell, c.listener), channel_name(c))) for c in found)
    return {key: text for key, name in names if (text := rows.get(name)) is not None}
