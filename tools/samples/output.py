"""From a simulated world to the files of a bundle, plain or packed."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

from tools.samples.configuration import configuration
from tools.samples.model import Node, Process
from tools.samples.world import World

_ZIP_DATE = (2016, 10, 13, 6, 0, 0)
_TAR_DATE = 1_476_338_400


def bundle_files(world: World) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files by path, and the number of records in each log by member path."""
    files: dict[str, bytes] = {}
    records: dict[str, int] = {}
    for node in world.cell.nodes if world.options.with_logs else ():
        logs, counts = _node_logs(world, node)
        kind = world.options.archives.get(node.name)
        name = f"{node.name}-logs.{kind}"
        files |= {name: pack(kind, logs)} if kind else logs
        records |= {f"{name}!/{path}" if kind else path: count for path, count in counts.items()}
    if world.options.with_config:
        files |= {path: text.encode() for path, text in configuration(world.cell, world.options).items()}
    return files, records


def _node_logs(world: World, node: Node) -> tuple[dict[str, bytes], dict[str, int]]:
    files: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    for process in world.cell.of(node):
        _process_logs(world, process, files, counts)
    for path, log in world.profile_logs.items():
        if path.startswith(node.folder):
            for rendered in log.render():
                files[path], counts[path] = rendered.text.encode(), rendered.records
    return files, counts


def _process_logs(world: World, process: Process, files: dict[str, bytes], counts: dict[str, int]) -> None:
    log, base = world.log(process), f"{process.node.folder}/logs"
    for part in (log.out, log.err, log.tool):
        for rendered in part.render():
            path = f"{base}/{process.server}/{rendered.name}"
            files[path], counts[path] = rendered.text.encode(), rendered.records
    if log.native:
        files[f"{base}/{process.server}/native_stderr.log"] = "\n".join([*log.native, ""]).encode()
    for name, text in log.ffdc.items():
        files[f"{base}/ffdc/{name}"] = text.encode()


def pack(kind: str, files: dict[str, bytes]) -> bytes:
    """An archive of the files with fixed dates and owners, so that the same files give the same bytes."""
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, data in sorted(files.items()):
                entry = zipfile.ZipInfo(path, _ZIP_DATE)
                entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
                archive.writestr(entry, data)
        return buffer.getvalue()
    if kind != "tar.gz":
        raise ValueError(f"unknown kind of archive: {kind}")
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, data in sorted(files.items()):
            info = tarfile.TarInfo(path)
            info.size, info.mtime, info.mode = len(data), _TAR_DATE, 0o644
            tar.addfile(info, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), compresslevel=9, mtime=0)


def write_files(files: dict[str, bytes], target: Path) -> None:
    """Write the files below a folder."""
    for path, data in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
