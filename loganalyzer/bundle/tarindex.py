"""The headers of a tar file, read with bounded memory: stdlib tarfile reads extended headers of any size at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from loganalyzer.bundle.members import MemberError
from loganalyzer.bundle.names import decoded, printable

BLOCK = 512
_METADATA_LIMIT = 1 << 20
_SEARCH_STEP = 1 << 20
_PADDING_LIMIT = 20_480  # zero blocks after the end mark, where a concatenated archive may follow
_FOLDER, _SPARSE = b"5", b"S"
_METADATA = (b"x", b"X", b"g", b"L", b"K")  # they describe the entry after them
_REFUSED = {b"1": "hard link", b"2": "symbolic link", b"3": "device", b"4": "device", b"6": "named pipe"}


@dataclass(frozen=True, slots=True)
class TarEntry:
    """One file of a tar: where its bytes stand, or why it is not read."""

    name: str
    offset: int
    size: int
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    kind: bytes
    name: str
    link: str
    size: int


_Extended = tuple[dict[str, str], dict[str, str]]  # for all entries, for the next one


def checksum_holds(block: bytes) -> bool:
    """Tell whether a block is a tar header by its checksum (unsigned, or signed as some old tars summed)."""
    try:
        stated = _number(block[148:156])
    except MemberError:
        return False
    unsigned = sum(block) - sum(block[148:156]) + 8 * 32
    signed = unsigned - 256 * sum(byte > 127 for byte in block[:148] + block[156:])
    return stated in (unsigned, signed) and any(block[:148])


def read_entries(file: BinaryIO, length: int) -> Iterator[TarEntry]:
    """Yield the files of a tar of ``length`` bytes; raises ``MemberError`` where nothing more can be found.

    A damaged header is an entry without a name; the search goes on from there, so that it costs one member.
    """
    position, padding = 0, 0
    extended: _Extended = ({}, {})
    while position < length and padding < _PADDING_LIMIT:
        block = _read_at(file, position, BLOCK)
        if not block.strip(b"\0"):
            position, padding = position + BLOCK, padding + 1
            continue
        padding = 0
        try:
            entry, position = _step(file, block, position, extended)
        except MemberError as error:
            extended[1].clear()
            position = _next_header(file, position + BLOCK, str(error))
            entry = TarEntry("", 0, 0, f"{error}; reading goes on at byte {position:,}")
        if entry is not None:
            yield entry
    if position > length:
        raise MemberError(f"cut off: the tar goes on to byte {position:,}, the file ends at {length:,}")
    if not padding:
        raise MemberError(f"cut off at byte {length:,}: the tar has no end mark")


def _step(file: BinaryIO, block: bytes, position: int, extended: _Extended) -> tuple[TarEntry | None, int]:
    """Read one header: the file it stands for (None for folders and extended headers), and where the next one is."""
    shared, extra = extended
    header = _header(block, position, shared | extra)
    start = position + BLOCK
    if header.kind in _METADATA:
        _metadata(file, start, header, shared if header.kind == b"g" else extra)
        return None, start + _padded(header.size)
    if header.kind == _SPARSE:
        start += _sparse_blocks(file, block, start)
    entry = _entry(header, start, "GNU.sparse.major" in extra or "GNU.sparse.size" in extra)
    extra.clear()
    return entry, start + _padded(_stored(header))


def _next_header(file: BinaryIO, position: int, why: str) -> int:
    """Find the next block that is a header for sure."""
    while chunk := _read_at(file, position, _SEARCH_STEP):
        for at in range(0, len(chunk) - BLOCK + 1, BLOCK):
            if chunk[at + 257 : at + 262] == b"ustar" and checksum_holds(chunk[at : at + BLOCK]):
                return position + at
        position += _SEARCH_STEP
    raise MemberError(f"{why}; the rest was not read")


def _header(block: bytes, position: int, extra: dict[str, str]) -> _Header:
    if len(block) < BLOCK:
        raise MemberError(f"cut off at byte {position + len(block):,}, inside a tar header")
    if not checksum_holds(block):
        raise MemberError(f"damaged at byte {position:,}: no tar header there")
    kind = block[156:157]
    name, prefix = _text(block[:100]), _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    name = f"{prefix}/{name}" if prefix else name
    size = _number(block[124:136])
    if kind not in _METADATA:  # an extended header describes the file, not its fellow headers
        name = extra.get("GNU.sparse.name") or extra.get("path") or name
        size = int(extra["size"]) if "size" in extra else size
    return _Header(kind, name, extra.get("linkpath") or _text(block[157:257]), size)


def _entry(header: _Header, start: int, sparse: bool) -> TarEntry | None:
    if header.kind == _FOLDER or (header.kind in (b"\0", b"0") and header.name.endswith("/")):
        return None
    why = _REFUSED.get(header.kind)
    if why and header.link and header.kind in (b"1", b"2"):
        why = f"{why} to {printable(header.link)}: not followed"
    elif why:
        why = f"{why}: not read"
    elif sparse or header.kind == _SPARSE:
        why = "sparse file: not read yet"
    elif header.kind not in (b"\0", b"0", b"7"):
        why = f"tar entry of unknown type {printable(header.kind.decode('latin-1'))}: not read"
    return TarEntry(header.name, start, header.size, why)


def _stored(header: _Header) -> int:
    """Links, devices and folders have no data, whatever their size field says."""
    return 0 if header.kind in _REFUSED or header.kind == _FOLDER else header.size


def _metadata(file: BinaryIO, start: int, header: _Header, into: dict[str, str]) -> None:
    if header.size > _METADATA_LIMIT:
        raise MemberError(f"tar header of {header.size:,} bytes at byte {start:,}")
    data = _read_at(file, start, header.size)
    if header.kind in (b"L", b"K"):
        into["path" if header.kind == b"L" else "linkpath"] = _text(data)
        return
    position = 0
    while position < len(data):
        digits, space, _ = data[position : position + 20].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        if length <= len(digits) + 1:  # never go on without moving forward
            raise MemberError(f"damaged extended header at byte {start + position:,}")
        key, _, value = data[position + len(digits) + 1 : position + length].rstrip(b"\n").partition(b"=")
        if key == b"size" and not (value.isdigit() and len(value) < 20):
            raise MemberError(f"damaged size in the extended header at byte {start:,}")
        into[decoded(key, "latin-1")] = decoded(value, "latin-1")
        position += length


def _sparse_blocks(file: BinaryIO, block: bytes, start: int) -> int:
    used, more = 0, block[482:483] not in (b"", b"\0")
    while more:
        more = _read_at(file, start + used, BLOCK)[504:505] not in (b"", b"\0")
        used += BLOCK
    return used


def _number(field: bytes) -> int:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise MemberError("damaged tar header: a number is not one")
    return int(digits or b"0", 8)


def _text(field: bytes) -> str:
    return decoded(field.partition(b"\0")[0], "latin-1")


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _read_at(file: BinaryIO, position: int, size: int) -> bytes:
    file.seek(position)
    return file.read(size)
