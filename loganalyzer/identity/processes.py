"""Which process wrote a member: its header says so, else the logs beside it, else the folders it lies in.

A process is cell\\node\\server. Two processes with one pid stay two; one process in two archives is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct, field

from loganalyzer.identity.tools import TOOL_ROLE, is_tool_name, tool_of
from loganalyzer.records import MemberScan

if TYPE_CHECKING:
    from loganalyzer.cell import Cell

UNKNOWN = "unknown"
_ROLE_BY_NAME = {"dmgr": "dmgr", "nodeagent": "node agent"}
_FFDC_NAME = re.compile(r"(?:^|/)ffdc/([^/]+?)(?:_[0-9a-f]{8}_\d\d\.\d\d\.\d\d_[^/]*|_exception)\.(?:txt|log)$")
_GENERIC_FOLDERS = {"logs", "log", "ffdc", "", "."}


class Process(Struct):
    """A process and the members it wrote. ``known`` is false if only a file name stands for it."""

    name: str
    cell: str | None
    node: str | None
    server: str
    role: str = UNKNOWN
    known: bool = True
    scans: list[MemberScan] = field(default_factory=list)


def matches_process(pattern: str, process: Process) -> bool:
    """Whether a PROCESS word of the command line (``node/server``, ``cell/node/server``, a glob, or ``*``) names a process."""
    return matches_name(pattern, process.name)


def matches_name(pattern: str, name: str) -> bool:
    """The same for the name of a process: cell\\node\\server."""
    pattern = pattern.replace("\\", "/")
    full = name.replace("\\", "/")
    return any(fnmatchcase(word, pattern) for word in (full, full.partition("/")[2], full.rpartition("/")[2]))


def word_for(process: Process, words: Mapping[str, str]) -> str | None:
    """The value of the first PROCESS=VALUE word that names a process."""
    return next((value for word, value in words.items() if matches_process(word, process)), None)


def profile_root(path: str) -> str:
    """What stands before ``/logs/`` in a member's path; the whole folder if there is no such part."""
    folder = path.replace("\\", "/").replace("!/", "/").rpartition("/")[0]
    head, found, _ = f"/{folder}/".rpartition("/logs/")
    return head.strip("/") if found else folder


def nodes_by_root(scans: Sequence[MemberScan]) -> dict[str, str]:
    """Profile root -> node, as the header blocks of the logs below it state."""
    votes: dict[str, Counter[str]] = {}
    for scan in scans:
        name = _header_name(scan)
        if name:
            votes.setdefault(profile_root(scan.path), Counter())[name[1]] += 1
    return {root: min(count.items(), key=lambda item: (-item[1], item[0]))[0] for root, count in votes.items()}


def assign_processes(scans: Sequence[MemberScan], cells: Sequence[Cell]) -> tuple[Process, ...]:
    """Group members by the process that wrote them, sorted by name.

    Args:
        scans: what was read, in bundle order.
        cells: the configuration, for roles and for nodes no header names.
    """
    by_folder, by_pid = _names_by_folder(scans), _names_by_pid(scans)
    roots = {profile_root(scan.path): name for scan in scans if (name := _header_name(scan))}
    mixed = _mixed_roots(scans)
    processes: dict[str, Process] = {}
    for scan in scans:
        named = _own_name(scan)
        if tool_of(scan.path) is None:
            named = (
                named or by_pid.get((profile_root(scan.path), scan.pid)) or by_folder.get(_folder(scan.path))
            ) or _by_place(scan, roots, cells)
        elif named is None and profile_root(scan.path) not in mixed:
            named = _tool_name(scan, roots, cells)
        identity = _identity(scan, named)
        process = processes.setdefault(identity.name, identity)
        process.scans.append(scan)
    for process in processes.values():
        process.role = server_role(process, cells)
    return tuple(processes[name] for name in sorted(processes))


def roles_from_records(processes: Sequence[Process], telling: Mapping[int, str], cells: Sequence[Cell]) -> None:
    """Correct roles that nothing but a name gave: some records are written by processes of one role only.

    Args:
        processes: changed in place.
        telling: signature number -> role.
        cells: where configuration states a role, it stands.
    """
    for process in processes:
        stated = any(process.node and cell.role(process.node, process.server) != UNKNOWN for cell in cells)
        if stated or not process.known or process.role != "application server":
            continue
        seen = {number for scan in process.scans for number in set(scan.hits.signature) & telling.keys()}
        if seen:
            process.role = telling[min(seen)]


def server_role(process: Process, cells: Sequence[Cell]) -> str:
    """The role from serverindex.xml, else from the fixed name of a server or tool, else application server; unknown for a bare file."""
    if not process.known:
        return UNKNOWN
    for cell in cells:
        if process.node and (process.cell in {None, cell.name}):
            role = cell.role(process.node, process.server)
            if role and role != UNKNOWN:
                return role
    if is_tool_name(process.server):
        return TOOL_ROLE
    return _ROLE_BY_NAME.get(process.server, "application server")


Name = tuple[str, str, str]


def _header_name(scan: MemberScan) -> Name | None:
    names = [block.process.split("\\") for block in scan.headers if block.process]
    full = [tuple(name) for name in names if len(name) == 3]
    return full[-1] if full else None  # type: ignore[return-value]


def _own_name(scan: MemberScan) -> Name | None:
    """As the file itself says it; one that is no log says nothing about its neighbours."""
    parts = tuple((scan.process or "").split("\\"))
    return _header_name(scan) or (parts if len(parts) == 3 else None)


def _names_by_pid(scans: Sequence[MemberScan]) -> dict[tuple[str, int | None], Name]:
    """(profile root, process id) -> the process whose logs state that id; an id that two processes had names neither."""
    found: dict[tuple[str, int | None], set[Name]] = {}
    for scan in scans:
        for block in scan.headers:
            parts = (block.process or "").split("\\")
            if block.pid is not None and len(parts) == 3:
                found.setdefault((profile_root(scan.path), block.pid), set()).add((parts[0], parts[1], parts[2]))
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _names_by_folder(scans: Sequence[MemberScan]) -> dict[str, Name]:
    votes: dict[str, Counter[Name]] = {}
    for scan in scans:
        name = _header_name(scan)
        if name:
            votes.setdefault(_folder(scan.path), Counter())[name] += 1
    return {folder: count.most_common(1)[0][0] for folder, count in votes.items() if len(count) == 1}


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _identity(scan: MemberScan, name: Name | None) -> Process:
    if name is None:
        return Process(scan.path, None, None, scan.path, known=False)
    cell, node, server = name
    return Process("\\".join(name), cell if cell != UNKNOWN else None, node if node != UNKNOWN else None, server)


def _by_place(scan: MemberScan, roots: Mapping[str, Name], cells: Sequence[Cell]) -> Name | None:
    """``<profile>/logs/<server>/...``: the folder names the server; cell and node come from the profile's other files.

    In ``logs/ffdc`` the file's own name begins with the server's (log-formats 3.8).
    """
    path = scan.path.replace("!/", "/")
    match = _FFDC_NAME.search(path) or re.search(r"(?:^|/)logs?/([^/]+)/[^/]+$", path)
    server = match.group(1) if match else None
    if server is None or server.lower() in _GENERIC_FOLDERS:
        return None
    cell, node = _home(profile_root(scan.path), roots, cells) or (UNKNOWN, UNKNOWN)
    return (cell, node, server)


def _tool_name(scan: MemberScan, roots: Mapping[str, Name], cells: Sequence[Cell]) -> Name | None:
    """cell\\node\\tool; a tool of a profile that nothing else tells of stands for itself, as a bare file does."""
    tool, home = tool_of(scan.path), _home(profile_root(scan.path), roots, cells)
    return (*home, tool) if tool and home else None


def _mixed_roots(scans: Sequence[MemberScan]) -> set[str]:
    """Folders in which logs of several nodes were thrown together: they say nothing of a tool's node."""
    nodes: dict[str, set[tuple[str, str]]] = {}
    for scan in scans:
        name = _header_name(scan)
        if name:
            nodes.setdefault(profile_root(scan.path), set()).add(name[:2])
    return {root for root, found in nodes.items() if len(found) > 1}


def _home(root: str, roots: Mapping[str, Name], cells: Sequence[Cell]) -> tuple[str, str] | None:
    """Cell and node of a profile: as its logs state them, else as its copy of the configuration does."""
    sibling = roots.get(root)
    if sibling:
        return sibling[:2]
    for cell in cells:
        for copy in cell.copies:
            if copy.root.replace("!/", "/").strip("/") == root and copy.node:
                return (cell.name, copy.node)
    return None
