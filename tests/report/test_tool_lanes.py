"""A tool's log in the pictures: a client tool of its node, never a process without a log."""

from __future__ import annotations

from msgspec.structs import replace

from loganalyzer.report.chart_data import lanes
from tests.analysis.conftest import sample


def test_syncnode_is_a_client_tool_of_its_node() -> None:
    analysis = sample("sametime-fixed")
    found, _ = lanes(analysis)
    tools = {lane.process: lane.role for lane in found if "syncNode" in lane.process}
    assert tools == {rf"stCell\{node}\syncNode": "client tool" for node in ("meetNode", "sipNode", "stpNode")}
    assert "no log" not in {lane.role for lane in found}


def test_a_bare_log_that_wrote_something_is_not_called_without_a_log() -> None:
    analysis = sample("healthy")
    minute = replace(analysis.density[0], process="from-a-mail.log")
    found, _ = lanes(replace(analysis, density=(*analysis.density, minute)))
    assert [lane.role for lane in found if lane.process == "from-a-mail.log"] == ["unknown"]
