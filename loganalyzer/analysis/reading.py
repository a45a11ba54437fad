"""Everything in a bundle read once: logs scanned (in parallel where it pays), configuration parsed, the rest listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from loganalyzer.analysis.facts import add_facts, scan_facts
from loganalyzer.analysis.reading_overrides import NO_OVERRIDES, ReadingOverrides, forced_by
from loganalyzer.analysis.scheduling import scan_all
from loganalyzer.analysis.sorting import Job, sorted_members
from loganalyzer.bundle import Limits, Skipped, open_bundle
from loganalyzer.formats.registry import fact_format_named
from loganalyzer.identity.duplicates import DuplicateOf, find_duplicates
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan

if TYPE_CHECKING:
    from loganalyzer.cell import Cell
    from loganalyzer.cell.checkpoints import History
    from loganalyzer.cell.store_passwords import Secret
    from loganalyzer.cell.stores import Store


class BundleReading:
    """What was read: scans in path order, configuration documents, cells, key stores (``store_sizes``: their bytes), what was
    skipped, and why the run is incomplete.
    """

    history: History

    def __init__(self) -> None:
        self.scans: list[MemberScan] = []
        self.documents: dict[str, int] = {}
        self.cells: tuple[Cell, ...] = ()
        self.stores: tuple[Store, ...] = ()
        self.store_sizes: dict[str, int] = {}
        self.skipped: list[Skipped] = []
        self.duplicates: tuple[DuplicateOf, ...] = ()
        self.incomplete: tuple[str, ...] = ()


class ReadingTerms(Struct, frozen=True):
    """How to read: processes to read with (0: one per core), bounds on archives, what the user forces.

    ``passwords`` are tried on the bundle's key stores, and not kept.
    """

    workers: int
    limits: Limits
    passwords: tuple[Secret, ...] = ()
    overrides: ReadingOverrides = NO_OVERRIDES


def read_bundle(
    paths: Sequence[Path | str],
    signatures: Sequence[Signature],
    terms: ReadingTerms,
    stdin: BinaryIO | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> BundleReading:
    """Open and read a bundle; see :class:`BundleReading`.

    Args:
        paths: what was received; ``-`` is standard input.
        signatures: what to look for in the logs.
        terms: see :class:`ReadingTerms`.
        stdin: the stream for ``-``.
        progress: called with (path, members done, members in all), first with none done, once reading is under way.
        meanwhile: called once, while other processes read, if they do. What it raises ends the reading.

    Raises:
        UsageError: a path does not exist, or an override names no process of the bundle.
    """
    reading = BundleReading()
    with open_bundle(paths, stdin=stdin, limits=terms.limits) as bundle:
        reading.skipped += bundle.skipped
        found = sorted_members(bundle.members, forced_by(terms.overrides, bundle.members))
        reading.skipped += found.skipped
        jobs = _without_copies(found.jobs, reading)
        logs = [job for job in jobs if job.facts is None]

        def besides() -> None:
            if progress is not None:
                progress("", 0, len(jobs))
            meanwhile()
            from loganalyzer.analysis.configuration import read_stores

            read_stores(found, reading, terms.passwords)

        scans = []
        for number, scan in enumerate(scan_all(logs, signatures, terms.workers, besides)):
            scans.append(scan)
            if progress is not None:
                progress(scan.path, number + 1, len(jobs))
        _read_facts(jobs, logs, scans, signatures)
    scans.sort(key=lambda scan: scan.path)
    reading.scans = scans
    reading.incomplete = tuple(f"{scan.path}: {scan.problem}" for scan in scans if scan.problem) + _slow(scans)
    from loganalyzer.analysis.configuration import read_documents

    read_documents(found, reading)
    reading.skipped.sort(key=lambda item: (item.path, item.reason))
    return reading


def _slow(scans: Sequence[MemberScan]) -> tuple[str, ...]:
    ids = sorted(set().union(*(scan.slow for scan in scans)))
    return tuple(f"signature {one}: given up, its expressions take too long for some records" for one in ids)


def _without_copies(jobs: list[Job], reading: BundleReading) -> list[Job]:
    """The same log in two archives, or a later copy that begins with an earlier one, is read once and listed."""
    reading.duplicates = find_duplicates([job.member for job in jobs])
    gone = {copy.path for copy in reading.duplicates}
    return [job for job in jobs if job.member.path not in gone]


def _read_facts(
    jobs: Sequence[Job], logs: Sequence[Job], scans: list[MemberScan], signatures: Sequence[Signature]
) -> None:
    """Facts of the files that formats claim, and of logs that hold what a format reads alongside."""
    numbers = {signature.id: number for number, signature in enumerate(signatures)}
    if not numbers:
        return
    for job, scan in zip(logs, scans, strict=True):
        add_facts(job.member, scan, numbers, {signatures[number].id for number in set(scan.hits.signature)})
    scans += [
        scan_facts(job.member, fact_format_named(job.facts), numbers, job.sniffed.form) for job in jobs if job.facts
    ]
