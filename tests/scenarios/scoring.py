"""A scenario analysed, and what is wrong with the result."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

from loganalyzer.analysis import concluding, pipeline
from loganalyzer.analysis.model import Analysis
from loganalyzer.diagnosis.case import Case
from loganalyzer.matching import engine
from tests.scenarios.model import Scenario, Shown

RANK = {"ruled-out": 0, "not mentioned": 0, "not-evaluable": 1, "possible": 1, "likely": 2, "confirmed": 3}


class Item(Protocol):
    """What the evidence of both has in common."""

    @property
    def file(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def supports(self) -> bool: ...


class Judged(Protocol):
    """What a diagnosis and a weighed cause have in common."""

    @property
    def cause(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def consequence_of(self) -> str | None: ...
    @property
    def evidence(self) -> Sequence[Item]: ...


def leading(found: Sequence[Judged]) -> list[Judged]:
    """What stands, consequences and what was ruled out left aside."""
    return [one for one in found if one.verdict in {"confirmed", "likely", "possible"} and one.consequence_of is None]


def problems(scenario: Scenario, found: Sequence[Judged]) -> list[str]:
    """Every expectation that the diagnoses miss, in words."""
    told = (
        _missing(scenario, found),
        _claimed(scenario, found),
        _order(scenario, leading(found)),
        _unseen(scenario, found),
    )
    return [problem for each in told for problem in each]


def _missing(scenario: Scenario, found: Sequence[Judged]) -> Iterator[str]:
    verdicts = {one.cause: one.verdict for one in found}
    for cause, least in scenario.causes:
        have = verdicts.get(cause, "not mentioned")
        if RANK[have] < RANK[least] or (least == "not-evaluable" and have != least):
            yield f"{cause} is {have}, wanted {least}"


def _claimed(scenario: Scenario, found: Sequence[Judged]) -> Iterator[str]:
    wanted = {cause for cause, _ in scenario.causes} | set(scenario.beside)
    limits = dict(scenario.at_most)
    for one in found:
        if one.cause in scenario.ruled_out and one.verdict in {"possible", "likely", "confirmed"}:
            yield f"{one.cause} is {one.verdict}, wanted ruled out"
        if RANK[one.verdict] > RANK[limits.get(one.cause, "confirmed")]:
            yield f"{one.cause} is {one.verdict}, wanted {limits[one.cause]} at most"
        if one.consequence_of is not None or one.cause in limits:
            continue
        if one.cause not in wanted and one.verdict == "confirmed":
            yield f"{one.cause} is confirmed, which is wrong"
        if not scenario.causes and not limits and RANK[one.verdict] > 1:
            yield f"{one.cause} is {one.verdict} in a healthy cell"


def _order(scenario: Scenario, found: Sequence[Judged]) -> Iterator[str]:
    names = [one.cause for one in found]
    wanted = [cause for cause, least in scenario.causes if least != "not-evaluable"]
    if not wanted:
        return
    if not names or names[0] not in {*wanted, *scenario.beside}:
        yield f"{names[0] if names else 'nothing'} comes first, wanted {wanted[0]}"
    late = [cause for cause in wanted if cause not in names[:3]] if len(wanted) > 1 else []
    yield from (f"{cause} is not among the first three" for cause in late)


def _unseen(scenario: Scenario, found: Sequence[Judged]) -> Iterator[str]:
    for wanted in scenario.shows:
        items = (item for one in found if one.cause == wanted.cause for item in one.evidence)
        if not any(_is(item, wanted) for item in items):
            yield f"{wanted.cause} does not show '{wanted.words}' in {wanted.place}"


def _is(item: Item, wanted: Shown) -> bool:
    placed = (item.file or "").endswith(wanted.place) and item.supports is wanted.supports
    return placed and wanted.words in f"{item.why}: {item.text}"


@contextmanager
def knowledge_kept() -> Iterator[None]:
    """The knowledge files are read once for many analyses."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(pipeline, "load_knowledge", _once(pipeline.load_knowledge)))
        stack.enter_context(mock.patch.object(engine, "make_scanner", _once(engine.make_scanner)))
        yield


def _once(load: Callable[..., object]) -> Callable[..., object]:
    kept: list[object] = []

    def again(*arguments: object) -> object:
        if not kept:
            kept.append(load(*arguments))
        return kept[0]

    return again


def analysed(scenario: Scenario) -> Analysis:
    """Build a scenario, without its label and as one archive, and analyse it."""
    with tempfile.TemporaryDirectory(prefix="scenario-") as scratch:
        bundle = Path(scratch) / "bundle.zip"
        with zipfile.ZipFile(bundle, "w") as archive:
            for path, data in scenario.files().items():
                if path != "EXPECTED.yaml":
                    archive.writestr(path, data)
        return pipeline.analyze(bundle, pipeline.Options(workers=1))


def case_of(scenario: Scenario) -> Case:
    """The case behind the analysis, for weighing other causes against it."""
    kept: list[Case] = []
    whole = concluding.diagnose

    def keep(case: Case, *rest: Any) -> object:
        kept.append(case)
        return whole(case, *rest)

    with mock.patch.object(concluding, "diagnose", keep):
        analysed(scenario)
    return kept[0]
