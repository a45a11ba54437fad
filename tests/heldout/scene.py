"""The stage of a held-out scenario: the verbs of tests.scenarios on the shop's cell, with other texts and other clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from tests.heldout.cell import ALPHA, BETA, GATE, MANAGER, Plan, configs_and_groups, shop_cell
from tests.scenarios.stage import FIRST, LAST, Stage
from tests.scenarios.stage import finish as finish_logs
from tools.samples.configuration import profile_files
from tools.samples.model import Cell, Process
from tools.samples.options import Options
from tools.samples.security import document
from tools.samples.texts import Message
from tools.samples.world import World, profile_log
from tools.samples.writer import LogFile, ProcessLog

SECURITY = "cells/shopCell07/security.xml"
NODES = (ALPHA, BETA, GATE)


@dataclass(slots=True)
class Scene(Stage):
    """A world under way, with the plan of its security.xml."""

    plan: Plan = field(default_factory=Plan)

    def say(self, name: str, at: datetime, key: str, *args: object, more: Sequence[str] = ()) -> None:
        """A message of the held-out templates in SystemOut.log of a process."""
        log = self.world.log(self.process(name))
        tell(log.out, at, key, *args, more=more, thread=log.thread())

    def tool(self, node: str, name: str, at: datetime) -> LogFile:
        """The log of a tool, below the profile's logs, with its first lines."""
        found = next(one for one in self.world.cell.nodes if one.name == node)
        log = profile_log(self.world, found, name)
        log.start(at, 0)
        tell(log, at + timedelta(seconds=0.7), "ADMU0116I", f"{found.home}/logs/{name}")
        tell(log, at + timedelta(seconds=0.9), "ADMU0128I", found.profile)
        return log

    def change(self, clock: str, document: str = SECURITY, arrives: Sequence[str] = NODES) -> None:
        """Somebody changes a document, and it arrives on these nodes within the minute."""
        self.say(f"{MANAGER}/dmgr", self.at(clock), "ADMR0016I", document)
        for number, node in enumerate(arrives):
            self.say(f"{node}/nodeagent", self.at(clock) + timedelta(seconds=33 + 7 * number), "ADMR0010I", document)

    def roll(self, name: str, clock: str) -> None:
        """SystemOut.log is rotated."""
        self.world.log(self.process(name)).out.rolls.append(self.at(clock))


@cache
def templates() -> dict[str, Message]:
    """Every message of the held-out set by key; the last column is French, Italian or Dutch as it happens: not English."""
    lines = Path(__file__).with_name("messages.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {row[0]: Message(*row, *[""] * (5 - len(row))) for row in rows}


def tell(log: LogFile, at: datetime, key: str, *args: object, more: Sequence[str] = (), thread: int = 1) -> None:
    """One record; who does not run in English writes the other text."""
    row = templates()[key]
    english = log.process.node.clock.language in {"en", "zh", "pl"}
    text = row.text("en" if english else "de", *args)
    log._add(at, thread, row.component, f"{row.level}   {text}", more, 0)


def new_scene(options: Mapping[str, Any], seed: int) -> Scene:
    """An empty scene. Beside the options of the samples: ``plan``, and ``fast`` for clocks that are ahead."""
    mine = dict(options)
    plan, fast = mine.pop("plan", Plan()), mine.pop("fast", {})
    base = replace(Options(density=0.03, seed=seed, client_props_label=plan.cell), **mine)
    cell = shop_cell(base, fast)
    logs = {p.name: ProcessLog(p, Random(f"{seed}:{p.name}")) for p in cell.processes}
    return Scene(World(base, cell, logs), plan=plan)


def finish(scene: Scene) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files of the bundle."""
    world = scene.world
    world.options = replace(world.options, with_config=False)
    edits, scene.edits = scene.edits, []
    files, records = finish_logs(scene)
    files = {path: data.replace(b"stDmgrNode", MANAGER.encode()) for path, data in files.items()}
    for node in world.cell.nodes:
        writer = partial(_security, plan=scene.plan.of_copy(node.name))
        written = profile_files(world.cell, node, world.options, writer)
        files |= {path: text.encode() for path, text in written.items()}
    scene.edits = edits
    return {path: _edited(scene, path, data) for path, data in files.items()}, records


def dmgr_port(scene: Scene, name: str) -> int:
    """A port of the deployment manager."""
    return scene.process(f"{MANAGER}/dmgr").ports[name]


def running(scene: Scene, name: str, clock: str) -> Process:
    """A process, made to run the whole time from a clock time on."""
    scene.live(name, (clock, LAST, "open"))
    return scene.process(name)


def _security(cell: Cell, options: Options, plan: Plan) -> str:
    configs, groups = configs_and_groups(plan)
    return document(cell, configs, groups, options)


def _edited(scene: Scene, path: str, data: bytes) -> bytes:
    import re

    for edit in scene.edits:
        if re.search(edit.path, path) and "/logs/" not in path:
            data = re.sub(edit.old, edit.new, data.decode()).encode()
    return data


__all__ = ["FIRST", "LAST", "SECURITY", "Scene", "dmgr_port", "finish", "new_scene", "running", "tell"]
