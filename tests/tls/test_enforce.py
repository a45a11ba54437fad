"""``--plan enforce``: the field report's migration, worked out for the cell it was written about and for variants of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loganalyzer.cell import Cell
from loganalyzer.errors import UsageError
from loganalyzer.tls import Levels, channels
from loganalyzer.tls.cautions import cautions
from loganalyzer.tls.change_words import parse_changes
from loganalyzer.tls.effects import Outcome, outcome
from loganalyzer.tls.enforce import enforcing
from loganalyzer.tls.enforce_scope import Goal
from loganalyzer.tls.plan import plan
from tests.tls.cells import big_cell, cell_from
from tests.tls.test_channels import cell_of

OLD = Levels(only_java="8.0.3.0")
CELL, NODE = "(cell):stCell", "(cell):stCell:(node):stpNode"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Cell:
    """The article's cell before any change: everything at SSL_TLS."""
    return cell_of(tmp_path_factory.mktemp("start"), "healthy")


def made(cell: Cell, goal: Goal, levels: Levels = OLD, without: str = "") -> Outcome:
    words = [one.word for one in goal.planned if not without or without not in one.word]
    return outcome(cell, levels, parse_changes(cell, levels, words))


def words(goal: Goal, *, required: bool = True) -> set[str]:
    return {one.word for one in goal.planned if one.required is required}


def test_the_articles_migration_comes_out_as_the_plan(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "stpNode")
    assert words(goal) == {
        f"NodeDefaultSSLSettings@{NODE}.sslProtocol=TLSv1.2",
        f"inbound@{NODE}=NodeDefaultSSLSettings@{NODE}",
        f"outbound@{NODE}=NodeDefaultSSLSettings@{NODE}",
        f"CellDefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2",
        f"XDADefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2",
        "ssl.client.props@stpNode=SSL_TLSv2",
    }
    others = ("stDmgrNode", "meetNode", "sipNode")
    assert words(goal, required=False) == {
        *(f"NodeDefaultSSLSettings@{CELL}:(node):{n}.sslProtocol=SSL_TLSv2" for n in others),
        *(f"ssl.client.props@{n}=SSL_TLSv2" for n in others),
    }


def test_and_it_is_safe(start: Cell) -> None:
    found = made(start, enforcing(start, OLD, "TLSv1.2", "stpNode"))
    assert not found.of("breaks")
    assert not found.of("stays broken")
    strict = {
        c.listener.versions for c in found.channels if c.listener.name.startswith("stpNode/") and c.kind.id == "clients"
    }
    assert {str(v) for versions in strict for v in versions or ()} == {"TLSv1.2"}


@pytest.mark.parametrize(
    ("left_out", "broken"),
    [
        ("XDADefaultSSLSettings", {("stpNode", "overlay")}),
        ("ssl.client.props@stpNode", {("stpNode", "tools"), ("stpNode", "ipc")}),
        ("CellDefaultSSLSettings", {("stpNode", k) for k in ("soap", "rmi", "file-transfer")}),
        ("ssl.client.props@meetNode", set()),
        ("(node):sipNode", set()),
    ],
)
def test_each_change_is_needed_exactly_if_the_plan_says_so(
    start: Cell, left_out: str, broken: set[tuple[str, str]]
) -> None:
    """The forgotten XDADefaultSSLSettings breaks the overlay of the strict node: the field report's flapping node agent."""
    goal = enforcing(start, OLD, "TLSv1.2", "stpNode")
    found = made(start, goal, without=left_out)
    assert {(e.after.node, e.after.kind.id) for e in found.of("breaks")} == broken
    assert all(one.required == bool(broken) for one in goal.planned if left_out in one.word)


def test_a_cell_that_made_the_mistake_gets_the_missing_change_and_no_other(tmp_path: Path) -> None:
    cell = cell_of(tmp_path, "sametime-tls12")
    goal = enforcing(cell, OLD, "TLSv1.2", "stpNode")
    assert [one.word for one in goal.planned] == [f"XDADefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2"]
    assert {e.how for e in made(cell, goal).effects} <= {"heals", "changes"}


def test_a_finished_cell_gets_nothing(tmp_path: Path) -> None:
    cell = cell_of(tmp_path, "sametime-fixed")
    assert enforcing(cell, OLD, "TLSv1.2", "stpNode").planned == ()


def test_one_server_only_leaves_the_rest_of_its_node_alone(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "was_stpProxy")
    found = made(start, goal)
    assert not found.of("breaks")
    sets = {c.listener.name: c.listener.versions for c in found.channels if c.kind.id == "clients"}
    assert {str(v) for v in sets["stpNode/was_stpProxy"] or ()} == {"TLSv1.2"}
    assert "TLSv1" in {str(v) for v in sets["stpNode/STProxyServer"] or ()}
    assert f"XDADefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2" in words(goal, required=False)


def test_the_whole_cell_takes_every_configuration_and_every_client(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "stCell")
    assert {one.word.rpartition("=")[2] for one in goal.planned} == {"TLSv1.2"}
    assert {one.word.partition("@")[0] for one in goal.planned} == {
        "CellDefaultSSLSettings", "XDADefaultSSLSettings", "NodeDefaultSSLSettings", "ssl.client.props",
    }  # fmt: skip
    found = made(start, goal)
    assert not found.of("breaks")
    text = "\n".join(cautions(found, goal))
    assert "SIP Proxy/Registrar" in text
    assert "rich (thick) client" in text
    assert "'meeting.recording.tlsVersion', 'TLSv1.2'" in text
    assert "governs no process" not in text


def test_it_warns_of_sip_where_sip_is_enforced(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "sipNode")
    assert any("SIP Proxy/Registrar" in text for text in cautions(made(start, goal), goal))
    away = enforcing(start, OLD, "TLSv1.2", "stpNode")
    assert not any("SIP Proxy" in text or "thick" in text for text in cautions(made(start, away), away))


def test_a_java_that_knows_tls13_gets_a_label_with_both(start: Cell) -> None:
    """From Java 8.0.7.15 on label TLS has 1.2 and 1.3; SSL_TLSv2 is counted without 1.3."""
    levels = Levels(only_java="8.0.7.15")
    goal = enforcing(start, levels, "TLSv1.3", "stpNode")
    assert not made(start, goal, levels).of("breaks")
    assert f"CellDefaultSSLSettings@{CELL}.sslProtocol=TLS" in words(goal)
    assert len({one.word.partition("=")[0] for one in goal.planned}) == len(goal.planned)


def test_a_java_that_empties_the_labels_is_healed_on_the_way(start: Cell) -> None:
    levels = Levels(only_java="8.0.6.30")
    found = made(start, enforcing(start, levels, "TLSv1.2", "stpNode"), levels)
    assert found.of("heals")
    assert not found.of("stays broken")


def accepts(found: Outcome, name: str) -> set[str]:
    """What a process accepts from browsers."""
    ports = [c for c in found.channels if c.kind.id == "clients" and c.listener.name == name]
    return {str(v) for c in ports for v in c.listener.versions or ()}


def test_a_direct_reference_is_followed(start: Cell, tmp_path: Path) -> None:
    past = {"stpNode/was_stpProxy": {"PROXY_HTTPS_ADDRESS": "CellDefaultSSLSettings"}}
    cell = cell_of(tmp_path, "healthy", direct_references=past)
    central = made(cell, enforcing(start, OLD, "TLSv1.2", "was_stpProxy"))
    assert "TLSv1" in accepts(central, "stpNode/was_stpProxy")
    assert any("past 'Manage endpoint" in text for text in cautions(central))
    goal = enforcing(cell, OLD, "TLSv1.2", "was_stpProxy")
    assert "reference@stpNode/was_stpProxy=" in words(goal)
    found = made(cell, goal)
    assert accepts(found, "stpNode/was_stpProxy") == {"TLSv1.2"}
    assert not found.of("breaks")


@pytest.mark.parametrize(
    ("label", "scope", "told"),
    [
        ("TLSv1.3", "stpNode", "not known to Java before 8.0.6.25"),
        ("TLSv12", "stpNode", "'TLSv1.2' was probably meant"),
        ("SSLv3", "stpNode", "nothing is left of it"),
        ("TLSv1.2", "nowhere", "unknown; candidates"),
    ],
)
def test_what_cannot_be_enforced_is_told(start: Cell, label: str, scope: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        enforcing(start, OLD, label, scope)
    assert told in str(caught.value)


def test_steps_name_hosts_ports_scopes_and_the_way_back(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "stpNode")
    steps = plan(made(start, goal), goal)
    commands = [command for step in steps for command in step.commands]
    assert "openssl s_client -connect stp.acme.example:443 -tls1_2    # stpNode/was_stpProxy: must connect" in commands
    assert "openssl s_client -connect stp.acme.example:443 -tls1    # stpNode/was_stpProxy: must be refused" in commands
    assert any(c.startswith("syncNode.sh console.acme.example 8703 ") for c in commands)
    calls = [call for step in steps for call in step.wsadmin]
    assert (
        f"AdminTask.deleteSSLConfigGroup(['-name', 'stpNode', '-direction', 'inbound', '-scopeName', '{NODE}'])"
        in calls
    )
    back = f"AdminTask.modifySSLConfig(['-alias', 'XDADefaultSSLSettings', '-scopeName', '{CELL}', '-sslProtocol', 'SSL_TLS'])"
    assert back in calls[calls.index("AdminConfig.save()") :]
    changing = [step for step in steps if step.text.startswith("Set ") and "ssl.client.props" not in step.text]
    assert all(step.console and step.wsadmin for step in changing)


def test_enforcing_it_everywhere_tells_that_stopping_the_manager_may_be_refused(start: Cell) -> None:
    goal = enforcing(start, OLD, "TLSv1.2", "stCell")
    (stop,) = [s for s in plan(made(start, goal), goal) if s.text.startswith("Stop the deployment manager")]
    assert "dynamicallyUpdateSSLConfig" in stop.text
    goal = enforcing(start, OLD, "TLSv1.2", "stpNode")
    (stop,) = [s for s in plan(made(start, goal), goal) if s.text.startswith("Stop the deployment manager")]
    assert "dynamicallyUpdateSSLConfig" not in stop.text


@pytest.mark.parametrize("where", ["node03", "big", "server02_01"])
def test_cells_of_other_shapes(where: str) -> None:
    cell = cell_from(big_cell(5, 3, strict=1))
    goal = enforcing(cell, OLD, "TLSv1.2", where)
    assert not made(cell, goal).of("breaks")
    assert {c.verdict for c in channels(cell, OLD)} >= {"fails"}
    assert not made(cell, goal).of("stays broken")


def test_words_given_beside_it_come_first(start: Cell) -> None:
    given: list[Any] = [f"XDADefaultSSLSettings@{CELL}.sslProtocol=SSL_TLSv2"]
    goal = enforcing(start, OLD, "TLSv1.2", "stpNode", given)
    assert not any("XDA" in one.word for one in goal.planned)
