"""The files in a plain tar, as ``tarfile`` finds them; where it gives up, it is started again at the next header."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Generator, Iterator
from pathlib import Path

from msgspec import Struct

from loganalyzer.bundle.entries import Entry, misnamed
from loganalyzer.bundle.members import Limits, MemberError
from loganalyzer.bundle.names import decoded, inner_path, printable
from loganalyzer.bundle.openers import RegionOpener
from loganalyzer.bundle.spool import Spool
from loganalyzer.bundle.streams import Checks, over
from loganalyzer.bundle.times import of_epoch

_BLOCK = tarfile.BLOCKSIZE
_STEP = 1 << 20
_READS = 256  # for one member: its headers are a handful, thousands in a row are an attack on the stack
_ENCODING, _ERRORS = "utf-8", "surrogateescape"
_REFUSED = {b"1": "hard link", b"2": "symbolic link", b"3": "device", b"4": "device", b"6": "named pipe"}


def is_header(block: bytes) -> bool:
    """Tell whether a block is a tar header, by its checksum."""
    try:
        tarfile.TarInfo.frombuf(block, _ENCODING, _ERRORS)
    except (tarfile.HeaderError, ValueError):
        return False
    return True


_DAMAGES = 50
"""So many damaged places in one tar are no accident; going on would fill the list of what was skipped."""


def read_tar(local: Path, limits: Limits, _: Spool) -> Iterator[Entry]:
    """Yield what is in a tar; damage is an entry without a name and costs one member."""
    with _HeaderView(local) as file:
        position: int | None = 0
        found = damages = 0
        while position is not None:
            run = _run(file, position)
            while (info := next(run, None)) is not None and not isinstance(info, _Stop):
                found += 1
                if found > limits.members:
                    what = over("the number of entries", limits.members, "members")
                    raise MemberError(f"{what}; the rest was not read")
                entry = _entry(local, info, limits)
                if entry is not None:
                    yield entry
            stop = info if isinstance(info, _Stop) else _Stop(position, position, None)
            position, reason = _resume(file, stop)
            if reason is not None:
                yield Entry("", reason=reason)
                damages += 1
            if damages >= _DAMAGES:
                yield Entry("", reason=f"damaged in {damages} places; the rest was not read")
                return


class _Stop(Struct, frozen=True):
    """Where ``tarfile`` stopped, from where to look on, and why."""

    at: int
    onward: int
    why: str | None


class _HeaderView(io.BufferedReader):
    """The file that ``tarfile`` reads headers from: an extended header of gigabytes would be read at once."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))
        self.length = super().seek(0, io.SEEK_END)
        self.reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read a bounded number of times a bounded number of bytes."""
        self.reads += 1
        if size is None or not 0 <= size <= _STEP:
            raise MemberError(f"a tar header of {size:,} bytes")
        if self.reads > _READS:
            raise MemberError("too many tar headers for one member")
        return super().read(size)

    def seek(self, position: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; a size field can name one that no file system has."""
        return super().seek(min(position, self.length), whence)

    def block(self, position: int, size: int = _BLOCK) -> bytes:
        """Read at a place."""
        self.seek(position)
        return super().read(size)


def _run(file: _HeaderView, position: int) -> Generator[tarfile.TarInfo | _Stop]:
    """Let ``tarfile`` read from ``position`` on, as far as it goes; the last value says where that was."""
    at = position
    try:
        file.reads = 0
        file.seek(position)
        tar = tarfile.TarFile(fileobj=file, mode="r", encoding=_ENCODING, errors=_ERRORS)
        while (info := tar.next()) is not None:
            tar.members.clear()  # type: ignore[attr-defined]  # it would keep all of them
            yield info
            if tar.offset < info.offset_data:  # a negative size leads in circles
                yield _Stop(info.offset, info.offset_data, None)
                return
            at, file.reads = tar.offset, 0
    except Exception as error:  # hostile headers make tarfile raise anything  # noqa: BLE001
        why = "too many tar headers for one member" if isinstance(error, RecursionError) else str(error)
        yield _Stop(at, max(file.tell(), at + _BLOCK), why)
    else:
        yield _Stop(at, at + _BLOCK, None)


def _resume(file: _HeaderView, stop: _Stop) -> tuple[int | None, str | None]:
    """Decide where to go on (None: nowhere), and what to report."""
    if stop.at > file.length:
        return None, f"cut off: the tar goes on to byte {stop.at:,}, the file ends at {file.length:,}"
    block = file.block(stop.at)
    if not block:
        return None, f"cut off at byte {file.length:,}: the tar has no end mark"
    if len(block) < _BLOCK:
        return None, f"cut off at byte {file.length:,}, inside a tar header"
    onward = _next_header(file, -(-stop.onward // _BLOCK) * _BLOCK)
    if not block.strip(b"\0"):  # the end mark: another tar may follow, as "cat a.tar b.tar" makes them
        return onward, None
    what = stop.why or ("its size is negative" if is_header(block) else "no tar header there")
    ending = "the rest was not read" if onward is None else f"reading goes on at byte {onward:,}"
    return onward, f"damaged at byte {stop.at:,}: {what}; {ending}"


def _next_header(file: _HeaderView, position: int) -> int | None:
    """Find the next block that is a header for sure."""
    while chunk := file.block(position, _STEP):
        mark = chunk.find(b"ustar")
        while mark >= 0:
            at = mark - 257
            if at >= 0 and at % _BLOCK == 0 and is_header(chunk[at : at + _BLOCK]):
                return position + at
            mark = chunk.find(b"ustar", mark + 1)
        position += _STEP
    return None


def _entry(local: Path, info: tarfile.TarInfo, limits: Limits) -> Entry | None:
    """Judge one file; None for a folder."""
    name = _text(info.name)
    if info.isdir() or (info.type == tarfile.REGTYPE and name.endswith("/")):
        return None
    bad = misnamed(name)
    inside = inner_path(name)
    if bad is not None or inside is None:
        return bad
    opener = RegionOpener(local, info.offset_data, Checks(limits, size=info.size))
    return Entry(inside, info.size, opener, _refused(info), modified=of_epoch(info.mtime))


def _refused(info: tarfile.TarInfo) -> str | None:
    what = _REFUSED.get(info.type)
    if what is not None:
        goal = f" to {printable(_text(info.linkname))}: not followed" if info.linkname else ": not read"
        return f"{what}{goal if info.islnk() or info.issym() else ': not read'}"
    if info.issparse() or info.type == tarfile.GNUTYPE_SPARSE:
        return "sparse file: not read yet"
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE):
        return f"tar entry of unknown type {printable(info.type.decode('latin-1'))}: not read"
    return "damaged: its size is negative" if info.size < 0 else None


def _text(name: str) -> str:
    return decoded(name.encode(_ENCODING, _ERRORS), "latin-1").partition("\0")[0]
