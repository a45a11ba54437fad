"""What a file is, by its first bytes; its name decides only what must not be opened."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePosixPath

HEAD = 512
"""Bytes needed to tell the kinds apart: one tar header."""


class Kind(Enum):
    """What to do with a file."""

    PLAIN = "plain file"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"
    SEVEN_ZIP = "7z"


COMPRESSED = (Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD)

_MAGIC = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PK\x07\x08", Kind.ZIP),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")

_NOT_YET = (
    (b"Rar!\x1a\x07", "rar archives are not read yet"),
    (b"\x1f\x9d", "files packed with compress (.Z) are not read yet"),
    (b"MSCF\x00\x00\x00\x00", "cab archives are not read yet"),
    (b"\x04\x22\x4d\x18", "lz4 files are not read yet"),
)
_APPLICATIONS = {".ear": "enterprise application", ".war": "web application", ".rar": "resource adapter"}
_SUFFIXES = {
    ".zip": Kind.ZIP,
    ".jar": Kind.ZIP,
    ".tar": Kind.TAR,
    ".tgz": Kind.GZIP,
    ".gz": Kind.GZIP,
    ".bz2": Kind.BZIP2,
    ".xz": Kind.XZ,
    ".zst": Kind.ZSTD,
    ".7z": Kind.SEVEN_ZIP,
}


def kind_of(head: bytes, path: str) -> Kind:
    """Tell the kind of a file from its first ``HEAD`` bytes."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:3] == b"BZh" and head[4:10] in _BZIP2_BLOCKS:
        return Kind.BZIP2
    if len(head) == HEAD and (head[257:262] == b"ustar" or _is_old_tar(head)):
        return Kind.TAR
    return Kind.ZIP if zip_named(path) and b"\0" in head else Kind.PLAIN


def _is_old_tar(head: bytes) -> bool:
    """By the checksum that every header of a tar has, in octal digits; a text with digits in their place is rare."""
    if head[148:156].partition(b"\0")[0].strip(b"01234567 "):
        return False
    from loganalyzer.bundle.tars import is_header

    return is_header(head)


def zip_named(path: str) -> bool:
    """Tell whether a name promises a zip: something may stand before the archive, its directory is at the end."""
    return _suffix(path) in (".zip", ".jar")


def refusal(head: bytes, path: str) -> str | None:
    """Say why this file is not read although it is there; None when it is."""
    suffix = _suffix(path)
    for magic, reason in _NOT_YET:
        if head.startswith(magic):
            return reason
    if head.startswith(b"PK") and suffix in _APPLICATIONS:
        return f"{_APPLICATIONS[suffix]} archive: not opened"
    if head.startswith(b"\xca\xfe\xba\xbe") and suffix == ".class":
        return "compiled Java class: not opened"
    expected = _SUFFIXES.get(suffix)
    if expected is None or kind_of(head, path) is not Kind.PLAIN:
        return None
    if not head:
        return f"named like a {expected.value} file, but empty"
    # Browsers unpack .gz on the way and keep the name: text is read as text.
    return f"named like a {expected.value} file, but not one" if b"\0" in head else None


def _suffix(path: str) -> str:
    return PurePosixPath(path.rpartition("!/")[2]).suffix.lower()
