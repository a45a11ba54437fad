"""Bundles of the tests: the committed samples, and variants of them that differ in one fact."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import loganalyzer
from loganalyzer.analysis.model import Analysis, Diagnosis
from tools.samples import build

SAMPLES = Path(__file__).parents[2] / "sample_logs"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/EXPECTED.yaml"))


@cache
def sample(name: str) -> Analysis:
    """The analysis of a committed sample, made once."""
    return loganalyzer.analyze(SAMPLES / name)


def expected(name: str) -> dict[str, Any]:
    """What the generator says of a sample."""
    loaded: dict[str, Any] = yaml.safe_load((SAMPLES / name / "EXPECTED.yaml").read_text(encoding="utf-8"))
    return loaded


def verdict(analysis: Analysis, cause: str) -> str:
    """The verdict on a cause; ``not mentioned`` if there is none."""
    return next((one.verdict for one in analysis.diagnoses if one.cause == cause), "not mentioned")


def diagnosis(analysis: Analysis, cause: str) -> Diagnosis:
    """The diagnosis of a cause."""
    return next(one for one in analysis.diagnoses if one.cause == cause)


@pytest.fixture
def variant(tmp_path: Path) -> Callable[..., Analysis]:
    """Build a sample with one fact changed, under a name that says nothing, and analyse it."""

    def make(name: str, **overrides: Any) -> Analysis:
        folder = tmp_path / "bundle"
        build(name, folder, density=0.15, **overrides)
        (folder / "EXPECTED.yaml").unlink(missing_ok=True)
        return loganalyzer.analyze(folder)

    return make
