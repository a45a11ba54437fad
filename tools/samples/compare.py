"""Comparing two folders: plain files by bytes, archives by what they hold (compressors differ between builds)."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path


def contents(path: Path) -> object:
    """What a file says: its bytes, or names, dates and bytes of its members."""
    if path.name.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return [(i.filename, i.date_time, archive.read(i)) for i in archive.infolist()]
    if path.name.endswith(".tar.gz"):
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as tar:
            return [(m.name, m.mtime, _member(tar, m)) for m in tar.getmembers()]
    return path.read_bytes()


def _member(tar: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(info)
    return stream.read() if stream else b""


def differences(kept: Path, fresh: Path) -> list[str]:
    """One line for every file that is missing, left over or different."""
    old, new = (_files(folder) for folder in (kept, fresh))
    found = [f"missing: {path}" for path in sorted(new - old)]
    found += [f"left over: {path}" for path in sorted(old - new)]
    found += [f"differs: {path}" for path in sorted(old & new) if contents(kept / path) != contents(fresh / path)]
    return found


def _files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
