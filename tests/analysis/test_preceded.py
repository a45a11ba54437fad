"""The change, the restart that took it, and the trouble since: told together, with the place of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import EvidenceItem
from tests.scenarios.flip import BY_CAUSE
from tests.scenarios.model import Scenario
from tests.scenarios.protocol import SIP
from tests.scenarios.stage import Stage

CAUSE = "strict-server-old-client"


def _told(folder: Path, *also: Callable[[Stage], None]) -> tuple[list[EvidenceItem], str]:
    """Items of the diagnosis that speak of the change or the restart, and the verdict; its trouble begins at 08:30."""
    Scenario("preceded", "look-alike", (BY_CAUSE[CAUSE],), (), also=also).build(folder)
    (folder / "EXPECTED.yaml").unlink()
    one = next(one for one in loganalyzer.analyze(folder).diagnoses if one.cause == CAUSE)
    return [item for item in one.evidence if "ADMR001" in item.text or "restarted" in item.why], one.verdict


def _restart(stage: Stage) -> None:
    stage.live(SIP, ("08:02:00", "08:20:00", "stopped"), ("08:22:00", "11:00:00", "open"))


def _changed(clock: str, document: str = "cells/stCell/security.xml") -> Callable[[Stage], None]:
    return lambda stage: stage.change(clock, document, arrives=())


def test_a_restart_between_change_and_trouble_is_told_with_both_places(tmp_path: Path) -> None:
    (change, restart), verdict = _told(tmp_path, _restart, _changed("08:10:00"))
    assert verdict == "confirmed"
    assert change.file
    assert "/logs/dmgr/" in change.file
    assert change.time
    assert f"{change.time:%H:%M}" == "08:10"
    assert restart.file
    assert "/SIPProxyRegistrar/" in restart.file
    assert restart.time
    assert f"{restart.time:%H:%M}" == "08:22"
    assert restart.line
    assert "8 minutes later" in restart.why
    lines = (tmp_path / restart.file).read_text(encoding="utf-8", errors="replace").splitlines()
    near = "\n".join(lines[restart.line - 1 : restart.line + 12])
    assert "SIPProxyRegistrar" in near


@pytest.mark.parametrize(
    "also",
    [
        (_changed("08:10:00"),),
        (_restart, _changed("08:25:00")),
        (_restart, _changed("09:10:00")),
        (_restart, _changed("08:10:00", "cells/stCell/resources.xml")),
    ],
    ids=["no restart", "changed after the restart", "changed after the onset", "another document"],
)
def test_nothing_is_told_of(also: tuple[Callable[[Stage], None], ...], tmp_path: Path) -> None:
    told, verdict = _told(tmp_path, *also)
    assert told == []
    assert verdict in {"confirmed", "likely"}
