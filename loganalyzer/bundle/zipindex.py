"""The table of contents of a zip, and the search for members where that table is missing or damaged.

Stdlib zipfile gives up on the whole archive for one bad name, one wrong offset or a cut-off end; here every entry
stands for itself.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from loganalyzer.bundle.members import Limits, MemberError
from loganalyzer.bundle.openers import DEFLATED
from loganalyzer.bundle.streams import over, ratio_exceeded

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4sBBHHHHHLLLHHHHHLL")
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_COMMENT = 0xFFFF
_MAX32 = 0xFFFFFFFF
_STEP = 1 << 20
ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One entry as the archive states it. ``crc`` is None where nothing states it."""

    name: bytes
    flags: int
    method: int
    crc: int | None
    packed: int
    size: int
    offset: int
    mode: int = 0

    @property
    def end(self) -> int:
        """The first byte that may belong to the next entry."""
        return self.offset + _LOCAL.size + len(self.name) + self.packed


@dataclass(frozen=True, slots=True)
class ZipIndex:
    """All entries, and what was wrong with the table of contents."""

    entries: list[ZipEntry]
    problem: str | None


def read_index(file: BinaryIO, limits: Limits) -> ZipIndex:
    """List the entries of a zip; where the table is damaged, by searching for the members themselves."""
    entries: list[ZipEntry] = []
    problem = None
    try:
        for entry in _central(file):
            if len(entries) > limits.members:
                problem = over("the number of entries", limits.members, "members")
                return ZipIndex(entries, f"{problem}; the rest was not read")
            entries.append(entry)
    except MemberError as error:
        known = {entry.offset for entry in entries}
        room = limits.members + 1 - len(entries)
        found = [entry for entry, _ in zip(_scan(file, limits), range(room), strict=False)]
        entries += [entry for entry in found if entry.offset not in known]
        problem = f"{error}; {len(entries)} entries were found without it" if entries else str(error)
    return ZipIndex(entries, problem)


def overlapping(entries: list[ZipEntry]) -> set[int]:
    """Find the entries (by position in the list) that start inside another one: a trick of zip bombs."""
    found: set[int] = set()
    reached = -1
    for position in sorted(range(len(entries)), key=lambda position: entries[position].offset):
        if entries[position].offset < reached:
            found.add(position)
        reached = max(reached, entries[position].end)
    return found


def _central(file: BinaryIO) -> Iterator[ZipEntry]:
    count, start, shift = _directory(file)
    file.seek(start)
    for number in range(count):
        head = file.read(_CENTRAL.size)
        if len(head) < _CENTRAL.size or head[:4] != b"PK\x01\x02":
            raise MemberError(f"the zip directory is damaged after {number} of {count} entries")
        fields = _CENTRAL.unpack(head)
        system, flags, method, crc, packed, size = fields[2], fields[4], fields[5], *fields[8:11]
        name, extra = file.read(fields[11]), file.read(fields[12])
        file.seek(fields[13], 1)
        if len(extra) < fields[12]:
            raise MemberError(f"the zip directory is cut off after {number} of {count} entries")
        size, packed, offset = _wide(extra, size, packed, fields[17])
        mode = fields[16] >> 16 if system == 3 else 0
        yield ZipEntry(name, flags, method, crc, packed, size, offset + shift, mode)
    # An end record that states too few entries would hide the others.
    if file.read(4) == b"PK\x01\x02" or (not count and _starts_with_member(file)):
        raise MemberError(f"the zip directory holds more than the {count} entries it states")


def _starts_with_member(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


def _directory(file: BinaryIO) -> tuple[int, int, int]:
    """Find the table of contents: number of entries, where it starts, and how far everything is shifted.

    A program or other text may stand before the archive; the offsets then count from somewhere else.
    """
    length = file.seek(0, 2)
    tail_start = max(0, length - _END.size - _COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06", 0, max(0, len(tail) - _END.size) + 4)
    if at < 0:
        raise MemberError("cut off or damaged: the zip has no directory at its end")
    _, disk, _, _, count, size, offset, _ = _END.unpack_from(tail, at)
    if disk not in (0, 0xFFFF):
        raise MemberError("one part of a split zip: the other parts are needed")
    end = tail_start + at
    if count == 0xFFFF or _MAX32 in (size, offset):
        count, size, offset, end = _directory64(file, end, (count, size, offset))
    start = end - size
    if start < 0 or offset > start:
        raise MemberError("the zip directory is not where the end of the archive says")
    return count, start, start - offset


def _directory64(file: BinaryIO, end: int, small: tuple[int, int, int]) -> tuple[int, int, int, int]:
    file.seek(max(0, end - _LOCATOR.size))
    locator = file.read(_LOCATOR.size)
    if len(locator) < _LOCATOR.size or not locator.startswith(b"PK\x06\x07"):
        return *small, end
    stated = _LOCATOR.unpack(locator)[2]
    for place in (end - _LOCATOR.size - _END64.size, stated):
        if not 0 <= place < end:
            continue
        file.seek(place)
        record = file.read(_END64.size)
        if len(record) == _END64.size and record.startswith(b"PK\x06\x06"):
            fields = _END64.unpack(record)
            return fields[7], fields[8], fields[9], place
    raise MemberError("the zip directory is damaged (its 64-bit end record is missing)")


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Take the 64-bit values of the zip64 extra field for those that do not fit into 32."""
    values = [size, packed, offset]
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, position)
        field = extra[position + 4 : position + 4 + length]
        position += 4 + length
        if tag != 1:
            continue
        for index, value in enumerate(values):
            if value == _MAX32 and len(field) >= 8:
                values[index] = int.from_bytes(field[:8], "little")
                field = field[8:]
    return values[0], values[1], values[2]


def _scan(file: BinaryIO, limits: Limits) -> Iterator[ZipEntry]:
    """Walk from local header to local header, as far as that goes."""
    length = file.seek(0, 2)
    position = 0
    while position + _LOCAL.size <= length:
        file.seek(position)
        head = file.read(_LOCAL.size)
        if not head.startswith(b"PK\x03\x04"):
            return
        _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack(head)
        name, extra = file.read(names), file.read(extras)
        size, packed, _ = _wide(extra, size, packed, 0)
        entry: ZipEntry | None = ZipEntry(name, flags, method, crc, packed, size, position)
        after = position + _LOCAL.size + names + extras
        if flags & DESCRIPTOR and not packed:
            entry, after = _measured(file, ZipEntry(name, flags, method, None, 0, 0, position), after, limits)
        else:
            after += packed
        if entry is None:
            return
        yield entry
        position = after


def _measured(file: BinaryIO, entry: ZipEntry, start: int, limits: Limits) -> tuple[ZipEntry | None, int]:
    """Find the end of data whose length is stated only behind it, by unpacking it."""
    if entry.method != DEFLATED or entry.flags & ENCRYPTED:
        return None, start
    file.seek(start)
    inflater = zlib.decompressobj(-15)
    produced = packed = crc = 0
    while not inflater.eof:
        data = inflater.unconsumed_tail or file.read(_STEP)
        try:
            output = inflater.decompress(data, _STEP)
        except zlib.error:
            break
        produced, crc = produced + len(output), zlib.crc32(output, crc)
        packed = file.tell() - start - len(inflater.unconsumed_tail) - len(inflater.unused_data)
        if (not data and not output) or produced > limits.member_bytes:
            break
        if ratio_exceeded(limits, produced, packed):
            break
    whole = inflater.eof
    found = replace(entry, packed=packed, size=produced, crc=crc if whole else None)
    return found, start + packed + _descriptor(file, start + packed) if whole else file.seek(0, 2)


def _descriptor(file: BinaryIO, position: int) -> int:
    """Measure the record behind the data: 12 or 20 bytes, with or without a mark of 4."""
    file.seek(position)
    data = file.read(28)
    for length in (16, 24, 12, 20):
        if data[length : length + 2] == b"PK" and (data.startswith(b"PK\x07\x08") == (length in (16, 24))):
            return length
    return 16


def too_much(limits: Limits, entry: ZipEntry) -> str | None:
    """Judge an entry by what it states; the stream is held to the same statement while it is read."""
    if entry.size > limits.member_bytes:
        return over(f"its size of {entry.size:,} bytes", limits.member_bytes, "member-bytes")
    if ratio_exceeded(limits, entry.size, entry.packed):
        ratio = entry.size // max(entry.packed, 1)
        return over(f"its compression ratio of {ratio:,}", limits.ratio, "ratio")
    return None
