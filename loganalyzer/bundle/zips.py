"""The files in a zip, as ``zipfile`` lists them: each judged by itself."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from loganalyzer.bundle.entries import Entry, misnamed
from loganalyzer.bundle.members import Limits, MemberError
from loganalyzer.bundle.names import decoded, inner_path
from loganalyzer.bundle.openers import LZMA, STORED, ZIP_CODINGS, ZipOpener, open_file
from loganalyzer.bundle.spool import Spool
from loganalyzer.bundle.streams import Checks, over, ratio_exceeded
from loganalyzer.bundle.times import of_zip
from loganalyzer.bundle.zipview import DirectoryView

_ENCRYPTED, _END_MARK, _PATCH, _UTF8 = 0x1 | 0x40, 0x2, 0x20, 0x800
_AES = 99
_LOCAL_HEADER = 30
_METHODS = {1: "Shrink", 6: "Implode", 10: "PKWARE DCL", 94: "MP3", 96: "JPEG", 97: "WavPack", 98: "PPMd"}
_HINT = "cut off, or one part of a split zip; 'zip -FF' may save what is in it"


def read_zip(local: Path, limits: Limits, _: Spool) -> Iterator[Entry]:
    """Yield what is in a zip; raises ``MemberError`` where its directory cannot be read."""
    infos = _directory(local)
    doubled = _overlapping(infos)
    for number, info in enumerate(infos):
        if number > limits.members:
            raise MemberError(f"{over('the number of entries', limits.members, 'members')}; the rest was not read")
        entry = _entry(local, info, number in doubled, limits)
        if entry is not None:
            yield entry
    if not infos and _starts_with_member(local):
        raise MemberError(f"damaged zip: its directory is empty, yet members are in it ({_HINT})")


def is_zip(local: Path) -> bool:
    """Tell whether a file ends as a zip with something in it, whatever stands before (a self-extracting program)."""
    try:
        return bool(_directory(local))
    except MemberError:
        return False


def _directory(local: Path) -> list[ZipInfo]:
    try:
        with DirectoryView(local) as file, ZipFile(file) as archive:
            return archive.infolist()
    except (MemberError, OSError):
        raise
    except Exception as error:  # zipfile raises half a dozen kinds for damage  # noqa: BLE001
        raise MemberError(f"damaged zip: {error} ({_HINT})") from None


def _overlapping(infos: list[ZipInfo]) -> set[int]:
    """Find the entries (by position in the list) that start inside another one: a trick of zip bombs."""
    found: set[int] = set()
    reached = -1
    for position in sorted(range(len(infos)), key=lambda position: infos[position].header_offset):
        info = infos[position]
        if info.header_offset < reached:
            found.add(position)
        reached = max(reached, info.header_offset + _LOCAL_HEADER + info.compress_size)
    return found


def _starts_with_member(local: Path) -> bool:
    with open_file(local) as file:
        return file.read(4) == b"PK\x03\x04"


def _entry(local: Path, info: ZipInfo, doubled: bool, limits: Limits) -> Entry | None:
    """Judge one entry; None for a folder."""
    name = _name(info)
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    inside = inner_path(name)
    if inside is not None and not info.file_size and (name.endswith(("/", "\\")) or stat.S_ISDIR(mode)):
        return None
    bad = misnamed(name)
    if bad is not None or inside is None:
        return bad
    reason = _refused(info, mode, doubled) or _too_much(limits, info)
    return Entry(inside, info.file_size, _opener(local, info, limits), reason, modified=of_zip(info))


def _name(info: ZipInfo) -> str:
    """Decode an unflagged name again: most tools of today write UTF-8 and forget to say so."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    return decoded(info.orig_filename.encode("cp437", "replace"), "cp437")


def _opener(local: Path, info: ZipInfo, limits: Limits) -> ZipOpener:
    checks = Checks(limits, size=info.file_size, crc=info.CRC, packed=info.compress_size)
    empty = not info.compress_size and not info.file_size  # some tools name a method and store no data for it
    method = STORED if empty else info.compress_type
    return ZipOpener(local, info.header_offset, method, bool(info.flag_bits & _END_MARK), checks)


def _refused(info: ZipInfo, mode: int, doubled: bool) -> str | None:
    kind, method = stat.S_IFMT(mode), info.compress_type
    known = method in (STORED, LZMA) or method in ZIP_CODINGS
    reasons = (
        (kind == stat.S_IFLNK, "symbolic link: not followed"),
        (kind not in (0, stat.S_IFREG, stat.S_IFDIR), "device, pipe or socket: not read"),
        (info.flag_bits & _ENCRYPTED or method == _AES, "encrypted: no password was given"),
        (info.flag_bits & _PATCH, "patch data: not a file"),
        (not known, f"compression method {method} ({_METHODS.get(method, 'unknown')}) is not supported"),
        (info.volume, "stored in another part of a split zip: the other parts are needed"),
        (info.header_offset < 0, "damaged: it starts before the archive"),
        (doubled, "overlaps another member of the archive, as in zip bombs"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _too_much(limits: Limits, info: ZipInfo) -> str | None:
    """Judge an entry by what it states; the stream is held to the same statement while it is read."""
    if info.file_size > limits.member_bytes:
        return over(f"its size of {info.file_size:,} bytes", limits.member_bytes, "member-bytes")
    if ratio_exceeded(limits, info.file_size, info.compress_size):
        ratio = info.file_size // max(info.compress_size, 1)
        return over(f"its compression ratio of {ratio:,}", limits.ratio, "ratio")
    return None
