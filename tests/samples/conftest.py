"""Small variants of the bundles, written once per session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.samples import build

Built = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Built]:
    """Write a bundle with little background, and give its folder and its EXPECTED."""
    kept: dict[str, Built] = {}

    def make(name: str, **overrides: Any) -> Built:
        key = f"{name} {sorted(overrides.items(), key=str)}"
        if key not in kept:
            folder = tmp_path_factory.mktemp(name)
            kept[key] = folder, build(name, folder, **{"density": 0.1, **overrides})
        return kept[key]

    return make
