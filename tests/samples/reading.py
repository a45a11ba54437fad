"""Reading a bundle in the plainest way, independent of the generator."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from pathlib import Path

STAMPED = re.compile(r"^\[\d.*?\] [0-9a-f]{8} .{13} [A-Z]", re.MULTILINE)


def members(folder: Path) -> dict[str, str]:
    """Every text of a bundle by member path, archives opened."""
    found: dict[str, str] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        for inner, data in _inside(path).items():
            found[f"{name}!/{inner}" if inner else name] = data.decode("utf-8")
    return found


def _inside(path: Path) -> dict[str, bytes]:
    if path.name.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if path.name.endswith(".tar.gz"):
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as tar:
            return {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
    return {"": path.read_bytes()}


def system_out(folder: Path, node: str, server: str) -> str:
    """All SystemOut logs of a process, oldest first."""
    wanted = re.compile(rf"(^|/){node}/profiles/[^/]+/logs/{server}/SystemOut.*\.log$")
    found = {name: text for name, text in members(folder).items() if wanted.search(name)}
    return "".join(found[name] for name in sorted(found, key=lambda n: (n.endswith("SystemOut.log"), n)))
