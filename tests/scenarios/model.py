"""Scenarios as values: which fault happens, what is sent of it, and what a correct analysis says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from tests.scenarios.stage import Stage, finish, new_stage
from tools.samples.output import write_files

Difficulty = Literal["textbook", "partly-missing", "with-second-fault", "healthy", "look-alike"]
Sent = Literal["all", "no-configuration", "one-side", "other-side"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A cause made to happen. ``verdict`` is the least acceptable one where everything is sent.

    ``beside``: causes that may come first where evidence is missing, because the domain document names them together.
    ``partly``: which reduced bundles still hold evidence of it. ``sends``: further nodes whose files are in the bundle.
    """

    cause: str
    process: str
    happen: Callable[[Stage], None]
    options: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = "confirmed"
    beside: tuple[str, ...] = ()
    partly: tuple[Sent, ...] = ("no-configuration", "one-side")
    sends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence that the reader must see under a cause: the end of its file's path, words of it, for or against."""

    cause: str
    place: str
    words: str
    supports: bool = True


Adds = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""What was put beside the members of a finished bundle, or in the place of some."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One bundle. ``causes`` are (id, least verdict), ``at_most`` (id, greatest); ``ruled_out`` must not stand at all.

    ``shows``: evidence that must be there. ``adds``: files that depend on the finished bundle.
    """

    name: str
    difficulty: Difficulty
    faults: tuple[Fault, ...]
    causes: tuple[tuple[str, str], ...]
    sent: Sent = "all"
    options: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Callable[[Stage], None], ...] = ()
    beside: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    at_most: tuple[tuple[str, str], ...] = ()
    shows: tuple[Shown, ...] = ()
    adds: tuple[Adds, ...] = ()

    def build(self, target: Path) -> None:
        """Write the bundle with its EXPECTED.yaml."""
        write_files(self.files(), target)

    def files(self) -> dict[str, bytes]:
        """The members of the bundle, EXPECTED.yaml among them."""
        merged: dict[str, Any] = {}
        for fault in self.faults:
            merged |= fault.options
        stage = new_stage(merged | dict(self.options))
        for happen in [*(fault.happen for fault in self.faults), *self.also]:
            happen(stage)
        files, records = finish(stage)
        kept = {path: data for path, data in files.items() if self._sends(stage, path)}
        for add in self.adds:
            kept |= add(kept)
        label = yaml.safe_dump(self._expected([path for path in records if path in kept]), sort_keys=False)
        return kept | {"EXPECTED.yaml": label.encode()}

    def _expected(self, logs: Sequence[str]) -> dict[str, Any]:
        return {
            "bundle": self.name,
            "difficulty": self.difficulty,
            "causes": [{"cause": cause, "verdict": verdict} for cause, verdict in self.causes],
            "accepted": list(self.beside),
            "at_most": dict(self.at_most) | ({} if self.causes or self.at_most else {"*": "possible"}),
            "ruled_out": list(self.ruled_out),
            "logs": sorted(logs),
        }

    def _sends(self, stage: Stage, path: str) -> bool:
        """Small bundles: the deployment manager, the nodes concerned, and less where evidence is missing."""
        if path in stage.files:
            return True
        if "/logs/" not in path:
            return self.sent != "no-configuration" and self._concerned(path)
        if self.sent in {"all", "no-configuration"}:
            return self._concerned(path)
        own = [stage.process(fault.process) for fault in self.faults]
        logs = [f"{p.node.folder}/logs/{p.server}/" for p in own]
        if self.sent == "other-side":
            return self._concerned(path) and not path.startswith(tuple(logs))
        tools = any(path.startswith(p.node.folder) and path.count("/") == 4 for p in own)
        return tools or path.startswith(tuple(logs))

    def _concerned(self, path: str) -> bool:
        nodes = {"stDmgrNode", *(fault.process.partition("/")[0] for fault in self.faults)}
        nodes |= {node for fault in self.faults for node in fault.sends}
        return not self.faults or "profiles" not in path or path.partition("/")[0] in nodes
