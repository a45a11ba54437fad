"""Everything in a bundle read once: logs scanned (in parallel where it pays), configuration parsed, the rest listed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from loganalyzer.analysis.model import SkippedFile
from loganalyzer.analysis.parts import joined
from loganalyzer.analysis.scan import WHOLE, Part, Span, scan_member, scan_part, spans_between
from loganalyzer.bundle import Limits, Member, MemberError, open_bundle
from loganalyzer.cell import Cell, config_kind, read_cells
from loganalyzer.formats import Sniffed, cuts_of, sniff
from loganalyzer.formats.chunks import CHUNK_BYTES
from loganalyzer.formats.sniff import HEAD_BYTES
from loganalyzer.identity.processes import nodes_by_root
from loganalyzer.matching.engine import Engine
from loganalyzer.matching.schema import Signature
from loganalyzer.records import MemberScan

CONFIG_BYTES = 64 << 20
RANGE_BYTES = 16 << 20
_PARALLEL_FROM = 48 << 20
_AHEAD = 2
_KINDS_NOT_READ = {
    "plugin": "http_plugin.log is not read yet",
    "access": "access log is not read yet",
    "gc": "verbose garbage collection log is not read yet",
}
_KEY_STORES = (".p12", ".jks", ".jceks", ".kdb", ".sth", ".rdb", ".crl", ".pfx", ".cer", ".der", ".crt", ".arm")
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
)


@dataclass(slots=True)
class BundleReading:
    """What was read: scans in path order, configuration documents, cells, what was skipped, and why the run is incomplete."""

    scans: list[MemberScan] = field(default_factory=list)
    documents: dict[str, int] = field(default_factory=dict)
    cells: tuple[Cell, ...] = ()
    skipped: list[SkippedFile] = field(default_factory=list)
    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    member: Member
    sniffed: Sniffed


_Task = tuple[_Job, Span, int]


def read_bundle(
    paths: Sequence[Path | str],
    signatures: Sequence[Signature],
    workers: int,
    limits: Limits,
    stdin: BinaryIO | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> BundleReading:
    """Open and read a bundle; see :class:`BundleReading`.

    Raises:
        UsageError: a path does not exist.
    """
    reading = BundleReading()
    with open_bundle(paths, stdin=stdin, limits=limits) as bundle:
        reading.skipped += [SkippedFile(item.path, item.reason) for item in bundle.skipped]
        jobs, documents = _sort(bundle.members, reading)
        scans = []
        for number, scan in enumerate(_scan_all(jobs, signatures, workers)):
            scans.append(scan)
            if progress is not None:
                progress(scan.path, number + 1, len(jobs))
    reading.scans = scans
    reading.incomplete = tuple(f"{scan.path}: {scan.problem}" for scan in scans if scan.problem)
    cells = read_cells(documents, nodes_by_root(scans))
    reading.cells = cells.cells
    reading.documents = {path: len(data) for path, data in documents.items()}
    reading.skipped += [SkippedFile(path, reason) for path, reason in cells.problems]
    reading.skipped.sort(key=lambda item: (item.path, item.reason))
    return reading


def _sort(members: Sequence[Member], reading: BundleReading) -> tuple[list[_Job], dict[str, bytes]]:
    """Logs to scan, configuration to parse, everything else listed."""
    jobs: list[_Job] = []
    documents: dict[str, bytes] = {}
    for member in members:
        try:
            if config_kind(member.path) not in {None, "other"}:
                documents[member.path] = _whole(member)
                continue
            reason = _not_a_log(member)
            if reason is None:
                job = _log_job(member)
                reason = job.sniffed.refused or _KINDS_NOT_READ.get(job.sniffed.kind)
                if reason is None:
                    jobs.append(job)
        except (MemberError, OSError, EOFError) as problem:
            reason = str(problem)
        if reason is not None:
            reading.skipped.append(SkippedFile(member.path, reason))
    return jobs, documents


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
    if name.endswith(_KEY_STORES):
        return "key store or certificate: not read yet"
    if name.endswith(_CONFIG_ENDINGS):
        return "not a log, and no configuration document that is evaluated"
    return None


def _log_job(member: Member) -> _Job:
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    return _Job(member, sniff(member.path, head))


def _scan_all(jobs: Sequence[_Job], signatures: Sequence[Signature], workers: int) -> Iterator[MemberScan]:
    """Scan the members in order; with several processes if there is enough to read."""
    block = min(CHUNK_BYTES, RANGE_BYTES)
    count = workers or os.cpu_count() or 1
    if count <= 1 or sum(job.member.size for job in jobs) < _PARALLEL_FROM:
        engine = Engine(signatures)
        for job in jobs:
            yield scan_member(job.member, job.sniffed, engine, block)
        return
    tasks = [(job, span, block) for job in jobs for span in _spans(job, block)]
    parts = _scan_parts(tasks, signatures, min(count, len(tasks)))
    for _, group in groupby(zip(tasks, parts, strict=True), key=lambda pair: id(pair[0][0])):
        yield joined(part for _, part in group)


def _spans(job: _Job, block: int) -> list[Span]:
    """A plain file is read in ranges; whatever is unpacked on the way, or transcoded, in one go."""
    member = job.member
    if member.local is None or job.sniffed.encoding != "utf-8":
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
    _ENGINE.append(Engine(signatures))


def _scan_in_worker(task: _Task) -> Part:
    return _scan_task(task, _ENGINE[0])


def _scan_task(task: _Task, engine: Engine) -> Part:
    job, span, block = task
    return scan_part(job.member, job.sniffed, engine, span, block)
