"""What decided the SSL configuration of a port stands where the analysis says: the files are opened and looked at."""

from __future__ import annotations

import re

import pytest

from loganalyzer.analysis.model import EndpointReport
from tests.analysis.conftest import SAMPLES, sample


def endpoints(name: str) -> tuple[EndpointReport, ...]:
    return sample(name).configuration.endpoints


@pytest.mark.parametrize("name", ["sametime-tls12", "migrated-references", "unsynchronised-nodes"])
def test_the_line_holds_the_element(name: str) -> None:
    found = [(one, place) for one in endpoints(name) if one.inbound for place in one.places]
    assert len(found) > 50
    for one, place in found:
        lines = (SAMPLES / name / place.file).read_text("utf-8").splitlines()
        assert place.line is not None
        # The path's last element opens in this line; with its attribute, unless that stands in a later line.
        element = re.split(r"[\[/@]", place.path.rsplit("/@", 1)[0].rsplit("/", 1)[-1])[0]
        assert f"<{element}" in lines[place.line - 1], (one, place)


def test_a_group_decides_and_the_label_stands_in_the_nodes_own_copy() -> None:
    (agent,) = (
        e for e in endpoints("sametime-tls12") if (e.process, e.name) == (r"stCell\stpNode\nodeagent", "XDAGENT_PORT")
    )
    assert agent.how == "central:node"
    assert "(cell):stCell:(node):stpNode" in agent.decided_by
    group, label = agent.places
    assert group.file == label.file
    assert group.file.startswith("stpNode/")
    assert group.path.startswith("sslConfigGroups[@name='stpNode'][@direction='inbound']")
    assert label.path == "repertoire[@alias='NodeDefaultSSLSettings']/setting/@sslProtocol"


def test_a_direct_reference_is_found_in_server_xml() -> None:
    direct = [e for e in endpoints("migrated-references") if e.how == "direct"]
    assert direct
    assert all(e.places[0].file.endswith("server.xml") for e in direct)
