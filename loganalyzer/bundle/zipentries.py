"""What to do with one entry of a zip: read it, and how, or say why not."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from loganalyzer.bundle.members import Limits
from loganalyzer.bundle.names import inner_path, printable
from loganalyzer.bundle.openers import BZIP2, DEFLATED, LZMA, STORED, ZipOpener
from loganalyzer.bundle.streams import Checks
from loganalyzer.bundle.zipindex import ENCRYPTED, ZipEntry, too_much

_PATCH = 0x20
_END_MARK = 0x2
_METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    10: "PKWARE DCL",
    93: "Zstandard",
    94: "MP3",
    95: "XZ",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
}
_AES = 99


@dataclass(frozen=True, slots=True)
class Verdict:
    """The name to list an entry under, and why it is not read (None when it is)."""

    name: str
    reason: str | None = None
    folder: bool = False


def judge(limits: Limits, entry: ZipEntry, name: str, doubled: bool) -> Verdict:
    """Decide about one entry."""
    inside = inner_path(name)
    if inside is None:
        return Verdict(name, f"path leaves the archive: {printable(name)}")
    if not entry.size and (name.endswith(("/", "\\")) or stat.S_ISDIR(entry.mode)):
        return Verdict(inside, folder=True)
    if not inside:
        return Verdict(name, "has no name")
    return Verdict(inside, _refused(limits, entry, doubled))


def opener_of(archive: Path, entry: ZipEntry, limits: Limits) -> ZipOpener:
    """Make the opener of an entry that is read."""
    checks = Checks(limits, size=entry.size, crc=entry.crc, packed=entry.packed)
    empty = not entry.packed and not entry.size  # some tools name a method for empty files and store no data for it
    method = STORED if empty else entry.method
    return ZipOpener(archive, entry.offset, method, bool(entry.flags & _END_MARK), checks)


def _refused(limits: Limits, entry: ZipEntry, doubled: bool) -> str | None:
    kind = stat.S_IFMT(entry.mode)
    method = f"compression method {entry.method} ({_METHODS.get(entry.method, 'unknown')}) is not supported"
    reasons = (
        (kind == stat.S_IFLNK, "symbolic link: not followed"),
        (kind not in (0, stat.S_IFREG, stat.S_IFDIR), "device, pipe or socket: not read"),
        (entry.flags & ENCRYPTED or entry.method == _AES, "encrypted: no password was given"),
        (entry.flags & _PATCH, "patch data: not a file"),
        (entry.method not in (STORED, DEFLATED, BZIP2, LZMA), method),
        (doubled, "overlaps another member of the archive, as in zip bombs"),
    )
    return next((reason for holds, reason in reasons if holds), None) or too_much(limits, entry)
