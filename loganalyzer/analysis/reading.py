"""Everything in a bundle read once: logs scanned (in parallel where it pays), configuration parsed, the rest listed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from loganalyzer.analysis.facts import add_facts, scan_facts
from loganalyzer.analysis.model import Duplicate, SkippedFile
from loganalyzer.analysis.parts import joined
from loganalyzer.analysis.reading_overrides import NO_OVERRIDES, ReadingOverrides, forced_by
from loganalyzer.analysis.scan import WHOLE, Part, Span, scan_member, scan_part, spans_between
from loganalyzer.bundle import Limits, Member, MemberError, open_bundle
from loganalyzer.cell import Cell, config_kind, read_cells
from loganalyzer.cell.checkpoints import History, document_changes, in_checkpoint, wanted
from loganalyzer.cell.paths import dead_copy
from loganalyzer.cell.store_opening import open_stores
from loganalyzer.cell.store_passwords import Secret
from loganalyzer.cell.stores import MISSING, Store, has_libraries, is_store
from loganalyzer.formats import Sniffed, cuts_of, sniff
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.formats.registry import by_name, claimed_by, fact_format_named, slug
from loganalyzer.formats.sniff import HEAD_BYTES, NOT_FORCED, Forced
from loganalyzer.identity.duplicates import find_duplicates
from loganalyzer.identity.processes import nodes_by_root
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan

CONFIG_BYTES = 64 << 20
RANGE_BYTES = 16 << 20
_PARALLEL_FROM = 48 << 20
_AHEAD = 2
_FREED_ONCE = 31 << 20
_KINDS_NOT_READ = {"access": "access log: not evaluated"}
_NOT_OPENED = {
    ".kdb": "CMS key store: no library reads it; export its certificates with gskcapicmd -cert -extract",
    ".rdb": "certificate requests of a CMS key store: not read",
    ".sth": "stash file, which holds a password: never read",
    ".crl": "revocation list: not read",
}
_CONFIG_ENDINGS = (
    ".xml",
    ".props",
    ".properties",
    ".policy",
    ".security",
    ".yaml",
    ".yml",
    ".json",
    ".py",
    ".sh",
    ".bat",
    ".html",
    ".md",
)


@dataclass(slots=True)
class BundleReading:
    """What was read: scans in path order, configuration documents, cells, key stores (``store_sizes``: their bytes), what was
    skipped, and why the run is incomplete.
    """

    scans: list[MemberScan] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    cells: tuple[Cell, ...] = ()
    stores: tuple[Store, ...] = ()
    store_sizes: dict[str, int] = field(default_factory=dict)
    skipped: list[SkippedFile] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    incomplete: tuple[str, ...] = ()
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class ReadingTerms:
    """How to read: processes to read with (0: one per core), bounds on archives, what the user forces.

    ``passwords`` are tried on the bundle's key stores, and not kept.
    """

    workers: int
    limits: Limits
    passwords: tuple[Secret, ...] = ()
    overrides: ReadingOverrides = NO_OVERRIDES


@dataclass(frozen=True, slots=True)
class Job:
    """A member to read, and as what: a log, or a file that a fact format claims."""

    member: Member
    sniffed: Sniffed
    facts: str | None = None


@dataclass(slots=True)
class Sorted:
    """The members of a bundle by what is to be done with them."""

    jobs: list[Job] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    stores: dict[str, bytes] = field(default_factory=dict)
    checkpoints: dict[str, bytes] = field(default_factory=dict)
    modified: dict[str, str] = field(default_factory=dict)


_Task = tuple[Job, Span, int]


def read_bundle(
    paths: Sequence[Path | str],
    signatures: Sequence[Signature],
    terms: ReadingTerms,
    stdin: BinaryIO | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> BundleReading:
    """Open and read a bundle; see :class:`BundleReading`.

    Raises:
        UsageError: a path does not exist, or an override names no process of the bundle.
    """
    reading = BundleReading()
    with open_bundle(paths, stdin=stdin, limits=terms.limits) as bundle:
        reading.skipped += [SkippedFile(item.path, item.reason) for item in bundle.skipped]
        found = sorted_members(bundle.members, reading, forced_by(terms.overrides, bundle.members))
        jobs = _without_copies(found.jobs, reading)
        logs = [job for job in jobs if job.facts is None]
        scans = []
        for number, scan in enumerate(scan_all(logs, signatures, terms.workers)):
            scans.append(scan)
            if progress is not None:
                progress(scan.path, number + 1, len(jobs))
        _read_facts(jobs, logs, scans, signatures)
    scans.sort(key=lambda scan: scan.path)
    reading.scans = scans
    reading.incomplete = tuple(f"{scan.path}: {scan.problem}" for scan in scans if scan.problem) + _slow(scans)
    cells = read_cells(found.documents, nodes_by_root(scans))
    reading.cells = cells.cells
    reading.documents = {path: len(data) for path, data in {**found.documents, **found.checkpoints}.items()}
    reading.history = History(document_changes(found.checkpoints), found.modified)
    _read_stores(found, reading, terms.passwords)
    reading.skipped += [SkippedFile(path, reason) for path, reason in cells.problems]
    reading.skipped.sort(key=lambda item: (item.path, item.reason))
    return reading


def _slow(scans: Sequence[MemberScan]) -> tuple[str, ...]:
    ids = sorted(set().union(*(scan.slow for scan in scans)))
    return tuple(f"signature {one}: given up, its expressions take too long for some records" for one in ids)


def _read_stores(found: Sorted, reading: BundleReading, passwords: Sequence[Secret]) -> None:
    """Open the key stores; one that stays shut is listed with its reason, and kept: that it is there is a fact."""
    if not has_libraries():
        reading.skipped += [SkippedFile(path, MISSING) for path in found.stores]
        return
    reading.stores = open_stores(found.stores, found.documents, passwords)
    reading.store_sizes = {s.file: len(found.stores[s.file]) for s in reading.stores if not s.problem}
    reading.skipped += [SkippedFile(s.file, f"{s.kind}: {s.problem}") for s in reading.stores if s.problem]


def _without_copies(jobs: list[Job], reading: BundleReading) -> list[Job]:
    """The same log in two archives, or a later copy that begins with an earlier one, is read once and listed."""
    copies = find_duplicates([job.member for job in jobs])
    reading.duplicates = [Duplicate(copy.path, copy.of, copy.how) for copy in copies]
    gone = {copy.path for copy in copies}
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


def sorted_members(members: Sequence[Member], reading: BundleReading, forced: Mapping[str, Forced]) -> Sorted:
    """Logs to scan (some as the user told: path -> how), configuration to parse, key stores to open; everything else is listed."""
    found = Sorted()
    for member in members:
        try:
            reason = _put(member, found, forced.get(member.path, NOT_FORCED))
        except (MemberError, OSError, EOFError) as problem:
            reason = str(problem)
        if reason is not None:
            reading.skipped.append(SkippedFile(member.path, reason))
    return found


def _put(member: Member, found: Sorted, forced: Forced) -> str | None:
    """Put a member where it belongs; the reason where it belongs nowhere."""
    if in_checkpoint(member.path):
        found.checkpoints[member.path] = _whole(member) if wanted(member.path) else b""
        _note_time(member, found)
        return None
    if config_kind(member.path) not in {None, "other"}:
        found.documents[member.path] = _whole(member)
        _note_time(member, found)
        return None
    reason = _not_a_log(member)
    if reason is not None:
        return reason
    if is_store(member.path):
        found.stores[member.path] = _whole(member)
        _note_time(member, found)
        return None
    job = _log_job(member, forced)
    reason = None if job.facts else job.sniffed.refused or _KINDS_NOT_READ.get(job.sniffed.kind)
    if reason is None:
        found.jobs.append(job)
    return reason


def _note_time(member: Member, found: Sorted) -> None:
    if member.modified is not None:
        found.modified[member.path] = member.modified


def _whole(member: Member) -> bytes:
    with member.open() as stream:
        data = stream.read(CONFIG_BYTES + 1)
        while len(data) <= CONFIG_BYTES and (more := stream.read(CONFIG_BYTES + 1 - len(data))):
            data += more
    if len(data) > CONFIG_BYTES:
        raise MemberError(f"larger than {CONFIG_BYTES >> 20} MiB, which no configuration document is")
    return data


def _not_a_log(member: Member) -> str | None:
    name = member.path.lower()
    if member.size == 0:
        return "empty file"
    if is_store(name):
        return dead_copy(member.path)
    if name[-4:] in _NOT_OPENED:
        return _NOT_OPENED[name[-4:]]
    if name.endswith(_CONFIG_ENDINGS):
        return "not a log, and no configuration document that is evaluated"
    return None


def _log_job(member: Member, forced: Forced) -> Job:
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    sniffed = sniff(member.path, head, forced)
    named = by_name(member.path)
    claimed = named or (None if sniffed.refused else claimed_by(member.path, head, sniffed.form, forced))
    if claimed is None:
        return Job(member, sniffed)
    evidence = sniffed.form.format_evidence if forced.format else "by its name" if named else "by its content"
    form = replace(sniffed.form, format=slug(claimed), format_evidence=evidence)
    return Job(member, replace(sniffed, form=form), claimed.name)


def scan_all(jobs: Sequence[Job], signatures: Sequence[Signature], workers: int) -> Iterator[MemberScan]:
    """Scan the members in order; with several processes if there is enough to read."""
    block = min(CHUNK_BYTES, RANGE_BYTES)
    count = workers or os.cpu_count() or 1
    _keep_freed_memory()
    if count <= 1 or sum(job.member.size for job in jobs) < _PARALLEL_FROM:
        engine = Engine(signatures)
        for job in jobs:
            yield scan_member(job.member, job.sniffed, engine, block)
        return
    tasks = [(job, span, block) for job in jobs for span in _spans(job, block)]
    parts = _scan_parts(tasks, signatures, min(count, len(tasks)))
    for _, group in groupby(zip(tasks, parts, strict=True), key=lambda pair: id(pair[0][0])):
        yield joined(part for _, part in group)


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed for the next chunk.

    glibc hands blocks of a chunk's size back to the system, which clears each page anew; a large block freed once raises the
    size from which it does so (M_MMAP_THRESHOLD in mallopt(3)). Elsewhere this does nothing.
    """
    bytes(_FREED_ONCE)


def _spans(job: Job, block: int) -> list[Span]:
    """A plain file is read in ranges; whatever is unpacked on the way, or transcoded, in one go."""
    member = job.member
    if member.local is None or not job.sniffed.form.is_plain:
        return [WHOLE]
    try:
        with member.local.open("rb") as file:
            cuts = cuts_of(file, member.size, RANGE_BYTES, block)
    except OSError:
        return [WHOLE]
    return spans_between(cuts)


def _scan_parts(tasks: Sequence[_Task], signatures: Sequence[Signature], count: int) -> Iterator[Part]:
    """Scan ranges in several processes, of which this is one: it begins at once, while the others start."""
    if count <= 1:
        alone = Engine(signatures)
        yield from (_scan_task(task, alone) for task in tasks)
        return
    done: dict[int, Part] = {}
    given: dict[int, Future[Part]] = {}
    waiting = deque(range(len(tasks)))
    # Spawned on every system alike: forking a process that has started threads is unsafe, and Windows cannot.
    with ProcessPoolExecutor(
        count - 1, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(signatures,)
    ) as pool:
        engine: Engine | None = None
        for number in range(len(tasks)):
            while number not in done:
                while waiting and sum(not future.done() for future in given.values()) < _AHEAD * (count - 1):
                    following = waiting.popleft()
                    given[following] = pool.submit(_scan_in_worker, tasks[following])
                if number in given and (given[number].done() or not waiting):
                    done[number] = given.pop(number).result()
                else:
                    engine = engine or Engine(signatures)
                    following = waiting.popleft()
                    done[following] = _scan_task(tasks[following], engine)
            yield done.pop(number)


_ENGINE: list[Engine] = []


def _start_worker(signatures: Sequence[Signature]) -> None:
    _keep_freed_memory()
    _ENGINE.append(Engine(signatures))


def _scan_in_worker(task: _Task) -> Part:
    return _scan_task(task, _ENGINE[0])


def _scan_task(task: _Task, engine: Engine) -> Part:
    job, span, block = task
    return scan_part(job.member, job.sniffed, engine, span, block)
