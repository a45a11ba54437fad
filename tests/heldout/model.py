"""Held-out scenarios as values: those of tests.scenarios on another cell, each with clocks, languages and days of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from tests.heldout.cell import ALPHA, BETA, GATE, MANAGER
from tests.heldout.scene import Scene, finish, new_scene
from tests.scenarios.model import Scenario

VARIANTS: tuple[Mapping[str, Any], ...] = (
    {"day": date(2019, 3, 21)},
    {"day": date(2019, 11, 8), "locales": {MANAGER: "en_US", ALPHA: "fr_FR"}, "zones": {ALPHA: "Asia/Kolkata"}},
    {"day": date(2018, 7, 30), "locales": {BETA: "zh_CN", GATE: "cs_CZ"}, "zones": {BETA: "Asia/Shanghai"}},
    {"day": date(2020, 1, 17), "locales": {MANAGER: "nl_NL", BETA: "en_GB"}, "zones": {BETA: "Europe/London"}},
    {"day": date(2018, 5, 23), "locales": {MANAGER: "es_ES", ALPHA: "pl_PL", GATE: "en_US"}, "zones": {MANAGER: "UTC"}},
    {"day": date(2019, 8, 26), "locales": {ALPHA: "it_IT", GATE: "ja_JP"}, "zones": {GATE: "Asia/Tokyo"}},
)


@dataclass(frozen=True, slots=True)
class HeldOut(Scenario):
    """One bundle of the held-out set; ``number`` chooses its seed and its variant."""

    number: int = 0

    def files(self) -> dict[str, bytes]:
        """The members of the bundle, EXPECTED.yaml among them."""
        merged: dict[str, Any] = dict(VARIANTS[self.number % len(VARIANTS)])
        for fault in self.faults:
            merged |= fault.options
        scene = new_scene(merged | dict(self.options), 40_000 + 7 * self.number)
        for happen in [*(fault.happen for fault in self.faults), *self.also]:
            happen(scene)
        if self.number % 3 == 0:
            self._rotate(scene)
        files, records = finish(scene)
        kept = {path: data for path, data in files.items() if self._sends(scene, path)}
        label = yaml.safe_dump(self._expected([path for path in records if path in kept]), sort_keys=False)
        return kept | {"EXPECTED.yaml": label.encode()}

    def _rotate(self, scene: Scene) -> None:
        for fault in self.faults:
            scene.roll(fault.process, "09:47:30")

    def _concerned(self, path: str) -> bool:
        nodes = {MANAGER, *(fault.process.partition("/")[0] for fault in self.faults)}
        nodes |= {node for fault in self.faults for node in fault.sends}
        return not self.faults or "profiles" not in path or path.partition("/")[0] in nodes
