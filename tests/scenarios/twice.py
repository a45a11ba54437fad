"""Every scenario analysed twice, with one worker and with two: ``python -m tests.scenarios.twice [NAME…]``.

The second time each log is cut into many ranges, read in turn by two engines, so that all that is joined behind the workers is
joined here. The engines stay in this process; that real workers give the same is tests/analysis/test_ranges.py's to show.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from loganalyzer.analysis import pipeline, ranges, scheduling, spawned
from loganalyzer.report.json import to_json
from tests.heldout.catalogue import held_out
from tests.scenarios.catalogue import everything
from tests.scenarios.model import Scenario
from tests.scenarios.scoring import knowledge_kept

RANGE = 8 << 10


class _Here:
    """Takes the place of a pool of processes; its engine is another one than that of the process which waits."""

    def __init__(
        self, _count: int, *, initializer: Callable[..., object], initargs: tuple[Any, ...], **_: object
    ) -> None:
        spawned._READER.clear()
        initializer(*initargs)

    def shutdown(self, **_: object) -> None:
        """There is nothing to end."""

    def submit(self, work: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Do it at once."""
        done: Future[Any] = Future()
        done.set_result(work(*arguments))
        return done


@contextmanager
def _cut_small() -> Iterator[None]:
    with ExitStack() as stack:
        for module, name, value in (
            (scheduling, "RANGE_BYTES", RANGE),
            (ranges, "RANGE_BYTES", RANGE),
            (ranges, "RANGE_LIMIT", RANGE),
            (scheduling, "_PARALLEL_FROM", 0),
            (scheduling, "can_fork", lambda: False),
            (spawned, "ProcessPoolExecutor", _Here),
        ):
            stack.enter_context(mock.patch.object(module, name, value))
        yield


def differs(scenario: Scenario) -> bool:
    """Whether two workers give other bytes than one."""
    with tempfile.TemporaryDirectory(prefix="scenario-") as scratch:
        folder = Path(scratch) / "bundle"
        for path, data in scenario.files().items():
            if path != "EXPECTED.yaml":
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        one = to_json(pipeline.analyze(folder, pipeline.Options(workers=1)))
        with _cut_small():
            two = to_json(pipeline.analyze(folder, pipeline.Options(workers=2)))
    return one != two


def main() -> int:
    """Print the scenarios that differ; 1 if there is one."""
    every: list[Scenario] = [*everything().values(), *held_out().values()]
    chosen = [one for one in every if not sys.argv[1:] or one.name in sys.argv[1:]]
    with knowledge_kept():
        found = [one.name for one in chosen if differs(one)]
    sys.stdout.writelines(f"differs  {name}\n" for name in found)
    sys.stdout.write(f"{len(chosen)} scenarios analysed twice, {len(found)} differ\n")
    return int(bool(found) or not chosen)


if __name__ == "__main__":
    sys.exit(main())
