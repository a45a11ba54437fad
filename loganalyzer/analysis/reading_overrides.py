"""Encodings and formats that the user forces per process or file, as what holds for each member.

They are needed before a member can be read, while processes are told from what was read; so the first bytes of each member are
read for their header once more, but only if something is forced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from loganalyzer.bundle import Member, MemberError
from loganalyzer.cell import config_kind
from loganalyzer.errors import UsageError
from loganalyzer.formats import parse_header, sniff
from loganalyzer.formats.encodings import encoding_names, named_encoding
from loganalyzer.formats.headers import END, START
from loganalyzer.formats.registry import format_names
from loganalyzer.formats.sniff import HEAD_BYTES, Forced
from loganalyzer.formats.utf8_stream import utf8_lines
from loganalyzer.records import MemberScan

if TYPE_CHECKING:
    from loganalyzer.identity import Process

_DOCUMENT_BYTES = 8 << 20
_NOTHING: Mapping[str, str] = {}


class ReadingOverrides(Struct, frozen=True):
    """PROCESS words (see :func:`~loganalyzer.identity.processes.matches_process`) or globs of member paths -> encoding, format."""

    encodings: Mapping[str, str] = _NOTHING
    formats: Mapping[str, str] = _NOTHING


NO_OVERRIDES = ReadingOverrides()


def forced_by(overrides: ReadingOverrides, members: Sequence[Member]) -> dict[str, Forced]:
    """What is forced for each member, by path.

    Raises:
        UsageError: an unknown encoding or format, or a word that names nothing in this bundle.
    """
    if not overrides.encodings and not overrides.formats:
        return {}
    encodings = {word: _encoding(word, value) for word, value in overrides.encodings.items()}
    formats = {word: _format(word, value) for word, value in overrides.formats.items()}
    owners = _owners(members)
    _check(encodings, "--encoding", owners)
    _check(formats, "--format", owners)
    found = {path: Forced(_word(encodings, path, one), _word(formats, path, one)) for path, one in owners.items()}
    return {path: forced for path, forced in found.items() if forced != Forced()}


def _encoding(word: str, value: str) -> str:
    name = named_encoding(value)
    if name is None:
        raise UsageError(f"--encoding {word}={value}: expected one of {', '.join(encoding_names())}")
    return name


def _format(word: str, value: str) -> str:
    if value not in format_names():
        raise UsageError(f"--format {word}={value}: expected one of {', '.join(format_names())}")
    return value


def _check(words: Mapping[str, str], option: str, owners: Mapping[str, Process]) -> None:
    for word in words:
        if not any(_names(word, path, process) for path, process in owners.items()):
            raise UsageError(f"{option} {word}: no such process or file in this bundle (see: loganalyzer inspect)")


def _word(words: Mapping[str, str], path: str, process: Process) -> str | None:
    return next((value for word, value in words.items() if _names(word, path, process)), None)


def _names(word: str, path: str, process: Process) -> bool:
    from loganalyzer.identity.processes import matches_process

    return matches_process(word, process) or fnmatchcase(path, word)


def _owners(members: Sequence[Member]) -> dict[str, Process]:
    """The process of each member that is no configuration document, as far as first bytes and configuration tell."""
    from loganalyzer.cell import read_cells
    from loganalyzer.identity.processes import assign_processes, nodes_by_root

    documents: dict[str, bytes] = {}
    scans: list[MemberScan] = []
    for member in members:
        document = config_kind(member.path) not in {None, "other"}
        try:
            with member.open() as stream:
                head = stream.read(_DOCUMENT_BYTES if document else HEAD_BYTES)
        except (MemberError, OSError, EOFError):
            continue  # the reading itself will say so
        if document:
            documents[member.path] = head
        else:
            scans.append(_scan_of(member.path, head))
    processes = assign_processes(scans, read_cells(documents, nodes_by_root(scans)).cells)
    return {scan.path: process for process in processes for scan in process.scans}


def _scan_of(path: str, head: bytes) -> MemberScan:
    sniffed = sniff(path, head)
    scan = MemberScan(path, sniffed.kind)
    text = utf8_lines(head, sniffed.form)
    start = text.find(START)
    stop = text.find(END, start)
    if start >= 0 and not sniffed.refused:
        scan.headers.append(parse_header(text[start : stop if stop > 0 else None].decode("utf-8", "replace"), 1))
    return scan
