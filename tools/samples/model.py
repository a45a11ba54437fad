"""The cell: nodes, processes and the runs each process lives through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tools.samples.stamps import Clock

ROLES = {
    "dmgr": "DeploymentManager",
    "node agent": "NodeAgent",
    "application server": "ManagedProcess",
    "proxy": "ManagedProcess",
}
_BUILDS = {
    "8.0.3.0": ("pxa6480sr3-20160428_01", "SR3"),
    "8.0.6.26": ("pxa6480sr6fp26-20210226_01", "SR6 FP26"),
    "8.0.6.30": ("pxa6480sr6fp30-20210423_01", "SR6 FP30"),
}
_FIX_PACKS = {"8.5.5.9": "cf091614.03", "8.5.5.23": "cf232240.02"}


@dataclass(frozen=True, slots=True)
class Product:
    """WebSphere and Java level of a node."""

    version: str
    java: str

    @property
    def fix_pack(self) -> str:
        """The build mark in the header, e.g. cf091614.03."""
        return _FIX_PACKS.get(self.version, f"cf{int(self.version.rpartition('.')[2]):02d}1701.01")

    @property
    def java_build(self) -> tuple[str, str]:
        """Build id and service refresh, e.g. ("pxa6480sr3-20160428_01", "SR3")."""
        if self.java in _BUILDS:
            return _BUILDS[self.java]
        _, _, refresh, fix = self.java.split(".")
        suffix, label = ("", "") if fix == "0" else (f"fp{fix}", f" FP{fix}")
        return f"pxa6480sr{refresh}{suffix}-20170101_01", f"SR{refresh}{label}"


@dataclass(frozen=True, slots=True)
class Node:
    """A node and the profile that holds it."""

    name: str
    host: str
    profile: str
    clock: Clock
    product: Product

    @property
    def home(self) -> str:
        """The profile's path on its own machine, as the logs print it."""
        return f"/opt/IBM/WebSphere/AppServer/profiles/{self.profile}"

    @property
    def folder(self) -> str:
        """The profile's path inside the bundle."""
        return f"{self.name}/profiles/{self.profile}"


@dataclass(frozen=True, slots=True)
class Process:
    """One server of the cell; ``name`` is cell\\node\\server."""

    cell: str
    node: Node
    server: str
    role: str
    ports: dict[str, int] = field(hash=False)
    applications: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that the header prints."""
        return f"{self.cell}\\{self.node.name}\\{self.server}"

    @property
    def kind(self) -> str:
        """The process type that discovery prints."""
        return ROLES[self.role]


@dataclass(frozen=True, slots=True)
class Run:
    """One life of a JVM; ``started`` is False when the log begins in the middle of it.

    ``how`` says in what way it ended: open (it still runs), stopped or crashed.
    """

    pid: int
    first: datetime
    last: datetime
    started: bool = True
    how: str = "open"

    def covers(self, at: datetime) -> bool:
        """Whether the process is up at an instant."""
        return self.first <= at < self.last


@dataclass(frozen=True, slots=True)
class Cell:
    """The topology; processes in start order, the deployment manager first."""

    name: str
    processes: tuple[Process, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in start order."""
        return tuple(dict.fromkeys(p.node for p in self.processes))

    @property
    def dmgr(self) -> Process:
        """The deployment manager."""
        return self.processes[0]

    def process(self, node: str, server: str) -> Process:
        """The process of that node and server name."""
        return next(p for p in self.processes if (p.node.name, p.server) == (node, server))

    def agent(self, node: str) -> Process:
        """The node agent of a node."""
        return self.process(node, "nodeagent")

    def of(self, node: Node) -> tuple[Process, ...]:
        """The processes of one node."""
        return tuple(p for p in self.processes if p.node is node)
